import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytesSource, embeddedBlocks, photoshopResolutionPpi } from '#formats';
import { corpusFacts, corpusFolder, hasCorpus } from '#test/build/corpus';
import { exiftoolTags, type ExifTags } from '#test/build/exiftool';
import { openSharpRaster } from './index.ts';

const tags = ['XResolution', 'ResolutionUnit', 'PixelsPerUnitX', 'PixelUnits', 'PixelsPerMeterX'].map((tag) => `-${tag}`);

test('the resolution of every picture is what exiftool reads, in pixels per inch', async (context) => {
  if (!hasCorpus) {
    context.diagnostic(`no corpus at ${corpusFolder}: nothing was tried (PREPRESS_CORPUS names another place)`);
    return;
  }
  const raster = await openSharpRaster({ threads: 1, limitPixels: 1e9 });
  const files = corpusFacts(['raster', 'colour', 'clippath', 'psd']).map(({ file }) => file).filter((file) => !/\.(jp2|ic[cm])$/.test(file));
  const judged = await exiftoolTags(files.map((file) => join(corpusFolder, file)), ['-n', ...tags]);
  for (const file of files) {
    const path = join(corpusFolder, file);
    const isPhotoshop = /\.ps[db]$/i.test(file);
    const ppi = isPhotoshop ? photoshopResolutionPpi(embeddedBlocks(bytesSource(readFileSync(path)), 'psd').photoshop ?? Buffer.alloc(0))
      : (await raster.probe(path)).resolutionPpi;
    const expected = expectedPpi(judged.get(path) ?? {}, isPhotoshop);
    // Whole pixels per metre are read as the tenth of an inch they stand for.
    assert.ok(ppi === expected || Math.abs((ppi ?? 0) - (expected ?? 0)) < 0.05, `${file}: ${ppi}, exiftool ${expected}`);
  }
  assert.ok(files.length > 130, String(files.length));
});

/** EXIF first, then JFIF, then Photoshop's resources; in a document of Photoshop only these. */
function expectedPpi(read: ExifTags, isPhotoshop: boolean): number | undefined {
  const photoshop = read['Photoshop:XResolution'] as number | undefined;
  if (isPhotoshop) return photoshop;
  const inInches = (group: string, inch: number): number | undefined => {
    const [value, unit] = [Number(read[`${group}:XResolution`]), Number(read[`${group}:ResolutionUnit`])];
    return value > 0 && (unit === inch || unit === inch + 1) ? value * (unit === inch ? 1 : 2.54) : undefined;
  };
  const perMetre = read['File:PixelsPerMeterX'] ?? (read['PNG-pHYs:PixelUnits'] === 1 ? read['PNG-pHYs:PixelsPerUnitX'] : undefined);
  return inInches('IFD0', 2) ?? inInches('JFIF', 1) ?? (perMetre === undefined ? photoshop : Number(perMetre) * 0.0254);
}
