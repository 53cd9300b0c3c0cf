import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitmapBytes } from '#test/build/bitmaps';
import { assertHardened, failsWith, opened, samplesOf } from '#test/build/pictures';
import { openBmp } from './open.ts';

const red = [255, 0, 0], green = [0, 255, 0], blue = [0, 0, 255], black = [0, 0, 0], white = [255, 255, 255];
type Bitmap = Parameters<typeof bitmapBytes>[0];
const decoded = (bitmap: Bitmap): number[] => samplesOf(openBmp, bitmapBytes(bitmap));

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
  for (const headerBytes of [56, 108, 124] as const) {
    const bytes = bitmapBytes({ widthPx: 2, heightPx: 1, bitsPerPixel: 32, compression: 3, headerBytes, masks, data });
    assert.equal(opened(openBmp, bytes).hasAlpha, true);
    assert.deepEqual(samplesOf(openBmp, bytes), [...red, 128, ...blue, 64]);
  }
  assert.deepEqual(decoded({ widthPx: 2, heightPx: 1, bitsPerPixel: 32, compression: 6, masks, data }), [...red, 128, ...blue, 64]);
  const opaque = { widthPx: 2, heightPx: 1, bitsPerPixel: 32, compression: 3, headerBytes: 52, masks: masks.slice(0, 3), data } as const;
  assert.deepEqual(decoded(opaque), [...red, ...blue]);
});

