import type { Pixels, PixelSource } from '#ports';

/** Reads a rectangle of stored pixels, interleaved, in reading order. */
export type ReadBlock = (xPx: number, yPx: number, widthPx: number, heightPx: number) => Pixels['samples'];

type Stored = { readonly widthPx: number; readonly heightPx: number; readonly components: number };

/** Where the upright pixel (x, y) is stored: the axes change places first, then each may run backwards.
 *  @source Exif 2.32 "Orientation" */
const turns: Readonly<Record<number, { readonly isTransposed: boolean; readonly isMirroredX: boolean; readonly isMirroredY: boolean }>> = {
  1: { isTransposed: false, isMirroredX: false, isMirroredY: false },
  2: { isTransposed: false, isMirroredX: true, isMirroredY: false },
  3: { isTransposed: false, isMirroredX: true, isMirroredY: true },
  4: { isTransposed: false, isMirroredX: false, isMirroredY: true },
  5: { isTransposed: true, isMirroredX: false, isMirroredY: false },
  6: { isTransposed: true, isMirroredX: false, isMirroredY: true },
  7: { isTransposed: true, isMirroredX: true, isMirroredY: true },
  8: { isTransposed: true, isMirroredX: true, isMirroredY: false },
};

/** Samples of the columns that are held to turn a picture on its side: few enough for a small child, many enough that each
 *  read from disk is worth its call. */
const heldSamples = 16 * 2 ** 20;

/** Rows of a stored picture as they are when it stands upright.
 *  @param orientation EXIF, 1..8; anything else counts as 1. */
export function turnedRows(stored: Stored, orientation: number, read: ReadBlock): Pick<PixelSource, 'widthPx' | 'heightPx' | 'rows'> {
  const turn = turns[orientation] ?? turns[1]!;
  const { isTransposed, isMirroredX, isMirroredY } = turn;
  if (!isTransposed) {
    return {
      widthPx: stored.widthPx, heightPx: stored.heightPx,
      rows(topPx, count) {
        const block = read(0, isMirroredY ? stored.heightPx - topPx - count : topPx, stored.widthPx, count);
        return isMirroredX || isMirroredY ? remap(block, stored.widthPx, count, stored.components, (x, y) =>
          (isMirroredY ? count - 1 - y : y) * stored.widthPx + (isMirroredX ? stored.widthPx - 1 - x : x)) : block;
      },
    };
  }
  // Upright rows are stored columns: a block of columns is read and served until a row outside of it is wanted.
  const columnsHeld = Math.max(1, Math.min(stored.widthPx, Math.floor(heldSamples / (stored.heightPx * stored.components))));
  let held: { readonly first: number; readonly columns: number; readonly rows: Pixels['samples'] } | undefined;

  function uprightBlock(first: number): NonNullable<typeof held> {
    const columns = Math.min(columnsHeld, stored.widthPx - first);
    const block = read(isMirroredX ? stored.widthPx - first - columns : first, 0, columns, stored.heightPx);
    const rows = remap(block, stored.heightPx, columns, stored.components, (x, y) =>
      (isMirroredY ? stored.heightPx - 1 - x : x) * columns + (isMirroredX ? columns - 1 - y : y));
    return { first, columns, rows };
  }

  return {
    widthPx: stored.heightPx, heightPx: stored.widthPx,
    rows(topPx, count) {
      const rowSamples = stored.heightPx * stored.components;
      const parts: Pixels['samples'][] = [];
      for (let row = topPx; row < topPx + count;) {
        const isInside = held && row >= held.first && row < held.first + held.columns;
        held = isInside ? held! : uprightBlock(row);
        const taken = Math.min(topPx + count, held.first + held.columns) - row;
        parts.push(held.rows.subarray((row - held.first) * rowSamples, (row - held.first + taken) * rowSamples));
        row += taken;
      }
      return parts.length === 1 ? parts[0]! : joined(parts, count * rowSamples);
    },
  };
}

/** A picture of `widthPx` × `heightPx` whose pixel (x, y) is the one at `from(x, y)` of a block. */
function remap(block: Pixels['samples'], widthPx: number, heightPx: number, components: number, from: (x: number, y: number) => number): Pixels['samples'] {
  const result = block instanceof Uint16Array ? new Uint16Array(block.length) : new Uint8Array(block.length);
  for (let y = 0, to = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const at = from(x, y) * components;
      for (let component = 0; component < components; component++) result[to++] = block[at + component]!;
    }
  }
  return result;
}

function joined(parts: readonly Pixels['samples'][], length: number): Pixels['samples'] {
  const whole = parts[0] instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
