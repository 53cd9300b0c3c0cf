import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assetOf } from '#test/build/pyramids';
import { modifierProblem, presetProblem } from './modifier.ts';

const asset = assetOf('chair', {
  image: {
    widthPx: 1000, heightPx: 800, resolutionPpi: 72, colour: 'rgb', bitsPerComponent: 8, hasAlpha: false, iccProfileName: undefined,
    levels: [{ widthPx: 1000, heightPx: 800 }], photoshopPathNames: [], hasXmp: false,
  },
  optimizedBlobId: 'o',
});
const problem = (urlModifier: string, urlPostApplyModifier = '') => modifierProblem(asset, { urlModifier, urlPostApplyModifier });

test('commands of every kind may be stored, those that nobody draws yet included', () => {
  for (const text of [
    '', 'crop=190,160,500,520', 'cropN=0.1,0.1,0.5,0.5', 'op_sharpen=1&qlt=90', 'layer=1&src=is{Co/a?wid=10}&pos=1,2', '$x=1&text=$x$',
    'src=is{Co/t?template=Co/x}', 'unknown=1',
  ]) assert.equal(problem(text), undefined, text);
  assert.equal(problem('', 'wid=100&$preset$'), undefined);
});

test('what would break every request is named with the field it came in', () => {
  for (const [text, detail] of [
    ['src=is{Co/a', /nested request is not closed/], ['layer=x,y', /layer number/], ['effect=0', /effect/], ['crop=a,b', /crop/],
    ['crop=0,0,0,10', /above 0/], ['a=1\nb=2', /control character/], ['template=Co/t', /template/],
  ] as const) {
    assert.match(problem(text)?.detail ?? '', detail, text);
    assert.deepEqual([problem(text)?.field, problem('', text)?.field], ['urlModifier', 'urlPostApplyModifier'], text);
  }
  assert.match(problem('', 'src=is{Co/t?template=Co/x}')?.detail ?? '', /template/);
});

test('a preset is whatever a request can be made with', () => {
  for (const text of ['', 'wid=300&op_usm=1,1', '$x=1&$other$', 'layer=2,a&src=Co/a&layer=a&pos=1,2']) assert.equal(presetProblem(text), undefined, text);
  for (const [text, detail] of [['src=is{Co/a', /not closed/], ['layer=a&hide=1', /no layer/], ['layer=1,a&layer=2,a', /two layers/], ['a=1\nb=2', /control/]] as const) {
    assert.match(presetProblem(text) ?? '', detail, text);
  }
});
