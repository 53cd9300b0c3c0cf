import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openSharpRaster } from '../../src/adapters/sharp/index.ts';
import { defaultProductionLimits, produce } from '../../src/production/index.ts';
import { uploadOptions } from '../../test/build/upload-options.ts';
import { photograph } from '../build/photograph.ts';
import { timed, type Case } from '../harness.ts';

/** The pyramid of a 24-megapixel JPEG without options: probe, plan, levels, join, thumbnail.
 *  Baseline: one call of sharp for a tiled pyramid of the same file, same compression and quality. */
export const pyramid: Case = {
  name: 'pyramid of a 24 MP JPEG',
  goal: '≤ 1.10×',
  maxRatio: 1.1,
  rounds: 7,
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), 'prepress-pyramid-'));
    const sourcePath = join(folder, 'source.jpg');
    await writeFile(sourcePath, await photograph(6_000, 4_000));
    const threads = availableParallelism();
    const raster = await openSharpRaster({ threads, limitPixels: defaultProductionLimits.pixels });
    sharp.cache(false);
    sharp.concurrency(threads);
    const workFolderPath = join(folder, 'work');
    return {
      baseline: {
        name: 'bare sharp',
        run: () => timed(() => sharp(sourcePath).tiff({ tile: true, pyramid: true, tileWidth: 256, tileHeight: 256, compression: 'jpeg', quality: 95 }).toFile(join(folder, 'bare.tif'))),
      },
      ours: {
        name: 'production',
        async run() {
          await rm(workFolderPath, { recursive: true, force: true });
          await mkdir(workFolderPath);
          return timed(async () => {
            const made = await produce(
              { sourcePath, fileName: 'source.jpg', workFolderPath, options: uploadOptions(), limits: defaultProductionLimits, company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 } },
              raster, () => {},
            );
            if (made.kind !== 'made') throw new Error(JSON.stringify(made));
          });
        },
      },
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
