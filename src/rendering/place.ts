import { Failure } from '#base';
import type { PixelRect } from '#ports';
import { badRequest } from './failures.ts';
import type { Commands } from './grammar/merge.ts';
import { optional, readRect, readRegion, readViewCommands } from './read-commands.ts';
import type { ImageServing } from './settings.ts';
import { layOutThumbnail } from './size/thumbnail.ts';
import type { Rect, Size } from './size/types.ts';
import { layOutView, type ViewGeometry } from './size/view.ts';
import { clamp, maxEdgePx, roundPosition, roundSize } from './values/numbers.ts';

/** How composite pixels come to lie in the reply. */
export type Placed = {
  readonly reply: Size;
  /** Of the whole view, before `rect` cut it. */
  readonly view: Size;
  /** Where in the view the reply was cut out; undefined for all of it. */
  readonly rect: { readonly xPx: number; readonly yPx: number } | undefined;
  readonly scaleX: number;
  readonly scaleY: number;
  /** Reply position of the composite's top left corner. */
  readonly originX: number;
  readonly originY: number;
};

/** Lays out the view of an image or mask. @source delivery, §2.3 */
export function placeView(commands: Commands, composite: Size, serving: ImageServing): Placed {
  const region = readRegion(commands.get('rgn'), composite.widthPx, composite.heightPx);
  const cut = optional(commands.get('rect'), (name, value) => readRect({ name, value }));
  const request = { ...readViewCommands(commands, serving), region, rectFactor: cut?.factor ?? 1 };
  const geometry = limitPixelRatio(layOutView(request), request.pixelRatio, cut === undefined, serving,
    (widthPx) => layOutView({
      ...request, pixelRatio: 1, widthPx, heightPx: undefined, inverseScale: undefined, fit: undefined,
    }));
  return placedBy(geometry, region, cut?.rect);
}

/** A reply that its pixel ratio makes too large shrinks to the limit instead of failing. @source delivery, §2.3 f */
function limitPixelRatio(
  geometry: ViewGeometry, pixelRatio: number, isWhole: boolean, serving: ImageServing,
  byWidth: (widthPx: number) => ViewGeometry,
): ViewGeometry {
  const { widthPx, heightPx } = serving.maxPix;
  const { view } = geometry;
  const isTooLarge = (widthPx > 0 && view.widthPx > widthPx) || (heightPx > 0 && view.heightPx > heightPx);
  return pixelRatio !== 1 && isWhole && isTooLarge && widthPx > 0 ? byWidth(widthPx) : geometry;
}

/** Lays out a thumbnail. @param resolution Of the record it shows. @source delivery, §2.4 */
export function placeThumbnail(commands: Commands, composite: Size, resolution: number, serving: ImageServing): Placed {
  if (commands.has('fit')) throw badRequest('fit does not go with req=tmb');
  const region = readRegion(commands.get('rgn'), composite.widthPx, composite.heightPx);
  const { widthPx, heightPx } = readViewCommands(commands, serving);
  const geometry = layOutThumbnail({
    composite: region, widthPx, heightPx, defaultThumbPix: serving.defaultThumbPix, thumbType: serving.thumbType,
    horizontalAlign: serving.thumbHorizAlign, verticalAlign: serving.thumbVertAlign,
    textureScale: serving.thumbRes / resolution,
  });
  return placedBy(geometry, region, undefined);
}

/** Size of a thumbnail: as asked, else the default, else that of what it shows. */
export function thumbnailView(commands: Commands, shown: { readonly width: number; readonly height: number }, serving: ImageServing): Size {
  const { widthPx, heightPx } = readViewCommands(commands, serving);
  return {
    widthPx: widthPx ?? (serving.defaultThumbPix.widthPx || roundSize(shown.width)), heightPx: heightPx ?? (serving.defaultThumbPix.heightPx || roundSize(shown.height)),
  };
}

/** @throws DELIVERY_TOO_LARGE for an image that is enlarged beyond all measure, though little of it may show */
function placedBy(geometry: ViewGeometry, region: Rect, cut: Rect | undefined): Placed {
  if (geometry.image.widthPx > maxEdgePx || geometry.image.heightPx > maxEdgePx) throw new Failure('DELIVERY_TOO_LARGE');
  const scaleX = geometry.image.widthPx / region.width;
  const scaleY = geometry.image.heightPx / region.height;
  return {
    view: geometry.view, rect: cut && { xPx: roundPosition(cut.x), yPx: roundPosition(cut.y) },
    reply: cut ? { widthPx: roundSize(cut.width), heightPx: roundSize(cut.height) } : geometry.view,
    scaleX, scaleY,
    originX: geometry.offsetXPx - region.x * scaleX - (cut?.x ?? 0),
    originY: geometry.offsetYPx - region.y * scaleY - (cut?.y ?? 0),
  };
}

/** @throws DELIVERY_TOO_LARGE */
export function refuseTooLarge({ reply, view }: Placed, serving: ImageServing): void {
  const { widthPx, heightPx } = serving.maxPix;
  const isTooLarge = (widthPx > 0 && reply.widthPx > widthPx) || (heightPx > 0 && reply.heightPx > heightPx)
    || reply.widthPx * reply.heightPx > serving.maxPixels || view.widthPx > maxEdgePx || view.heightPx > maxEdgePx;
  if (isTooLarge) throw new Failure('DELIVERY_TOO_LARGE');
}

/** Draws more of the view than the reply shows, so that filters see beyond a tile. @param marginPx On each side, as far as
 *  the view goes. @returns also what is cut out in the end. */
export function widen(placed: Placed, marginPx: number): { readonly placed: Placed; readonly cut: PixelRect } {
  const { rect, reply, view } = placed;
  const whole = { xPx: 0, yPx: 0, ...reply };
  if (!rect) return { placed, cut: whole };
  const [left, top] = [clamp(rect.xPx, 0, marginPx), clamp(rect.yPx, 0, marginPx)];
  const right = clamp(view.widthPx - rect.xPx - reply.widthPx, 0, marginPx);
  const bottom = clamp(view.heightPx - rect.yPx - reply.heightPx, 0, marginPx);
  return {
    placed: {
      ...placed, reply: { widthPx: reply.widthPx + left + right, heightPx: reply.heightPx + top + bottom },
      originX: placed.originX + left, originY: placed.originY + top,
    },
    cut: { ...whole, xPx: left, yPx: top },
  };
}

/** The same view at another size. */
export function resize(placed: Placed, reply: Size): Placed {
  const [byX, byY] = [reply.widthPx / placed.reply.widthPx, reply.heightPx / placed.reply.heightPx];
  return {
    ...placed, reply, view: reply, scaleX: placed.scaleX * byX, scaleY: placed.scaleY * byY,
    originX: placed.originX * byX, originY: placed.originY * byY,
  };
}
