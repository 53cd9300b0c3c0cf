import assert from 'node:assert/strict';
import { test } from 'node:test';

import { echoOptions } from './echo.ts';

const required = { emailSetting: 'None', createMask: false, readyForPublish: true, overwrite: true };

test('what was not sent is not echoed', () => {
  assert.equal(JSON.stringify(echoOptions(required)),
    '{"overwrite":true,"readyForPublish":true,"createMask":false,"emailSetting":"None"}');
});

test('a block that was sent comes back with the defaults of what it left out, in schema order', () => {
  const echo = echoOptions({
    ...required, unsharpMaskOptions: { amount: 1.75 }, photoshopOptions: { layerOptions: { anchor: 'East' } },
    pdfOptions: { resolution: 72, process: 'None' }, xmpKeywords: 'a,b',
  });
  assert.deepEqual(Object.keys(echo), [
    'overwrite', 'readyForPublish', 'createMask', 'photoshopOptions', 'pdfOptions', 'emailSetting', 'xmpKeywords', 'unsharpMaskOptions',
  ]);
  assert.equal(JSON.stringify(echo['pdfOptions']),
    '{"process":"None","resolution":72,"colorspace":"Auto","pdfCatalog":true,"extractSearchWords":false,"extractLinks":false}');
  assert.deepEqual(echo['photoshopOptions'], {
    process: 'None',
    layerOptions: { layerNaming: 'LayerName', anchor: 'East', createTemplate: false, extractText: false, extendLayers: false },
  });
  assert.deepEqual(echo['unsharpMaskOptions'], { amount: 1.75, radius: 1, threshold: 6, monochrome: 0 });
});

test('inner blocks that were not sent stay away', () => {
  assert.deepEqual(echoOptions({ photoshopOptions: { process: 'None' } }), { photoshopOptions: { process: 'None' } });
});

test('handles come back as they were sent', () => {
  const sent = {
    autoSetCreationOptions: { autoSetsArray: { items: ['ps|1'] } }, projectHandleArray: { items: ['p|1|A'] },
    mediaOptions: { videoEncodingPresetsArray: { items: ['ps|2'] }, generateThumbnail: false, thumbnailOptions: { thumbnailTime: 5 } },
  };
  assert.deepEqual(echoOptions(sent), sent);
});

test('an empty block comes back with its defaults, unless it lacked something required', () => {
  assert.deepEqual(echoOptions({ autoSetCreationOptions: {}, inDesignOptions: {}, manualCropOptions: {}, unCompressOptions: {} }), {
    autoSetCreationOptions: {}, inDesignOptions: { process: 'None' },
  });
});

test('what nobody knows is not echoed', () => {
  assert.deepEqual(echoOptions({ ...required, jwtToken: 'secret' }), echoOptions(required));
});
