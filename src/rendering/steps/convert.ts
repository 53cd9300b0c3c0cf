import type { ColourSpace, Pixels } from '#ports';
import { inksOf, lumaOf } from '../values/colour.ts';

/** Components of a colour space without alpha. */
export const componentsOf: Readonly<Record<ColourSpace, number>> = { gray: 1, rgb: 3, cmyk: 4 };

/** Brings pixels into another pixel type without a profile; alpha stays. @source delivery, §3.1 "Naïve conversions" */
export function convertPixels(pixels: Pixels, to: ColourSpace): Pixels {
  if (pixels.colour === to) return pixels;
  const [read, write] = [componentsOf[pixels.colour], componentsOf[to]];
  const extra = pixels.hasAlpha ? 1 : 0;
  const count = pixels.widthPx * pixels.heightPx;
  const samples = new Uint8Array(count * (write + extra));
  const from = pixels.samples;
  for (let pixel = 0, at = 0, put = 0; pixel < count; pixel++, at += read + extra, put += write + extra) {
    let r = from[at]!;
    let [g, b] = pixels.colour === 'gray' ? [r, r] : [from[at + 1]!, from[at + 2]!];
    if (pixels.colour === 'cmyk') {
      const light = (255 - from[at + 3]!) / 255;
      [r, g, b] = [Math.round((255 - r) * light), Math.round((255 - g) * light), Math.round((255 - b) * light)];
    }
    if (to === 'gray') samples[put] = lumaOf(r, g, b);
    else if (to === 'rgb') {
      samples[put] = r;
      samples[put + 1] = g;
      samples[put + 2] = b;
    } else samples.set(inksOf(r, g, b), put);
    if (extra) samples[put + write] = from[at + read]!;
  }
  return { ...pixels, colour: to, samples };
}
