import assert from 'node:assert/strict';
import { test } from 'node:test';
import { namedObjects } from './named-objects.ts';

test('objects of layers, masks and nested requests are named once, decoded', () => {
  assert.deepEqual(namedObjects('layer=0&size=6,4&layer=1,Tag&src=is{Co/ad_Price%20Tag}&mask=Co/m&layer=2&src=is{Co/x?src=Co/y%2B1&wid=3}&layer=3&src=Co/m'),
    ['Co/ad_Price Tag', 'Co/m', 'Co/x', 'Co/y+1']);
});

test('what names no object of ours, or cannot be read, names nothing', () => {
  for (const modifier of ['', 'crop=1,2,3,4', 'src=ir{Co/v}', 'src=is{http://a/b}', 'src=is{Co/open', 'text=src', `${'src=is{a?'.repeat(40)}src=b${'}'.repeat(40)}&layer=x,y`]) {
    assert.doesNotThrow(() => namedObjects(modifier), modifier);
  }
  assert.deepEqual(namedObjects('crop=1,2,3,4&src=ir{Co/v}'), []);
});
