import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHardened, failsWith, opened, samplesOf } from '#test/build/pictures';
import { pictBytes, type PaintedBitmap, type PictPart } from '#test/build/quickdraw';
import { openPict } from './open.ts';

const decoded = (bitmap: PaintedBitmap): number[] => samplesOf(openPict, pictBytes([{ bitmap }]));
const palette = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [9, 8, 7]] as const;
const colours = (...indexes: readonly number[]): number[] => indexes.flatMap((index) => palette[index]!);
/** Opcodes that writers put around a bitmap. */
const surroundings: readonly PictPart[] = [
  { opcode: 0x01, operand: [0, 10, 0, 0, 0, 0, 0, 9, 0, 9] }, { opcode: 0x1e }, { opcode: 0xa0, operand: [0, 130] }, { opcode: 0xa1, operand: [0, 100, 0, 3, 1, 2, 3] },
  { opcode: 0x1a, operand: [1, 2, 3, 4, 5, 6] }, { opcode: 0x32, operand: [0, 0, 0, 0, 0, 9, 0, 9] }, { opcode: 0x2c, operand: [0, 3, 1, 2, 3] },
  { opcode: 0xd0, operand: [0, 0, 0, 2, 1, 2] }, { opcode: 0x0200, operand: [1, 2, 3, 4] }, { opcode: 0x8100, operand: [0, 0, 0, 1, 9] },
];

test('a plain bitmap of one bit is gray, 1 is black', () => {
  const bitmap = { widthPx: 10, heightPx: 2, pixelBits: 1, rows: [[0b10100000, 0x40], [0xff, 0x80]] } as const;
  const expected = [0, 255, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255];
  assert.deepEqual(decoded(bitmap), expected);
  assert.deepEqual(decoded({ ...bitmap, isUnpacked: true }), expected);
  assert.equal(opened(openPict, pictBytes([{ bitmap }])).colour, 'gray');
});

test('indexes of 1, 2, 4 and 8 bits look up the colour table, by number or in order', () => {
  for (const isDeviceTable of [false, true]) {
    const table = { palette, isDeviceTable };
    assert.deepEqual(decoded({ widthPx: 3, heightPx: 1, pixelBits: 1, rows: [[0b01000000, 0]], ...table }), colours(0, 1, 0));
    assert.deepEqual(decoded({ widthPx: 3, heightPx: 1, pixelBits: 2, rows: [[0b00_10_11_00, 0]], ...table }), colours(0, 2, 3));
    assert.deepEqual(decoded({ widthPx: 3, heightPx: 1, pixelBits: 4, rows: [[0x12, 0x30]], ...table }), colours(1, 2, 3));
    assert.deepEqual(decoded({ widthPx: 3, heightPx: 1, pixelBits: 8, rows: [[3, 0, 1, 0]], ...table }), colours(3, 0, 1));
  }
});

test('long rows are packed with runs and literals, and above 250 bytes their size takes two bytes', () => {
  for (const widthPx of [9, 40, 250, 252, 700]) {
    const row = Array.from({ length: widthPx + (widthPx % 2) }, (_, x) => (x % 11 < 6 ? 1 : x % 4));
    assert.deepEqual(decoded({ widthPx, heightPx: 2, pixelBits: 8, rows: [row, row.toReversed()], palette }),
      colours(...row.slice(0, widthPx), ...row.toReversed().slice(0, widthPx)), `${widthPx} pixels`);
  }
});

test('16 bit: five bits for each colour, runs of words or none', () => {
  const row = [0x7c, 0x00, 0x03, 0xe0, 0x00, 0x1f, 0x00, 0x1f, 0x00, 0x1f];
  const expected = colours(0, 1, 2, 2, 2);
  for (const packType of [0, 3, 1] as const) assert.deepEqual(decoded({ widthPx: 5, heightPx: 1, pixelBits: 16, rows: [row], packType }), expected);
});

test('32 bit: by planes, as triples, or with an unused byte', () => {
  const chunky = [0, 255, 0, 0, 0, 0, 255, 0, 0, 9, 8, 7];
  const expected = colours(0, 1, 3);
  const size = { widthPx: 3, heightPx: 1, pixelBits: 32 } as const;
  assert.deepEqual(decoded({ ...size, rows: [chunky], packType: 1 }), expected);
  assert.deepEqual(decoded({ ...size, rows: [[255, 0, 0, 0, 255, 0, 9, 8, 7]], packType: 2 }), expected);
  for (const packType of [0, 4] as const) assert.deepEqual(decoded({ ...size, rows: [[255, 0, 9, 0, 255, 8, 0, 0, 7]], packType }), expected);
});

