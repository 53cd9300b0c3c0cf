import { brokenFile } from '../bytes.ts';
import type { Box, Path } from './types.ts';

/** Corners of a polygon, x and y in turn; its last corner leads back to the first. */
export type Polygon = Float64Array;

/** How far a chord may be from its curve, in pixels: half a level of 255 along a whole edge. */
const tolerancePx = 1 / 512;
/** Halvings of one curve: 4096 chords are reached by curves far longer than an image. */
const mostHalvings = 12;
/** Corners of a whole path: bounds the memory to some 40 MB. */
const mostCorners = 1_000_000;

/** Replaces curves by chords that stay within 1/512 pixel of them, sub-path by sub-path; those with less than two knots
 *  enclose nothing and are left out.
 *  @param path In pixels. @throws BROKEN_FILE beyond a million corners. */
export function flattenPath(path: Path): readonly Polygon[] {
  let corners = 0;
  const polygons: Polygon[] = [];
  for (const { isClosed, knots } of path.subpaths) {
    if (knots.length < 2) continue;
    const points: number[] = [knots[0]!.x, knots[0]!.y];
    for (let index = 0; index < knots.length - (isClosed ? 0 : 1); index++) {
      const [from, to] = [knots[index]!, knots[(index + 1) % knots.length]!];
      addCurve(points, [from.x, from.y, from.xOut, from.yOut, to.xIn, to.yIn, to.x, to.y], 0);
      if (corners + points.length / 2 > mostCorners) throw brokenFile('a path has more corners than can be drawn');
    }
    corners += points.length / 2;
    polygons.push(Float64Array.from(points));
  }
  return polygons;
}

type Curve = readonly [number, number, number, number, number, number, number, number];

/** Adds a curve without its start, halving it until it is flat. @source de Casteljau */
function addCurve(points: number[], curve: Curve, halvings: number): void {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = curve;
  if (halvings === mostHalvings || isFlat(curve)) {
    points.push(x3, y3);
    return;
  }
  const [ax, ay, bx, by, cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2, (x1 + x2) / 2, (y1 + y2) / 2, (x2 + x3) / 2, (y2 + y3) / 2];
  const [px, py, qx, qy] = [(ax + bx) / 2, (ay + by) / 2, (bx + cx) / 2, (by + cy) / 2];
  const [mx, my] = [(px + qx) / 2, (py + qy) / 2];
  addCurve(points, [x0, y0, ax, ay, px, py, mx, my], halvings + 1);
  addCurve(points, [mx, my, qx, qy, cx, cy, x3, y3], halvings + 1);
}

/** A curve strays from its chord by at most three quarters of what its handles do, if these lie beside the chord. */
function isFlat([x0, y0, x1, y1, x2, y2, x3, y3]: Curve): boolean {
  const [dx, dy] = [x3 - x0, y3 - y0];
  const length = Math.hypot(dx, dy);
  const most = tolerancePx / 0.75;
  if (length < most) return Math.hypot(x1 - x0, y1 - y0) <= most && Math.hypot(x2 - x0, y2 - y0) <= most;
  const [along1, along2] = [((x1 - x0) * dx + (y1 - y0) * dy) / length, ((x2 - x0) * dx + (y2 - y0) * dy) / length];
  if (Math.min(along1, along2) < -most || Math.max(along1, along2) > length + most) return false;
  return Math.abs((x1 - x0) * dy - (y1 - y0) * dx) <= most * length && Math.abs((x2 - x0) * dy - (y2 - y0) * dx) <= most * length;
}

/** The smallest rectangle around the curves; undefined for a path that encloses nothing. @throws as `flattenPath` */
export function boxOfPath(path: Path): Box | undefined {
  let box: Box | undefined;
  for (const polygon of flattenPath(path)) {
    for (let at = 0; at < polygon.length; at += 2) {
      const [x, y] = [polygon[at]!, polygon[at + 1]!];
      box = box === undefined ? { left: x, top: y, right: x, bottom: y } : {
        left: Math.min(box.left, x), top: Math.min(box.top, y), right: Math.max(box.right, x), bottom: Math.max(box.bottom, y),
      };
    }
  }
  return box;
}
