import { crc32 } from 'node:zlib';
import { byteReader, bytesSource, type ByteSource } from '../bytes.ts';
import { readTiff } from '../tiff/read.ts';
import { tiffTag } from '../tiff/tags.ts';

/** Bytes to write over others of a file. */
export type Patch = { readonly offset: number; readonly bytes: Uint8Array };

const limits = { chunks: 10_000, exifBytes: 2 ** 20 };
const signatureBytes = 8;

/** What must change in a PNG whose pixels stand upright so that its EXIF says so too; nothing when it does not contradict.
 *  @throws BROKEN_FILE when it ends in the midst of a chunk's head
 *  @source PNG (third edition) §5.3, §11.3.4.4 "eXIf"; EXIF 2.32 §4.6.4 "Orientation" */
export function uprightPatches(source: ByteSource): readonly Patch[] {
  let at = signatureBytes;
  for (let count = 0; count < limits.chunks && at + 12 <= source.sizeBytes; count++) {
    const head = byteReader(source.read(at, 8), 'big', 'PNG');
    const [length, type] = [head.u32(0), head.latin1(4, 4)];
    if (type === 'eXIf' && length <= limits.exifBytes && at + 12 + length <= source.sizeBytes) return patchesOf(source.read(at + 4, 4 + length), at + 4);
    if (type === 'IEND') return [];
    at += 12 + length;
  }
  return [];
}

/** @param typed The chunk's type and content, which its checksum covers. */
function patchesOf(typed: Uint8Array, offset: number): readonly Patch[] {
  const exif = typed.slice(4);
  const tiff = readTiff(bytesSource(exif, 'EXIF'), 1);
  const entry = tiff.directories[0]?.entries.get(tiffTag.orientation);
  if (!entry || entry.type !== 3 || entry.count !== 1) return [];
  const value = tiff.order === 'little' ? Uint8Array.of(1, 0) : Uint8Array.of(0, 1);
  if (exif[entry.valueOffset] === value[0] && exif[entry.valueOffset + 1] === value[1]) return [];
  const whole = Uint8Array.from(typed);
  whole.set(value, 4 + entry.valueOffset);
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, crc32(whole));
  return [{ offset: offset + 4 + entry.valueOffset, bytes: value }, { offset: offset + typed.length, bytes: sum }];
}
