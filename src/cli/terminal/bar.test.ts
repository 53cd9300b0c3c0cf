import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar, fitted, readableBytes } from './bar.ts';

test('a bar is as wide as it was asked to be, whatever the share', () => {
  for (const share of [-1, 0, 0.01, 0.5, 0.99, 1, 7, Number.NaN]) assert.equal([...bar(share, 10)].length, 10);
  assert.equal(bar(0, 4), '░░░░');
  assert.equal(bar(0.5, 4), '██░░');
  assert.equal(bar(1, 4), '████');
  assert.equal(bar(0.125, 1), '▏');
});

test('bytes are told in the unit people would choose', () => {
  assert.equal(readableBytes(812), '812 B');
  assert.equal(readableBytes(4_200_000), '4.2 MB');
  assert.equal(readableBytes(2_147_483_648), '2.1 GB');
});

test('a long name loses its middle and keeps its ending', () => {
  assert.equal(fitted('short', 8), 'short   ');
  assert.equal(fitted('a-very-long-name.jpg', 12), 'a-very…e.jpg');
  assert.equal(fitted('a-very-long-name.jpg', 12).length, 12);
});
