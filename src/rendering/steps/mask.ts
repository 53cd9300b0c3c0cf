import type { Pixels } from '#ports';
import type { MaskUse } from '../types.ts';
import { componentsIn, withAlpha } from './planes.ts';

/** Shows what a mask lets through. @param mask Replaces the alpha of the pixels; undefined: it stays.
 *  @source delivery, §3.3 `mask`, `maskUse` */
export function maskPixels(pixels: Pixels, mask: Uint8Array | undefined, use: MaskUse): Pixels {
  if (mask === undefined && use === 'norm') return pixels;
  const masked = withAlpha(pixels);
  const step = componentsIn(masked);
  for (let pixel = 0, at = step - 1; at < masked.samples.length; pixel++, at += step) {
    const value = mask ? mask[pixel]! : masked.samples[at]!;
    masked.samples[at] = use === 'off' ? 255 : use === 'invert' ? 255 - value : value;
  }
  return masked;
}
