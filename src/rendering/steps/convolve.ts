import { blurWeights } from '#formats';
import type { Plane } from './planes.ts';

/** What lies outside a plane. */
export type Outside = 'replicated' | 'nothing';

/** Blurs a plane with symmetric weights, first across, then down. @param weights At 0, 1, 2 … pixels from the centre.
 *  @returns a plane of its own; single precision. */
export function convolve({ widthPx, heightPx, values }: Plane, weights: readonly number[], outside: Outside): Plane {
  const reach = weights.length - 1;
  const taps = Float32Array.from(weights);
  const across = new Float32Array(values.length);
  const padded = new Float32Array(widthPx + 2 * reach);
  for (let row = 0, start = 0; row < heightPx; row++, start += widthPx) {
    padded.set(values.subarray(start, start + widthPx), reach);
    if (outside === 'replicated') {
      padded.fill(values[start]!, 0, reach);
      padded.fill(values[start + widthPx - 1]!, reach + widthPx);
    }
    for (let column = 0; column < widthPx; column++) {
      const centre = column + reach;
      let sum = padded[centre]! * taps[0]!;
      for (let tap = 1; tap <= reach; tap++) sum += (padded[centre - tap]! + padded[centre + tap]!) * taps[tap]!;
      across[start + column] = sum;
    }
  }
  const down = new Float32Array(values.length);
  for (let row = 0, start = 0; row < heightPx; row++, start += widthPx) {
    const target = down.subarray(start, start + widthPx);
    for (let offset = -reach; offset <= reach; offset++) {
      const line = row + offset;
      if (outside === 'nothing' && (line < 0 || line >= heightPx)) continue;
      const source = Math.min(heightPx - 1, Math.max(0, line)) * widthPx;
      const weight = taps[Math.abs(offset)]!;
      for (let column = 0; column < widthPx; column++) target[column] = target[column]! + across[source + column]! * weight;
    }
  }
  return { widthPx, heightPx, values: down };
}

/** Standard deviation, in coarse pixels, that a plane is made coarser for: linear interpolation then errs by less than half
 *  of 255 levels at a full step. */
const coarseDeviation = 4;

/** Blurs a plane with the Gaussian of `blurWeights`. Wide ones are taken of means of blocks and interpolated: what both add to
 *  the width is left out of the Gaussian. @param deviationPx Its standard deviation. */
export function blurPlane(plane: Plane, deviationPx: number, outside: Outside): Plane {
  const factor = Math.floor(deviationPx / coarseDeviation);
  if (factor < 2) return convolve(plane, blurWeights(deviationPx), outside);
  const coarse = coarsen(plane, factor, outside);
  const left = Math.sqrt(deviationPx ** 2 - (factor ** 2 - 1) / 12 - factor ** 2 / 6) / factor;
  return refine(convolve(coarse, blurWeights(left), outside), factor, plane);
}

/** Means of blocks, with one block more on every side. */
function coarsen({ widthPx, heightPx, values }: Plane, factor: number, outside: Outside): Plane {
  const [width, height] = [Math.ceil(widthPx / factor) + 2, Math.ceil(heightPx / factor) + 2];
  const rows = new Float32Array(width * (height * factor));
  for (let row = 0; row < height * factor; row++) {
    const line = row - factor;
    if (outside === 'nothing' && (line < 0 || line >= heightPx)) continue;
    const start = Math.min(heightPx - 1, Math.max(0, line)) * widthPx;
    for (let column = 0; column < width * factor; column++) {
      const at = column - factor;
      if (outside === 'nothing' && (at < 0 || at >= widthPx)) continue;
      const put = row * width + Math.floor(column / factor);
      rows[put] = rows[put]! + values[start + Math.min(widthPx - 1, Math.max(0, at))]!;
    }
  }
  const coarse = new Float32Array(width * height);
  for (let row = 0; row < height * factor; row++) {
    const put = Math.floor(row / factor) * width;
    for (let column = 0; column < width; column++) coarse[put + column] = coarse[put + column]! + rows[row * width + column]! / factor ** 2;
  }
  return { widthPx: width, heightPx: height, values: coarse };
}

/** Interpolates between the middles of blocks. */
function refine({ widthPx: width, values }: Plane, factor: number, { widthPx, heightPx }: Plane): Plane {
  const fine = new Float32Array(widthPx * heightPx);
  for (let row = 0, put = 0; row < heightPx; row++) {
    const y = (row + 0.5) / factor + 0.5;
    const top = Math.floor(y) * width;
    const down = y - Math.floor(y);
    for (let column = 0; column < widthPx; column++, put++) {
      const x = (column + 0.5) / factor + 0.5;
      const left = Math.floor(x);
      const across = x - left;
      const upper = values[top + left]! * (1 - across) + values[top + left + 1]! * across;
      const lower = values[top + width + left]! * (1 - across) + values[top + width + left + 1]! * across;
      fine[put] = upper * (1 - down) + lower * down;
    }
  }
  return { widthPx, heightPx, values: fine };
}
