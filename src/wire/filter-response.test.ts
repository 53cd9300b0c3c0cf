import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ownElementShape } from './catalogue.ts';
import { filterResponse } from './filter-response.ts';

const shape = ownElementShape('searchAssetsReturn');
const answer = {
  totalRows: 2,
  assetArray: {
    items: [
      { assetHandle: 'a|1', name: 'one', imageInfo: { width: 10, height: 20, masks: { items: [{ name: 'm' }] } } },
      { assetHandle: 'a|2', name: 'two', metadataArray: { items: [{ name: 'k', value: 'v', longVal: 1 }] } },
    ],
  },
};

test('without lists everything stays', () => {
  assert.deepEqual(filterResponse(shape, answer, {}), answer);
  assert.deepEqual(filterResponse(shape, answer, { include: [], exclude: [' '] }), answer);
});

test('an include list keeps the named paths only', () => {
  const include = ['assetArray/items/name', 'assetArray/items/imageInfo/width'];
  assert.deepEqual(filterResponse(shape, answer, { include }), {
    assetArray: { items: [{ name: 'one', imageInfo: { width: 10 } }, { name: 'two' }] },
  });
});

test('naming a parent keeps all of it, with or without the root in front', () => {
  assert.deepEqual(filterResponse(shape, answer, { include: ['searchAssetsReturn/assetArray'] }),
    { assetArray: answer.assetArray });
  assert.deepEqual(filterResponse(shape, answer, { include: ['/totalRows', 'assetArray/items/imageInfo'] }), {
    totalRows: 2, assetArray: { items: [{ imageInfo: answer.assetArray.items[0]?.imageInfo }, {}] },
  });
});

test('an exclude list drops the named paths', () => {
  const exclude = ['totalRows', 'assetArray/items/imageInfo', 'assetArray/items/metadataArray'];
  assert.deepEqual(filterResponse(shape, answer, { exclude }), {
    assetArray: { items: [{ assetHandle: 'a|1', name: 'one' }, { assetHandle: 'a|2', name: 'two' }] },
  });
});

test('include goes first, exclude second', () => {
  assert.deepEqual(filterResponse(shape, answer, {
    include: ['assetArray/items/imageInfo'], exclude: ['assetArray/items/imageInfo/masks'],
  }), { assetArray: { items: [{ imageInfo: { width: 10, height: 20 } }, {}] } });
});

test('required fields stay in their smallest form', () => {
  const path = 'assetArray/items/metadataArray/items';
  const filter = { include: [`${path}/longVal`], exclude: [`${path}/value`] };
  assert.deepEqual(filterResponse(shape, answer, filter).assetArray, {
    items: [{}, { metadataArray: { items: [{ name: 'k', value: 'v', longVal: 1 }] } }],
  });
  const logs = ownElementShape('getGenerationInfoReturn');
  const generation = { generationArray: { items: [{ engine: 'e' }] } };
  assert.deepEqual(filterResponse(logs, generation, { include: ['somethingElse'] }), { generationArray: {} });
  assert.deepEqual(filterResponse(logs, generation, { exclude: ['generationArray'] }), { generationArray: {} });
  assert.deepEqual(filterResponse(logs, generation, { exclude: ['generationArray/items'] }), { generationArray: {} });
});

test('names of JavaScript\'s own objects name nothing', () => {
  const include = ['__proto__/x', 'constructor', 'totalRows'];
  assert.deepEqual(filterResponse(shape, answer, { include }), { totalRows: 2 });
});
