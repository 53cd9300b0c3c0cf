import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { blurWeights } from '#formats';
import { flow, rowImage } from '#test/build/rows';
import { openKernels } from './open.ts';
import type { RowShape, Sharpening } from './types.ts';

const kernels = await openKernels();
const shapeOf = (more: Partial<RowShape> = {}): RowShape =>
  ({ widthPx: 24, heightPx: 12, colours: 1, hasAlpha: false, bitsPerComponent: 8, ...more });
const usual: Sharpening = { amount: 1.75, radiusPx: 0.2, threshold: 2, isMonochrome: false };

/** The middle row of a vertical step between the columns 11 and 12. */
function step(left: readonly number[], right: readonly number[], sharpening: Partial<Sharpening>, more: Partial<RowShape> = {}): readonly number[] {
  const shape = shapeOf({ colours: left.length as 1 | 3 | 4, ...more });
  const image = rowImage(shape, (x, _y, component) => (x < 12 ? left : right).at(component)!);
  const { colour } = flow(kernels.sharpener(shape, { ...usual, ...sharpening }), image);
  return [...colour.subarray(6 * shape.widthPx * shape.colours, 7 * shape.widthPx * shape.colours)];
}
const grayStep = (sharpening: Partial<Sharpening>): readonly number[] => step([100], [200], sharpening).slice(9, 15);

