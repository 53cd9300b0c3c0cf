import { roundSize } from '../values/numbers.ts';
import type { Rect, Size } from './types.ts';

export type LayerRequest = {
  /** In source pixels; may exceed the source. */
  readonly crop: Rect;
  /** `size=`: bounding box, a 0 leaves its side free; undefined: none. */
  readonly box: { readonly widthPx: number; readonly heightPx: number } | undefined;
  /** `scale=`, ignored beside a box. */
  readonly scale: number;
  /** Turned by the layer itself, before it is extended. */
  readonly layerFlip: Flip;
  /** Turned as the composite, after it is extended. */
  readonly compositeFlip: Flip;
  readonly extend: Edges;
};

export type Flip = { readonly isLeftRight: boolean; readonly isUpDown: boolean };
export type Edges = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

export type LayerGeometry = {
  /** The layer after everything: with one layer, the composite. */
  readonly rect: Size;
  /** Where the cropped and scaled source lies in it. */
  readonly image: Rect;
  readonly flip: Flip;
};

/** Lays out the base layer: crop, scale, flip, extend. Undefined when extending leaves nothing.
 *  @source delivery, §2.2 */
export function layOutLayer(request: LayerRequest): LayerGeometry | undefined {
  const scaled = scaleLayer(request.crop, request.box, request.scale);
  const { left, top, right, bottom } = request.extend;
  const rect = { widthPx: scaled.widthPx + left + right, heightPx: scaled.heightPx + top + bottom };
  if (rect.widthPx < 1 || rect.heightPx < 1) return undefined;
  const { layerFlip, compositeFlip } = request;
  return {
    rect,
    image: {
      x: compositeFlip.isLeftRight ? right : left, y: compositeFlip.isUpDown ? bottom : top,
      width: scaled.widthPx, height: scaled.heightPx,
    },
    flip: {
      isLeftRight: layerFlip.isLeftRight !== compositeFlip.isLeftRight,
      isUpDown: layerFlip.isUpDown !== compositeFlip.isUpDown,
    },
  };
}

/** Size of a cropped layer after `size=` or `scale=`: the binding side of a box comes out exact. */
export function scaleLayer(crop: { readonly width: number; readonly height: number }, box: LayerRequest['box'], scale: number): Size {
  if (!box || (box.widthPx === 0 && box.heightPx === 0)) {
    return { widthPx: roundSize(crop.width * scale), heightPx: roundSize(crop.height * scale) };
  }
  const byWidth = box.widthPx === 0 ? Infinity : box.widthPx / crop.width;
  const byHeight = box.heightPx === 0 ? Infinity : box.heightPx / crop.height;
  return byWidth <= byHeight
    ? { widthPx: box.widthPx, heightPx: roundSize(crop.height * byWidth) }
    : { widthPx: roundSize(crop.width * byHeight), heightPx: box.heightPx };
}
