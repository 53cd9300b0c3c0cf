/** Unpacks runs of bytes or of words as far as the row has room.
 *  @returns the bytes that came out, and the bytes of `packed` that were used: more than there are when it ends early.
 *  @source Inside Macintosh: Operating System Utilities, "PackBits" */
export function unpackRuns(packed: Uint8Array, row: Uint8Array, unit: 1 | 2): { readonly written: number; readonly used: number } {
  let [at, put] = [0, 0];
  while (at < packed.length && put < row.length) {
    const mark = packed[at++]!;
    if (mark === 128) continue;
    const length = (mark > 128 ? 257 - mark : mark + 1) * unit;
    if (mark > 128) {
      for (let index = 0; index < length && put < row.length; index++) row[put++] = packed[at + (unit === 2 ? index & 1 : 0)] ?? 0;
      at += unit;
    } else {
      const literal = packed.subarray(at, at + Math.min(length, row.length - put));
      row.set(literal, put);
      put += literal.length;
      at += length;
    }
  }
  return { written: put, used: at };
}
