import { compose, type Affine } from '#formats';
import { roundPosition } from '../values/numbers.ts';
import type { Edges, Flip } from './layer.ts';
import { turn } from './turn.ts';
import type { Rect, Size } from './types.ts';

export type Point = { readonly x: number; readonly y: number };

export type PlacingRequest = {
  /** Part of the source that shows, in its pixels; its size alone for what has no source. */
  readonly crop: Rect;
  /** Of the crop, after scaling. */
  readonly inner: Size;
  readonly flip: Flip;
  /** Clockwise. */
  readonly angleDeg: number;
  readonly extend: (turned: Size) => Edges;
};

/** A layer with its rectangles: each whole pixels of the canvas. */
export type PlacedLayer = {
  readonly inner: Size;
  readonly turned: Size;
  readonly extend: Edges;
  /** After everything. */
  readonly rect: Size;
  /** From pixels of the source to those of `rect`. */
  readonly fromSource: Affine;
};

/** Scales, flips, turns and extends. @returns undefined when extending leaves nothing. @source delivery, §2.2 */
export function placeLayer({ crop, inner, flip, angleDeg, extend }: PlacingRequest): PlacedLayer | undefined {
  const [scaleX, scaleY] = [inner.widthPx / crop.width, inner.heightPx / crop.height];
  const scaled: Affine = [scaleX, 0, 0, scaleY, -crop.x * scaleX, -crop.y * scaleY];
  const flipped: Affine = [flip.isLeftRight ? -1 : 1, 0, 0, flip.isUpDown ? -1 : 1, flip.isLeftRight ? inner.widthPx : 0, flip.isUpDown ? inner.heightPx : 0];
  const turned = turn(inner, angleDeg);
  const edges = extend(turned.size);
  const rect = { widthPx: turned.size.widthPx + edges.left + edges.right, heightPx: turned.size.heightPx + edges.top + edges.bottom };
  if (rect.widthPx < 1 || rect.heightPx < 1) return undefined;
  const extended: Affine = [1, 0, 0, 1, edges.left, edges.top];
  return { inner, turned: turned.size, extend: edges, rect, fromSource: compose(compose(compose(scaled, flipped), turned.affine), extended) };
}

/** Where a point of the source comes to lie. */
export function moved({ x, y }: Point, [a, b, c, d, e, f]: Affine): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

/** Top left corner of a layer on the canvas: the origins coincide, but for `pos`. @source delivery, §2.2 */
export function cornerOf(origin: Point, base: Point, pos: Point): { readonly xPx: number; readonly yPx: number } {
  return { xPx: roundPosition(base.x + pos.x - origin.x), yPx: roundPosition(base.y + pos.y - origin.y) };
}
