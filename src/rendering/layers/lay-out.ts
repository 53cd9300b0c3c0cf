import { Failure } from '#base';
import { badRequest } from '../failures.ts';
import { readExtend, readFlip } from '../read-commands.ts';
import { cornerOf, moved, placeLayer, type PlacedLayer, type Point } from '../size/placing.ts';
import type { Size } from '../size/types.ts';
import type { Understood, UnderstoodLayer } from '../understand.ts';
import { maxEdgePx } from '../values/numbers.ts';
import { sizeContent } from './content.ts';
import type { LaidOutLayer, Planner, SizedContent } from './types.ts';
import { isSwitchedOn, readAnchor, readAngle, readOrigin, readPos } from './read.ts';

/** Layers in drawing order, those that are hidden left out; the size of the canvas is that of layer 0, seen or not.
 *  @throws DELIVERY_BAD_REQUEST, DELIVERY_TOO_LARGE @source delivery, §2.1, §2.2 */
export function layOutLayers({ layers }: Understood, planner: Planner): { readonly canvas: Size; readonly layers: readonly LaidOutLayer[] } {
  const [first, ...others] = layers;
  const sizedFirst = sizeContent(first!, undefined, planner);
  const base = placed(first!, sizedFirst);
  const baseOrigin = originOf(first!, sizedFirst, base);
  const laidOut = others.filter((layer) => !isHidden(layer)).map((layer) => {
    const sized = sizeContent(layer, base.rect, planner);
    const own = placed(layer, sized);
    const corner = cornerOf(originOf(layer, sized, own), baseOrigin, readPos(layer.scoped.commands, base.rect));
    return laidOutLayer(layer, sized, own, corner);
  });
  const bottom = laidOutLayer(first!, sizedFirst, base, { xPx: 0, yPx: 0 });
  return { canvas: base.rect, layers: [...(bottom.isHidden ? [] : [bottom]), ...laidOut] };
}

function laidOutLayer(understood: UnderstoodLayer, sized: SizedContent, placed: PlacedLayer, corner: LaidOutLayer['corner']): LaidOutLayer {
  const { commands } = understood.scoped;
  return { understood, sized, placed, corner, flip: readFlip(commands.get('flip')), angleDeg: readAngle(commands.get('rotate')), isHidden: isHidden(understood) };
}

function isHidden(layer: UnderstoodLayer): boolean {
  return isSwitchedOn(layer.scoped.commands.get('hide'));
}

function placed({ scoped: { commands } }: UnderstoodLayer, { crop, inner }: SizedContent): PlacedLayer {
  const layer = placeLayer({
    crop, inner, flip: readFlip(commands.get('flip')), angleDeg: readAngle(commands.get('rotate')),
    extend: (turned) => readExtend(commands.get('extend'), turned),
  });
  if (!layer) throw badRequest('extend leaves nothing of the layer');
  if ([layer.rect, layer.turned].some(({ widthPx, heightPx }) => widthPx > maxEdgePx || heightPx > maxEdgePx)) throw new Failure('DELIVERY_TOO_LARGE');
  return layer;
}

/** `origin`, else the anchor where it comes to lie, else the centre. */
function originOf({ scoped: { commands } }: UnderstoodLayer, sized: SizedContent, layer: PlacedLayer): Point {
  const anchor = readAnchor(commands, sized.source) ?? sized.anchor;
  return readOrigin(commands, layer.rect) ?? (anchor && moved(anchor, layer.fromSource))
    ?? (sized.origin && moved(sized.origin, layer.fromSource)) ?? { x: layer.rect.widthPx / 2, y: layer.rect.heightPx / 2 };
}
