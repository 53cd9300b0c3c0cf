import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '#base';
import { uploadOptions } from '#test/build/upload-options';
import { changedOptions, defaultOptions } from './default-options.ts';
import { readKeptPlan } from './kept-plan.ts';
import { makingOf, optionsOfMaking } from './making.ts';
import type { UploadOptions } from './types.ts';

const asJson = (options: UploadOptions) => options as unknown as Json;

test('only what is not the default is told', () => {
  assert.deepEqual(changedOptions(asJson(defaultOptions)), {});
  assert.deepEqual(changedOptions(asJson({ ...defaultOptions, createMask: true, keywords: ['a'], unsharpMask: { amount: 1, radiusPx: 2, threshold: 3, isMonochrome: false },
    pdf: { ...defaultOptions.pdf, resolutionPpi: 300 }, colour: { mode: 'Convert', sourceProfileId: 1, outputProfileId: 2 } })), {
    createMask: true, keywords: ['a'], 'unsharpMask.amount': 1, 'unsharpMask.radiusPx': 2, 'unsharpMask.threshold': 3, 'unsharpMask.isMonochrome': false,
    'pdf.resolutionPpi': 300, 'colour.mode': 'Convert', 'colour.sourceProfileId': 1, 'colour.outputProfileId': 2,
  });
});

test('an asset keeps what decided about its pixels, and with it is made again in the same way', () => {
  const asked: Partial<UploadOptions> = {
    createMask: true, knockout: { corner: 'UpperLeft', tolerance: 0.1, fillMethod: 'FloodFill' }, colour: { mode: 'MaintainOriginal' },
    unsharpMask: { amount: 1, radiusPx: 2, threshold: 3, isMonochrome: false },
  };
  const making = makingOf(7, 'Image', uploadOptions({ ...asked, manualCrop: { leftPx: 1, rightPx: 1, topPx: 1, bottomPx: 1 }, keywords: ['a'] }));
  assert.deepEqual(making, { itemId: 7, options: asked });
  assert.deepEqual(optionsOfMaking(defaultOptions, making), { ...defaultOptions, ...asked });
  assert.deepEqual(makingOf(7, 'Image', uploadOptions()).options, {});
  const pdf = { ...defaultOptions.pdf, resolutionPpi: 300 };
  assert.deepEqual(makingOf(7, 'Pdf', uploadOptions({ pdf })).options, { pdf });
  assert.equal(optionsOfMaking(defaultOptions, undefined).createMask, false);
});

test('whatever was kept as a plan is read, and what cannot be is left out', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    readKeptPlan(value as Json);
    const read = readKeptPlan({ steps: value as Json, ran: value as Json, artifacts: value as Json, notes: value as Json, price: value as Json, probe: value as Json });
    assert.ok(read && Array.isArray(read.steps) && Array.isArray(read.artifacts));
  }));
  assert.equal(readKeptPlan(undefined), undefined);
});
