import type { Pixels } from '#ports';
import type { Operation } from '../types.ts';
import { convertPixels } from './convert.ts';
import { componentsIn, toByte } from './planes.ts';

/** `op_colorize`: lightness stays, colour is the one given. @returns pixels of the same type. @source delivery, §3.4 */
export function colorizePixels(pixels: Pixels, { colour, isNormalised, contrast }: Extract<Operation, { readonly kind: 'colorize' }>): Pixels {
  const rgb = convertPixels(pixels, 'rgb');
  const step = componentsIn(rgb);
  const count = rgb.widthPx * rgb.heightPx;
  const lightness = new Float32Array(count);
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += step) {
    lightness[pixel] = 0.299 * rgb.samples[at]! + 0.587 * rgb.samples[at + 1]! + 0.114 * rgb.samples[at + 2]!;
  }
  if (isNormalised) normalise(lightness, rgb, step, contrast);
  const samples = rgb.samples.slice();
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += step) {
    const light = Math.min(1, Math.max(0, lightness[pixel]! / 255));
    for (let component = 0; component < 3; component++) {
      const full = colour.components[component]!;
      samples[at + component] = toByte(light < 0.5 ? full * 2 * light : full + (255 - full) * (2 * light - 1));
    }
  }
  return convertPixels({ ...rgb, samples }, pixels.colour);
}

/** Moves the median of what can be seen to the middle, and spreads what lies between the first and last percent. */
function normalise(lightness: Float32Array, rgb: Pixels, step: number, contrast: number): void {
  const seen = rgb.hasAlpha ? lightness.filter((_, pixel) => rgb.samples[pixel * step + 3]! > 0) : lightness.slice();
  if (seen.length === 0) return;
  seen.sort();
  const at = (share: number): number => seen[Math.min(seen.length - 1, Math.floor(share * seen.length))]!;
  const shift = 127.5 - at(0.5);
  const spread = at(0.99) - at(0.01);
  const factor = contrast > 0 && spread > 0 ? (2.55 * contrast) / spread : 1;
  for (let pixel = 0; pixel < lightness.length; pixel++) lightness[pixel] = 127.5 + (lightness[pixel]! + shift - 127.5) * factor;
}
