import type { Pixels } from '#ports';
import type { BlendMode } from '../types.ts';
import { componentsOf } from './convert.ts';
import type { Canvas } from './canvas.ts';

/** How a colour of a layer and the one below it make a third, 0..255 each. @source delivery, §3.5 */
const formulas: { readonly [M in Exclude<BlendMode, 'norm' | 'dissolve'>]: (below: number, above: number) => number } = {
  mult: (below, above) => (below * above) / 255,
  screen: (below, above) => below + above - (below * above) / 255,
  lighten: Math.max,
  darken: Math.min,
};

export type BlendRequest = {
  readonly xPx: number;
  readonly yPx: number;
  readonly mode: BlendMode;
  /** 0..1 */
  readonly opacity: number;
  /** Canvas position of the canvas' first pixel, which `dissolve` looks at. */
  readonly origin: { readonly xPx: number; readonly yPx: number };
};

/** Lays pixels over a canvas that has alpha; what lies beyond the canvas is cut off.
 *  @param pixels Of the canvas' colour; opaque where they have no alpha. */
export function blendPixels(canvas: Canvas, pixels: Pixels, { xPx, yPx, mode, opacity, origin }: BlendRequest): void {
  const colours = componentsOf[canvas.colour];
  const [step, write] = [colours + (pixels.hasAlpha ? 1 : 0), colours + 1];
  const first = Math.max(0, -xPx);
  const count = Math.min(pixels.widthPx, canvas.size.widthPx - xPx) - first;
  // Inks darken where light lightens: modes look at light.
  const isInk = canvas.colour === 'cmyk';
  const formula = mode === 'norm' || mode === 'dissolve' ? undefined : formulas[mode];
  const { samples } = canvas;
  for (let row = Math.max(0, -yPx); row < pixels.heightPx && row + yPx < canvas.size.heightPx; row++) {
    let at = (row * pixels.widthPx + first) * step;
    let put = ((row + yPx) * canvas.size.widthPx + xPx + first) * write;
    for (let column = 0; column < count; column++, at += step, put += write) {
      if (formula === undefined && opacity === 1 && (!pixels.hasAlpha || pixels.samples[at + colours] === 255)) {
        for (let component = 0; component < colours; component++) samples[put + component] = pixels.samples[at + component]!;
        samples[put + colours] = 255;
        continue;
      }
      let above = (pixels.hasAlpha ? pixels.samples[at + colours]! / 255 : 1) * opacity;
      if (mode === 'dissolve' && above < 1) above = scattered(origin.xPx + xPx + first + column, origin.yPx + yPx + row) < above ? 1 : 0;
      if (above === 0) continue;
      const below = samples[put + colours]! / 255;
      if (below === 0 || (above === 1 && formula === undefined)) {
        for (let component = 0; component < colours; component++) samples[put + component] = pixels.samples[at + component]!;
        samples[put + colours] = (below === 0 ? above : 1) * 255 + 0.5;
        continue;
      }
      if (below === 1 && formula === undefined) {
        for (let component = 0; component < colours; component++) {
          const under = samples[put + component]!;
          samples[put + component] = under + (pixels.samples[at + component]! - under) * above + 0.5 + 1e-9;
        }
        continue;
      }
      const sum = above + below - above * below;
      for (let component = 0; component < colours; component++) {
        const [under, over] = [samples[put + component]!, pixels.samples[at + component]!];
        const mixed = formula === undefined ? over : isInk ? 255 - formula(255 - under, 255 - over) : formula(under, over);
        samples[put + component] = ((1 - above) * below * under + (1 - below) * above * over + above * below * mixed) / sum + 0.5 + 1e-9;
      }
      samples[put + colours] = sum * 255 + 0.5;
    }
  }
}

/** A fixed number of 0 to 1 for every position. */
function scattered(x: number, y: number): number {
  let hash = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
