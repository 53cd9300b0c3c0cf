import { roundSize } from '../values/numbers.ts';
import type { Limit, Size } from './types.ts';

export const fitModes = ['fit', 'constrain', 'crop', 'wrap', 'stretch', 'hfit', 'vfit'] as const;
export type FitMode = (typeof fitModes)[number];

export type ViewRequest = {
  /** Size of the part of the composite aimed at (`rgn`, or all of it), at least 1 × 1; may be fractional. */
  readonly region: { readonly width: number; readonly height: number };
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
  /** `scl=`: inverse scale. */
  readonly inverseScale: number | undefined;
  readonly fit: { readonly mode: FitMode; readonly mayEnlarge: boolean } | undefined;
  /** −1…1. */
  readonly alignX: number;
  readonly alignY: number;
  /** Limit without any size. */
  readonly defaultPix: Limit;
  /** Does a single side without `fit` enlarge? */
  readonly isSingleSideEnlarged: boolean;
  /** Factor of `rect=`: the view is laid out this much larger, and so may enlarge this much. */
  readonly rectFactor: number;
  /** Factor of `dpr=`: sizes grow by it and enlarging is allowed, without any size only up to the region's own pixels. */
  readonly pixelRatio: number;
};

/** Size of the view, and of the image (the scaled region) in it. The offset may be negative: cut. */
export type ViewGeometry = { readonly view: Size; readonly image: Size; readonly offsetXPx: number; readonly offsetYPx: number };

/** @source delivery, §2.3 a to f */
export function layOutView(request: ViewRequest): ViewGeometry {
  const { region } = request;
  const growth = request.rectFactor * request.pixelRatio;
  const width = request.widthPx === undefined ? undefined : roundSize(request.widthPx * growth);
  const height = request.heightPx === undefined ? undefined : roundSize(request.heightPx * growth);
  const mostScale = request.pixelRatio !== 1 ? Infinity : request.rectFactor;
  if (request.inverseScale !== undefined) {
    const image = scaled(region, growth / request.inverseScale);
    return place({ widthPx: width ?? image.widthPx, heightPx: height ?? image.heightPx }, image, request);
  }
  if (width === undefined && height === undefined) {
    const limited = Math.min(1, perSide(request.defaultPix.widthPx, region.width), perSide(request.defaultPix.heightPx, region.height));
    const scale = Math.min(limited * request.pixelRatio, 1) * request.rectFactor;
    return filled(scaled(region, scale));
  }
  if (width === undefined || height === undefined) {
    const scale = width === undefined ? height! / region.height : width / region.width;
    const mayEnlarge = request.fit ? request.fit.mayEnlarge : request.isSingleSideEnlarged;
    return filled(scaled(region, mayEnlarge ? scale : Math.min(scale, mostScale)));
  }
  const { mode, mayEnlarge } = request.fit ?? { mode: 'fit', mayEnlarge: false };
  return fitInto({ widthPx: width, heightPx: height }, mode, mayEnlarge ? Infinity : mostScale, request);
}

function fitInto(view: Size, mode: FitMode, mostScale: number, request: ViewRequest): ViewGeometry {
  const { region } = request;
  const byWidth = Math.min(view.widthPx / region.width, mostScale);
  const byHeight = Math.min(view.heightPx / region.height, mostScale);
  switch (mode) {
    case 'fit': return place(view, scaled(region, Math.min(byWidth, byHeight)), request);
    case 'constrain': return filled(scaled(region, Math.min(byWidth, byHeight)));
    case 'crop': return place(view, scaled(region, Math.max(byWidth, byHeight)), request);
    case 'wrap': return filled(scaled(region, Math.max(byWidth, byHeight)));
    case 'stretch':
      return place(view, { widthPx: roundSize(region.width * byWidth), heightPx: roundSize(region.height * byHeight) }, { alignX: 0, alignY: 0 });
    case 'hfit': return place(view, scaled(region, byWidth), request);
    case 'vfit': return place(view, scaled(region, byHeight), request);
  }
}

/** Puts the image into the view by `align`; the lesser pixel of an odd rest goes right and below. */
export function place(view: Size, image: Size, align: { readonly alignX: number; readonly alignY: number }): ViewGeometry {
  return {
    view, image,
    offsetXPx: offset(view.widthPx - image.widthPx, align.alignX),
    offsetYPx: offset(view.heightPx - image.heightPx, align.alignY),
  };
}

function offset(room: number, align: number): number {
  const floored = Math.floor((room * (1 + align)) / 2);
  return floored === 0 ? 0 : floored;
}

function filled(image: Size): ViewGeometry {
  return { view: image, image, offsetXPx: 0, offsetYPx: 0 };
}

export function scaled(region: { readonly width: number; readonly height: number }, scale: number): Size {
  return { widthPx: roundSize(region.width * scale), heightPx: roundSize(region.height * scale) };
}

function perSide(limitPx: number, edge: number): number {
  return limitPx === 0 ? Infinity : limitPx / edge;
}