test('a fourth component is alpha and stands first, unless it is empty', () => {
  const bitmap = (alpha: readonly number[]): PaintedBitmap =>
    ({ widthPx: 3, heightPx: 1, pixelBits: 32, packType: 4, components: 4, rows: [[...alpha, 255, 0, 9, 0, 255, 8, 0, 0, 7]] });
  assert.deepEqual(decoded(bitmap([0, 128, 255])), [255, 0, 0, 0, 0, 255, 0, 128, 9, 8, 7, 255]);
  assert.deepEqual(decoded(bitmap([0, 0, 0])), colours(0, 1, 3));
});

test('only the part that is painted comes out, at its own size whatever size it is painted at', () => {
  const rows = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 1, 1, 1]];
  const bitmap = { widthPx: 4, heightPx: 3, pixelBits: 8, rows, palette, from: [1, 1, 3, 3], at: [7, 7, 50, 50], isMasked: true } as const;
  const picture = opened(openPict, pictBytes([{ bitmap }]));
  assert.deepEqual([picture.widthPx, picture.heightPx], [2, 2]);
  assert.deepEqual(decoded(bitmap), colours(2, 1, 1, 1));
});

test('other opcodes are stepped over, in both versions, with or without room for the application', () => {
  const bitmap = { widthPx: 3, heightPx: 1, pixelBits: 8, rows: [[3, 0, 1, 0]], palette } as const;
  for (const hasRoom of [true, false]) {
    assert.deepEqual(samplesOf(openPict, pictBytes([...surroundings, { bitmap }, ...surroundings], { hasRoom })), colours(3, 0, 1));
    const old = surroundings.filter((part) => 'opcode' in part && part.opcode <= 0xa1);
    assert.deepEqual(samplesOf(openPict, pictBytes([...old, { bitmap }, ...old], { hasRoom, version: 1 })), colours(3, 0, 1));
  }
});

test('a pattern of pixels is stepped over', () => {
  const dithered = { opcode: 0x13, operand: [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6] } as const;
  const map = pictBytes([{ bitmap: { widthPx: 8, heightPx: 1, pixelBits: 8, rows: [[1, 1, 1, 1, 1, 1, 1, 1]], palette } }]).subarray(512 + 42);
  const recordBytes = 2 + 8 + 36 + 8 + palette.length * 8;
  const tiled = { opcode: 0x12, operand: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, ...map.subarray(0, recordBytes), ...map.subarray(recordBytes + 18, recordBytes + 18 + 3)] };
  const bitmap = { widthPx: 1, heightPx: 1, pixelBits: 8, rows: [[2, 0]], palette } as const;
  assert.deepEqual(samplesOf(openPict, pictBytes([dithered, tiled, { bitmap }])), colours(2));
});

test('strips are put together, what none covers is white', () => {
  const strip = (top: number, index: number, left = 0): PictPart =>
    ({ bitmap: { widthPx: 2, heightPx: 1, pixelBits: 8, rows: [[index, index]], palette, at: [left, top, 1, 0.5 * 2] } });
  const bytes = pictBytes([
    { bitmap: { widthPx: 2, heightPx: 2, pixelBits: 8, rows: [[0, 1], [2, 3]], palette, at: [10, 10, 1, 1] } },
    { bitmap: { widthPx: 2, heightPx: 2, pixelBits: 8, rows: [[1, 1], [1, 1]], palette, at: [11, 11, 1, 1] } },
  ]);
  const picture = opened(openPict, bytes);
  assert.deepEqual([picture.widthPx, picture.heightPx], [4, 4]);
  const white = [255, 255, 255, 255, 255, 255];
  assert.deepEqual(samplesOf(openPict, bytes), [
    ...colours(0, 1), ...white, ...colours(2, 3), ...white, ...white, ...colours(1, 1), ...white, ...colours(1, 1),
  ]);
  assert.throws(() => opened(openPict, pictBytes([strip(0, 1), { bitmap: { widthPx: 2, heightPx: 2, pixelBits: 8, rows: [[0, 1], [2, 3]], palette, at: [1, 0, 1, 1] } }])),
    failsWith('UNSUPPORTED_IMAGE', /different scales/));
  assert.throws(() => opened(openPict, pictBytes([strip(0, 1), strip(1000, 1, 1000)])), failsWith('UNSUPPORTED_IMAGE', /scattered/));
});

