import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openProductionChildren } from '#adapters/production-children';
import { silentLog } from '#base';
import { corpusFacts, corpusFolder, hasCorpus, refusedFiles, type CorpusFacts } from '#test/build/corpus';
import { uploadOptions } from '#test/build/upload-options';
import { defaultProductionLimits } from './settings.ts';
import type { ProductionResult, ProductionTask } from './types.ts';

test('every raster, colour, Photoshop and tiny file of the corpus ends as its facts say, through real children', async (context) => {
  if (!hasCorpus) {
    context.diagnostic(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'prepress-corpus-'));
  const producer = openProductionChildren<ProductionTask, ProductionResult>({
    entry: new URL('../app/production-child.ts', import.meta.url), count: 2, log: silentLog,
  });
  const ends: string[] = [];
  const judge = async (facts: CorpusFacts): Promise<void> => {
    const workFolderPath = await mkdtemp(join(folder, 'work-'));
    const result = await producer.produce({
      sourcePath: join(corpusFolder, facts.file), fileName: facts.file.split('/')[1]!, workFolderPath, options: uploadOptions(),
      limits: defaultProductionLimits, company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
    });
    await rm(workFolderPath, { recursive: true });
    const expected = refusedFiles[facts.file];
    if (result.kind !== 'made') {
      assert.equal(result.kind === 'failed' && result.code, expected, `${facts.file}: ${JSON.stringify(result)}`);
    } else {
      assert.equal(expected, undefined, `${facts.file} should have been refused`);
      checkMade(facts, result);
    }
    ends.push(facts.file);
  };
  try {
    const files = corpusFacts(['raster', 'colour', 'psd', 'tiny']);
    await Promise.all(files.map(judge));
    assert.ok(files.length > 120);
    assert.equal(ends.length, files.length);
  } finally {
    await producer.close();
    await rm(folder, { recursive: true });
  }
});

function checkMade(facts: CorpusFacts, result: Extract<ProductionResult, { kind: 'made' }>): void {
  if (result.type !== 'Image' && result.type !== 'AnimatedGif') {
    assert.equal(result.image, undefined, facts.file);
    return;
  }
  const { image } = result;
  assert.ok(image, facts.file);
  const [width, height] = facts.size!.split('x');
  assert.equal(`${image.widthPx}x${image.heightPx}`, facts.isTurned ? `${height}x${width}` : `${width}x${height}`, facts.file);
  const roles = result.artifacts.map((artifact) => artifact.role).toSorted();
  assert.deepEqual(roles, image.hasAlpha ? ['mask', 'optimized', 'thumbnail'] : ['optimized', 'thumbnail'], facts.file);
  if (facts.profile !== undefined && image.iccProfileName !== undefined && !image.iccProfileName.startsWith('sRGB')) {
    assert.ok(image.iccProfileName.startsWith(facts.profile.slice(0, 12)), `${facts.file}: ${image.iccProfileName}`);
  }
}
