import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Explanation } from '#production';
import { explanationLines } from './explanation.ts';
import { factsText, readableTime, settingsText } from './facts.ts';

const made: Explanation = {
  path: 'Co/spring/chair.jpg',
  item: {
    id: 42, state: 'done', attempts: 2, source: 'file', sizeBytes: 4_200_000,
    job: { handle: 'j|2||spring|7', name: 'spring', kind: 'UploadPost', startedAt: '2026-01-15T12:00:00.000Z' },
  },
  asset: { id: 27, name: 'chair', type: 'Image', version: 3, urlModifier: 'crop=1,2,3,4', originalBytes: 4_200_000, isOfItem: true },
  options: { 'unsharpMask.amount': 1.75, 'unsharpMask.radiusPx': 0.2, 'unsharpMask.isMonochrome': false, createMask: true, keywords: ['a', 'b'], readyForPublish: true },
  probe: {
    fileName: 'chair.jpg', extension: 'jpg', isHidden: false, type: 'Image', kind: 'jpeg', sizeBytes: 4_200_000,
    image: {
      format: 'jpeg', widthPx: 3000, heightPx: 2000, colour: 'rgb', bitsPerComponent: 8, isFloat: false, hasAlpha: false, pages: 1, orientation: 6,
      resolutionPpi: 300, profile: { name: 'Adobe RGB (1998)' }, hasXmp: true, pathNames: ['Path 1'],
    },
  },
  price: { pixels: 6_000_000, bytes: 161_000_000 },
  steps: [
    { kind: 'decode', state: 'done', ms: 210, settings: { profile: 'kept' } },
    {
      kind: 'pyramid', state: 'done', ms: 1440,
      settings: {
        tilePx: 256, levels: [{ widthPx: 3000, heightPx: 2000 }, { widthPx: 1500, heightPx: 1000 }, { widthPx: 94, heightPx: 63 }],
        role: 'optimized', colour: { kind: 'jpeg', quality: 95 }, isXmpCopied: true, mask: null,
      },
    },
  ],
  artifacts: [{ role: 'optimized', sizeBytes: 5_100_000 }, { role: 'thumbnail', sizeBytes: 812 }],
  lines: [{ type: 'UploadSuccess', message: 'Co/spring/chair.jpg was processed into IPS', notes: ['Only the first of 2 pages was processed'] }],
  failure: undefined,
};

test('an asset is explained from its file to its artifacts', () => {
  assert.deepEqual(explanationLines(made, 100), [
    'chair  (Image, a|27, version 3)',
    "  Co/spring/chair.jpg, received in UploadPost job 'spring' of 2026-01-15 12:00:00, item 42, attempt 2",
    '  Delivered with crop=1,2,3,4',
    '',
    '  Options   unsharpMask amount 1.75, radiusPx 0.2 · createMask · keywords a, b',
    '  File      jpeg · 4.2 MB · 3000 × 2000 px · rgb 8 bit · orientation 6 · 300 ppi',
    '            profile Adobe RGB (1998) · xmp · path names Path 1',
    '  Needs     6.0 megapixels, up to 161.0 MB of memory',
    '',
    '  Steps',
    '  ✔ decode     210 ms  █▌            profile kept',
    '  ✔ pyramid     1.4 s  ██████████▌   optimized · tile 256 px · 3 levels, 3000×2000 … 94×63',
    '                                     colour jpeg quality 95 · xmp copied',
    '    total       1.6 s',
    '',
    '  Artifacts',
    '    optimized     5.1 MB',
    '    thumbnail      812 B',
    '',
    '  Log',
    '    UploadSuccess  Co/spring/chair.jpg was processed into IPS',
    '                   · Only the first of 2 pages was processed',
  ]);
});

test('a failed item says so at once, and marks the step', () => {
  const { asset: _asset, ...rest } = made;
  const lines = explanationLines({
    ...rest, asset: undefined, options: {}, probe: undefined, price: undefined, artifacts: [], lines: [],
    item: { ...made.item!, state: 'failed', attempts: 1 },
    steps: [
      made.steps[0]!, { kind: 'knockout', state: 'failed', ms: undefined, settings: { corner: 'UpperLeft', tolerance: 0 } },
      { kind: 'pyramid', state: 'notRun', ms: undefined, settings: {} },
    ],
    failure: { code: 'TIME_LIMIT', message: 'Processing took longer than 600 seconds', step: 'knockout' },
  }, 120);
  assert.deepEqual(lines, [
    'Co/spring/chair.jpg',
    "  received in UploadPost job 'spring' of 2026-01-15 12:00:00, item 42",
    '  FAILED in knockout: Processing took longer than 600 seconds',
    '',
    '  Options   the defaults',
    '  File      4.2 MB',
    '',
    '  Steps',
    '  ✔ decode      210 ms  ████████████  profile kept',
    '  ✖ knockout    failed                corner UpperLeft · tolerance 0',
    '  · pyramid    not run',
    '    total       210 ms',
  ]);
});

test('an asset whose item is forgotten, and one that another item made since, say so', () => {
  assert.deepEqual(explanationLines({ ...made, item: undefined, steps: [], lines: [], options: {}, probe: undefined, price: undefined }, 100).slice(0, 2),
    ['chair  (Image, a|27, version 3)', '  Co/spring/chair.jpg: the log of the job that made it was deleted']);
  assert.ok(explanationLines({ ...made, asset: { ...made.asset!, isOfItem: false } }, 100).includes('  Its present artifacts were made by another item.'));
  assert.ok(explanationLines({ ...made, item: { ...made.item!, state: 'queued' } }, 100).includes('  This item is queued.'));
});

test('settings leave out what is off and say units', () => {
  assert.equal(settingsText({ isOff: false, nothing: null, empty: [], densityPpi: 96, radiusPx: 0.2, angleDeg: 5, from: 'cmyk', crop: { xPx: 1, yPx: 2, widthPx: 3, heightPx: 4 } }),
    'density 96 ppi · radius 0.2 px · angle 5 deg · from cmyk · crop 3×4 at 1,2');
  assert.equal(settingsText({ levels: [{ widthPx: 5, heightPx: 4 }], names: ['a', 'b'] }), '1 level, 5×4 · names a, b');
});

test('files without a picture show what they are', () => {
  assert.equal(factsText({ kind: 'icc', sizeBytes: 3, profile: { profileClass: 'Display', space: 'RGB' } }, 3144), 'icc · 3.1 kB · profile profile class Display space RGB');
  assert.equal(factsText(undefined, undefined), '');
});

test('times are told as people would', () => {
  assert.deepEqual([0, 999, 1500, 59_949, 125_000].map(readableTime), ['0 ms', '999 ms', '1.5 s', '59.9 s', '2 min 5 s']);
});
