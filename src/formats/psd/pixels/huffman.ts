import { brokenFile } from '../../bytes.ts';

/** A prefix code as a table: the next `bits` bits of the stream, as they come, give symbol × 16 + length of its code. */
export type PrefixCode = { readonly bits: number; readonly table: Uint16Array };

const longest = 15;

/** Makes the table of a code from the lengths of its words; 0 where a symbol has none.
 *  @throws BROKEN_FILE when there are more words than fit.
 *  @source RFC 1951 §3.2.2 */
export function prefixCode(lengths: Uint8Array): PrefixCode {
  const counts = new Uint16Array(longest + 1);
  for (const length of lengths) counts[length]!++;
  counts[0] = 0;
  const next = new Uint16Array(longest + 2);
  let free = 1;
  let bits = 1;
  for (let length = 1; length <= longest; length++) {
    free = free * 2 - counts[length]!;
    if (free < 0) throw brokenFile('deflated Photoshop pixels have an impossible code');
    next[length + 1] = (next[length]! + counts[length]!) << 1;
    if (counts[length]! > 0) bits = length;
  }
  const table = new Uint16Array(1 << bits);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const step = 1 << length;
    for (let at = reversed(next[length]!++, length); at < table.length; at += step) table[at] = (symbol << 4) | length;
  }
  return { bits, table };
}

function reversed(code: number, length: number): number {
  let turned = 0;
  for (let bit = 0; bit < length; bit++) turned |= ((code >> bit) & 1) << (length - 1 - bit);
  return turned;
}
