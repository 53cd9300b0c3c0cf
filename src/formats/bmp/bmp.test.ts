import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#base';
import { bitmapBytes } from '#test/build/bitmaps';
import { decodeBmp } from './decode.ts';
import { readBmpHeader } from './header.ts';

const red = [255, 0, 0], green = [0, 255, 0], blue = [0, 0, 255], black = [0, 0, 0], white = [255, 255, 255];
const decoded = (bitmap: Parameters<typeof bitmapBytes>[0]): number[] => [...decodeBmp(bitmapBytes(bitmap)).samples];
const code = (thrown: unknown): string => (thrown instanceof Failure ? thrown.code : String(thrown));

test('24 bit: rows are stored from the bottom up, blue first, padded to four bytes', () => {
  const pixels = decoded({ widthPx: 2, heightPx: 2, bitsPerPixel: 24, data: [255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 255, 255, 255, 255, 0, 0] });
  assert.deepEqual(pixels, [...red, ...white, ...blue, ...green]);
});

test('a negative height means top-down', () => {
  const pixels = decoded({ widthPx: 1, heightPx: -2, bitsPerPixel: 24, data: [0, 0, 255, 0, 255, 0, 0, 0] });
  assert.deepEqual(pixels, [...red, ...blue]);
});

test('1, 2, 4 and 8 bit look up the palette, the leftmost pixel in the highest bits', () => {
  const palette = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]] as const;
  const size = { widthPx: 3, heightPx: 1 } as const;
  assert.deepEqual(decoded({ ...size, bitsPerPixel: 1, palette: palette.slice(0, 2), data: [0b01000000, 0, 0, 0] }), [...red, ...green, ...red]);
  assert.deepEqual(decoded({ ...size, bitsPerPixel: 2, palette, data: [0b00011100, 0, 0, 0] }), [...red, ...green, ...white]);
  assert.deepEqual(decoded({ ...size, bitsPerPixel: 4, palette, data: [0x02, 0x30, 0, 0] }), [...red, ...blue, ...white]);
  assert.deepEqual(decoded({ ...size, bitsPerPixel: 8, palette, data: [1, 2, 3, 0] }), [...green, ...blue, ...white]);
});

test('an index beyond the palette is black', () => {
  assert.deepEqual(decoded({ widthPx: 1, heightPx: 1, bitsPerPixel: 8, palette: [[255, 0, 0]], data: [9, 0, 0, 0] }), black);
});

test('16 bit is 5-5-5 unless masks say otherwise, and stretches to the full range', () => {
  assert.deepEqual(decoded({ widthPx: 2, heightPx: 1, bitsPerPixel: 16, data: [0x00, 0x7c, 0x1f, 0x00] }), [...red, ...blue]);
  const masks = [0xf800, 0x07e0, 0x001f];
  assert.deepEqual(decoded({ widthPx: 2, heightPx: 1, bitsPerPixel: 16, compression: 3, masks, data: [0xe0, 0x07, 0xff, 0xff] }), [...green, ...white]);
  assert.deepEqual(decoded({ widthPx: 1, heightPx: 1, bitsPerPixel: 16, compression: 3, masks, data: [0x00, 0x80, 0, 0] }), [132, 0, 0]);
});

test('32 bit without masks ignores the fourth byte; with an alpha mask it is alpha', () => {
  const data = [0, 0, 255, 128, 255, 0, 0, 64];
  assert.deepEqual(decoded({ widthPx: 2, heightPx: 1, bitsPerPixel: 32, data }), [...red, ...blue]);
  const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
  const picture = decodeBmp(bitmapBytes({ widthPx: 2, heightPx: 1, bitsPerPixel: 32, compression: 3, headerBytes: 124, masks, data }));
  assert.equal(picture.hasAlpha, true);
  assert.deepEqual([...picture.samples], [...red, 128, ...blue, 64]);
});

test('an alpha channel of nothing but zeros means opaque', () => {
  const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
  const picture = decodeBmp(bitmapBytes({ widthPx: 1, heightPx: 1, bitsPerPixel: 32, compression: 3, headerBytes: 108, masks, data: [0, 0, 255, 0] }));
  assert.equal(picture.hasAlpha, false);
  assert.deepEqual([...picture.samples], red);
});

test('RLE8 understands runs, literals, line ends, jumps and the end', () => {
  const palette = [[0, 0, 0], [255, 0, 0], [0, 255, 0]] as const;
  const data = [2, 1, 0, 0, /* literal */ 0, 3, 2, 1, 2, 0, /* jump */ 0, 2, 0, 1, /* run beyond the edge */ 5, 2, 0, 1];
  assert.deepEqual(decoded({ widthPx: 3, heightPx: 3, bitsPerPixel: 8, compression: 1, palette, data }), [
    ...black, ...black, ...black, ...green, ...red, ...green, ...red, ...red, ...black,
  ]);
});

test('RLE4 alternates the two colours of a run', () => {
  const palette = [[0, 0, 0], [255, 0, 0], [0, 255, 0]] as const;
  const data = [3, 0x12, 0, 0, 0, 3, 0x21, 0x20, 0, 1];
  assert.deepEqual(decoded({ widthPx: 3, heightPx: 2, bitsPerPixel: 4, compression: 2, palette, data }), [
    ...green, ...red, ...green, ...red, ...green, ...red,
  ]);
});

test('the OS/2 header has 16-bit sizes and a palette of triples', () => {
  const palette = [[255, 0, 0], [0, 0, 255]] as const;
  assert.deepEqual(decoded({ widthPx: 2, heightPx: 1, bitsPerPixel: 1, headerBytes: 12, palette, data: [0b01000000, 0, 0, 0] }), [...red, ...blue]);
});

test('resolution comes in pixels per metre', () => {
  const header = readBmpHeader(bitmapBytes({ widthPx: 1, heightPx: 1, bitsPerPixel: 24, pixelsPerMetre: 11811, data: [0, 0, 0, 0] }));
  assert.equal(header.resolutionPpi, 300);
});

test('pixel data that end early are a broken file, a missing last padding is not', () => {
  const bitmap = { widthPx: 2, heightPx: 2, bitsPerPixel: 24, data: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6] } as const;
  assert.equal(decodeBmp(bitmapBytes(bitmap)).samples.length, 12);
  assert.throws(() => decodeBmp(bitmapBytes({ ...bitmap, data: bitmap.data.slice(0, 13) })), (thrown) => code(thrown) === 'BROKEN_FILE');
});

test('impossible sizes and embedded codecs are refused before memory is asked for', () => {
  const huge = bitmapBytes({ widthPx: 2_000_000, heightPx: 2_000_000, bitsPerPixel: 24, data: [] });
  assert.throws(() => decodeBmp(huge), (thrown) => code(thrown) === 'BROKEN_FILE');
  const jpeg = bitmapBytes({ widthPx: 1, heightPx: 1, bitsPerPixel: 24, compression: 4, data: [0, 0, 0, 0] });
  assert.throws(() => decodeBmp(jpeg), (thrown) => code(thrown) === 'UNSUPPORTED_IMAGE');
});

test('every cut of a bitmap either decodes or is called broken', () => {
  const whole = bitmapBytes({ widthPx: 3, heightPx: 3, bitsPerPixel: 8, compression: 1, palette: [[1, 2, 3]], data: [2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 1] });
  for (let length = 0; length < whole.length; length++) {
    try {
      decodeBmp(whole.subarray(0, length));
    } catch (thrown) {
      assert.equal(code(thrown), 'BROKEN_FILE');
    }
  }
});
