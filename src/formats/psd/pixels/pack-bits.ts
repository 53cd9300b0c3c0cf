import { brokenFile } from '../../bytes.ts';

/** Unpacks one row; what a writer packed beyond the row is left over.
 *  @param row Filled to its end. @throws BROKEN_FILE when the packed bytes end first.
 *  @source TIFF 6.0 §9 "PackBits Compression" */
export function unpackBits(packed: Uint8Array, row: Uint8Array): void {
  let from = 0;
  let to = 0;
  while (to < row.length) {
    if (from + 1 >= packed.length) throw brokenFile('a row of packed Photoshop pixels ends early');
    const code = packed[from++]!;
    if (code === 128) continue;
    if (code > 128) {
      const end = Math.min(to + 257 - code, row.length);
      row.fill(packed[from++]!, to, end);
      to = end;
      continue;
    }
    const count = Math.min(code + 1, row.length - to);
    if (from + count > packed.length) throw brokenFile('a row of packed Photoshop pixels ends early');
    row.set(packed.subarray(from, from + count), to);
    from += code + 1;
    to += count;
  }
}
