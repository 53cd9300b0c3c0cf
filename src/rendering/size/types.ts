/** A size in whole pixels, each at least 1. */
export type Size = { readonly widthPx: number; readonly heightPx: number };

/** A rectangle in pixels, not necessarily whole. */
export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Sides of a limit; 0 leaves a side free. */
export type Limit = { readonly widthPx: number; readonly heightPx: number };
