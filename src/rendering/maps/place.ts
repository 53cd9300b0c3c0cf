import { compose, scaling, type Affine } from '#formats';
import { readFlip } from '../read-commands.ts';
import type { LaidOutLayer, ViewPlan } from '../layers/types.ts';
import { moved } from '../size/placing.ts';
import type { Rect, Size } from '../size/types.ts';
import { recordAreas, type Area } from './areas.ts';

/** Areas of everything a view shows, in pixels of the reply, the topmost layer first; what nothing is left of is missing.
 *  Transparency changes nothing. @source delivery, §5.5 */
export function viewAreas(plan: ViewPlan): readonly Area[] {
  const { composition, placed } = plan;
  const toReply: Affine = [placed.scaleX, 0, 0, placed.scaleY, placed.originX, placed.originY];
  const areas = composition.kind === 'straight' ? straightAreas(plan) : composition.layers.toReversed().flatMap((layer) => layerAreas(layer, plan));
  return areas.flatMap((area) => clipped(transformed(area, toReply), { x: 0, y: 0, width: placed.reply.widthPx, height: placed.reply.heightPx }) ?? []);
}

/** Of one image, on its composite. */
function straightAreas({ composition, understood: { layers } }: ViewPlan): readonly Area[] {
  const source = layers[0]?.source;
  if (composition.kind !== 'straight' || source?.kind !== 'image') return [];
  const { base: { fromSource, crop }, source: { image }, size } = composition;
  const unit = scaling(1 / image.widthPx, 1 / image.heightPx);
  return recordAreas(source.asset)
    .flatMap((area) => clipped(area, crop) ?? [])
    .flatMap((area) => clipped(transformed(area, compose(unit, fromSource)), whole(size)) ?? []);
}

/** Of one layer, on the canvas, which may be turned as a whole. */
function layerAreas(layer: LaidOutLayer, { composition, understood: { merged } }: ViewPlan): readonly Area[] {
  const { sized: { content, crop }, placed, corner, understood: { source } } = layer;
  const own = content.kind === 'nested' ? viewAreas(content.plan) : source.kind === 'image' ? recordAreas(source.asset) : [];
  const onCanvas = { x: corner.xPx, y: corner.yPx, width: placed.rect.widthPx, height: placed.rect.heightPx };
  const { widthPx, heightPx } = composition.size;
  const flip = readFlip(merged.composite.commands.get('flip'));
  const flipped: Affine = [flip.isLeftRight ? -1 : 1, 0, 0, flip.isUpDown ? -1 : 1, flip.isLeftRight ? widthPx : 0, flip.isUpDown ? heightPx : 0];
  return own
    .flatMap((area) => clipped(area, crop) ?? [])
    .flatMap((area) => clipped(transformed(area, compose(placed.fromSource, [1, 0, 0, 1, corner.xPx, corner.yPx])), onCanvas) ?? [])
    .map((area) => transformed(area, flipped));
}

function whole({ widthPx, heightPx }: Size): Rect {
  return { x: 0, y: 0, width: widthPx, height: heightPx };
}

function transformed({ corners, attributes }: Area, affine: Affine): Area {
  return { attributes, corners: pairs(corners).flatMap(([x, y]) => Object.values(moved({ x, y }, affine))) };
}

function pairs(corners: readonly number[]): readonly (readonly [x: number, y: number])[] {
  return Array.from({ length: Math.floor(corners.length / 2) }, (_, index) => [corners[index * 2]!, corners[index * 2 + 1]!]);
}

/** What of an area lies in a rectangle; undefined for nothing. Side by side, each half-plane cuts off what lies beyond it. */
function clipped({ corners, attributes }: Area, { x: left, y: top, width, height }: Rect): Area | undefined {
  let points = pairs(corners);
  points = cut(points, 0, left, 1);
  points = cut(points, 0, left + width, -1);
  points = cut(points, 1, top, 1);
  points = cut(points, 1, top + height, -1);
  if (points.length < 3 || Math.abs(signedArea(points)) < 1e-9) return undefined;
  return { attributes, corners: points.flat() };
}

/** Keeps what lies above a limit on one axis, or below it. */
function cut(points: readonly (readonly [number, number])[], axis: 0 | 1, limit: number, side: 1 | -1): readonly (readonly [number, number])[] {
  const isInside = (point: readonly [number, number]): boolean => (point[axis] - limit) * side >= 0;
  return points.flatMap((point, index) => {
    const before = points.at(index - 1)!;
    const crossing = isInside(point) === isInside(before) ? [] : [crossed(before, point, axis, limit)];
    return isInside(point) ? [...crossing, point] : crossing;
  });
}

function crossed(from: readonly [number, number], to: readonly [number, number], axis: 0 | 1, limit: number): readonly [number, number] {
  const share = (limit - from[axis]) / (to[axis] - from[axis]);
  const other = from[1 - axis]! + (to[1 - axis]! - from[1 - axis]!) * share;
  return axis === 0 ? [limit, other] : [other, limit];
}

function signedArea(points: readonly (readonly [number, number])[]): number {
  return points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    return sum + x * nextY - nextX * y;
  }, 0) / 2;
}
