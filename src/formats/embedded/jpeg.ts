import { byteReader, latin1, type ByteSource } from '../bytes.ts';
import { joinExtendedXmp, type XmpExtension } from '../xmp/extended.ts';
import type { EmbeddedBlocks } from './types.ts';

const marks = {
  xmp: 'http://ns.adobe.com/xap/1.0/\0', extension: 'http://ns.adobe.com/xmp/extension/\0', exif: 'Exif\0\0', photoshop: 'Photoshop 3.0\0',
} as const;
const maxSegments = 4096;

/** Walks the marker segments in front of the pixels. Photoshop resources too long for one segment go on in the next.
 *  @source ITU-T T.81 annex B; XMP specification part 3, §1.1.3 "JPEG" */
export function jpegBlocks(source: ByteSource): EmbeddedBlocks {
  let xmp: Uint8Array | undefined;
  let exif: Uint8Array | undefined;
  const photoshop: Uint8Array[] = [];
  const extensions: XmpExtension[] = [];
  for (const { marker, content } of applicationSegments(source)) {
    const rest = (mark: string): Uint8Array | undefined =>
      latin1(content.subarray(0, mark.length)) === mark ? content.subarray(mark.length) : undefined;
    if (marker === 0xe1) {
      exif ??= rest(marks.exif) && content;
      xmp ??= rest(marks.xmp);
      const extension = rest(marks.extension);
      if (extension && extension.byteLength > 40) extensions.push(readExtension(extension));
    } else if (marker === 0xed) {
      const resources = rest(marks.photoshop);
      if (resources) photoshop.push(resources);
    }
  }
  return {
    xmp: xmp && joinExtendedXmp(xmp, extensions), exif,
    photoshop: photoshop.length > 0 ? Buffer.concat(photoshop) : undefined,
  };
}

/** Application segments as far as they can be read; ends at the pixels, at the damage, or where the file ends. */
function* applicationSegments(source: ByteSource): Generator<{ readonly marker: number; readonly content: Uint8Array }> {
  let at = 2;
  for (let count = 0; count < maxSegments && at + 4 <= source.sizeBytes; count++) {
    const head = byteReader(source.read(at, 4), 'big', 'JPEG');
    const marker = head.u8(1);
    if (head.u8(0) !== 0xff) return;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const lengthBytes = head.u16(2);
    if (marker === 0xda || marker === 0xd9 || lengthBytes < 2 || at + 2 + lengthBytes > source.sizeBytes) return;
    if (marker >= 0xe0 && marker <= 0xef) yield { marker, content: source.read(at + 4, lengthBytes - 2) };
    at += 2 + lengthBytes;
  }
}

function readExtension(content: Uint8Array): XmpExtension {
  const numbers = byteReader(content, 'big', 'XMP extension');
  return { guid: numbers.latin1(0, 32), fullBytes: numbers.u32(32), offset: numbers.u32(36), content: content.subarray(40) };
}
