import { bytesOf } from '#base';
import type { Kernels, RowShape } from '../types.ts';
import type { Core } from './module.ts';
import { samplesIn } from './row-stage.ts';

/** Pixels that go through the memory of the module at a time: few enough to stay in the cache. */
const portionPx = 8192;
/** Colours, alpha, and 2 bytes of each. */
const largestPixelBytes = 10;

/** @returns `matches`, `clear` and `split` of the kernels. */
export function pixels(core: Core): Pick<Kernels, 'matches' | 'clear' | 'split'> {
  const { module } = core;
  const source = core.allocate(portionPx * largestPixelBytes);
  const colourOut = core.allocate(portionPx * largestPixelBytes);
  const bytesOut = core.allocate(portionPx);
  const bounds = core.allocate(2 * 16 * largestPixelBytes);
  let match = new Uint8Array(0);
  let colour = new Uint8Array(0);
  let alpha = new Uint8Array(0);

  return {
    matches(samples, shape, key, tolerance) {
      const { colours, bitsPerComponent } = shape;
      const count = samples.length / colours;
      if (match.length < count) match = new Uint8Array(count);
      const memory = core.bytes();
      const limits = boundsOf(shape, key, tolerance);
      if (!limits) return match.subarray(0, count).fill(0);
      memory.set(limits, bounds);
      const bytes = bytesOf(samples);
      const pixelBytes = colours * (bitsPerComponent / 8);
      const within = bitsPerComponent === 8 ? module.matches8 : module.matches16;
      for (let at = 0; at < count; at += portionPx) {
        const portion = Math.min(portionPx, count - at);
        memory.set(bytes.subarray(at * pixelBytes, (at + portion) * pixelBytes), source);
        within(source, bytesOut, portion, colours, bounds);
        match.set(memory.subarray(bytesOut, bytesOut + portion), at);
      }
      return match.subarray(0, count);
    },
    clear(alphas, mask, mark) {
      const memory = core.bytes();
      let cleared = 0;
      for (let at = 0; at < mask.length; at += portionPx) {
        const end = Math.min(at + portionPx, mask.length);
        memory.set(mask.subarray(at, end), source);
        memory.set(alphas.subarray(at, end), bytesOut);
        cleared += module.clear(source, bytesOut, end - at, mark);
        alphas.set(memory.subarray(bytesOut, bytesOut + end - at), at);
      }
      return cleared;
    },
    split(interleaved, { colours, bitsPerComponent }) {
      const count = interleaved.length / (colours + 1);
      const sampleBytes = bitsPerComponent / 8;
      const colourBytes = colours * sampleBytes;
      if (colour.length < count * colourBytes) colour = new Uint8Array(count * colourBytes);
      if (alpha.length < count) alpha = new Uint8Array(count);
      const memory = core.bytes();
      const bytes = bytesOf(interleaved);
      const pixelBytes = colourBytes + sampleBytes;
      const apart = bitsPerComponent === 8 ? module.split8 : module.split16;
      for (let at = 0; at < count; at += portionPx) {
        const portion = Math.min(portionPx, count - at);
        memory.set(bytes.subarray(at * pixelBytes, (at + portion) * pixelBytes), source);
        apart(source, colourOut, bytesOut, portion, colours);
        colour.set(memory.subarray(colourOut, colourOut + portion * colourBytes), at * colourBytes);
        alpha.set(memory.subarray(bytesOut, bytesOut + portion), at);
      }
      return { colour: samplesIn(colour, bitsPerComponent, count * colourBytes), alpha: alpha.subarray(0, count) };
    },
  };
}

/** The samples that match, for sixteen pixels: the least of each, then the widths of the ranges. Undefined when none can. */
function boundsOf(
  { colours, bitsPerComponent }: Pick<RowShape, 'colours' | 'bitsPerComponent'>, key: readonly number[], tolerance: number,
): Uint8Array | undefined {
  const largest = bitsPerComponent === 8 ? 255 : 65535;
  const table = bitsPerComponent === 8 ? new Uint8Array(2 * 16 * colours) : new Uint16Array(2 * 16 * colours);
  for (const [component, wanted] of key.entries()) {
    const isNear = (sample: number): boolean => Math.abs(sample - wanted) / largest <= tolerance + 1e-9;
    // A guess by arithmetic, then mended by the rule itself.
    let low = Math.max(Math.floor(wanted - tolerance * largest) - 1, 0);
    let high = Math.min(Math.ceil(wanted + tolerance * largest) + 1, largest);
    while (low <= high && !isNear(low)) low++;
    while (high >= low && !isNear(high)) high--;
    if (low > high) return undefined;
    for (let pixel = 0; pixel < 16; pixel++) {
      table[pixel * colours + component] = low;
      table[(16 + pixel) * colours + component] = high - low;
    }
  }
  return bytesOf(table);
}
