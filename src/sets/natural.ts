/** Compares as people count: digits by their number, so that `a2` comes before `a10`; everything else by code unit.
 *  @source specification of production, §11 "order" */
export function compareNatural(one: string, other: string): number {
  const ones = chunksOf(one);
  const others = chunksOf(other);
  for (let index = 0; index < Math.min(ones.length, others.length); index += 1) {
    const order = compareChunks(ones[index]!, others[index]!);
    if (order !== 0) return order;
  }
  // Leading zeros decide last: `a1` before `a01`.
  return ones.length - others.length || one.length - other.length || compareText(one, other);
}

function chunksOf(text: string): readonly string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

function compareChunks(one: string, other: string): number {
  if (!/^\d/.test(one) || !/^\d/.test(other)) return compareText(one, other);
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  return a.length - b.length || compareText(a, b);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
