/** Numbers that are kept for a run: where it begins, the place after it, where its row begins. */
const entry = 3;

/** Fills a region from a pixel: ones that are connected to it by their edges become twos, in place.
 *  @param match Row by row, a byte for each pixel: 1 where the fill may go, 0 where not.
 *  @param startX, startY Where it begins; nothing happens where that is no 1.
 *  Works by runs, each found once: time goes with the area of the region. What waits is the front of the fill, 24 bytes a run. */
export function floodFill(match: Uint8Array, widthPx: number, heightPx: number, startX: number, startY: number): void {
  const pixels = widthPx * heightPx;
  const start = startY * widthPx + startX;
  if (match[start] !== 1) return;
  // Runs that are filled, but whose neighbours have not been looked at: those of this turn and those of the next. Taking turns
  // keeps the front together, and with it what the cache has to hold.
  let front = new Int32Array(1024 * entry);
  let next = new Int32Array(1024 * entry);
  const startRow = startY * widthPx;
  const startLeft = leftEnd(match, start, startRow);
  front.set([startLeft, fillRun(match, startLeft, startRow + widthPx), startRow]);
  let frontLength = entry;

  while (frontLength > 0) {
    let nextLength = 0;
    for (let turn = 0; turn < frontLength; turn += entry) {
      for (let shift = -widthPx; shift <= widthPx; shift += 2 * widthPx) {
        const row = front[turn + 2]! + shift;
        if (row < 0 || row >= pixels) continue;
        const to = front[turn + 1]! + shift;
        for (let at = front[turn]! + shift; at < to; at++) {
          if (match[at] !== 1) continue;
          if (nextLength === next.length) next = twiceAsLong(next);
          const left = leftEnd(match, at, row);
          at = fillRun(match, left, row + widthPx);
          next[nextLength] = left;
          next[nextLength + 1] = at;
          next[nextLength + 2] = row;
          nextLength += entry;
        }
      }
    }
    [front, next] = [next, front];
    frontLength = nextLength;
  }
}

/** Where the run of ones around a one begins. */
function leftEnd(match: Uint8Array, at: number, row: number): number {
  while (at > row && match[at - 1] === 1) at--;
  return at;
}

/** Fills the run of ones that begins at `left`. @returns the place after it. */
function fillRun(match: Uint8Array, left: number, rowEnd: number): number {
  let end = left + 1;
  while (end < rowEnd && match[end] === 1) end++;
  // A call costs more than a few bytes.
  if (end - left < 16) for (let at = left; at < end; at++) match[at] = 2;
  else match.fill(2, left, end);
  return end;
}

function twiceAsLong(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * list.length);
  longer.set(list);
  return longer;
}
