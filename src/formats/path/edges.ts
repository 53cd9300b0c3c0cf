import { brokenFile } from '../bytes.ts';
import type { Polygon } from './flatten.ts';

/** Sides of polygons that cross rows, the topmost first; horizontal ones enclose nothing and are left out. */
export type Edges = {
  readonly count: number;
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** Where it begins, and how x grows with y. */
  readonly xTop: Float64Array;
  readonly slope: Float64Array;
};

/** Pixels all edges may cross together: a hundred times around a page of 24 megapixels. */
const mostCrossings = 4_000_000;

/** @throws BROKEN_FILE when drawing would take longer than any honest outline does. */
export function edgesOf(polygons: readonly Polygon[], widthPx: number, heightPx: number): Edges {
  const found: number[] = [];
  let crossings = 0;
  for (const polygon of polygons) {
    for (let at = 0; at < polygon.length; at += 2) {
      const next = (at + 2) % polygon.length;
      const [x0, y0, x1, y1] = [polygon[at]!, polygon[at + 1]!, polygon[next]!, polygon[next + 1]!];
      const [xTop, top, xBottom, bottom] = y0 < y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
      if (!(top < bottom) || bottom <= 0 || top >= heightPx) continue;
      found.push(xTop, top, xBottom, bottom);
      crossings += 1 + Math.min(bottom, heightPx) - Math.max(top, 0) + Math.min(widthPx, Math.abs(xBottom - xTop));
      if (crossings > mostCrossings) throw brokenFile('a path crosses more rows than can be drawn');
    }
  }
  return sorted(found);
}

function sorted(found: readonly number[]): Edges {
  const count = found.length / 4;
  const order = Uint32Array.from({ length: count }, (_, index) => index * 4).sort((a, b) => found[a + 1]! - found[b + 1]!);
  const edges = {
    count, top: new Float64Array(count), bottom: new Float64Array(count), xTop: new Float64Array(count), slope: new Float64Array(count),
  };
  for (let index = 0; index < count; index++) {
    const at = order[index]!;
    const [xTop, top, xBottom, bottom] = [found[at]!, found[at + 1]!, found[at + 2]!, found[at + 3]!];
    edges.top[index] = top;
    edges.bottom[index] = bottom;
    edges.xTop[index] = xTop;
    edges.slope[index] = (xBottom - xTop) / (bottom - top);
  }
  return edges;
}
