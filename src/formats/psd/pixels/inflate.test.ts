import assert from 'node:assert/strict';
import { constants, deflateSync } from 'node:zlib';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#base';
import { bytesSource } from '../../bytes.ts';
import { openInflation } from './inflate.ts';

const code = (thrown: unknown): string => (thrown instanceof Failure ? thrown.code : String(thrown));

/** Unpacks `length` bytes, `step` at a time. */
function inflated(packed: Uint8Array, length: number, step: number): Buffer {
  const inflation = openInflation(bytesSource(packed), 0, packed.length);
  const parts: Buffer[] = [];
  for (let left = length; left > 0; left -= step) {
    const part = Buffer.alloc(Math.min(step, left));
    inflation.fill(part);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Slopes, repetitions near and far, and noise, longer than the window. */
const sample = Buffer.from(Uint8Array.from({ length: 150_000 }, (_, at) => (at % 7000 < 3000 ? at >> 5 : (at * 2_654_435_761) >>> 24)));

test('whatever zlib packs comes out again: stored, fixed, dynamic, runs, at every level and step', () => {
  const { Z_FIXED, Z_RLE, Z_HUFFMAN_ONLY, Z_DEFAULT_STRATEGY } = constants;
  for (const strategy of [Z_DEFAULT_STRATEGY, Z_FIXED, Z_RLE, Z_HUFFMAN_ONLY]) {
    for (const level of [0, 1, 6, 9]) {
      const packed = deflateSync(sample, { level, strategy });
      for (const step of [1021, 40_000]) assert.deepEqual(inflated(packed, sample.length, step), sample, `level ${level}, strategy ${strategy}`);
    }
  }
});

test('any short bytes come out again', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 9 }), (bytes, step, level) => {
    assert.deepEqual(inflated(deflateSync(bytes, { level }), bytes.length, step), Buffer.from(bytes));
  }));
});

test('asking for more than there is, cutting short and foreign beginnings are a broken file', () => {
  const packed = deflateSync(sample.subarray(0, 2000));
  assert.throws(() => inflated(packed, 2001, 500), (thrown) => code(thrown) === 'BROKEN_FILE');
  // The checksum at the end is not needed.
  for (let length = 0; length < packed.length - 5; length++) {
    assert.throws(() => inflated(packed.subarray(0, length), 2000, 500), (thrown) => code(thrown) === 'BROKEN_FILE');
  }
  assert.throws(() => inflated(Buffer.from('GIF89a'), 1, 1), (thrown) => code(thrown) === 'BROKEN_FILE');
});

test('garbage ends as a broken file or as some bytes', () => {
  const packed = deflateSync(sample.subarray(0, 3000));
  fc.assert(fc.property(fc.integer({ min: 2, max: packed.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, value) => {
    const spoiled = Buffer.from(packed);
    spoiled[at] = value;
    try {
      inflated(spoiled, 3000, 700);
    } catch (thrown) {
      assert.equal(code(thrown), 'BROKEN_FILE');
    }
  }), { numRuns: 2000 });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
    try {
      inflated(Buffer.concat([Buffer.of(0x78, 0x9c), tail]), 100_000, 10_000);
    } catch (thrown) {
      assert.equal(code(thrown), 'BROKEN_FILE');
    }
  }), { numRuns: 2000 });
});
