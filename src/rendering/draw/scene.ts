import { setImmediate } from 'node:timers/promises';
import type { ColourSpace, PixelRect, Pixels } from '#ports';
import { blendPixels } from '../steps/blend.ts';
import { openCanvas, pixelsOf } from '../steps/canvas.ts';
import { clipPixels } from '../steps/clip.ts';
import { drawEffect } from '../steps/effect.ts';
import { flipPixels } from '../steps/flip.ts';
import { operate } from '../steps/operate.ts';
import { alphaOf } from '../steps/planes.ts';
import type { BlendMode, EffectRecipe, Scene, SceneLayer } from '../types.ts';
import { drawLayer } from './layer.ts';
import type { DrawNested, DrawPorts } from './read.ts';

/** Draws layers over each other. @returns the window of the canvas, with alpha. */
export async function drawScene(scene: Scene, colour: ColourSpace, drawNested: DrawNested, ports: DrawPorts): Promise<Pixels> {
  const { window } = scene;
  const canvas = openCanvas(window, colour, undefined);
  for (const layer of scene.layers) {
    const { pixels, opacity, alpha } = await drawnLayer(layer, colour, drawNested, ports);
    drawWithEffects(canvas, { pixels, rect: layer.frame, opacity, blend: layer.blend, alpha, effects: layer.effects }, window);
    // Long scenes leave room for other requests.
    await setImmediate();
  }
  const composite = clipPixels(operate(flipPixels(pixelsOf(canvas), scene.flip), scene.operations, 'replicated'), scene.clips, window.xPx, window.yPx);
  if (scene.opacity === 1 && scene.effects.length === 0) return composite;
  const whole = openCanvas(window, colour, undefined);
  drawWithEffects(whole, { pixels: composite, rect: window, opacity: scene.opacity, blend: 'norm', alpha: undefined, effects: scene.effects }, window);
  return pixelsOf(whole);
}

type Drawn = {
  readonly pixels: Pixels;
  readonly rect: PixelRect;
  readonly opacity: number;
  readonly blend: BlendMode;
  /** What effects are made of, when it is not the alpha of the pixels. */
  readonly alpha: Uint8Array | undefined;
  readonly effects: readonly EffectRecipe[];
};

/** Outer effects behind, the pixels, inner effects above. */
function drawWithEffects(canvas: ReturnType<typeof openCanvas>, { pixels, rect, opacity, blend, alpha, effects }: Drawn, origin: PixelRect): void {
  const parent = { alpha: effects.length === 0 ? new Uint8Array(0) : alpha ?? alphaOf(pixels), rect };
  for (const effect of effects) if (effect.number < 0) drawEffect(canvas, parent, effect, origin);
  blendPixels(canvas, pixels, { xPx: rect.xPx - origin.xPx, yPx: rect.yPx - origin.yPx, mode: blend, opacity, origin });
  for (const effect of effects) if (effect.number > 0) drawEffect(canvas, parent, effect, origin);
}

/** Opacity waits for the blending, where it is not rounded, unless something opaque lies under the foreground in its own layer. */
async function drawnLayer(
  layer: SceneLayer, colour: ColourSpace, drawNested: DrawNested, ports: DrawPorts,
): Promise<{ readonly pixels: Pixels; readonly opacity: number; readonly alpha: Uint8Array | undefined }> {
  const isMixed = layer.under !== undefined || layer.fill !== undefined;
  if (!isMixed || layer.opacity === 1) {
    return { pixels: await drawLayer(layer, colour, 1, drawNested, ports), opacity: layer.opacity, alpha: undefined };
  }
  const pixels = await drawLayer(layer, colour, layer.opacity, drawNested, ports);
  const alpha = layer.effects.length === 0 ? undefined : alphaOf(await drawLayer(layer, colour, 1, drawNested, ports));
  return { pixels, opacity: 1, alpha };
}
