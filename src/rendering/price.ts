import { Failure } from '#base';
import type { Drawing, EffectRecipe, Operation, Scene, SceneLayer } from './types.ts';

/** What a pixel costs, in nanoseconds as measured on one core of a small server in 2026: an order of magnitude, so that
 *  nobody draws what would take minutes. */
const perPixel = { read: 60, blend: 40, turn: 1200, colorize: 60, sharpen: 60, convolvedTap: 8, coarseBlur: 120, grownStep: 25, glyph: 30 };

/** Half of the time a picture may take. */
const mostNs = 30e9;

/** @throws DELIVERY_TOO_LARGE for a drawing that nobody would wait for */
export function refuseDear(drawing: Drawing): void {
  if (priceOf(drawing) > mostNs) throw new Failure('DELIVERY_TOO_LARGE');
}

/** Nanoseconds a drawing takes, about. */
export function priceOf(drawing: Drawing): number {
  const area = drawing.size.widthPx * drawing.size.heightPx;
  const finish = drawing.finish ? priceOfOperations(drawing.finish.operations) * area : 0;
  if (drawing.kind === 'empty') return finish;
  if (drawing.kind === 'straight') return area * (perPixel.read + perPixel.blend) + finish;
  return area * perPixel.read + priceOfScene(drawing.scene) + finish;
}

function priceOfScene({ window, layers, operations, effects }: Scene): number {
  const area = window.widthPx * window.heightPx;
  const whole = area * (perPixel.blend + priceOfOperations(operations)) + priceOfEffects(effects, window.widthPx, window.heightPx);
  return layers.reduce((sum, layer) => sum + priceOfLayer(layer), whole);
}

function priceOfLayer({ foreground, mask, inner, frame, operations, turn, effects }: SceneLayer): number {
  const pixels = inner.widthPx * inner.heightPx;
  const turned = turn && !turn.isRight ? turn.size.widthPx * turn.size.heightPx * perPixel.turn : 0;
  const nested = [foreground, mask].reduce((sum, one) => sum + (one?.kind === 'drawing' ? priceOf(one.drawing) : one?.kind === 'text' ? priceOfText(one) : 0), 0);
  return nested + turned + pixels * (perPixel.read + priceOfOperations(operations)) + frame.widthPx * frame.heightPx * perPixel.blend
    + priceOfEffects(effects, frame.widthPx, frame.heightPx);
}

function priceOfText({ runs, toInner }: Extract<SceneLayer['foreground'], { readonly kind: 'text' }>): number {
  const scale = Math.abs(toInner[0] * toInner[3]);
  return runs.reduce((sum, { run }) => sum + run.glyphs.length * run.emXPx * run.emYPx * scale * perPixel.glyph, 0);
}

function priceOfEffects(effects: readonly EffectRecipe[], widthPx: number, heightPx: number): number {
  return effects.reduce((sum, { growPx, blurPx }) => {
    const reach = 2 * (Math.abs(growPx) + 1.5 * blurPx);
    const area = (widthPx + 2 * reach) * (heightPx + 2 * reach);
    return sum + area * (2 * perPixel.blend + Math.abs(growPx) * perPixel.grownStep + (blurPx > 0 ? priceOfBlur(blurPx / 2) : 0));
  }, 0);
}

function priceOfOperations(operations: readonly Operation[]): number {
  return operations.reduce((sum, operation) => sum + priceOfOperation(operation), 0);
}

/** Four components. */
function priceOfOperation(operation: Operation): number {
  switch (operation.kind) {
    case 'colorize': return perPixel.colorize;
    case 'sharpen': return 4 * perPixel.sharpen;
    case 'grow': return 4 * Math.abs(operation.radiusPx) * perPixel.grownStep;
    case 'blur': return 4 * priceOfBlur(operation.radiusPx / 2);
    case 'unsharp': return 4 * priceOfBlur(operation.mask.radiusPx);
  }
}

/** Wide blurs are taken of fewer pixels. */
function priceOfBlur(deviationPx: number): number {
  return deviationPx >= 8 ? perPixel.coarseBlur : 2 * (3 * deviationPx + 1) * perPixel.convolvedTap;
}
