import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { circle, corner, pathOf, polygon, rectangle } from '#test/build/paths';
import { openCoverage, openPixelCoverage } from './coverage.ts';
import { boxOfPath } from './flatten.ts';
import { quadAroundPath } from './quad.ts';
import { compose, scaling, transformPath, uprighting, type Affine } from './transform.ts';
import type { Path, SubPath } from './types.ts';

/** The whole grid, by bands of `band` rows. */
function drawn(path: Path, widthPx: number, heightPx: number, band = heightPx): Uint8Array {
  const coverage = openPixelCoverage(path, widthPx, heightPx);
  const bands: Buffer[] = [];
  for (let row = 0; row < heightPx; row += band) bands.push(Buffer.from(coverage.rows(band)));
  assert.equal(coverage.rows(5).length, 0);
  return Buffer.concat(bands);
}

/** The share of each pixel inside by its definition: 64 × 64 points, each with its own count of crossings. */
function sampled(subpaths: readonly SubPath[], widthPx: number, heightPx: number): Float64Array {
  const shares = new Float64Array(widthPx * heightPx);
  const fine = 64;
  for (let line = 0; line < heightPx * fine; line++) {
    const y = (line + 0.5) / fine;
    const crossings = subpaths.flatMap(({ knots }) => knots.flatMap((from, index) => {
      const to = knots[(index + 1) % knots.length]!;
      return (from.y > y) !== (to.y > y) ? [from.x + ((y - from.y) * (to.x - from.x)) / (to.y - from.y)] : [];
    })).toSorted((a, b) => a - b);
    for (let column = 0, passed = 0; column < widthPx * fine; column++) {
      while (passed < crossings.length && crossings[passed]! <= (column + 0.5) / fine) passed++;
      const pixel = Math.floor(line / fine) * widthPx + Math.floor(column / fine);
      if (passed % 2 === 1) shares[pixel] = shares[pixel]! + 255 / (fine * fine);
    }
  }
  return shares;
}

function assertNear(found: ArrayLike<number>, expected: ArrayLike<number>, most: number): void {
  assert.equal(found.length, expected.length);
  for (let index = 0; index < found.length; index++) {
    assert.ok(Math.abs(found[index]! - expected[index]!) <= most, `pixel ${index}: expected ${expected[index]} ± ${most}, found ${found[index]}`);
  }
}

test('acceptance: a rectangle on pixel borders is 255 inside and 0 outside', () => {
  const pixels = drawn(pathOf(rectangle(25, 25, 75, 75)), 100, 100, 7);
  const at = (x: number, y: number) => pixels[y * 100 + x];
  assert.deepEqual([at(50, 50), at(10, 10), at(25, 25), at(24, 25), at(74, 74), at(75, 74)], [255, 0, 255, 0, 255, 0]);
  assert.equal(pixels.filter((value) => value === 255).length, 2500);
});

test('an outline between pixel borders covers its share, whichever way it is drawn', () => {
  const points = [[1.25, 1.5], [3.75, 1.5], [3.75, 3.1], [1.25, 3.1]] as const;
  const expected = [0, 0, 0, 0, 0, 0, 96, 128, 96, 0, 0, 191, 255, 191, 0, 0, 19, 26, 19, 0];
  assert.deepEqual([...drawn(pathOf(polygon(...points)), 5, 4)], expected);
  assert.deepEqual([...drawn(pathOf(polygon(...points.toReversed())), 5, 4, 1)], expected);
});

test('a sub-path in another is a hole, a third in it is filled again, whatever their directions', () => {
  const inner = rectangle(2, 2, 8, 8);
  const reversed: SubPath = { isClosed: true, knots: inner.knots.toReversed() };
  for (const hole of [inner, reversed]) {
    const pixels = drawn(pathOf(rectangle(0, 0, 10, 10), hole, rectangle(4, 4, 6, 6)), 10, 10);
    assert.deepEqual([pixels[11], pixels[33], pixels[55]], [255, 0, 255]);
  }
});

test('a path drawn twice covers nothing, and neighbours share a border without a seam', () => {
  const odd = polygon([0.3, 0.2], [5.7, 1.1], [3.2, 5.9]);
  assert.ok(drawn(pathOf(odd, odd), 6, 6).every((value) => value === 0));
  const left = polygon([0, 0], [2.5, 0], [3.5, 4], [0, 4]);
  const right = polygon([2.5, 0], [3.5, 4], [6, 4], [6, 0]);
  assert.ok(drawn(pathOf(left, right), 6, 4).every((value) => value === 255));
});

