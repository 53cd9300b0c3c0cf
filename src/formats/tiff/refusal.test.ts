import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tiffBytes } from '#test/build/images';
import { bytesSource } from '../bytes.ts';
import { tiffFacts } from './facts.ts';

const refusal = (fields: Readonly<Record<number, number | readonly number[]>>): string | undefined =>
  tiffFacts(bytesSource(tiffBytes({ 256: 2, 257: 2, 258: 8, 259: 1, 262: 1, 277: 1, ...fields }, Buffer.alloc(64)))).refusal;
const rgb = { 258: [8, 8, 8], 262: 2, 277: 3 } as const;
const cmyk = { 258: [8, 8, 8, 8], 262: 5, 277: 4 } as const;

test('pages that are read have nothing against them', () => {
  for (const bits of [1, 2, 4, 8, 16]) assert.equal(refusal({ 258: bits }), undefined, `${bits} bits`);
  for (const compression of [1, 2, 3, 4, 5, 7, 8, 32773, 32946]) assert.equal(refusal({ 259: compression }), undefined, `compression ${compression}`);
  assert.equal(refusal(rgb), undefined);
  assert.equal(refusal(cmyk), undefined);
  assert.equal(refusal({ ...cmyk, 258: [8, 8, 8, 8, 8], 277: 5, 338: 2 }), undefined);
  assert.equal(refusal({ 258: 4, 262: 3 }), undefined);
});

test('pages that are not read are told by name', () => {
  assert.match(refusal({ 339: 2 })!, /signed samples/);
  assert.match(refusal({ 258: 64, 339: 6 })!, /complex samples/);
  assert.match(refusal({ 258: 12 })!, /12 bits per component/);
  assert.match(refusal({ ...rgb, 258: [4, 4, 4] })!, /colour of 4 bits/);
  assert.match(refusal({ ...rgb, 258: [8, 8, 16] })!, /different depth \(8, 8, 16 bits\)/);
  assert.match(refusal({ 258: 16, 262: 32803 })!, /camera sensor/);
  assert.match(refusal({ 258: 16, 262: 32845, 277: 3 })!, /LogLuv/);
  assert.match(refusal({ 258: 1, 262: 4 })!, /transparency mask/);
  assert.match(refusal({ ...cmyk, 332: 2 })!, /inks other than CMYK/);
  assert.match(refusal({ 258: [8, 8, 8, 8, 8, 8], 262: 5, 277: 6 })!, /6 inks/);
  assert.match(refusal({ 259: 6 })!, /old-style JPEG/);
  assert.match(refusal({ 259: 50_000 })!, /Zstandard/);
});

test('floating point, 32 bits and Lab are facts, not refusals', () => {
  assert.equal(refusal({ 258: 32, 339: 3 }), undefined);
  assert.equal(refusal({ 258: 24, 339: 3 }), undefined);
  assert.equal(refusal({ 258: 32 }), undefined);
  assert.equal(refusal({ 258: [8, 8, 8], 262: 8, 277: 3 }), undefined);
});
