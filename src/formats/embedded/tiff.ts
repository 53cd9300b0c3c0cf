import type { ByteSource } from '../bytes.ts';
import { entryBytes, readTiff } from '../tiff/read.ts';
import { tiffTag } from '../tiff/tags.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

/** Reads the fields of the first page. Its EXIF is the page itself.
 *  @source TIFF 6.0; XMP specification part 3, §1.1.7 "TIFF"; Adobe's note on tag 34377; IPTC-NAA in tag 33723 */
export function tiffBlocks(source: ByteSource): EmbeddedBlocks {
  const tiff = readTiff(source, 1);
  const page = tiff.directories[0]!;
  const block = (tag: number): Uint8Array | undefined => {
    const entry = page.entries.get(tag);
    if (!entry || entry.valueBytes > maxBlockBytes) return undefined;
    try {
      return entryBytes(tiff, page, tag)?.slice();
    } catch {
      return undefined;
    }
  };
  const iptc = block(tiffTag.iptc);
  const isLong = page.entries.get(tiffTag.iptc)?.type === 4;
  return {
    xmp: block(tiffTag.xmp), photoshop: block(tiffTag.photoshop), exif: source,
    // Often said to be 32-bit numbers, and then swapped like numbers where the file is little-endian.
    iptc: iptc && isLong && iptc[0] !== 0x1c ? swapWords(iptc) : iptc,
  };
}

function swapWords(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes.subarray(0, bytes.byteLength - bytes.byteLength % 4)).swap32();
}