test('lines that cross within a pixel change sides there', () => {
  const bow = polygon([0, 0], [4, 4], [4, 0], [0, 4]);
  assertNear(drawn(pathOf(bow), 4, 4), sampled([bow], 4, 4), 3);
});

test('a circle is as large as it should be', () => {
  const sum = drawn(pathOf(circle(50.3, 49.6, 40)), 100, 100).reduce((total, value) => total + value, 0) / 255;
  assert.ok(Math.abs(sum / (Math.PI * 1600) - 1) < 0.0005, `${sum}`);
});

test('what is filled outside is the complement', () => {
  const inside = drawn(pathOf(circle(5, 5, 3.3)), 10, 10);
  const outside = drawn({ ...pathOf(circle(5, 5, 3.3)), isInverted: true }, 10, 10);
  assert.deepEqual([...outside], [...inside].map((value) => 255 - value));
});

test('outlines beyond the grid on every side cover what they enclose of it', () => {
  assert.ok(drawn(pathOf(rectangle(-1000, -1000, 1000, 1000)), 9, 9).every((value) => value === 255));
  assert.ok(drawn(pathOf(rectangle(-1000, -1000, -1, 1000), rectangle(9, -5, 50, 50)), 9, 9).every((value) => value === 0));
  const wedge = polygon([-30, 4.5], [40, -20], [40, 29]);
  assertNear(drawn(pathOf(wedge), 9, 9), sampled([wedge], 9, 9), 2);
});

test('an open sub-path is closed by a straight line; less than two knots enclose nothing', () => {
  const open: SubPath = { isClosed: false, knots: [corner(1, 1), corner(5, 1), corner(5, 5)] };
  assert.deepEqual(drawn(pathOf(open), 6, 6), drawn(pathOf(polygon([1, 1], [5, 1], [5, 5])), 6, 6));
  assert.ok(drawn(pathOf({ isClosed: true, knots: [corner(3, 3)] }), 6, 6).every((value) => value === 0));
  assert.ok(drawn(pathOf(), 6, 6).every((value) => value === 0));
});

test('any polygons cover the share that points in them say, in bands of any height', () => {
  const coordinate = fc.oneof(fc.double({ min: -3, max: 15, noNaN: true }), fc.integer({ min: -2, max: 14 }), fc.integer({ min: -8, max: 56 }).map((quarter) => quarter / 4));
  const shape = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 7 }).map((points) => polygon(...points));
  fc.assert(fc.property(fc.array(shape, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 9 }), (shapes, band) => {
    // Crossings inside a pixel are followed to a sixteenth of a row, points see a 64th of a pixel.
    assertNear(drawn(pathOf(...shapes), 12, 9, band), sampled(shapes, 12, 9), 14);
  }), { numRuns: 60 });
});

test('crowded rows are still near the truth', () => {
  const comb = Array.from({ length: 300 }, (_, index) => polygon([index / 30, 0.1 + (index % 7) / 10], [(index + 0.7) / 30, 9], [index / 30, 9.5]));
  const mean = (pixels: ArrayLike<number>) => Array.from(pixels).reduce((sum, value) => sum + value, 0) / pixels.length;
  assert.ok(Math.abs(mean(drawn(pathOf(...comb), 10, 10)) - mean(sampled(comb, 10, 10))) < 3);
});

test('an absurd path is refused before it takes time', () => {
  const zigzag = polygon(...Array.from({ length: 4000 }, (_, index) => [(index * 37) % 5000, index % 2 === 0 ? -1 : 6000] as const));
  assert.throws(() => openPixelCoverage(pathOf(zigzag), 5000, 5000), { code: 'BROKEN_FILE' });
  const huge = { xIn: -1e9, yIn: 1e9, x: 0, y: 0, xOut: 1e9, yOut: 1e9 };
  const curls: SubPath = { isClosed: true, knots: Array.from({ length: 2000 }, () => huge) };
  assert.throws(() => openPixelCoverage(pathOf(curls), 50, 50), { code: 'BROKEN_FILE' });
});

