import type { PsdBox } from './types.ts';

/** The part that two boxes share; empty (of no width or height) when they share none. */
export function overlap(one: PsdBox, other: PsdBox): PsdBox {
  const [leftPx, topPx] = [Math.max(one.leftPx, other.leftPx), Math.max(one.topPx, other.topPx)];
  return {
    leftPx, topPx,
    rightPx: Math.max(leftPx, Math.min(one.rightPx, other.rightPx)), bottomPx: Math.max(topPx, Math.min(one.bottomPx, other.bottomPx)),
  };
}

export function isEmptyBox(box: PsdBox): boolean {
  return box.rightPx <= box.leftPx || box.bottomPx <= box.topPx;
}

/** Canvas of a document. */
export function canvasBox(size: { readonly widthPx: number; readonly heightPx: number }): PsdBox {
  return { leftPx: 0, topPx: 0, rightPx: size.widthPx, bottomPx: size.heightPx };
}
