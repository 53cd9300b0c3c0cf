import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHardened, failsWith, opened, samplesOf } from '#test/build/pictures';
import { openPnm } from './open.ts';

const bytes = (text: string, data: readonly number[] = []): Buffer => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from(data)]);
const decoded = (text: string, data: readonly number[] = []): number[] => samplesOf(openPnm, bytes(text, data));
const facts = (text: string, data: readonly number[] = []): unknown[] => {
  const { widthPx, heightPx, colour, hasAlpha, bitsPerComponent } = opened(openPnm, bytes(text, data));
  return [widthPx, heightPx, colour, hasAlpha, bitsPerComponent];
};

test('P1: digits with or without blanks between them, 1 is black', () => {
  assert.deepEqual(decoded('P1\n# a bitmap\n3 2\n101\n0 1 0\n'), [0, 255, 0, 255, 0, 255]);
  assert.deepEqual(facts('P1 3 2 101010'), [3, 2, 'gray', false, 8]);
});

test('P4: rows are padded to bytes', () => {
  assert.deepEqual(decoded('P4\n9 2\n', [0b01111111, 0x80, 0xff, 0x00]), [255, ...Array<number>(8).fill(0), ...Array<number>(8).fill(0), 255]);
});

test('P2 and P3: numbers, with comments among them, stretched to the full range', () => {
  assert.deepEqual(decoded('P2\n2 2\n15\n0 15 # a comment 7\n 8\t3'), [0, 255, 136, 51]);
  assert.deepEqual(decoded('P3 1 2 255\n1 2 3\r\n254 255 999'), [1, 2, 3, 254, 255, 255]);
  assert.deepEqual(decoded('P2 2 1 1023 1023 511'), [65535, Math.round((511 * 65535) / 1023)]);
  assert.deepEqual(facts('P2 2 1 1023 1023 511'), [2, 1, 'gray', false, 16]);
});

test('P5 and P6: bytes, or words with the high byte first above 255', () => {
  assert.deepEqual(decoded('P5 2 1 255\n', [7, 200]), [7, 200]);
  assert.deepEqual(decoded('P5 2 1 100\n', [100, 50]), [255, 128]);
  assert.deepEqual(decoded('P6 1 1 65535\n', [0x12, 0x34, 0, 1, 0xff, 0xff]), [0x1234, 1, 65535]);
  assert.deepEqual(decoded('P6\n#one\n1#two\n1 #three\n255#four\n', [1, 2, 3]), [1, 2, 3]);
});

test('a blank behind the header belongs to the pixels', () => {
  assert.deepEqual(decoded('P5 2 1 255 ', [32, 10]), [32, 10]);
});

test('P7: gray and colour, with and without alpha', () => {
  const map = (depth: number, tuple: string, max = 255): string => `P7\nWIDTH 1\n# made by hand\nHEIGHT 2\nDEPTH ${depth}\nMAXVAL ${max}\n${tuple}ENDHDR\n`;
  assert.deepEqual(facts(map(2, 'TUPLTYPE GRAYSCALE_ALPHA\n'), [1, 2, 3, 4]), [1, 2, 'gray', true, 8]);
  assert.deepEqual(decoded(map(4, 'TUPLTYPE RGB_ALPHA\n'), [1, 2, 3, 4, 5, 6, 7, 8]), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(decoded(map(3, ''), [1, 2, 3, 4, 5, 6]), [1, 2, 3, 4, 5, 6]);
  // Unlike in P4, 1 is white.
  assert.deepEqual(decoded(map(1, 'TUPLTYPE BLACKANDWHITE\n', 1), [0, 1]), [0, 255]);
});

test('arbitrary maps of other meanings are refused by name', () => {
  const map = bytes('P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE CMYK\nENDHDR\n', [1, 2, 3, 4]);
  assert.throws(() => opened(openPnm, map), failsWith('UNSUPPORTED_IMAGE', /CMYK/));
  assert.throws(() => opened(openPnm, bytes('P7\nWIDTH 1\nHEIGHT 1\nDEPTH 7\nMAXVAL 255\nENDHDR\n')), failsWith('UNSUPPORTED_IMAGE', /7 channels/));
});

test('a size that the file cannot hold is a lie', () => {
  for (const head of ['P6 900000 900000 255 ', 'P4 900000 900000 ', 'P1 900000 900000 1', 'P3 90000 90000 255 1 2 3', 'P5 0 3 255 ', 'P5 1 1 0 x', 'P5 1 1 65536 xx']) {
    assert.throws(() => opened(openPnm, bytes(head)), failsWith('BROKEN_FILE'), head);
  }
});

test('text that is no number is broken', () => {
  assert.throws(() => decoded('P2 2 1 255 1 x'), failsWith('BROKEN_FILE'));
  assert.throws(() => decoded('P1 2 1 12'), failsWith('BROKEN_FILE'));
});

test('cuts and garbage end in pixels or in a failure of the file', () => {
  assertHardened(openPnm, [
    bytes('P1 3 2 101 0 1 0'), bytes('P2 2 2 15 0 15 #c\n 8 3'), bytes('P4 9 2 ', [1, 2, 3, 4]), bytes('P6 1 1 65535 ', [1, 2, 3, 4, 5, 6]),
    bytes('P7\nWIDTH 1\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n', [1, 2, 3, 4, 5, 6, 7, 8]),
  ]);
});
