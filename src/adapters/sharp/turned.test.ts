import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Pixels, Raster } from '#ports';
import { asImage, motif, pngBytes } from '#test/build/images';
import sharp from 'sharp';
import { openSharpRaster } from './raster.ts';

let folder: string;
let raster: Raster;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-turned-'));
  raster = await openSharpRaster({ threads: 1, limitPixels: 1_000_000 });
});
after(() => rm(folder, { recursive: true }));

async function rowsOf(path: string, spillPath: string | undefined, bandRows: number): Promise<Pixels> {
  await using source = await raster.decode(path, spillPath === undefined ? {} : { spillPath });
  const { widthPx, heightPx, colour, hasAlpha, bitsPerComponent } = source;
  const samples: number[] = [];
  for (let topPx = 0; topPx < heightPx; topPx += bandRows) samples.push(...source.rows(topPx, Math.min(bandRows, heightPx - topPx)));
  return { widthPx, heightPx, colour, hasAlpha, bitsPerComponent, samples: bitsPerComponent === 16 ? Uint16Array.from(samples) : Uint8Array.from(samples) };
}

for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`rows from a file stand upright as rows from memory do, orientation ${orientation}`, async () => {
    const path = join(folder, `${orientation}.tif`);
    await writeFile(path, await sharp(await asImage(motif({ widthPx: 37, heightPx: 23 })).tiff({ compression: 'lzw' }).toBuffer()).withMetadata({ orientation }).tiff().toBuffer());
    const inMemory = await rowsOf(path, undefined, 5);
    assert.deepEqual([inMemory.widthPx, inMemory.heightPx], orientation >= 5 ? [23, 37] : [37, 23]);
    assert.deepEqual(await rowsOf(path, join(folder, 'spill'), 7), inMemory);
  });
}

for (const picture of [
  { colour: 'gray' }, { colour: 'gray', hasAlpha: true }, { colour: 'rgb', hasAlpha: true }, { colour: 'rgb', bits: 16, hasAlpha: true }, { colour: 'gray', bits: 16 },
  { colour: 'gray', bits: 16, hasAlpha: true },
] as const) {
  test(`rows from a file are the picture's own: ${JSON.stringify(picture)}`, async () => {
    const pixels = motif({ widthPx: 31, heightPx: 17, ...picture });
    const path = join(folder, 'source.png');
    await writeFile(path, await pngBytes({ widthPx: 31, heightPx: 17, ...picture }));
    assert.deepEqual(await rowsOf(path, join(folder, 'spill'), 4), await rowsOf(path, undefined, 17));
    assert.deepEqual((await rowsOf(path, join(folder, 'spill'), 17)).samples, pixels.samples);
  });
}

test('CMYK rows from a file keep their inks', async () => {
  const path = join(folder, 'cmyk.tif');
  const { samples } = motif({ widthPx: 20, heightPx: 10, colour: 'cmyk' });
  const { rawTiffHead } = await import('#formats');
  await writeFile(path, Buffer.concat([rawTiffHead({ widthPx: 20, heightPx: 10, components: 4, bitsPerComponent: 8, colour: 'cmyk' }), samples as Uint8Array]));
  assert.deepEqual((await rowsOf(path, join(folder, 'spill'), 3)).samples, samples);
});
