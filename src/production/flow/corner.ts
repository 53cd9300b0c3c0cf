import type { Corner } from '../types.ts';
import { passRows, type Flow } from './flow.ts';

/** The pixel a step goes by. */
export type CornerPixel = { readonly xPx: number; readonly yPx: number; readonly colour: readonly number[]; readonly alpha: number };

/** @source specification of production, §4 "Corner seeds" */
export function cornerPlace(corner: Corner, size: { readonly widthPx: number; readonly heightPx: number }): { readonly xPx: number; readonly yPx: number } {
  return {
    xPx: corner.endsWith('Left') ? 0 : size.widthPx - 1,
    yPx: corner.startsWith('Upper') ? 0 : size.heightPx - 1,
  };
}

/** The pixel in a corner as the changes so far have left it. Where none of them makes alpha, the last row is read at once;
 *  otherwise the image passes until the row comes. */
export async function cornerPixel(flow: Flow, corner: Corner): Promise<CornerPixel> {
  const { source, shape } = flow;
  const { xPx, yPx } = cornerPlace(corner, shape);
  const { colours } = shape;
  if (!shape.hasAlpha && flow.changes.length === 0) {
    const row = source.rows(yPx, 1);
    return { xPx, yPx, colour: [...row.subarray(xPx * colours, (xPx + 1) * colours)], alpha: 255 };
  }
  let found: CornerPixel | undefined;
  await passRows(flow, (rows, topPx) => {
    const at = (yPx - topPx) * shape.widthPx + xPx;
    if (at * colours >= rows.colour.length) return true;
    found = { xPx, yPx, colour: [...rows.colour.subarray(at * colours, (at + 1) * colours)], alpha: rows.alpha?.[at] ?? 255 };
    return false;
  });
  if (!found) throw new TypeError(`Expected row ${yPx} of ${shape.heightPx}`);
  return found;
}
