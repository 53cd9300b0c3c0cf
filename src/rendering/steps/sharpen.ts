import type { Pixels } from '#ports';
import type { UnsharpMask } from '../types.ts';
import { weighted } from './blur.ts';
import { blurPlane, convolve } from './convolve.ts';
import { componentsIn, planeOf, toByte, type Plane } from './planes.ts';

/** `op_usm`, `op_usmR`: adds what a blur takes away. Alpha is sharpened as a component. Colour is weighted by alpha while it
 *  is blurred, for under what is transparent it is not known. @source production, §2 */
export function unsharpPixels(pixels: Pixels, { amount, radiusPx, threshold, isMonochrome }: UnsharpMask): Pixels {
  const gain = (difference: number): number => (Math.abs(difference) < threshold ? 0 : amount * difference);
  return addDifference(pixels, isMonochrome, (plane) => blurPlane(plane, radiusPx, 'replicated'), gain);
}

/** `op_sharpen`: a 3 × 3 kernel of 16/8 in the middle and −1/8 around it. @source delivery, §3.4 */
export function sharpenPixels(pixels: Pixels): Pixels {
  return addDifference(pixels, false, ringMean, (difference) => difference);
}

/** The mean of the eight pixels around each; sums of whole numbers are exact. */
function ringMean(plane: Plane): Plane {
  const { values } = convolve(plane, [1, 1], 'replicated');
  return { ...plane, values: values.map((sum, pixel) => (sum - plane.values[pixel]!) / 8) };
}

/** @param soften Gives what a component is compared with. @param gain Of the difference. */
function addDifference(pixels: Pixels, isMonochrome: boolean, soften: (plane: Plane) => Plane, gain: (difference: number) => number): Pixels {
  const components = componentsIn(pixels);
  const samples = new Uint8Array(pixels.samples.length);
  const alpha = pixels.hasAlpha ? planeOf(pixels, components - 1) : undefined;
  const softAlpha = alpha && soften(alpha);
  const weight = alpha && softAlpha && alpha.values.some((value) => value < 255) ? { alpha, soft: softAlpha } : undefined;
  const softened = (plane: Plane): Float32Array => {
    if (!weight) return soften(plane).values;
    return soften(weighted(plane, weight.alpha)).values.map((sum, pixel) => {
      const share = weight.soft.values[pixel]! / 255;
      return share > 1e-6 ? sum / share : plane.values[pixel]!;
    });
  };
  const put = (component: number, values: Float32Array, mean: Float32Array, signal: Float32Array): void => {
    for (let pixel = 0, at = component; pixel < values.length; pixel++, at += components) samples[at] = toByte(values[pixel]! + gain(signal[pixel]! - mean[pixel]!));
  };
  const colours = components - (alpha ? 1 : 0);
  const luminance = isMonochrome && colours > 1 ? luminanceOf(pixels, colours) : undefined;
  const luminanceMean = luminance && softened(luminance);
  for (let component = 0; component < colours; component++) {
    const plane = planeOf(pixels, component);
    if (luminance && luminanceMean) put(component, plane.values, luminanceMean, luminance.values);
    else put(component, plane.values, softened(plane), plane.values);
  }
  if (alpha && softAlpha) put(colours, alpha.values, softAlpha.values, alpha.values);
  return { ...pixels, samples };
}

function luminanceOf(pixels: Pixels, colours: number): Plane {
  const shares = colours === 3 ? [0.299, 0.587, 0.114] : [0.25, 0.25, 0.25, 0.25];
  const values = new Float32Array(pixels.widthPx * pixels.heightPx);
  for (const [component, share] of shares.entries()) {
    const plane = planeOf(pixels, component).values;
    for (let pixel = 0; pixel < values.length; pixel++) values[pixel] = values[pixel]! + plane[pixel]! * share;
  }
  return { widthPx: pixels.widthPx, heightPx: pixels.heightPx, values };
}
