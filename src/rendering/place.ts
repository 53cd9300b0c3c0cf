import { Failure } from '#base';
import type { ImageFacts } from '#library';
import { badRequest } from './failures.ts';
import { optional, readRect, readRegion, readViewCommands, type Commands } from './read-commands.ts';
import type { ImageServing } from './settings.ts';
import type { LayerGeometry } from './size/layer.ts';
import { layOutThumbnail } from './size/thumbnail.ts';
import type { Rect, Size } from './size/types.ts';
import { layOutView, type ViewGeometry } from './size/view.ts';
import { maxEdgePx, roundSize } from './values/numbers.ts';

/** How composite pixels come to lie in the reply. */
export type Placed = {
  readonly reply: Size;
  /** Of the whole view, before `rect` cut it. */
  readonly view: Size;
  readonly scaleX: number;
  readonly scaleY: number;
  /** Reply position of the composite's top left corner. */
  readonly originX: number;
  readonly originY: number;
};

/** Lays out the view of an image or mask. @source delivery, §2.3 */
export function placeView(commands: Commands, layer: LayerGeometry, serving: ImageServing): Placed {
  const region = readRegion(commands.get('rgn'), layer.rect.widthPx, layer.rect.heightPx);
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

/** Lays out a thumbnail. @source delivery, §2.4 */
export function placeThumbnail(
  commands: Commands, layer: LayerGeometry, image: ImageFacts, serving: ImageServing,
): Placed {
  if (commands.has('fit')) throw badRequest('fit does not go with req=tmb');
  const region = readRegion(commands.get('rgn'), layer.rect.widthPx, layer.rect.heightPx);
  const { widthPx, heightPx } = readViewCommands(commands, serving);
  const geometry = layOutThumbnail({
    composite: region, widthPx, heightPx, defaultThumbPix: serving.defaultThumbPix, thumbType: serving.thumbType,
    horizontalAlign: serving.thumbHorizAlign, verticalAlign: serving.thumbVertAlign,
    textureScale: serving.thumbRes / (image.resolutionPpi ?? serving.resolution),
  });
  return placedBy(geometry, region, undefined);
}

function placedBy(geometry: ViewGeometry, region: Rect, cut: Rect | undefined): Placed {
  const scaleX = geometry.image.widthPx / region.width;
  const scaleY = geometry.image.heightPx / region.height;
  return {
    view: geometry.view,
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
