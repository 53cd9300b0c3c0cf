import type { Pixels } from '#ports';
import type { Outside } from './convolve.ts';
import { componentsIn } from './planes.ts';

/** `op_grow`: the greatest (or least, below 0) of each component and of alpha in a disc. @source delivery, §3.4 */
export function growPixels(pixels: Pixels, radiusPx: number, outside: Outside): Pixels {
  const components = componentsIn(pixels);
  const samples = new Uint8Array(pixels.samples.length);
  for (let component = 0; component < components; component++) {
    const plane = new Uint8Array(pixels.widthPx * pixels.heightPx);
    for (let pixel = 0, at = component; pixel < plane.length; pixel++, at += components) plane[pixel] = pixels.samples[at]!;
    const grown = growMask(plane, pixels.widthPx, pixels.heightPx, radiusPx, outside);
    for (let pixel = 0, at = component; pixel < plane.length; pixel++, at += components) samples[at] = grown[pixel]!;
  }
  return { ...pixels, samples };
}

/** Grows one component. A disc is made of rows: those of equal width share one pass, and each width is made of the one below.
 *  @param radiusPx Below 0 shrinks. */
export function growMask(mask: Uint8Array, widthPx: number, heightPx: number, radiusPx: number, outside: Outside = 'nothing'): Uint8Array {
  const radius = Math.abs(radiusPx);
  if (radius < 1) return mask;
  // The least of values is the greatest of their complements; what lies outside then counts as full.
  const isShrinking = radiusPx < 0;
  const outer = isShrinking && outside === 'nothing' ? 255 : 0;
  const source = isShrinking ? mask.map((value) => 255 - value) : mask;
  const result = new Uint8Array(source);
  const widths = Array.from({ length: Math.floor(radius) + 1 }, (_, dy) => Math.floor(Math.sqrt(radius * radius - dy * dy) + 1e-9));
  let level = new Uint8Array(source);
  for (let width = 0; width <= widths[0]!; width++) {
    if (width > 0) level = widened(level, widthPx, outer);
    for (const [dy, own] of widths.entries()) {
      if (own !== width) continue;
      for (const offset of dy === 0 ? [0] : [-dy, dy]) liftRows(result, level, widthPx, heightPx, offset, outer);
    }
  }
  return isShrinking ? result.map((value) => 255 - value) : result;
}

function widened(level: Uint8Array, widthPx: number, outer: number): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(level.length);
  for (let start = 0; start < level.length; start += widthPx) {
    let [before, here] = [outer, level[start]!];
    for (let column = 0; column < widthPx; column++) {
      const after = column + 1 < widthPx ? level[start + column + 1]! : outer;
      next[start + column] = before > here ? (before > after ? before : after) : here > after ? here : after;
      before = here;
      here = after;
    }
  }
  return next;
}

/** Lifts every row of the result to the row `offset` further down in a level. */
function liftRows(result: Uint8Array, level: Uint8Array, widthPx: number, heightPx: number, offset: number, outer: number): void {
  for (let row = 0; row < heightPx; row++) {
    const from = row + offset;
    const start = row * widthPx;
    if (from < 0 || from >= heightPx) {
      if (outer > 0) result.fill(outer, start, start + widthPx);
      continue;
    }
    for (let column = 0, at = from * widthPx; column < widthPx; column++, at++) {
      if (level[at]! > result[start + column]!) result[start + column] = level[at]!;
    }
  }
}