test('resolution, profile and Photoshop resources are found', () => {
  const comment = (kind: number, ...bytes: readonly number[]): PictPart => ({ opcode: 0xa1, operand: [0, kind & 255, 0, bytes.length, ...bytes].with(0, kind >> 8) });
  const picture = opened(openPict, pictBytes([
    comment(224, 0, 0, 0, 0, 1, 2, 3), comment(224, 0, 0, 0, 1, 4, 5), comment(224, 0, 0, 0, 2), comment(498, 0x38, 0x42, 0x49, 0x4d, 7, 7),
    { bitmap: { widthPx: 1, heightPx: 1, pixelBits: 8, rows: [[2, 0]], palette, resolutionPpi: 300 } },
  ]));
  assert.equal(picture.resolutionPpi, 300);
  assert.deepEqual([...picture.icc!], [1, 2, 3, 4, 5]);
  assert.deepEqual([...picture.photoshop!], [7, 7]);
});

test('drawings and what QuickTime compressed are refused by name', () => {
  const bitmap = { widthPx: 1, heightPx: 1, pixelBits: 8, rows: [[2, 0]], palette } as const;
  const line = { opcode: 0x20, operand: [0, 0, 0, 0, 0, 9, 0, 9] };
  assert.throws(() => opened(openPict, pictBytes([line])), failsWith('UNSUPPORTED_IMAGE', /without a bitmap/));
  assert.throws(() => opened(openPict, pictBytes([{ bitmap }, line])), failsWith('UNSUPPORTED_IMAGE', /besides its bitmap/));
  assert.throws(() => opened(openPict, pictBytes([])), failsWith('BROKEN_FILE', /paints nothing/));
  const compressed = [...Array<number>(72).fill(0), ...Buffer.from('jpeg'), ...Array<number>(20).fill(0)];
  const size = compressed.length;
  assert.throws(() => opened(openPict, pictBytes([{ opcode: 0x8200, operand: [0, 0, 0, size, ...compressed] }, { bitmap }])),
    failsWith('UNSUPPORTED_IMAGE', /QuickTime \(jpeg\)/));
});

test('what the file cannot hold is broken, and rows that end early are', () => {
  const tall = { widthPx: 30_000, heightPx: 30_000, pixelBits: 8, rows: [[2, 0]], palette } as const;
  assert.throws(() => opened(openPict, pictBytes([{ bitmap: tall }])), failsWith('BROKEN_FILE'));
  const short = pictBytes([{ bitmap: { widthPx: 20, heightPx: 1, pixelBits: 8, rows: [[...Array<number>(19).fill(1)]], palette } }]);
  assert.throws(() => samplesOf(openPict, short), failsWith('BROKEN_FILE'));
});

test('cuts and garbage end in pixels or in a failure of the file', () => {
  const bitmaps: readonly PaintedBitmap[] = [
    { widthPx: 9, heightPx: 2, pixelBits: 8, rows: [[1, 1, 1, 1, 1, 2, 3, 0, 1, 0], [0, 1, 2, 3, 0, 1, 2, 3, 0, 0]], palette },
    { widthPx: 5, heightPx: 1, pixelBits: 16, rows: [[0x7c, 0x00, 0x03, 0xe0, 0x00, 0x1f, 0x00, 0x1f, 0x00, 0x1f]] },
    { widthPx: 3, heightPx: 1, pixelBits: 32, packType: 4, components: 4, rows: [[1, 2, 3, 255, 0, 9, 0, 255, 8, 0, 0, 7]] },
  ];
  const two = [{ bitmap: bitmaps[0]! }, { bitmap: { ...bitmaps[0]!, at: [0, 2, 9, 2] } }] as const;
  assertHardened(openPict, [
    ...bitmaps.map((bitmap) => pictBytes([{ bitmap }], { hasRoom: false })), pictBytes(two, { hasRoom: false }),
    pictBytes([{ bitmap: bitmaps[0]! }], { hasRoom: false, version: 1 }),
  ]);
});
