import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Failure } from '#base';
import { uploadOptions } from '#test/build/upload-options';
import { undevelopedKind } from './contents.ts';
import { manualCropRectangle } from './crop.ts';
import { pyramidLevels } from './pyramid/levels.ts';
import { makePlan } from './make-plan.ts';
import type { ChosenProfiles } from './plan.ts';
import type { FileProbe } from './probe.ts';
import { defaultProductionLimits as limits } from './settings.ts';
import type { UploadOptions } from './types.ts';

const company = { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 };
const cases = join(import.meta.dirname, '../../test/golden/plans');
type Given = { readonly about: string; readonly probe: FileProbe; readonly options: Partial<UploadOptions>; readonly chosen?: ChosenProfiles };
const read = (name: string, file: string): unknown => JSON.parse(readFileSync(join(cases, name, file), 'utf8'));

for (const name of readdirSync(cases)) {
  const given = read(name, 'given.json') as Given;
  test(`${name}: ${given.about}`, () => {
    const verdict = makePlan(given.probe, uploadOptions(given.options), limits, company, given.chosen);
    assert.deepEqual(JSON.parse(JSON.stringify(verdict)), read(name, 'plan.json'));
  });
}

const photo = (read('jpeg-plain', 'given.json') as Given).probe;
function refusal(change: Partial<FileProbe>, image: Partial<NonNullable<FileProbe['image']>> | undefined = undefined): Failure {
  const probe = { ...photo, ...change, image: image ? { ...photo.image!, ...image } : undefined };
  try {
    makePlan(probe, uploadOptions(), limits, company);
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
  }
  throw new Error('Expected a refusal');
}

test('what cannot be an image is refused with its reason', () => {
  assert.match(refusal({}, { isFloat: true }).message, /floating-point/);
  assert.match(refusal({}, { colour: 'lab' }).message, /Lab colour/);
  assert.match(refusal({}, { bitsPerComponent: 32 }).message, /32 bits/);
  assert.match(refusal({ kind: 'psb' }).message, /PSB/);
  assert.match(refusal({ type: undefined, extension: 'psb', kind: 'psb' }).message, /PSB/);
});

test('HEIC, JPEG 2000 and raw files of cameras are developed first, a photograph under their name is not', () => {
  assert.equal(undevelopedKind('heic', 'jpg'), 'heic');
  assert.equal(undevelopedKind('jp2', 'jp2'), 'jp2');
  for (const kind of ['tiff', 'mp4', 'unknown'] as const) assert.equal(undevelopedKind(kind, 'cr3'), 'raw');
  assert.equal(undevelopedKind('jpeg', 'nef'), undefined);
  assert.equal(undevelopedKind('tiff', 'tif'), undefined);
  const developed = makePlan({ ...photo, fileName: 'a.nef', extension: 'nef', kind: 'unknown' }, uploadOptions(), limits, company);
  assert.ok(developed.kind === 'plan' && developed.plan.steps.length > 0);
});

test('content that does not fit the name names both', () => {
  const mismatch = refusal({ kind: 'pdf' });
  assert.equal(mismatch.code, 'CONTENT_MISMATCH');
  assert.deepEqual(mismatch.params, { found: 'PDF', extension: 'jpg' });
  assert.equal(refusal({ type: 'Pdf', extension: 'pdf', kind: 'jpeg' }).code, 'CONTENT_MISMATCH');
  assert.equal(refusal({ kind: 'empty' }).code, 'BROKEN_FILE');
});

test('unknown types and scripts without leave are refused', () => {
  assert.equal(refusal({ type: undefined }).code, 'UNSUPPORTED_FILE_TYPE');
  assert.equal(refusal({ type: 'Javascript', kind: 'text' }).code, 'JAVASCRIPT_DISABLED');
  const allowed = makePlan({ ...photo, type: 'Javascript', kind: 'text', image: undefined }, uploadOptions(), limits, { ...company, javascriptUploadEnabled: true });
  assert.ok(allowed.kind === 'plan' && allowed.plan.notes.length === 0);
});

test('the price is known before a pixel is read', () => {
  const big = refusal({}, { widthPx: 65_536, heightPx: 65_536 });
  assert.equal(big.code, 'PIXEL_LIMIT');
  assert.deepEqual(big.params, { pixels: 65_536 ** 2, limit: limits.pixels });
  assert.equal(refusal({}, { format: 'avif', widthPx: 20_000, heightPx: 20_000, bitsPerComponent: 16, hasAlpha: true }).code, 'MEMORY_LIMIT', 'a decoder that holds the whole picture');
});

test('levels are halved, rounded up, until the longer edge is at most 128', () => {
  const sizes = (widthPx: number, heightPx: number) => pyramidLevels(widthPx, heightPx).map((level) => `${level.widthPx}x${level.heightPx}`);
  assert.deepEqual(sizes(3000, 2000), ['3000x2000', '1500x1000', '750x500', '375x250', '188x125', '94x63']);
  assert.deepEqual(sizes(128, 1), ['128x1']);
  assert.deepEqual(sizes(129, 1), ['129x1', '65x1']);
});

test('a manual crop is what remains of the sides, or nothing', () => {
  const image = { widthPx: 1000, heightPx: 800 };
  assert.deepEqual(manualCropRectangle({ leftPx: 190, rightPx: 310, topPx: 160, bottomPx: 120 }, image), { xPx: 190, yPx: 160, widthPx: 500, heightPx: 520 });
  assert.equal(manualCropRectangle({ leftPx: 500, rightPx: 500, topPx: 0, bottomPx: 0 }, image), undefined);
  assert.equal(manualCropRectangle({ leftPx: 0, rightPx: 0, topPx: 801, bottomPx: 0 }, image), undefined);
});
