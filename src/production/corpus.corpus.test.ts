import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openProductionChildren } from '#adapters/production-children';
import { silentLog, type FailureCode } from '#base';
import { uploadOptions } from '#test/build/upload-options';
import { defaultProductionLimits } from './settings.ts';
import type { ProductionResult, ProductionTask } from './types.ts';

const corpus = process.env['PREPRESS_CORPUS'] ?? join(import.meta.dirname, '../../../shared/corpus');

/** Files that must not become an image, and why; every other one must, or be stored as its type. */
const refused: Readonly<Record<string, FailureCode>> = {
  'colour/Pillow__hopper.Lab.tif': 'UNSUPPORTED_IMAGE',
  'colour/TwelveMonkeys__lab-a-8.tiff': 'UNSUPPORTED_IMAGE',
  'colour/TwelveMonkeys__lab-a-16.tiff': 'UNSUPPORTED_IMAGE',
  'raster/TwelveMonkeys__floatingpoint-32bit.tif': 'UNSUPPORTED_IMAGE',
  'raster/TwelveMonkeys__flower-minisblack-32.tif': 'UNSUPPORTED_IMAGE',
  'raster/sharp__relax.jp2': 'UNSUPPORTED_IMAGE',
  'raster/sharp__65536-uint32-limit.png': 'PIXEL_LIMIT',
  'tiny/small__jpeg2.jp2': 'UNSUPPORTED_IMAGE',
  'tiny/small__png-truncated.png': 'BROKEN_FILE',
  'tiny/small__tiff.tif': 'BROKEN_FILE',
  'tiny/small__webp.webp': 'BROKEN_FILE',
};

type Facts = { readonly file: string; readonly size: string | undefined; readonly isTurned: boolean; readonly profile: string | undefined };

/** The list's own facts: `size=3000x2000 ; orient=Rotate 90 CW ; icc=… `. */
function readFacts(): readonly Facts[] {
  const rows = readFileSync(join(corpus, 'MANIFEST.tsv'), 'utf8').split('\n').map((line) => line.split('\t'));
  return rows.filter(([file]) => /^(raster|colour|tiny)\//.test(file ?? '')).map((row) => {
    const facts = row.at(-1)!;
    const fact = (name: string): string | undefined => new RegExp(`(?:^|; )${name}=([^;]*)`).exec(facts)?.[1]?.trim();
    return { file: row[0]!, size: fact('size'), isTurned: /Rotate (90|270)/.test(fact('orient') ?? ''), profile: fact('icc') };
  });
}

test('every raster, colour and tiny file of the corpus ends as its facts say, through real children', async (context) => {
  if (!existsSync(join(corpus, 'MANIFEST.tsv'))) {
    context.diagnostic(`no corpus at ${corpus}: nothing was tried (PREPRESS_CORPUS names another place)`);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'prepress-corpus-'));
  const producer = openProductionChildren<ProductionTask, ProductionResult>({
    entry: new URL('../app/production-child.ts', import.meta.url), count: 2, log: silentLog,
  });
  const ends: string[] = [];
  const judge = async (facts: Facts): Promise<void> => {
    const workFolderPath = await mkdtemp(join(folder, 'work-'));
    const result = await producer.produce({
      sourcePath: join(corpus, facts.file), fileName: facts.file.split('/')[1]!, workFolderPath, options: uploadOptions(),
      limits: defaultProductionLimits, company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
    });
    await rm(workFolderPath, { recursive: true });
    const expected = refused[facts.file];
    if (result.kind !== 'made') {
      assert.equal(result.kind === 'failed' && result.code, expected, `${facts.file}: ${JSON.stringify(result)}`);
    } else {
      assert.equal(expected, undefined, `${facts.file} should have been refused`);
      checkMade(facts, result);
    }
    ends.push(facts.file);
  };
  try {
    const files = readFacts();
    await Promise.all(files.map(judge));
    assert.ok(files.length > 60);
    assert.equal(ends.length, files.length);
  } finally {
    await producer.close();
    await rm(folder, { recursive: true });
  }
});

function checkMade(facts: Facts, result: Extract<ProductionResult, { kind: 'made' }>): void {
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
