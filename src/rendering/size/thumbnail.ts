import { place, scaled, type ViewGeometry } from './view.ts';
import type { Limit } from './types.ts';

export type ThumbnailRequest = {
  readonly composite: { readonly width: number; readonly height: number };
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
  readonly defaultThumbPix: Limit;
  /** 1 crop, 2 fit, 3 texture. */
  readonly thumbType: number;
  /** 1 left or top, 2 centre, 3 right or bottom. */
  readonly horizontalAlign: number;
  readonly verticalAlign: number;
  /** Scale of a texture: thumbnail resolution over the record's. */
  readonly textureScale: number;
};

/** Lays out `req=tmb`: the view is always fully specified, and fitting may enlarge. @source delivery, §2.4 */
export function layOutThumbnail(request: ThumbnailRequest): ViewGeometry {
  const { composite } = request;
  const view = {
    widthPx: request.widthPx ?? (request.defaultThumbPix.widthPx || Math.max(1, Math.round(composite.width))),
    heightPx: request.heightPx ?? (request.defaultThumbPix.heightPx || Math.max(1, Math.round(composite.height))),
  };
  const [byWidth, byHeight] = [view.widthPx / composite.width, view.heightPx / composite.height];
  const scale = request.thumbType === 3 ? request.textureScale
    : request.thumbType === 1 ? Math.max(byWidth, byHeight) : Math.min(byWidth, byHeight);
  return place(view, scaled(composite, scale), { alignX: request.horizontalAlign - 2, alignY: request.verticalAlign - 2 });
}
