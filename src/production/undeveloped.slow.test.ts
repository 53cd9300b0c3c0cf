import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDeveloper, openEngines } from '#adapters/engines';
import { dngBytes } from '#test/build/dng';
import { asImage, jpegBytes, motif } from '#test/build/images';
import { openProductionBench } from '#test/build/production';
import { uploadOptions } from '#test/build/upload-options';
import { produce } from './produce.ts';
import { defaultProductionLimits } from './settings.ts';

/* Images that another program develops first become assets like any other. */

const isThere = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
const needs = (program: string): { skip: false | string } => ({ skip: !isThere(program) && `not installed: ${program}` });
const gray = (): readonly [number, number, number] => [20_000, 20_000, 20_000];

test('a HEIC photograph becomes a pyramid with its profile and resolution', needs('heif-enc'), async () => {
  await using bench = await openProductionBench();
  const folder = await mkdtemp(join(tmpdir(), 'prepress-heic-'));
  try {
    const [jpeg, heic] = [join(folder, 'in.jpg'), join(folder, 'out.heic')];
    await writeFile(jpeg, await asImage(motif({ widthPx: 640, heightPx: 400 })).withIccProfile('p3').withMetadata({ density: 240, orientation: 6 }).jpeg().toBuffer());
    assert.equal(spawnSync('heif-enc', ['-o', heic, jpeg]).status, 0);
    const made = await bench.made('photo.heic', await readFile(heic), { manualCrop: { leftPx: 10, rightPx: 10, topPx: 0, bottomPx: 0 } });
    assert.deepEqual([made.type, made.image?.widthPx, made.image?.heightPx, made.image?.resolutionPpi], ['Image', 640, 400, 240]);
    assert.ok(made.image?.iccProfileName);
    assert.deepEqual(made.crop, { xPx: 10, yPx: 0, widthPx: 620, heightPx: 400 });
    const renamed = await bench.made('photo.jpg', await readFile(heic));
    assert.equal(renamed.image?.widthPx, 640);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a raw file of a camera becomes a pyramid; under its name a JPEG is a JPEG', needs('dcraw_emu'), async () => {
  await using bench = await openProductionBench();
  const made = await bench.made('photo.dng', dngBytes(300, 200, gray));
  assert.deepEqual([made.type, made.image?.widthPx, made.image?.heightPx, made.image?.colour], ['Image', 300, 200, 'rgb']);
  assert.equal((await bench.made('photo.nef', await jpegBytes({ widthPx: 64, heightPx: 48 }))).image?.widthPx, 64);
});

test('without the program the file ends in a line that says what to install, and leaves nothing', async () => {
  await using bench = await openProductionBench();
  const workFolderPath = await mkdtemp(join(bench.folder, 'work-'));
  const sourcePath = join(bench.folder, 'photo');
  await writeFile(sourcePath, dngBytes(300, 200, gray));
  const result = await produce({
    sourcePath, fileName: 'photo.dng', workFolderPath, options: uploadOptions(), limits: defaultProductionLimits,
    company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
  }, { ...bench.tools, developer: openDeveloper(openEngines({ folders: [workFolderPath] })) }, () => {});
  assert.deepEqual(result, { kind: 'failed', code: 'ENGINE_MISSING', params: { program: 'dcraw_emu' } });
  assert.deepEqual(await readdir(workFolderPath), []);
});

test('a damaged raw file fails in the words of the program', needs('dcraw_emu'), async () => {
  await using bench = await openProductionBench();
  const result = await bench.produce('photo.dng', dngBytes(300, 200, gray).subarray(0, 200));
  assert.ok(result.kind === 'failed' && result.code === 'ENGINE_FAILED', JSON.stringify(result));
});
