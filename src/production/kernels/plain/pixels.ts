import type { RowShape, Rows, Samples } from '../types.ts';
import { samplesFor } from './image-stage.ts';

/** See {@link Kernels.matches}. */
export function plainMatches(
  colour: Samples, { colours, bitsPerComponent }: Pick<RowShape, 'colours' | 'bitsPerComponent'>, key: readonly number[], tolerance: number,
): Uint8Array {
  const largest = bitsPerComponent === 8 ? 255 : 65535;
  const match = new Uint8Array(colour.length / colours);
  for (let pixel = 0; pixel < match.length; pixel++) {
    const distances = key.map((wanted, component) => Math.abs(colour[pixel * colours + component]! - wanted) / largest);
    match[pixel] = Math.max(...distances) <= tolerance + 1e-9 ? 1 : 0;
  }
  return match;
}

/** See {@link Kernels.clear}. */
export function plainClear(alpha: Uint8Array, mask: Uint8Array, mark: 1 | 2): number {
  let count = 0;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] !== mark) continue;
    alpha[pixel] = 0;
    count += 1;
  }
  return count;
}

/** See {@link Kernels.split}. */
export function plainSplit(interleaved: Samples, shape: Pick<RowShape, 'colours' | 'bitsPerComponent'>): Rows {
  const { colours, bitsPerComponent } = shape;
  const pixels = interleaved.length / (colours + 1);
  const colour = samplesFor(shape, pixels * colours);
  const alpha = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const first = pixel * (colours + 1);
    for (let component = 0; component < colours; component++) colour[pixel * colours + component] = interleaved[first + component]!;
    const sample = interleaved[first + colours]!;
    alpha[pixel] = bitsPerComponent === 8 ? sample : Math.round(sample / 257);
  }
  return { colour, alpha };
}
