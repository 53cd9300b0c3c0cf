import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mergeCrop } from './crop.ts';
import { mergeKeywords, mergePublishState } from './merge.ts';
import type { ImageFacts, Publication } from './types.ts';

const image: ImageFacts = {
  widthPx: 1000, heightPx: 800, resolutionPpi: 300, colour: 'rgb', bitsPerComponent: 8, hasAlpha: false,
  iccProfileName: undefined, levels: [], photoshopPathNames: [], hasXmp: false,
};
const M = { xPx: 190, yPx: 160, widthPx: 500, heightPx: 520 };
const X = 'crop=1,2,30,40';
const crop = (change: Partial<Pick<Publication, 'crop' | 'cropOrigin' | 'preserveCrop' | 'image'>>) =>
  ({ crop: undefined, preserveCrop: true, image, ...change });

describe('the crop of an asset with an old crop X after an upload', () => {
  const rows: readonly (readonly [string, Partial<Publication>, string])[] = [
    ['manual crop M, keeping', { crop: M }, 'crop=190,160,500,520'],
    ['manual crop M, not keeping', { crop: M, preserveCrop: false }, 'crop=190,160,500,520'],
    ['no crop, keeping', {}, X],
    ['no crop, not keeping', { preserveCrop: false }, ''],
    ['automatic crop A, keeping', { crop: M, cropOrigin: 'auto' }, X],
    ['automatic crop A, not keeping', { crop: M, cropOrigin: 'auto', preserveCrop: false }, 'crop=190,160,500,520'],
    ['automatic crop that found nothing, not keeping', { cropOrigin: 'auto', preserveCrop: false }, ''],
  ];
  for (const [what, change, expected] of rows) {
    it(`is ${expected || 'none'} with ${what}`, () => {
      assert.deepEqual(mergeCrop(X, crop(change)), { modifier: expected, isRemoved: false });
    });
  }
});

describe('the crop of an asset without one', () => {
  for (const cropOrigin of ['manual', 'auto'] as const) {
    it(`is the ${cropOrigin} one`, () => {
      assert.equal(mergeCrop('', crop({ crop: M, cropOrigin })).modifier, 'crop=190,160,500,520');
    });
  }
  it('is none without any', () => assert.deepEqual(mergeCrop('', crop({})), { modifier: '', isRemoved: false }));
});

describe('a kept crop', () => {
  it('is cut to the new image', () => {
    assert.equal(mergeCrop('crop=900,700,300,300', crop({})).modifier, 'crop=900,700,100,100');
    assert.equal(mergeCrop('crop=-10,-20,110,120', crop({})).modifier, 'crop=0,0,100,100');
  });
  it('is removed, with a warning, when it lies outside', () => {
    assert.deepEqual(mergeCrop('wid=5&crop=1000,0,10,10', crop({})), { modifier: 'wid=5', isRemoved: true });
    assert.deepEqual(mergeCrop('crop=0,0,0,10', crop({})), { modifier: '', isRemoved: true });
  });
  it('stays when there is no image to compare it with, or nothing we can read', () => {
    assert.equal(mergeCrop('crop=9000,0,1,1', crop({ image: undefined })).modifier, 'crop=9000,0,1,1');
    assert.equal(mergeCrop('crop=$x$,0,1,1', crop({})).modifier, 'crop=$x$,0,1,1');
  });
});

describe('other modifiers', () => {
  it('stay where they are when the crop changes', () => {
    assert.equal(mergeCrop('qlt=80&crop=1,2,3,4&fmt=png', crop({ crop: M })).modifier,
      'qlt=80&crop=190,160,500,520&fmt=png');
    assert.equal(mergeCrop('qlt=80', crop({ crop: M })).modifier, 'qlt=80&crop=190,160,500,520');
    assert.equal(mergeCrop('CROP=1,2,3,4&qlt=80&crop=5,6,7,8', crop({ preserveCrop: false })).modifier, 'qlt=80');
    assert.equal(mergeCrop('cropN=0,0,1,1', crop({ preserveCrop: false })).modifier, 'cropN=0,0,1,1');
  });
  it('keep the crops of nested requests', () => {
    const nested = 'src=is{Co/b?wid=5&crop=1,2,3,4}&qlt=80';
    assert.equal(mergeCrop(nested, crop({ preserveCrop: false })).modifier, nested);
    assert.equal(mergeCrop('src=(b?crop=1,2,3,4&crop=1,1,1,1)&crop=9,9,9,9', crop({ crop: M })).modifier,
      'src=(b?crop=1,2,3,4&crop=1,1,1,1)&crop=190,160,500,520');
  });
});

describe('the publish mark of an overwritten asset', () => {
  for (const wasReady of [true, false]) {
    for (const readyForPublish of [true, false]) {
      for (const [preservePublishState, retainPublishState, isOldKept] of [
        [true, true, true], [true, false, true], [false, true, false], [false, false, false],
        [undefined, true, true], [undefined, false, false],
      ] as const) {
        const rule = `preserve ${preservePublishState}, company ${retainPublishState}`;
        it(`was ${wasReady}, upload says ${readyForPublish}, ${rule}`, () => {
          assert.equal(mergePublishState(wasReady, { readyForPublish, preservePublishState, retainPublishState }),
            isOldKept ? wasReady : readyForPublish);
        });
      }
    }
  }
});

it('keywords are united in order, case-sensitively, without blanks', () => {
  assert.deepEqual(mergeKeywords(['red, dark', 'Sale'], [' sale ', 'sale', '', ' ', 'Sale', 'new']),
    ['red, dark', 'Sale', 'sale', 'new']);
});
