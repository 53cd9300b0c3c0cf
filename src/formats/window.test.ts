import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failsWith } from '#test/build/pictures';
import { bytesSource, type ByteSource } from './bytes.ts';
import { openWindow } from './window.ts';

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index & 255);

function counted(): { readonly source: ByteSource; readonly reads: number[] } {
  const reads: number[] = [];
  const inner = bytesSource(bytes);
  return { reads, source: { sizeBytes: inner.sizeBytes, read: (offset, length) => (reads.push(length), inner.read(offset, length)) } };
}

test('whatever the order, a window gives the bytes of the place', () => {
  const window = openWindow(bytesSource(bytes), 'file', 64);
  for (const offset of [0, 500, 490, 10, 999, 0, 63, 64, 65, 900, 100]) {
    assert.equal(window.byte(offset), offset & 255);
    const length = Math.min(80, 1000 - offset);
    assert.deepEqual([...window.take(offset, length)], [...bytes.subarray(offset, offset + length)]);
  }
  assert.equal(window.word(255), 0xff00);
});

test('reading on, and row by row upwards, asks for large pieces', () => {
  const down = counted();
  const forward = openWindow(down.source, 'file', 100);
  for (let offset = 0; offset < 1000; offset++) forward.byte(offset);
  assert.equal(down.reads.length, 10);
  const up = counted();
  const backward = openWindow(up.source, 'file', 100);
  for (let row = 99; row >= 0; row--) for (let at = 0; at < 10; at++) backward.byte(row * 10 + at);
  assert.ok(up.reads.length < 20, `${up.reads.length} reads`);
});

test('outside of the source there is nothing', () => {
  const window = openWindow(bytesSource(bytes), 'file', 64);
  assert.throws(() => window.byte(1000), failsWith('BROKEN_FILE'));
  assert.throws(() => window.byte(-1), failsWith('BROKEN_FILE'));
  assert.throws(() => window.take(990, 11), failsWith('BROKEN_FILE'));
});
