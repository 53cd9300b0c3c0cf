import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { numbersFrom } from '#test/build/rows';
import { openRegion } from './region.ts';

/** Makes twos of the ones that a region from a pixel takes. */
function floodFill(match: Uint8Array, widthPx: number, heightPx: number, startX: number, startY: number): void {
  const region = openRegion(widthPx, heightPx);
  for (let row = 0; row < heightPx; row += 7) region.add(match.subarray(row * widthPx, Math.min(row + 7, heightPx) * widthPx));
  region.fill(startX, startY);
  const kept = region.keep(match.slice(), 0);
  kept.forEach((mark, at) => { if (mark === 1) match[at] = 2; });
}

/** Spreads by one pixel, over and over, until nothing changes. */
function naively(match: Uint8Array, widthPx: number, heightPx: number, startX: number, startY: number): Uint8Array {
  const out = match.slice();
  const start = startY * widthPx + startX;
  if (out[start] === 1) out[start] = 2;
  for (let hasChanged = true; hasChanged;) {
    hasChanged = false;
    for (let at = 0; at < out.length; at++) {
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
      const isTouched = (x > 0 && out[at - 1] === 2) || (x < widthPx - 1 && out[at + 1] === 2)
        || (y > 0 && out[at - widthPx] === 2) || (y < heightPx - 1 && out[at + widthPx] === 2);
      if (out[at] !== 1 || !isTouched) continue;
      out[at] = 2;
      hasChanged = true;
    }
  }
  return out;
}

/** `#` is a wall, `.` may be filled, `o` is filled. */
function filled(drawing: string, startX: number, startY: number): string {
  const rows = drawing.trim().split(/\s+/);
  const match = Uint8Array.from(rows.join(''), (sign) => (sign === '.' ? 1 : 0));
  floodFill(match, rows[0]!.length, rows.length, startX, startY);
  return rows.map((row, y) => [...row].map((_, x) => '#.o'[match[y * row.length + x]!]).join('')).join('\n');
}

describe('a flood fill', () => {
  test('does what a naive one does', () => {
    const picture = fc.record({
      widthPx: fc.integer({ min: 1, max: 40 }), heightPx: fc.integer({ min: 1, max: 40 }), x: fc.nat(), y: fc.nat(),
      wallsInTen: fc.integer({ min: 0, max: 6 }), seed: fc.nat(),
    });
    fc.assert(fc.property(picture, ({ widthPx, heightPx, x, y, wallsInTen, seed }) => {
      const next = numbersFrom(seed);
      const match = Uint8Array.from({ length: widthPx * heightPx }, () => (next(10) < wallsInTen ? 0 : 1));
      const wanted = naively(match, widthPx, heightPx, x % widthPx, y % heightPx);
      floodFill(match, widthPx, heightPx, x % widthPx, y % heightPx);
      assert.deepEqual(match, wanted);
    }), { numRuns: 500 });
  });

  test('goes around walls, but neither through corners nor from one edge of the image to the other', () => {
    assert.equal(filled('..#..\n..#..\n##...\n.#.#.', 0, 0), 'oo#..\noo#..\n##...\n.#.#.');
    assert.equal(filled('.....\n.###.\n.#.#.\n.###.\n.....', 4, 4), 'ooooo\no###o\no#.#o\no###o\nooooo');
    assert.equal(filled('..#..\n..#..', 0, 0), 'oo#..\noo#..');
  });

  test('does nothing where it may not begin', () => {
    assert.equal(filled('#..\n...', 0, 0), '#..\n...');
  });

  test('takes a front of many runs and a way of many turns', () => {
    const [widthPx, heightPx] = [9001, 60];
    const comb = Uint8Array.from({ length: widthPx * heightPx }, (_, at) => (at < widthPx || at % widthPx % 2 === 0 ? 1 : 0));
    floodFill(comb, widthPx, heightPx, 5000, 0);
    assert.ok(!comb.includes(1));
    const snake = Uint8Array.from({ length: widthPx * heightPx }, (_, at) => {
      const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
      return x % 2 === 0 || y === (x % 4 === 1 ? 0 : heightPx - 1) ? 1 : 0;
    });
    floodFill(snake, widthPx, heightPx, 0, 0);
    assert.ok(!snake.includes(1));
  });
});
