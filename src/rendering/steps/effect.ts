import type { PixelRect, Pixels } from '#ports';
import { convertColour } from '../values/colour.ts';
import type { EffectRecipe } from '../types.ts';
import { blendPixels } from './blend.ts';
import { blurMask } from './blur.ts';
import type { Canvas } from './canvas.ts';
import { growMask } from './grow.ts';
import { componentsOf } from './convert.ts';

/** What an effect is drawn around. */
export type EffectParent = {
  /** After clipping and masking, before its opacity; 0 outside. */
  readonly alpha: Uint8Array;
  /** Where it lies on the canvas. */
  readonly rect: PixelRect;
};

/** Draws a shadow or glow. @param origin Canvas position of the canvas' first pixel. @source delivery, §3.5 "Effects" */
export function drawEffect(canvas: Canvas, parent: EffectParent, effect: EffectRecipe, origin: { readonly xPx: number; readonly yPx: number }): void {
  const isInner = effect.number > 0;
  const reach = Math.ceil(Math.max(0, effect.growPx)) + (effect.blurPx === 0 ? 0 : Math.ceil(1.5 * effect.blurPx) + 1);
  const area = isInner ? parent.rect : areaOf(parent.rect, effect, reach, canvas, origin);
  if (!area) return;
  // What is worked on reaches further, so that everything that has a say is in it.
  const work = grown(area, reach + Math.ceil(Math.abs(effect.growPx)) + 1);
  const term = termOf(parent, effect, work, isInner);
  const soft = blurMask(growMask(term, work.widthPx, work.heightPx, effect.growPx), work.widthPx, work.heightPx, effect.blurPx);
  const pixels = paint(canvas, area, effect, (x, y) => {
    const strength = soft[(y - work.yPx) * work.widthPx + x - work.xPx]!;
    const under = alphaAt(parent, x, y);
    return isInner ? (strength * under) / 255 : effect.isMasked ? (strength * (255 - under)) / 255 : strength;
  });
  const opacity = effect.opacity * (effect.colour.alpha / 255);
  blendPixels(canvas, pixels, { xPx: area.xPx - origin.xPx, yPx: area.yPx - origin.yPx, mode: effect.blend, opacity, origin });
}

/** What is grown and blurred: alpha outside the parent, its complement inside. */
function termOf(parent: EffectParent, { xPx, yPx, use }: EffectRecipe, work: PixelRect, isInner: boolean): Uint8Array {
  const term = new Uint8Array(work.widthPx * work.heightPx);
  const isComplement = (use === 'invert') !== isInner;
  for (let row = 0, put = 0; row < work.heightPx; row++) {
    for (let column = 0; column < work.widthPx; column++, put++) {
      const [x, y] = [work.xPx + column - xPx, work.yPx + row - yPx];
      const isInside = contains(parent.rect, x, y);
      if (use === 'off') term[put] = isInside ? 255 : 0;
      else if (isInner) term[put] = isComplement ? (isInside ? 255 - alphaAt(parent, x, y) : 255) : alphaAt(parent, x, y);
      else term[put] = isComplement ? (isInside ? 255 - alphaAt(parent, x, y) : 0) : alphaAt(parent, x, y);
    }
  }
  return term;
}

function paint(canvas: Canvas, area: PixelRect, effect: EffectRecipe, strengthAt: (x: number, y: number) => number): Pixels {
  const { components } = convertColour(effect.colour, canvas.colour);
  const step = componentsOf[canvas.colour] + 1;
  const samples = new Uint8Array(area.widthPx * area.heightPx * step);
  for (let row = 0, put = 0; row < area.heightPx; row++) {
    for (let column = 0; column < area.widthPx; column++, put += step) {
      samples.set(components, put);
      samples[put + step - 1] = strengthAt(area.xPx + column, area.yPx + row) + 0.5;
    }
  }
  return { widthPx: area.widthPx, heightPx: area.heightPx, colour: canvas.colour, hasAlpha: true, bitsPerComponent: 8, samples };
}

/** Where an outer effect can be seen. */
function areaOf(
  rect: PixelRect, { xPx, yPx }: EffectRecipe, reach: number, { size }: Canvas, origin: { readonly xPx: number; readonly yPx: number },
): PixelRect | undefined {
  const wide = grown({ ...rect, xPx: rect.xPx + xPx, yPx: rect.yPx + yPx }, reach);
  const [left, top] = [Math.max(wide.xPx, origin.xPx), Math.max(wide.yPx, origin.yPx)];
  const widthPx = Math.min(wide.xPx + wide.widthPx, origin.xPx + size.widthPx) - left;
  const heightPx = Math.min(wide.yPx + wide.heightPx, origin.yPx + size.heightPx) - top;
  return widthPx > 0 && heightPx > 0 ? { xPx: left, yPx: top, widthPx, heightPx } : undefined;
}

function grown({ xPx, yPx, widthPx, heightPx }: PixelRect, by: number): PixelRect {
  return { xPx: xPx - by, yPx: yPx - by, widthPx: widthPx + 2 * by, heightPx: heightPx + 2 * by };
}

function contains(rect: PixelRect, x: number, y: number): boolean {
  return x >= rect.xPx && y >= rect.yPx && x < rect.xPx + rect.widthPx && y < rect.yPx + rect.heightPx;
}

function alphaAt({ alpha, rect }: EffectParent, x: number, y: number): number {
  return contains(rect, x, y) ? alpha[(y - rect.yPx) * rect.widthPx + x - rect.xPx]! : 0;
}
