import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHardened, failsWith, opened, samplesOf } from '#test/build/pictures';
import { targaBytes, type Targa } from '#test/build/targas';
import { openTga } from './open.ts';

const decoded = (targa: Targa): number[] => samplesOf(openTga, targaBytes(targa));
const red = [255, 0, 0], green = [0, 255, 0], blue = [0, 0, 255], black = [0, 0, 0];

test('24 bit: blue first, rows from the bottom unless the descriptor says otherwise', () => {
  const rows = { type: 2, widthPx: 2, heightPx: 2, bitsPerPixel: 24, data: [0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0] } as const;
  assert.deepEqual(decoded({ ...rows, descriptor: 0x20 }), [...red, ...green, ...blue, ...black]);
  assert.deepEqual(decoded({ ...rows, descriptor: 0 }), [...blue, ...black, ...red, ...green]);
  assert.deepEqual(decoded({ ...rows, descriptor: 0x30 }), [...green, ...red, ...black, ...blue]);
  assert.deepEqual(decoded({ ...rows, descriptor: 0x10, identity: 'a name' }), [...black, ...blue, ...green, ...red]);
});

test('32 bit has alpha when the descriptor says so, and the extension area knows better', () => {
  const pixel = { type: 2, widthPx: 1, heightPx: 1, bitsPerPixel: 32, data: [10, 20, 30, 100] } as const;
  assert.deepEqual(decoded({ ...pixel, descriptor: 0x28 }), [30, 20, 10, 100]);
  assert.deepEqual(decoded({ ...pixel, descriptor: 0x20 }), [30, 20, 10]);
  assert.deepEqual(decoded({ ...pixel, descriptor: 0x28, attributes: 0 }), [30, 20, 10]);
  assert.deepEqual(decoded({ ...pixel, descriptor: 0x20, attributes: 3 }), [30, 20, 10, 100]);
  assert.deepEqual(decoded({ ...pixel, descriptor: 0x28, attributes: 4 }), [77, 51, 26, 100]);
});

test('alpha that hides the whole picture was never meant', () => {
  assert.deepEqual(decoded({ type: 2, widthPx: 1, heightPx: 1, bitsPerPixel: 32, data: [10, 20, 30, 0], descriptor: 0x28 }), [30, 20, 10]);
});

test('15 and 16 bit have five bits for each colour; a set attribute bit is transparent', () => {
  const pixels = { type: 2, widthPx: 2, heightPx: 1, data: [0x00, 0x7c, 0x1f, 0x80] } as const;
  assert.deepEqual(decoded({ ...pixels, bitsPerPixel: 16 }), [...red, ...blue]);
  assert.deepEqual(decoded({ ...pixels, bitsPerPixel: 15 }), [...red, ...blue]);
  assert.deepEqual(decoded({ ...pixels, bitsPerPixel: 16, descriptor: 0x21 }), [...red, 255, ...blue, 0]);
});

test('gray of 8 bit, and of 16 where the second byte is alpha', () => {
  assert.deepEqual(decoded({ type: 3, widthPx: 2, heightPx: 1, bitsPerPixel: 8, data: [7, 200] }), [7, 200]);
  const both = { type: 3, widthPx: 2, heightPx: 1, bitsPerPixel: 16, data: [7, 200, 8, 100] } as const;
  assert.deepEqual(decoded({ ...both, descriptor: 0x28 }), [7, 200, 8, 100]);
  assert.deepEqual(decoded({ ...both, descriptor: 0x20 }), [7, 8]);
});

