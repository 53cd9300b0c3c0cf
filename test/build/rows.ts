import fc from 'fast-check';
// Tests of the room itself use its types; nothing but types is taken past its door.
import type { RowShape, Rows, RowStage, Samples, Sharpening } from '../../src/production/kernels/types.ts';

/** A whole image as the rows of the line see it. */
export type RowImage = { readonly shape: RowShape; readonly colour: Samples; readonly alpha: Uint8Array | undefined };

export const largestOf = (shape: Pick<RowShape, 'bitsPerComponent'>): number => (shape.bitsPerComponent === 8 ? 255 : 65535);

/** @param sampleAt Called in reading order; alpha is component -1. */
export function rowImage(shape: RowShape, sampleAt: (xPx: number, yPx: number, component: number) => number): RowImage {
  const { widthPx, heightPx, colours, hasAlpha } = shape;
  const colour = samplesOf(shape, widthPx * heightPx * colours);
  const alpha = hasAlpha ? new Uint8Array(widthPx * heightPx) : undefined;
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    const [x, y] = [pixel % widthPx, Math.floor(pixel / widthPx)];
    for (let component = 0; component < colours; component++) colour[pixel * colours + component] = sampleAt(x, y, component);
    if (alpha) alpha[pixel] = sampleAt(x, y, -1);
  }
  return { shape, colour, alpha };
}

export function samplesOf(shape: Pick<RowShape, 'bitsPerComponent'>, length: number): Samples {
  return shape.bitsPerComponent === 8 ? new Uint8Array(length) : new Uint16Array(length);
}

/** Pushes an image through a stage. @param cuts How many rows go at a time, again and again. @returns copies of all that came out. */
export function flow(stage: RowStage, { shape, colour, alpha }: RowImage, cuts: readonly number[] = [shape.heightPx]): Rows {
  const given: Rows[] = [];
  const keep = (rows: Rows): void => { given.push({ colour: rows.colour.slice(), alpha: rows.alpha?.slice() }); };
  for (let top = 0, turn = 0; top < shape.heightPx; turn++) {
    const bottom = Math.min(top + cuts[turn % cuts.length]!, shape.heightPx);
    const [from, to] = [top * shape.widthPx, bottom * shape.widthPx];
    keep(stage.push({ colour: colour.subarray(from * shape.colours, to * shape.colours), alpha: alpha?.subarray(from, to) }));
    top = bottom;
  }
  keep(stage.finish());
  return { colour: joined(shape, given.map((rows) => rows.colour)), alpha: alpha ? Uint8Array.from(given.flatMap((rows) => [...rows.alpha!])) : undefined };
}

function joined(shape: RowShape, parts: readonly Samples[]): Samples {
  const all = samplesOf(shape, parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Images of every kind, 1..40 pixels wide and high: noise, extremes, slopes; alpha full of holes. */
export function anyRowImage(): fc.Arbitrary<RowImage> {
  return fc.record({
    shape: fc.record({
      widthPx: fc.integer({ min: 1, max: 40 }), heightPx: fc.integer({ min: 1, max: 40 }), colours: fc.constantFrom(1 as const, 3 as const, 4 as const),
      hasAlpha: fc.boolean(), bitsPerComponent: fc.constantFrom(8 as const, 16 as const),
    }),
    seed: fc.integer({ min: 1, max: 0x7fffffff }),
    texture: fc.constantFrom('noise', 'extremes', 'slope'),
    holes: fc.constantFrom('none', 'noise', 'many', 'nearly all'),
  }).map(({ shape, seed, texture, holes }) => {
    const next = numbersFrom(seed);
    const largest = largestOf(shape);
    const alphaOf = { none: () => 255, noise: () => next(256), many: () => next(2) * 255, 'nearly all': () => (next(9) === 0 ? next(4) : 0) }[holes]!;
    const colourOf = {
      noise: () => next(largest + 1), extremes: () => next(2) * largest,
      slope: (x: number, y: number) => Math.floor(largest * (x + y) / (shape.widthPx + shape.heightPx)),
    }[texture]!;
    return rowImage(shape, (x, y, component) => (component < 0 ? alphaOf() : colourOf(x, y)));
  });
}

/** How an image may be cut into pushes. */
export const anyCuts = (): fc.Arbitrary<readonly number[]> => fc.array(fc.integer({ min: 1, max: 41 }), { minLength: 1, maxLength: 6 });

export const anySharpening = (): fc.Arbitrary<Sharpening> => fc.record({
  amount: fc.oneof(fc.constantFrom(0, 1.75, 5), fc.double({ min: 0, max: 5, noNaN: true })),
  radiusPx: fc.oneof(fc.constantFrom(0, 0.2, 0.5, 1), fc.double({ min: 0, max: 5, noNaN: true })),
  threshold: fc.oneof(fc.constantFrom(0, 2, 7, 8, 255), fc.double({ min: 0, max: 255, noNaN: true })),
  isMonochrome: fc.boolean(),
});

/** Whole numbers below a bound, always the same ones for a seed. */
export function numbersFrom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * bound);
  };
}