test('an alpha channel of nothing but zeros means opaque', () => {
  const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
  const bytes = bitmapBytes({ widthPx: 1, heightPx: 1, bitsPerPixel: 32, compression: 3, headerBytes: 108, masks, data: [0, 0, 255, 0] });
  assert.equal(opened(openBmp, bytes).hasAlpha, false);
  assert.deepEqual(samplesOf(openBmp, bytes), red);
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

test('the OS/2 2.x header may be short, and its 24-bit run lengths hold whole pixels', () => {
  assert.deepEqual(decoded({ widthPx: 1, heightPx: 1, bitsPerPixel: 24, headerBytes: 16, data: [255, 0, 0, 0] }), blue);
  const runs = [2, 255, 0, 0, 0, 0, /* literal of three pixels, padded */ 0, 3, 0, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 1];
  assert.deepEqual(decoded({ widthPx: 3, heightPx: 2, bitsPerPixel: 24, compression: 4, headerBytes: 64, data: runs }), [
    ...red, ...green, ...blue, ...blue, ...blue, ...black,
  ]);
});

test('resolution comes in pixels per metre', () => {
  const picture = opened(openBmp, bitmapBytes({ widthPx: 1, heightPx: 1, bitsPerPixel: 24, pixelsPerMetre: 11811, data: [0, 0, 0, 0] }));
  assert.equal(picture.resolutionPpi, 300);
});

test('a version 5 header brings its embedded profile; one that leaves the file counts as none', () => {
  const icc = Buffer.from('a profile of any content');
  const bytes = bitmapBytes({ widthPx: 1, heightPx: 1, bitsPerPixel: 24, headerBytes: 124, data: [0, 0, 255, 0], icc });
  const picture = opened(openBmp, bytes);
  assert.deepEqual(Buffer.from(picture.icc!), icc);
  assert.deepEqual(samplesOf(openBmp, bytes), red);
  assert.equal(opened(openBmp, bytes.subarray(0, -1)).icc, undefined);
  assert.equal(opened(openBmp, bitmapBytes({ widthPx: 1, heightPx: 1, bitsPerPixel: 24, headerBytes: 124, data: [0, 0, 255, 0] })).icc, undefined);
});

test('pixel data that end early are a broken file, a missing last padding is not', () => {
  const bitmap = { widthPx: 2, heightPx: 2, bitsPerPixel: 24, data: [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6] } as const;
  assert.equal(decoded(bitmap).length, 12);
  assert.throws(() => decoded({ ...bitmap, data: bitmap.data.slice(0, 13) }), failsWith('BROKEN_FILE'));
});

test('run lengths that stop without an end are broken, unless every pixel is there', () => {
  const bitmap = { widthPx: 2, heightPx: 2, bitsPerPixel: 8, compression: 1, palette: [[0, 0, 0], [255, 0, 0]] } as const;
  assert.deepEqual(decoded({ ...bitmap, data: [2, 1, 0, 0, 2, 1] }), [...red, ...red, ...red, ...red]);
  assert.throws(() => decoded({ ...bitmap, data: [2, 1, 0, 0, 1, 1] }), failsWith('BROKEN_FILE'));
  assert.deepEqual(decoded({ ...bitmap, data: [2, 1, 0, 0, 1, 1, 0, 1] }), [...red, ...black, ...red, ...red]);
});

test('a jump into the middle of a row leaves the rest of both rows alone', () => {
  const bitmap = { widthPx: 3, heightPx: -3, bitsPerPixel: 8, compression: 1, palette: [[0, 0, 0], [255, 0, 0]] } as const;
  assert.deepEqual(decoded({ ...bitmap, data: [1, 1, 0, 2, 1, 2, 1, 1, 0, 1] }), [
    ...red, ...black, ...black, ...black, ...black, ...black, ...black, ...black, ...red,
  ]);
});

test('rows are stretched over bands: a tall picture decodes whole', () => {
  const [widthPx, heightPx] = [700, 600];
  const data = Array.from({ length: widthPx * heightPx }, (_, index) => (index * 7 + (index >> 9)) & 255);
  const palette = Array.from({ length: 256 }, (_, index) => [index, index, 255 - index] as const);
  const samples = decoded({ widthPx, heightPx, bitsPerPixel: 8, palette, data });
  const wrong = samples.findIndex((value, at) => {
    const [pixel, component] = [Math.floor(at / 3), at % 3];
    const index = data[(heightPx - 1 - Math.floor(pixel / widthPx)) * widthPx + (pixel % widthPx)]!;
    return value !== (component === 2 ? 255 - index : index);
  });
  assert.equal(wrong, -1);
});

test('impossible sizes are refused before memory is asked for, and so is what lies about its size', () => {
  const size = (widthPx: number, heightPx: number): Buffer => bitmapBytes({ widthPx, heightPx, bitsPerPixel: 24, data: [] });
  assert.throws(() => opened(openBmp, size(2_000_000, 2_000_000)), failsWith('BROKEN_FILE'));
  assert.throws(() => opened(openBmp, size(900_000, 900_000)), failsWith('BROKEN_FILE'));
  assert.throws(() => opened(openBmp, size(0, 5)), failsWith('BROKEN_FILE'));
});

test('embedded codecs are refused by name', () => {
  const refused = (bitmap: Partial<Bitmap>): unknown => opened(openBmp, bitmapBytes({ widthPx: 1, heightPx: 1, bitsPerPixel: 24, data: [0, 0, 0, 0], ...bitmap }));
  assert.throws(() => refused({ compression: 4 }), failsWith('UNSUPPORTED_IMAGE', /JPEG/));
  assert.throws(() => refused({ compression: 5, bitsPerPixel: 0 }), failsWith('UNSUPPORTED_IMAGE', /JPEG or PNG/));
  assert.throws(() => refused({ compression: 3, headerBytes: 64, bitsPerPixel: 1 }), failsWith('UNSUPPORTED_IMAGE', /Huffman/));
});

test('cuts and garbage end in pixels or in a failure of the file', () => {
  const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
  assertHardened(openBmp, [
    bitmapBytes({ widthPx: 3, heightPx: 3, bitsPerPixel: 8, compression: 1, palette: [[1, 2, 3]], data: [2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 1] }),
    bitmapBytes({ widthPx: 3, heightPx: 2, bitsPerPixel: 4, compression: 2, palette: [[1, 2, 3]], data: [3, 0x12, 0, 0, 0, 3, 0x21, 0x20, 0, 1] }),
    bitmapBytes({ widthPx: 2, heightPx: 1, bitsPerPixel: 32, compression: 3, headerBytes: 124, masks, data: [0, 0, 255, 0, 1, 2, 3, 0], icc: Buffer.from('icc') }),
    bitmapBytes({ widthPx: 2, heightPx: 2, bitsPerPixel: 24, headerBytes: 12, data: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16] }),
  ]);
});
