import assert from 'node:assert/strict';
import { test } from 'node:test';

import { presentUploadPostJob } from './upload-post-job.ts';

const required = { overwrite: true, readyForPublish: false, createMask: false, emailSetting: 'None' };

test('what was sent comes back as it was', () => {
  const echo = { ...required, manualCropOptions: { left: 500, right: 500, top: 500, bottom: 500 } };
  assert.deepEqual(presentUploadPostJob(echo), echo);
});

test('a block that was sent is filled with the documented defaults', () => {
  const shown = presentUploadPostJob({ ...required, pdfOptions: { resolution: 72, pdfCatalog: false } });
  assert.deepEqual(shown['pdfOptions'], {
    process: 'Rasterize', resolution: 72, colorspace: 'Auto', pdfCatalog: false, extractSearchWords: false, extractLinks: false,
  });
});

test('a block inside a block is filled only when it was sent', () => {
  assert.deepEqual(presentUploadPostJob({ photoshopOptions: {} })['photoshopOptions'], { process: 'None' });
  assert.deepEqual(presentUploadPostJob({ photoshopOptions: { layerOptions: { anchor: 'North' } } })['photoshopOptions'], {
    process: 'None',
    layerOptions: { layerNaming: 'LayerName', anchor: 'North', createTemplate: false, extractText: false, extendLayers: false },
  });
});

test('an empty set of automated sets stays empty', () => {
  assert.deepEqual(presentUploadPostJob({ autoSetCreationOptions: {} }), { autoSetCreationOptions: {} });
});