test('indexes look up a map of 15, 16, 24 or 32 bits that may begin above 0', () => {
  const indexed = { type: 1, widthPx: 3, heightPx: 1, bitsPerPixel: 8, data: [4, 5, 9] } as const;
  assert.deepEqual(decoded({ ...indexed, map: { first: 4, bits: 24, bytes: [0, 0, 255, 255, 0, 0] } }), [...red, ...blue, ...black]);
  assert.deepEqual(decoded({ ...indexed, map: { first: 4, bits: 16, bytes: [0x00, 0x7c, 0x1f, 0x00] } }), [...red, ...blue, ...black]);
  assert.deepEqual(decoded({ ...indexed, descriptor: 0x28, map: { first: 4, bits: 32, bytes: [0, 0, 255, 9, 255, 0, 0, 8] } }), [
    ...red, 9, ...blue, 8, ...black, 255,
  ]);
  const wide = { type: 1, widthPx: 1, heightPx: 1, bitsPerPixel: 16, data: [0x2c, 0x01], map: { first: 300, bits: 24, bytes: [0, 255, 0] } } as const;
  assert.deepEqual(decoded(wide), green);
});

test('a map that nothing uses is passed over', () => {
  assert.deepEqual(decoded({ type: 2, widthPx: 1, heightPx: 1, bitsPerPixel: 24, data: [0, 0, 255], map: { bits: 24, bytes: [1, 2, 3, 4, 5, 6] } }), red);
});

test('run lengths: packets may cross rows, and rows may come from the bottom', () => {
  const runs = { type: 10, widthPx: 2, heightPx: 2, bitsPerPixel: 24, data: [0x82, 0, 0, 255, 0x00, 255, 0, 0] } as const;
  assert.deepEqual(decoded(runs), [...red, ...red, ...red, ...blue]);
  assert.deepEqual(decoded({ ...runs, descriptor: 0 }), [...red, ...blue, ...red, ...red]);
  const mapped = { type: 9, widthPx: 3, heightPx: 1, bitsPerPixel: 8, data: [0x81, 1, 0x00, 0], map: { bits: 24, bytes: [0, 0, 255, 255, 0, 0] } } as const;
  assert.deepEqual(decoded(mapped), [...blue, ...blue, ...red]);
  assert.deepEqual(decoded({ type: 11, widthPx: 4, heightPx: 1, bitsPerPixel: 8, data: [0x03, 1, 2, 3, 4] }), [1, 2, 3, 4]);
});

test('what the file cannot hold is broken; what we do not read is named', () => {
  const pixel = { type: 2, widthPx: 2, heightPx: 2, bitsPerPixel: 24, data: [0, 0, 255] } as const;
  assert.throws(() => opened(openTga, targaBytes({ ...pixel, widthPx: 65_535, heightPx: 65_535 })), failsWith('BROKEN_FILE'));
  assert.throws(() => decoded({ ...pixel, type: 10, data: [0x81, 0, 0, 255] }), failsWith('BROKEN_FILE'));
  assert.throws(() => opened(openTga, targaBytes({ ...pixel, type: 1 })), failsWith('BROKEN_FILE', /colour map/));
  assert.throws(() => opened(openTga, targaBytes({ ...pixel, type: 32 })), failsWith('UNSUPPORTED_IMAGE', /type 32/));
  assert.throws(() => opened(openTga, targaBytes({ ...pixel, descriptor: 0xa0 })), failsWith('UNSUPPORTED_IMAGE', /interleaved/));
  assert.throws(() => opened(openTga, targaBytes({ ...pixel, bitsPerPixel: 48 })), failsWith('UNSUPPORTED_IMAGE', /48 bits/));
});

test('cuts and garbage end in pixels or in a failure of the file', () => {
  assertHardened(openTga, [
    targaBytes({ type: 10, widthPx: 2, heightPx: 2, bitsPerPixel: 32, data: [0x82, 0, 0, 255, 9, 0x00, 255, 0, 0, 8], descriptor: 8 }),
    targaBytes({ type: 9, widthPx: 3, heightPx: 1, bitsPerPixel: 8, data: [0x81, 1, 0x00, 0], map: { bits: 16, bytes: [0, 1, 2, 3] } }),
    targaBytes({ type: 2, widthPx: 1, heightPx: 1, bitsPerPixel: 32, data: [1, 2, 3, 4], attributes: 4 }).subarray(0, 22),
  ]);
});