/** Where EXIF says the corners of the stored image come to lie: top left, then top right. @source EXIF 2.3, tag 274 */
const corners: Readonly<Record<number, readonly [readonly [number, number], readonly [number, number]]>> = {
  1: [[0, 0], [1, 0]], 2: [[1, 0], [0, 0]], 3: [[1, 1], [0, 1]], 4: [[0, 1], [1, 1]],
  5: [[0, 0], [0, 1]], 6: [[1, 0], [1, 1]], 7: [[1, 1], [1, 0]], 8: [[0, 1], [0, 0]],
};

test('a stored image is turned upright as EXIF says, and its path with it', () => {
  const apply = ([a, b, c, d, e, f]: Affine, x: number, y: number) => [a * x + c * y + e, b * x + d * y + f];
  for (const [orientation, [topLeft, topRight]] of Object.entries(corners)) {
    const turn = uprighting(Number(orientation));
    assert.deepEqual([apply(turn, 0, 0), apply(turn, 1, 0)], [topLeft, topRight], orientation);
    const isTurned = Number(orientation) > 4;
    const [widthPx, heightPx] = isTurned ? [20, 40] : [40, 20];
    // A mark in the top left eighth of the stored image.
    const coverage = openCoverage(pathOf(rectangle(0, 0, 0.25, 0.5)), { widthPx, heightPx, orientation: Number(orientation) }).rows(heightPx);
    const inside = [...coverage.entries()].filter(([, value]) => value > 0);
    assert.equal(inside.length, 100);
    assert.ok(inside.every(([index, value]) => value === 255
      && Math.abs((index % widthPx) / widthPx - topLeft[0]) <= 0.5 && Math.abs(Math.floor(index / widthPx) / heightPx - topLeft[1]) <= 0.5), orientation);
  }
});

test('two moves in one', () => {
  const path = transformPath(transformPath(pathOf(polygon([1, 2], [3, 4], [5, 0])), [0, 1, -1, 0, 7, 0]), scaling(2, 3));
  assert.deepEqual(transformPath(pathOf(polygon([1, 2], [3, 4], [5, 0])), compose([0, 1, -1, 0, 7, 0], scaling(2, 3))), path);
});

test('the box of a path holds its curves, not their handles', () => {
  const box = boxOfPath(pathOf(circle(10, 20, 5)));
  assertNear(Object.values(box!), [5, 15, 15, 25], 0.01);
  assert.equal(boxOfPath(pathOf()), undefined);
});

test('a path of four corners is its own quad, from the top left on clockwise', () => {
  const points = [[932.19, 296.592], [968.769, 320.16], [1119.56, 1200], [900.43, 1200]] as const;
  for (const turned of [points, [...points.slice(2), ...points.slice(0, 2)], points.toReversed()]) {
    assert.deepEqual(quadAroundPath(pathOf(polygon(...turned)))?.map(({ x, y }) => [x, y]), points);
  }
});

test('around other paths the quad is tight', () => {
  const around = (path: Path) => quadAroundPath(path)?.map(({ x, y }) => [Math.round(x * 100) / 100, Math.round(y * 100) / 100]);
  // A tilted square with its corners cut off.
  const cut = polygon([51, 1], [99, 49], [99, 51], [51, 99], [49, 99], [1, 51], [1, 49], [49, 1]);
  assert.deepEqual(around(pathOf(cut)), [[50, 0], [100, 50], [50, 100], [0, 50]]);
  assert.deepEqual(around(pathOf(polygon([0, 0], [10, 0], [0, 10]))), [[0, 0], [10, 0], [10, 10], [0, 10]]);
  assert.deepEqual(around(pathOf(polygon([0, 0], [10, 0], [20, 0]))), undefined);
  assert.equal(around(pathOf()), undefined);
});

test('every quad holds its path', () => {
  const coordinate = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 12 }), (points) => {
    const quad = quadAroundPath(pathOf(polygon(...points)));
    if (!quad) return;
    for (const [x, y] of points) {
      for (const [index, from] of quad.entries()) {
        const to = quad[(index + 1) % 4]!;
        const length = Math.hypot(to.x - from.x, to.y - from.y);
        assert.ok((to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x) >= -1e-4 * length - 1e-6, `${JSON.stringify(quad)} leaves out ${x},${y}`);
      }
    }
  }));
});
