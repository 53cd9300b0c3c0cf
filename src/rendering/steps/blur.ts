import type { Pixels } from '#ports';
import { blurPlane, type Outside } from './convolve.ts';
import { componentsIn, planeOf, toByte, type Plane } from './planes.ts';

/** `op_blur`: colour weighted by alpha, and alpha. @source delivery, §3.4 */
export function blurPixels(pixels: Pixels, radiusPx: number, outside: Outside): Pixels {
  const components = componentsIn(pixels);
  const samples = new Uint8Array(pixels.samples.length);
  const alpha = pixels.hasAlpha ? planeOf(pixels, components - 1) : undefined;
  const soft = alpha && blurPlane(alpha, radiusPx / 2, outside);
  const colours = components - (alpha ? 1 : 0);
  for (let component = 0; component < colours; component++) {
    const colour = planeOf(pixels, component);
    const blurred = blurPlane(alpha ? weighted(colour, alpha) : colour, radiusPx / 2, outside).values;
    for (let pixel = 0, at = component; pixel < blurred.length; pixel++, at += components) {
      const weight = soft ? soft.values[pixel]! / 255 : 1;
      samples[at] = weight <= 0 ? 0 : toByte(blurred[pixel]! / weight);
    }
  }
  if (soft) for (let pixel = 0, at = colours; pixel < soft.values.length; pixel++, at += components) samples[at] = toByte(soft.values[pixel]!);
  return { ...pixels, samples };
}

/** A plane times alpha. */
export function weighted(colour: Plane, alpha: Plane): Plane {
  const values = new Float32Array(colour.values.length);
  for (let pixel = 0; pixel < values.length; pixel++) values[pixel] = (colour.values[pixel]! * alpha.values[pixel]!) / 255;
  return { ...colour, values };
}

/** Blurs one component. @param radiusPx As of `op_blur`. */
export function blurMask(mask: Uint8Array, widthPx: number, heightPx: number, radiusPx: number): Uint8Array {
  if (radiusPx === 0) return mask;
  const { values } = blurPlane({ widthPx, heightPx, values: Float32Array.from(mask) }, radiusPx / 2, 'nothing');
  return Uint8Array.from(values, toByte);
}
