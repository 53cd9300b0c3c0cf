import { flattenPath } from './flatten.ts';
import type { Path } from './types.ts';

type Point = { readonly x: number; readonly y: number };

/** Top left, top right, bottom right, bottom left. */
export type Quad = readonly [Point, Point, Point, Point];

/** Four corners around a path, as tight as can be had: a path that is a quadrilateral is its own; around any other the
 *  sides of its hull are let go one by one, the one whose loss adds least first, and the upright rectangle is taken
 *  where that is tighter. Undefined for a path that encloses nothing.
 *  @param path In pixels. @throws as `flattenPath` */
export function quadAroundPath(path: Path): Quad | undefined {
  const points: Point[] = [];
  for (const polygon of flattenPath(path)) {
    for (let at = 0; at < polygon.length; at += 2) points.push({ x: polygon[at]!, y: polygon[at + 1]! });
  }
  const hull = hullOf(points);
  const [left, right] = [Math.min(...hull.map(({ x }) => x)), Math.max(...hull.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...hull.map(({ y }) => y)), Math.max(...hull.map(({ y }) => y))];
  if (!(right > left) || !(bottom > top)) return undefined;
  const rectangle = [{ x: left, y: top }, { x: right, y: top }, { x: right, y: bottom }, { x: left, y: bottom }];
  const reduced = reduceToFour(hull);
  const corners = reduced && areaOf(reduced) < areaOf(rectangle) - 1e-6 ? reduced : rectangle;
  return fromTopLeft(corners);
}

/** Convex hull, clockwise as seen with y downwards. @source Andrew's monotone chain */
function hullOf(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= straight) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** Turns that are none: corners nearer than this to a line (in pixels times its length) lie on it. */
const straight = 1e-9;
/** Corners of a hull beyond which it is thinned first: corners lie closer than a pixel then. */
const mostCorners = 2000;

/** Lets go of sides until four are left, the neighbours growing until they meet; undefined where they cannot. */
function reduceToFour(hull: readonly Point[]): readonly Point[] | undefined {
  if (hull.length < 4 || hull.length > mostCorners) return undefined;
  const corners = [...hull];
  while (corners.length > 4) {
    let best: { readonly side: number; readonly meet: Point; readonly added: number } | undefined;
    for (let side = 0; side < corners.length; side++) {
      const at = (offset: number): Point => corners[(side + offset + corners.length) % corners.length]!;
      const meet = meetingOf(at(-1), at(0), at(2), at(1));
      if (!meet) continue;
      const added = Math.abs(turn(at(0), meet, at(1))) / 2;
      if (best === undefined || added < best.added) best = { side, meet, added };
    }
    if (best === undefined) return undefined;
    corners[best.side] = best.meet;
    corners.splice((best.side + 1) % corners.length, 1);
  }
  return corners;
}

/** Where the line from a through b meets the line from c through d, beyond both b and d. */
function meetingOf(a: Point, b: Point, c: Point, d: Point): Point | undefined {
  const [ux, uy, vx, vy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y];
  const cross = ux * vy - uy * vx;
  if (Math.abs(cross) < 1e-12) return undefined;
  const along = ((c.x - a.x) * vy - (c.y - a.y) * vx) / cross;
  const other = ((c.x - a.x) * uy - (c.y - a.y) * ux) / cross;
  return along >= 1 && other >= 1 ? { x: a.x + along * ux, y: a.y + along * uy } : undefined;
}

/** Twice the signed area of a triangle; positive where the way turns right, y downwards. */
function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

function areaOf(corners: readonly Point[]): number {
  return corners.reduce((sum, point, index) => sum + turn({ x: 0, y: 0 }, point, corners[(index + 1) % corners.length]!), 0) / 2;
}

/** Clockwise from the corner that is farthest to the upper left. */
function fromTopLeft(corners: readonly Point[]): Quad {
  const sums = corners.map(({ x, y }) => x + y);
  const start = sums.indexOf(Math.min(...sums));
  const at = (offset: number): Point => corners[(start + offset) % 4]!;
  return [at(0), at(1), at(2), at(3)];
}
