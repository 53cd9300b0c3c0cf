import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convertColour, hexOf, readColour } from './colour.ts';
import { readFormat } from './format.ts';
import { readReals, readSize, roundPosition, roundSize } from './numbers.ts';

test('colours in every form', () => {
  for (const [text, space, components, alpha] of [
    ['10,20,30,128', 'rgb', [10, 20, 30], 128], ['ff8000', 'rgb', [255, 128, 0], 255], ['0xFF800040', 'rgb', [255, 128, 0], 64],
    ['0,50,100,0k', 'cmyk', [0, 128, 255, 0], 255], ['00ff0080k', 'cmyk', [0, 255, 0, 128], 255], ['0,50,100,0,50k', 'cmyk', [0, 128, 255, 0], 128],
    ['50', 'gray', [128], 255], ['50,50g', 'gray', [128], 128], ['0x80', 'gray', [128], 255], ['0x8040g', 'gray', [128], 64],
    ['255,0,0s', 'rgb', [255, 0, 0], 255], ['808080', 'rgb', [128, 128, 128], 255], ['10,20,30r', 'rgb', [10, 20, 30], 255], ['300,-5,0', 'rgb', [255, 0, 0], 255],
  ] as const) assert.deepEqual(readColour('bgc', text), { space, components: [...components], alpha }, text);
  for (const text of ['red', '', '1,2,3,4,5', 'ff80', '0xggg', ',,']) assert.throws(() => readColour('bgc', text), { code: 'DELIVERY_BAD_REQUEST' }, text);
});

test('colours are converted by the naive formulas', () => {
  assert.deepEqual(convertColour(readColour('', '0,0,0,50k'), 'rgb').components, [127, 127, 127]);
  assert.deepEqual(convertColour(readColour('', '200,100,50'), 'gray').components, [124]);
  assert.deepEqual(convertColour(readColour('', '255,0,0'), 'cmyk').components, [0, 255, 255, 0]);
  assert.deepEqual(convertColour(readColour('', '0,0,0'), 'cmyk').components, [0, 0, 0, 255]);
  assert.equal(hexOf(readColour('', '50')), '0x808080');
});

test('formats, pixel types and compressions fit or are refused', () => {
  assert.equal(readFormat(undefined, 'rgb').codec, 'jpeg');
  assert.equal(readFormat('tif,,jpeg', 'rgb').compression, 'jpeg');
  assert.equal(readFormat('web-alpha', 'rgb').codec, 'webp');
  assert.equal(readFormat('png', 'gray').colour, 'gray');
  assert.equal(readFormat('webp', 'gray').colour, 'rgb');
  for (const value of ['bmp', 'jpeg-alpha', 'png,cmyk', 'jpeg,rgb,zip', 'tif-alpha,rgb,jpeg', 'webp,gray', 'gif', 'web']) {
    assert.throws(() => readFormat(value, 'rgb'), { code: 'DELIVERY_BAD_REQUEST' }, value);
  }
});

test('numbers: rounding half up, missing items, wrong ones', () => {
  assert.deepEqual([0, 0.4, 0.5, 1.5, 2.49].map(roundSize), [1, 1, 1, 2, 2]);
  assert.deepEqual([-0.5, -0.51, 106.5, -0.2].map(roundPosition), [0, -1, 107, 0]);
  assert.deepEqual(readReals('crop', '1,,2.5e1, -3 ,.5'), [1, undefined, 25, -3, 0.5]);
  for (const text of ['1,a', '0x10', '--1', '1e999']) assert.throws(() => readReals('crop', text), { code: 'DELIVERY_BAD_REQUEST' }, text);
  assert.equal(readSize('wid', '2.5'), 3);
  for (const text of ['0', '-1', '0.4', '1e9']) assert.throws(() => readSize('wid', text), { code: 'DELIVERY_BAD_REQUEST' }, text);
});