describe('the unsharp mask', () => {
  test('blurs with the weights of the specification', () => {
    // It prints them before they are made to add up to one, which at radius 1 moves the fifth digit.
    const written: readonly (readonly [radiusPx: number, weights: readonly number[], precision: number])[] = [
      [0.2, [0.8404, 0.0798], 5e-5], [0.5, [0.60955, 0.19098, 0.00424], 5e-6], [1, [0.36875, 0.24080, 0.06672, 0.00773], 1e-5],
    ];
    for (const [radiusPx, weights, precision] of written) {
      const made = blurWeights(radiusPx);
      weights.forEach((weight, k) => assert.ok(Math.abs(made[k]! - weight) < precision, `${made[k]} for ${weight}`));
    }
    assert.deepEqual(blurWeights(0), [1]);
  });

  test('has weights that add up to one and fall steadily, at any radius', () => {
    for (const radiusPx of [1e-9, 0.01, 0.2, 1, 7.5, 60, 250]) {
      const weights = blurWeights(radiusPx);
      assert.equal(weights.length, Math.ceil(3 * radiusPx) + 2);
      const sum = weights.reduce((total, weight, k) => total + (k === 0 ? weight : 2 * weight), 0);
      assert.ok(Math.abs(sum - 1) < 1e-12, `${sum} at ${radiusPx}`);
      weights.forEach((weight, k) => assert.ok(weight >= -1e-12 && (k === 0 || weight <= weights[k - 1]! + 1e-12), `${k} at ${radiusPx}`));
    }
    const [centre, next] = blurWeights(250);
    assert.ok(Math.abs(centre! * 250 * Math.sqrt(2 * Math.PI) / 1.0027 - 1) < 1e-3);
    assert.ok(Math.abs(next! / centre! - Math.exp(-1 / 125_000)) < 1e-7);
  });

  test('steepens a step of 100 to 200 as the specification says', () => {
    assert.deepEqual(grayStep({ threshold: 0 }), [100, 100, 86, 214, 200, 200]);
    assert.deepEqual(grayStep({ amount: 5 }), [100, 100, 60, 240, 200, 200]);
    assert.deepEqual(grayStep({ threshold: 8 }), [100, 100, 100, 200, 200, 200]);
    assert.deepEqual(grayStep({ threshold: 7 }), [100, 100, 86, 214, 200, 200]);
    // At radius 1 the differences are 31.56 and 7.48 next to the step, 0.8 beyond.
    assert.deepEqual(grayStep({ radiusPx: 1, amount: 1 }), [100, 93, 68, 232, 207, 200]);
    assert.deepEqual(grayStep({ radiusPx: 0 }), [100, 100, 100, 200, 200, 200]);
    assert.deepEqual(grayStep({ amount: 0 }), [100, 100, 100, 200, 200, 200]);
  });

  test('counts 16 bits on the scale of 8', () => {
    const wide = (sharpening: Partial<Sharpening>): readonly number[] =>
      step([100 * 257], [200 * 257], sharpening, { bitsPerComponent: 16 }).slice(11, 13).map((sample) => Math.round(sample / 2.57) / 100);
    assert.deepEqual(wide({ threshold: 0 }), [86.04, 213.96]);
    assert.deepEqual(wide({ threshold: 8 }), [100, 200]);
    assert.deepEqual(wide({ threshold: 7 }), [86.04, 213.96]);
  });

  test('gives all components the difference of luminance when monochrome', () => {
    // The luminance steps by 0.299 × 100: a difference of 2.386, times 1.75 is 4.18.
    const red = step([100, 50, 50], [200, 50, 50], { isMonochrome: true });
    assert.deepEqual(red.slice(11 * 3, 13 * 3), [96, 46, 46, 204, 54, 54]);
    assert.deepEqual(step([100, 50, 50], [200, 50, 50], { isMonochrome: true, threshold: 3 }).slice(11 * 3, 13 * 3), [100, 50, 50, 200, 50, 50]);
    const apart = step([100, 50, 50], [200, 50, 50], {});
    assert.deepEqual(apart.slice(11 * 3, 13 * 3), [86, 50, 50, 214, 50, 50]);
  });

  test('takes the mean of the inks for CMYK, and makes more ink where there is more', () => {
    // The mean steps by 50: a difference of 3.99, times 1.75 is 6.98.
    const inks = step([100, 100, 20, 0], [200, 200, 20, 0], { isMonochrome: true });
    assert.deepEqual(inks.slice(11 * 4, 13 * 4), [93, 93, 13, 0, 207, 207, 27, 7]);
  });

  test('knows no difference between monochrome and not for gray', () => {
    assert.deepEqual(grayStep({ isMonochrome: true }), grayStep({ isMonochrome: false }));
  });

  test('sharpens alpha like a further component, by its own values alone', () => {
    const shape = shapeOf({ colours: 3, hasAlpha: true });
    for (const isMonochrome of [false, true]) {
      const image = rowImage(shape, (x, _y, component) => (component < 0 ? (x < 12 ? 100 : 200) : 77));
      const { colour, alpha } = flow(kernels.sharpener(shape, { ...usual, isMonochrome }), image);
      assert.deepEqual(new Set(colour), new Set([77]));
      assert.deepEqual([...alpha!.subarray(9, 15)], [100, 100, 86, 214, 200, 200]);
    }
  });

  test('leaves what is flat as it is, without a threshold and at any radius', () => {
    for (const radiusPx of [0.2, 3, 40]) {
      for (const bitsPerComponent of [8, 16] as const) {
        for (const isMonochrome of [false, true]) {
          const shape = shapeOf({ colours: 3, bitsPerComponent });
          const value = bitsPerComponent === 8 ? 201 : 51_234;
          const { colour } = flow(kernels.sharpener(shape, { amount: 5, radiusPx, threshold: 0, isMonochrome }), rowImage(shape, () => value));
          assert.deepEqual(new Set(colour), new Set([value]));
        }
      }
    }
  });

  test('works the same down as across', () => {
    const shape = shapeOf({ widthPx: 17, heightPx: 17 });
    const across = flow(kernels.sharpener(shape, usual), rowImage(shape, (x) => x * x % 251)).colour;
    const down = flow(kernels.sharpener(shape, usual), rowImage(shape, (_x, y) => y * y % 251)).colour;
    assert.deepEqual(down, across.map((_, at) => across[(at % 17) * 17 + Math.floor(at / 17)]!));
  });

  test('gives a row as soon as the rows below it are there', () => {
    const shape = shapeOf({ widthPx: 3, heightPx: 9 });
    const stage = kernels.sharpener(shape, { ...usual, radiusPx: 1 });
    const given = Array.from({ length: 9 }, () => stage.push({ colour: new Uint8Array(3), alpha: undefined }).colour.length / 3);
    assert.deepEqual(given, [0, 0, 0, 0, 1, 1, 1, 1, 5]);
  });
});
