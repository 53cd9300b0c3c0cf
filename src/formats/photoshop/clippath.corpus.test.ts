import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { openSharpRaster } from '#adapters/sharp';
import { corpusFacts, corpusFolder, hasCorpus } from '#test/build/corpus';
import { bytesSource } from '../bytes.ts';
import { embeddedBlocks } from '../embedded/blocks.ts';
import { openCoverage } from '../path/coverage.ts';
import { clippingPath, readPath } from './paths.ts';

/** Steps into which the judges divide a pixel on either side. */
const fine = 8;

test('what a clipping path covers in files of the corpus is what ImageMagick reads and librsvg draws', async (context) => {
  const hasJudge = spawnSync('identify', ['-version']).status === 0;
  if (!hasCorpus || !hasJudge) {
    context.diagnostic(hasCorpus ? 'ImageMagick is not installed: nothing was judged' : `no corpus at ${corpusFolder}: nothing was tried`);
    return;
  }
  const files = corpusFacts(['clippath']);
  assert.ok(files.length >= 4);
  const raster = await openSharpRaster({ threads: 1, limitPixels: 100_000_000 });
  for (const { file } of files) {
    const path = join(corpusFolder, file);
    const block = file.endsWith('.psd') ? embeddedBlocks(bytesSource(readFileSync(path)), 'psd').photoshop : (await raster.probe(path)).photoshop;
    assert.ok(block, file);
    const outline = clippingPath(block);
    assert.equal(outline?.name, 'Path 1');
    const judged = outlineOfImageMagick(path);
    const coverage = openCoverage(readPath(outline.records), { ...judged, orientation: 1 }).rows(judged.heightPx);
    const expected = await drawnByLibrsvg(judged);
    let [sum, most] = [0, 0];
    for (let pixel = 0; pixel < coverage.length; pixel++) {
      const difference = Math.abs(coverage[pixel]! - expected[pixel]!);
      sum += difference;
      most = Math.max(most, difference);
    }
    const mean = sum / coverage.length / 255;
    context.diagnostic(`${file}: mean difference ${(mean * 100).toFixed(5)} %, largest ${most.toFixed(1)} of 255`);
    assert.ok(mean < 0.0002 && most < 16, `${file}: ${mean}, ${most}`);
  }
});

type Outline = { readonly widthPx: number; readonly heightPx: number; readonly data: string };

/** ImageMagick reads the path on its own and says it as SVG. */
function outlineOfImageMagick(path: string): Outline {
  const svg = spawnSync('identify', ['-format', '%[8BIM:1999,2998:#1]', path], { encoding: 'latin1' }).stdout;
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const [, data] = / d="([^"]*)"/.exec(svg) ?? [];
  assert.ok(width && height && data, svg.slice(0, 200));
  return { widthPx: Number(width), heightPx: Number(height), data };
}

async function drawnByLibrsvg({ widthPx, heightPx, data }: Outline): Promise<Float64Array> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx * fine}" height="${heightPx * fine}" viewBox="0 0 ${widthPx} ${heightPx}"><path fill-rule="evenodd" d="${data}"/></svg>`;
  const large = await sharp(Buffer.from(drawing)).extractChannel(3).raw().toBuffer();
  const mean = new Float64Array(widthPx * heightPx);
  for (let y = 0, at = 0; y < heightPx * fine; y++) {
    for (let x = 0; x < widthPx * fine; x++, at++) {
      const pixel = Math.floor(y / fine) * widthPx + Math.floor(x / fine);
      mean[pixel] = mean[pixel]! + large[at]! / (fine * fine);
    }
  }
  return mean;
}
