import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openProductionChildren } from '#adapters/production-children';
import { openSharpRaster } from '#adapters/sharp';
import { silentLog } from '#base';
import { isEmptyBox } from '#formats';
import { corpusFacts, corpusFolder, hasCorpus, refusedFiles } from '#test/build/corpus';
import { artifactPath, type Made } from '#test/build/production';
import { uploadOptions } from '#test/build/upload-options';
import { defaultProductionLimits } from '../settings.ts';
import type { ProductionResult, ProductionTask } from '../types.ts';
import { openPhotoshop } from './open.ts';

const judge = ['/usr/bin/convert', 'convert'].find((program) => spawnSync(program, ['-version']).status === 0);

/** Layers that the judge draws as we do, by part, with their scene: nothing hides parts of them, and they lie on the canvas. */
function comparable(path: string): ReadonlyMap<string, number> {
  using photoshop = openPhotoshop(path);
  const { document, all: { layers } } = photoshop;
  const hasBackground = layers[0]?.isBackground === true;
  const drawn = layers.map((layer, index) => ({ layer, part: `layer ${hasBackground ? index : index + 1}` })).filter(({ layer }) => !isEmptyBox(layer.box));
  const { stdout } = spawnSync(judge!.replace(/convert$/, 'identify'), ['-format', '%w %h %X %Y\n', path], { encoding: 'utf8', maxBuffer: 2 ** 20 });
  const scenes = stdout.trim().split('\n').slice(1).map((line) => line.replaceAll('+', ''));
  const own = drawn.map(({ layer: { box } }) => `${box.rightPx - box.leftPx} ${box.bottomPx - box.topPx} ${box.leftPx} ${box.topPx}`);
  if (document.mode !== 'rgb' || document.bitsPerComponent !== 8 || JSON.stringify(own) !== JSON.stringify(scenes)) return new Map();
  return new Map(drawn.flatMap(({ layer, part }, index) => {
    const { box, opacity, mask, userMask, isClipped, parent, blocks } = layer;
    const isPlain = opacity === 255 && !mask && !userMask && !isClipped && !parent && !blocks.some(({ key }) => key === 'vmsk' || key === 'vsms')
      && box.leftPx >= 0 && box.topPx >= 0 && box.rightPx <= document.widthPx && box.bottomPx <= document.heightPx;
    return isPlain ? [[part, index + 1] as const] : [];
  }));
}

async function difference(part: NonNullable<Made['derived']>['parts'][number], made: Made, path: string, scene: number): Promise<number> {
  const raster = await openSharpRaster({ threads: 1, limitPixels: 100_000_000 });
  const hasAlpha = part.image!.hasAlpha;
  await using colour = await raster.decode(artifactPath({ ...made, artifacts: part.artifacts }, 'optimized'));
  const samples = colour.rows(0, colour.heightPx).slice();
  await using mask = hasAlpha ? await raster.decode(artifactPath({ ...made, artifacts: part.artifacts }, 'mask')) : undefined;
  const alpha = mask?.rows(0, mask.heightPx);
  const other = spawnSync(judge!, [`${path}[${scene}]`, '-depth', '8', `${hasAlpha ? 'rgba' : 'rgb'}:-`], { maxBuffer: 2 ** 30 }).stdout;
  const step = hasAlpha ? 4 : 3;
  assert.equal(other.length, (samples.length / 3) * step);
  let most = 0;
  for (let pixel = 0; pixel < samples.length / 3; pixel++) {
    const opacity = alpha?.[pixel] ?? 255;
    if (hasAlpha) most = Math.max(most, Math.abs(opacity - other[pixel * 4 + 3]!));
    for (let at = 0; at < 3 && opacity > 0; at++) most = Math.max(most, Math.abs(samples[pixel * 3 + at]! - other[pixel * step + at]!));
  }
  return most;
}

test('layers of every document of the corpus become images through real children; plain ones equal those of ImageMagick within 1', async (context) => {
  if (!hasCorpus || !judge) {
    context.diagnostic(`no corpus at ${corpusFolder}, or no ImageMagick: nothing was tried (PREPRESS_CORPUS names another place)`);
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'prepress-layers-'));
  const producer = openProductionChildren<ProductionTask, ProductionResult>({ entry: new URL('../../app/production-child.ts', import.meta.url), count: 2, log: silentLog });
  let [images, compared, faithful] = [0, 0, 0];
  try {
    const files = corpusFacts(['psd']).filter(({ file }) => /\.psd$/i.test(file) && refusedFiles[file] === undefined);
    await Promise.all(files.map(async ({ file }) => {
      const path = join(corpusFolder, file);
      const made = await producer.produce({
        sourcePath: path, fileName: file.split('/')[1]!, workFolderPath: await mkdtemp(join(folder, 'work-')), limits: defaultProductionLimits,
        options: uploadOptions({ photoshop: { process: 'MaintainLayers', layerNaming: 'AppendName', anchor: 'Center', createTemplate: true, extractText: false, extendLayers: false } }),
        company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
      });
      assert.ok(made.kind === 'made', `${file}: ${JSON.stringify(made)}`);
      if (!made.derived) return assert.equal(made.type, 'PsdTemplate', file);
      // Templates show what the merged image shows, or the log says why not.
      const remarks = made.notes.filter(({ key }) => key.startsWith('log.psd')).map(({ key }) => key);
      if (made.type === 'Image' && made.derived.parts.some(({ type }) => type === 'Template') && remarks.length === 0) faithful++;
      if (remarks.length > 0) assert.ok(remarks[0] === 'log.psdFidelity' && remarks.length > 1 && !remarks.includes('log.psdDeviatesUnexplained'), `${file}: ${remarks.join(', ')}`);
      const parts = made.derived.parts.filter(({ type }) => type === 'Image');
      assert.equal(new Set(parts.map(({ name }) => name)).size, parts.length, file);
      images += parts.length;
      const scenes = comparable(path);
      for (const part of parts) {
        const scene = scenes.get(part.part);
        if (scene === undefined) continue;
        const most = await difference(part, made, path, scene);
        assert.ok(most <= 1, `${file}, ${part.name}: differs by ${most}`);
        compared++;
      }
    }));
    context.diagnostic(`${images} images of ${files.length} documents, ${compared} compared; ${faithful} templates show the merged image`);
    assert.ok(images >= 100 && compared >= 30 && faithful >= 30, `${images} images, ${compared} compared, ${faithful} faithful`);
  } finally {
    await producer.close();
    await rm(folder, { recursive: true });
  }
});
