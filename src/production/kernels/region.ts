import { openBits, type Run } from './bits.ts';

/** Pixels that are connected to one pixel by their edges, found in marks that come row by row. */
export interface Region {
  /** The marks of the next rows from the top, a byte for each pixel: 1 where the region may go, 0 where not. */
  add(marks: Uint8Array): void;
  /** After the last row. Nothing is in the region when its pixel is not marked. */
  fill(xPx: number, yPx: number): void;
  /** Makes 0, in place, of the marks that are not in the region.
   *  @param marks Whole rows, marked as they were added. @param topPx Place of the first. */
  keep(marks: Uint8Array, topPx: number): Uint8Array;
}

/** Numbers that are kept for a run: where it begins, the place after it, its row. */
const entry = 3;

/** Holds a bit for each pixel: 12 MB for 100 megapixels, where a byte for each would be a third of what a child may hold. Works by
 *  runs, each found once, 32 pixels at a look. */
export function openRegion(widthPx: number, heightPx: number): Region {
  /** Marked, and not (yet) in the region. */
  const outside = openBits(widthPx, heightPx);
  let added = 0;

  return {
    add(marks) {
      const rows = marks.length / widthPx;
      for (let row = 0; row < rows; row++, added++) outside.setRow(added, marks, row * widthPx);
    },
    fill(xPx, yPx) {
      if (!outside.has(xPx, yPx)) return;
      // What waits is a stack: a snake of a way of millions of turns keeps one run on it.
      let waiting = new Int32Array(1024 * entry);
      let length = put(waiting, 0, outside.takeRun(xPx, yPx), yPx);
      while (length > 0) {
        length -= entry;
        const [left, end, middle] = [waiting[length]!, waiting[length + 1]!, waiting[length + 2]!];
        for (const row of [middle - 1, middle + 1]) {
          if (row < 0 || row >= heightPx) continue;
          for (let at = outside.find(row, left, end); at < end; at = outside.find(row, at, end)) {
            const run = outside.takeRun(at, row);
            if (length === waiting.length) waiting = twiceAsLong(waiting);
            length = put(waiting, length, run, row);
            at = run.end;
          }
        }
      }
    },
    keep(marks, topPx) {
      const rows = marks.length / widthPx;
      for (let row = 0; row < rows; row++) outside.clearFrom(topPx + row, marks, row * widthPx);
      return marks;
    },
  };
}

/** @returns the length behind the run. */
function put(list: Int32Array, length: number, { left, end }: Run, row: number): number {
  list[length] = left;
  list[length + 1] = end;
  list[length + 2] = row;
  return length + entry;
}

function twiceAsLong(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * list.length);
  longer.set(list);
  return longer;
}
