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
