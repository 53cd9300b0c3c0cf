import type { Pixels } from '#ports';

/** One component of all pixels, apart from the others. */
export type Plane = { readonly widthPx: number; readonly heightPx: number; readonly values: Float32Array };

export function componentsIn({ samples, widthPx, heightPx }: Pixels): number {
  return samples.length / (widthPx * heightPx);
}

/** @param component Counts from 0; alpha is the last one. */
export function planeOf(pixels: Pixels, component: number): Plane {
  const step = componentsIn(pixels);
  const values = new Float32Array(pixels.widthPx * pixels.heightPx);
  for (let pixel = 0, at = component; pixel < values.length; pixel++, at += step) values[pixel] = pixels.samples[at]!;
  return { widthPx: pixels.widthPx, heightPx: pixels.heightPx, values };
}

/** Alpha of all pixels, 0..255; opaque where there is none. */
export function alphaOf(pixels: Pixels): Uint8Array {
  const alpha = new Uint8Array(pixels.widthPx * pixels.heightPx);
  if (!pixels.hasAlpha) return alpha.fill(255);
  const step = componentsIn(pixels);
  for (let pixel = 0, at = step - 1; pixel < alpha.length; pixel++, at += step) alpha[pixel] = pixels.samples[at]!;
  return alpha;
}

/** A copy with alpha, opaque where there was none. */
export function withAlpha(pixels: Pixels): Pixels {
  if (pixels.hasAlpha) return { ...pixels, samples: pixels.samples.slice() };
  const count = pixels.widthPx * pixels.heightPx;
  const colours = pixels.samples.length / count;
  const samples = new Uint8Array(count * (colours + 1)).fill(255);
  for (let pixel = 0, at = 0, put = 0; pixel < count; pixel++, put++) {
    for (let colour = 0; colour < colours; colour++) samples[put++] = pixels.samples[at++]!;
  }
  return { ...pixels, hasAlpha: true, samples };
}

export function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 254.5 ? 255 : Math.floor(value + 0.5);
}
