import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { motif } from '#test/build/images';
import { anyRowImage, flow, largestOf, rowImage, type RowImage } from '#test/build/rows';
import { openKernels } from './open.ts';
import type { RowShape } from './types.ts';
import { lanczosWeights, lanczosWeightsQ15 } from './weights.ts';

const kernels = await openKernels();
const shapeOf = (widthPx: number, heightPx: number, more: Partial<RowShape> = {}): RowShape =>
  ({ widthPx, heightPx, colours: 3, hasAlpha: false, bitsPerComponent: 8, ...more });

/** Written from the definition, in doubles, pixel by pixel: colour weighted by alpha, and alpha where there is any. */
function exactly({ shape, colour, alpha }: RowImage): { readonly colour: number[]; readonly alpha: number[] } {
  const lanczos = (x: number): number => {
    const at = Math.PI * x;
    return Math.abs(x) >= 3 ? 0 : Math.sin(at) / at * Math.sin(at / 3) / (at / 3);
  };
  const offsets = Array.from({ length: 12 }, (_, tap) => tap - 5);
  const weight = (offset: number): number => lanczos((offset - 0.5) / 2);
  const total = offsets.reduce((sum, offset) => sum + weight(offset), 0);
  const clamp = (at: number, size: number): number => Math.min(Math.max(at, 0), size - 1);
  const out: { colour: number[]; alpha: number[] } = { colour: [], alpha: [] };
  for (let y = 0; y < Math.ceil(shape.heightPx / 2); y++) {
    for (let x = 0; x < Math.ceil(shape.widthPx / 2); x++) {
      const sums = new Array<number>(shape.colours).fill(0);
      let opacity = 0;
      for (const down of offsets) {
        for (const across of offsets) {
          const pixel = clamp(2 * y + down, shape.heightPx) * shape.widthPx + clamp(2 * x + across, shape.widthPx);
          const share = weight(down) * weight(across) / total ** 2 * (alpha ? alpha[pixel]! : 1);
          opacity += share;
          for (const component of sums.keys()) sums[component]! += share * colour[pixel * shape.colours + component]!;
        }
      }
      out.alpha.push(opacity);
      out.colour.push(...sums.map((sum) => clamp(sum / opacity, largestOf(shape) + 1)));
    }
  }
  return out;
}

const clampedToByte = (value: number): number => Math.min(Math.max(value, 0), 255);

