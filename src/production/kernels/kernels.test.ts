import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { anyCuts, anyRowImage, anySharpening, flow, largestOf, numbersFrom, rowImage, samplesOf, type RowImage } from '#test/build/rows';
import { openKernels } from './open.ts';
import { plainKernels } from './plain/kernels.ts';
import type { Kernels, RowShape } from './types.ts';

describe('the kernels in WebAssembly give the bytes of the plain ones', () => {
  let kernels: Kernels;
  before(async () => { kernels = await openKernels(); });

  test('when halving, however the rows are cut', () => {
    fc.assert(fc.property(anyRowImage(), anyCuts(), (image, cuts) => {
      assert.deepEqual(flow(kernels.halver(image.shape), image, cuts), flow(plainKernels.halver(image.shape), image));
    }), { numRuns: 300 });
  });

  test('when sharpening, however the rows are cut', () => {
    fc.assert(fc.property(anyRowImage(), anyCuts(), anySharpening(), (image, cuts, sharpening) => {
      const wanted = flow(plainKernels.sharpener(image.shape, sharpening), image);
      assert.deepEqual(flow(kernels.sharpener(image.shape, sharpening), image, cuts), wanted);
    }), { numRuns: 60 });
  });

  test('when looking for a colour, and when taking alpha apart', () => {
    fc.assert(fc.property(anyRowImage(), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), ({ shape, colour }, tolerance, at) => {
      const pixel = at % (colour.length / shape.colours);
      const key = [...colour.subarray(pixel * shape.colours, (pixel + 1) * shape.colours)];
      assert.deepEqual(kernels.matches(colour, shape, key, tolerance), plainKernels.matches(colour, shape, key, tolerance));
      const pixels = Math.floor(colour.length / (shape.colours + 1));
      const interleaved = colour.subarray(0, pixels * (shape.colours + 1));
      assert.deepEqual(kernels.split(interleaved, shape), plainKernels.split(interleaved, shape));
    }), { numRuns: 300 });
  });

  test('when clearing alpha', () => {
    const next = numbersFrom(3);
    for (const pixels of [0, 1, 15, 16, 17, 100, 8191, 8192, 30_003]) {
      const mask = Uint8Array.from({ length: pixels }, () => next(3));
      const alpha = mask.map(() => next(256));
      const wanted = alpha.slice();
      assert.equal(kernels.clear(alpha, mask, 2), plainKernels.clear(wanted, mask, 2));
      assert.deepEqual(alpha, wanted);
    }
  });

  test('when there are more pixels than go at a time', () => {
    const next = numbersFrom(7);
    for (const bitsPerComponent of [8, 16] as const) {
      for (const colours of [1, 3, 4] as const) {
        const shape: RowShape = { widthPx: 20_011, heightPx: 3, colours, hasAlpha: true, bitsPerComponent };
        const image = rowImage(shape, (_x, _y, component) => next(component < 0 ? 256 : largestOf(shape) + 1));
        const key = [...image.colour.subarray(0, colours)];
        assert.deepEqual(kernels.matches(image.colour, shape, key, 0.3), plainKernels.matches(image.colour, shape, key, 0.3));
        const interleaved = samplesOf(shape, shape.widthPx * (colours + 1)).map(() => next(largestOf(shape) + 1));
        assert.deepEqual(kernels.split(interleaved, shape), plainKernels.split(interleaved, shape));
      }
    }
  });

  test('at every 16-bit alpha', () => {
    for (const colours of [1, 3, 4] as const) {
      const interleaved = Uint16Array.from({ length: (colours + 1) * 65536 }, (_, at) => Math.floor(at / (colours + 1)));
      const shape = { colours, bitsPerComponent: 16 } as const;
      assert.deepEqual(kernels.split(interleaved, shape), plainKernels.split(interleaved, shape));
    }
  });

  test('at a radius of 250', () => {
    const sharpening = { amount: 2, radiusPx: 250, threshold: 3, isMonochrome: false };
    const shape: RowShape = { widthPx: 3, heightPx: 3, colours: 1, hasAlpha: false, bitsPerComponent: 8 };
    const image = rowImage(shape, (x, y) => (x * 97 + y * 31) % 256);
    assert.deepEqual(flow(kernels.sharpener(shape, sharpening), image, [2]), flow(plainKernels.sharpener(shape, sharpening), image));
  });

  test('when stages of one instance feed each other', () => {
    const next = numbersFrom(11);
    const shape: RowShape = { widthPx: 37, heightPx: 29, colours: 3, hasAlpha: true, bitsPerComponent: 8 };
    const image = rowImage(shape, () => next(256));
    const sharpening = { amount: 1.75, radiusPx: 0.2, threshold: 2, isMonochrome: false };
    const half: RowShape = { ...shape, widthPx: 19, heightPx: 15 };
    const chain = (made: Kernels): readonly (readonly number[])[] => {
      const out: number[][] = [[], []];
      const first = made.halver(shape);
      const second = made.halver(half);
      const sharp = made.sharpener(half, sharpening);
      for (let y = 0; y < shape.heightPx; y++) {
        const row = y * shape.widthPx;
        const rows = first.push({ colour: image.colour.subarray(row * 3, (row + shape.widthPx) * 3), alpha: image.alpha!.subarray(row, row + shape.widthPx) });
        const sharpened = sharp.push(rows);
        out[0]!.push(...sharpened.colour, ...sharpened.alpha!);
        const smaller = second.push(rows);
        out[1]!.push(...smaller.colour, ...smaller.alpha!);
        // A stage that is opened meanwhile makes the memory grow and move.
        made.halver({ ...half, widthPx: 1000 });
      }
      return out;
    };
    assert.deepEqual(chain(kernels), chain(plainKernels));
  });

  test('and refuse more memory than there is by name', async () => {
    const shape: RowShape = { widthPx: 1_000_000, heightPx: 5000, colours: 4, hasAlpha: false, bitsPerComponent: 16 };
    const own = await openKernels();
    const sharpening = { amount: 1, radiusPx: 250, threshold: 0, isMonochrome: false };
    assert.throws(() => own.sharpener(shape, sharpening), { code: 'MEMORY_LIMIT' });
  });

  test('and refuse rows that do not fit the image', () => {
    const shape: RowShape = { widthPx: 4, heightPx: 2, colours: 3, hasAlpha: true, bitsPerComponent: 8 };
    const rows = (count: number): Pick<RowImage, 'colour' | 'alpha'> => ({ colour: new Uint8Array(count * 12), alpha: new Uint8Array(count * 4) });
    assert.throws(() => kernels.halver(shape).push(rows(3)), /Expected 2 rows but received 3/);
    assert.throws(() => kernels.halver(shape).push({ ...rows(1), alpha: undefined }), /Expected 4 samples of alpha/);
    assert.throws(() => kernels.halver(shape).push({ ...rows(1), colour: new Uint16Array(12) }), /samples of 8 bits/);
    assert.throws(() => kernels.halver(shape).push({ ...rows(1), colour: new Uint8Array(13) }), /whole rows/);
    assert.throws(() => kernels.halver(shape).finish(), /Expected 2 rows but received 0/);
  });
});
