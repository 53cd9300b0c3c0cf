import type { Pixels } from '#ports';
import type { Turn } from '../size/turn.ts';
import { componentsIn, toByte, withAlpha } from './planes.ts';

/** Turns pixels into the rectangle around them. Right angles move pixels; others take four looks at each pixel and
 *  interpolate between the four nearest of the source, beyond whose edges nothing is. @source delivery, §2.5 */
export function turnPixels(pixels: Pixels, { size, affine, isRight }: Turn & { readonly isRight: boolean }): Pixels {
  const source = isRight ? pixels : withAlpha(pixels);
  const components = componentsIn(source);
  const samples = new Uint8Array(size.widthPx * size.heightPx * components);
  const [a, b, c, d, e, f] = affine;
  const { widthPx, heightPx } = pixels;
  const sums = new Float64Array(components);
  const weighted = isRight ? undefined : premultiplied(source, components);
  for (let row = 0, put = 0; row < size.heightPx; row++) {
    for (let column = 0; column < size.widthPx; column++, put += components) {
      if (isRight) {
        const [dx, dy] = [column + 0.5 - e, row + 0.5 - f];
        const x = Math.min(widthPx - 1, Math.max(0, Math.floor(a * dx + b * dy)));
        const y = Math.min(heightPx - 1, Math.max(0, Math.floor(c * dx + d * dy)));
        const at = (y * widthPx + x) * components;
        for (let component = 0; component < components; component++) samples[put + component] = source.samples[at + component]!;
        continue;
      }
      sums.fill(0);
      for (let look = 0; look < 4; look++) {
        const [dx, dy] = [column + (look & 1 ? 0.75 : 0.25) - e, row + (look & 2 ? 0.75 : 0.25) - f];
        addSample(weighted!, widthPx, heightPx, a * dx + b * dy - 0.5, c * dx + d * dy - 0.5, components, sums);
      }
      const alpha = sums[components - 1]! / 4;
      if (alpha <= 0) continue;
      for (let component = 0; component < components - 1; component++) samples[put + component] = toByte(sums[component]! / (4 * alpha));
      samples[put + components - 1] = toByte(alpha);
    }
  }
  return { ...source, ...size, samples };
}

/** Colour times alpha, so that what is mixed counts as much as it is seen. */
function premultiplied({ samples }: Pixels, components: number): Float32Array {
  const weighted = new Float32Array(samples.length);
  for (let at = 0; at < samples.length; at += components) {
    const alpha = samples[at + components - 1]!;
    for (let component = 0; component < components - 1; component++) weighted[at + component] = samples[at + component]! * alpha;
    weighted[at + components - 1] = alpha;
  }
  return weighted;
}

/** Adds what lies at a point. */
function addSample(weighted: Float32Array, widthPx: number, heightPx: number, x: number, y: number, components: number, sums: Float64Array): void {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < -1 || top < -1 || left >= widthPx || top >= heightPx) return;
  const [across, down] = [x - left, y - top];
  for (let corner = 0; corner < 4; corner++) {
    const column = left + (corner & 1);
    const row = top + (corner >> 1);
    if (column < 0 || row < 0 || column >= widthPx || row >= heightPx) continue;
    const weight = (corner & 1 ? across : 1 - across) * (corner >> 1 ? down : 1 - down);
    const at = (row * widthPx + column) * components;
    for (let component = 0; component < components; component++) sums[component] = sums[component]! + weighted[at + component]! * weight;
  }
}