describe('halving', () => {
  test('has twelve taps that add up to one, in whole numbers to the last bit', () => {
    assert.deepEqual(lanczosWeights().map((weight) => weight.toFixed(4)), ['0.4464', '0.1355', '-0.0666', '-0.0340', '0.0151', '0.0037']);
    assert.equal(lanczosWeightsQ15().reduce((sum, weight) => sum + weight, 0), 16384);
    lanczosWeights().forEach((weight, tap) => assert.ok(Math.abs(weight * 32768 - lanczosWeightsQ15()[tap]!) <= 2));
  });

  test('is within 1 of the exact result at 8 bits and within 2 at 16, with alpha and without', () => {
    fc.assert(fc.property(anyRowImage(), (image) => {
      const made = flow(kernels.halver(image.shape), image);
      const exact = exactly(image);
      const allowed = image.shape.bitsPerComponent === 8 ? 1 : 2;
      assert.equal(made.colour.length, exact.colour.length);
      for (const [at, alpha] of (made.alpha ?? []).entries()) {
        assert.ok(Math.abs(alpha - clampedToByte(exact.alpha[at]!)) <= 0.501, `alpha ${alpha} for ${exact.alpha[at]} at ${at}`);
      }
      for (const [at, sample] of made.colour.entries()) {
        // What alpha leaves no trace of is the mean of four pixels: a test of its own.
        if (made.alpha?.[Math.floor(at / image.shape.colours)] === 0) continue;
        assert.ok(Math.abs(sample - exact.colour[at]!) <= allowed, `${sample} for ${exact.colour[at]} at ${at}`);
      }
    }), { numRuns: 200 });
  });

  test('leaves what is flat as it is, opaque or not', () => {
    for (const bitsPerComponent of [8, 16] as const) {
      for (const hasAlpha of [false, true]) {
        for (const level of [0, 1, 2, 100, 127, 128, 254, 255]) {
          const shape = shapeOf(33, 21, { bitsPerComponent, hasAlpha });
          const value = bitsPerComponent === 8 ? level : level * 257;
          const { colour, alpha } = flow(kernels.halver(shape), rowImage(shape, (_x, _y, component) => (component < 0 ? level : value)));
          assert.deepEqual(new Set(colour), new Set([value]));
          if (alpha) assert.deepEqual(new Set(alpha), new Set([level]));
        }
      }
    }
  });

  test('gives a row as soon as its twelve are there, and the last ones with the last', () => {
    const shape = shapeOf(5, 31);
    const stage = kernels.halver(shape);
    const given = Array.from({ length: 31 }, () => stage.push({ colour: new Uint8Array(15), alpha: undefined }).colour.length / 9);
    const ready = (rows: number): number => Math.max(0, Math.floor((rows - 7) / 2) + 1);
    assert.deepEqual(given.slice(0, 30), Array.from({ length: 30 }, (_, at) => ready(at + 1) - ready(at)));
    assert.equal(given.reduce((sum, rows) => sum + rows, 0), 16);
    assert.equal(stage.finish().colour.length, 0);
  });

  test('takes images of one pixel, one row, one column', () => {
    for (const [widthPx, heightPx] of [[1, 1], [1, 9], [9, 1], [2, 1], [1, 2]] as const) {
      const shape = shapeOf(widthPx, heightPx, { hasAlpha: true });
      const { colour, alpha } = flow(kernels.halver(shape), rowImage(shape, (_x, _y, component) => (component < 0 ? 200 : 70 + component)));
      assert.deepEqual(new Set(colour), new Set([70, 71, 72]));
      assert.equal(alpha!.length, Math.ceil(widthPx / 2) * Math.ceil(heightPx / 2));
    }
  });

  test('keeps colour clear of what lies under transparent pixels', () => {
    const shape = shapeOf(32, 32, { hasAlpha: true });
    // Red and opaque on the left, green and transparent on the right.
    const image = rowImage(shape, (x, _y, component) => (component < 0 ? (x < 16 ? 255 : 0) : component === (x < 16 ? 0 : 1) ? 250 : 0));
    const { colour, alpha } = flow(kernels.halver(shape), image);
    for (let pixel = 0; pixel < 256; pixel++) {
      const [red, green] = colour.subarray(pixel * 3);
      if (alpha![pixel]! > 0) assert.deepEqual([red, green], [250, 0], `pixel ${pixel}`);
      else assert.deepEqual([red, green], [0, 250], `pixel ${pixel}`);
    }
  });

  test('gives pixels without alpha the mean of the four below them', () => {
    const shape = shapeOf(3, 3, { hasAlpha: true, colours: 1 });
    const image = rowImage(shape, (x, y, component) => (component < 0 ? 0 : [10, 21, 40, 30, 41, 61, 7, 8, 99][y * 3 + x]!));
    const { colour, alpha } = flow(kernels.halver(shape), image);
    assert.deepEqual([...alpha!], [0, 0, 0, 0]);
    assert.deepEqual([...colour], [26, 51, 8, 99]);
  });

  test('agrees with libvips on smooth images of even size', async () => {
    for (const [widthPx, heightPx] of [[160, 120], [64, 250]] as const) {
      const picture = motif({ widthPx, heightPx });
      const vips = await sharp(picture.samples, { raw: { width: widthPx, height: heightPx, channels: 3 } })
        .resize(widthPx / 2, heightPx / 2, { kernel: 'lanczos3', fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer();
      const shape = shapeOf(widthPx, heightPx);
      const made = flow(kernels.halver(shape), { shape, colour: picture.samples, alpha: undefined }).colour;
      const furthest = Math.max(...made.map((sample, at) => Math.abs(sample - vips[at]!)));
      assert.equal(made.length, vips.length);
      assert.ok(furthest <= 2, `differs by ${furthest}`);
    }
  });
});
