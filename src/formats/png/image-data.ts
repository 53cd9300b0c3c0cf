import { byteReader, type ByteSource } from '../bytes.ts';

const signatureBytes = 8;

/** Bytes of the compressed pixels, which may lie in any number of chunks. The heads of the chunks are read, not the pixels.
 *  @param most Counting stops above it.
 *  @source PNG (third edition) §5.3, §11.2.3 "IDAT" */
export function pngImageDataBytes(source: ByteSource, most: number): number {
  let [at, sum] = [signatureBytes, 0];
  while (at + 8 <= source.sizeBytes && sum <= most) {
    const head = byteReader(source.read(at, 8), 'big', 'PNG');
    const [length, type] = [head.u32(0), head.latin1(4, 4)];
    if (type === 'IEND') break;
    if (type === 'IDAT') sum += length;
    at += 12 + length;
  }
  return sum;
}
