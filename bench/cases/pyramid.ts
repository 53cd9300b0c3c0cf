import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openDeveloper, openEngines } from '../../src/adapters/engines/index.ts';
import { openGhostscript } from '../../src/adapters/ghostscript/index.ts';
import { openPdfiumDocuments } from '../../src/adapters/pdfium/index.ts';
import { openLcmsColour } from '../../src/adapters/lcms/index.ts';
import { openSharpRaster } from '../../src/adapters/sharp/index.ts';
import { defaultProductionLimits, produce, type UploadOptions } from '../../src/production/index.ts';
import { publishedProfile } from '../../src/formats/index.ts';
import { uploadOptions } from '../../test/build/upload-options.ts';
import { photograph } from '../build/photograph.ts';
import { timed, type Case } from '../harness.ts';

const sharpening = { amount: 1.75, radiusPx: 0.2, threshold: 2, isMonochrome: false };

/** The pyramid of a 24-megapixel JPEG: probe, plan, levels, thumbnail. Baseline: one call of sharp for a tiled pyramid of the
 *  same file without options, same compression and quality. */
export const pyramid = pyramidCase('pyramid of a 24 MP JPEG', 1.1, {});
export const sharpenedPyramid = pyramidCase('the same, sharpened', 1.25, { unsharpMask: sharpening });
export const wholePyramid = pyramidCase('the same, sharpened, converted and knocked out', 2, {
  unsharpMask: sharpening,
  colour: { mode: 'Convert', sourceProfileId: 1, outputProfileId: 2 },
  knockout: { corner: 'UpperLeft', tolerance: 0.1, fillMethod: 'FloodFill' },
});

function pyramidCase(name: string, maxRatio: number, change: Partial<UploadOptions>): Case {
  return {
    name, goal: `≤ ${maxRatio}×`, maxRatio, rounds: 7,
    async prepare() {
      const folder = await mkdtemp(join(tmpdir(), 'prepress-pyramid-'));
      const sourcePath = join(folder, 'source.jpg');
      await writeFile(sourcePath, await photograph(6_000, 4_000));
      const [inputPath, outputPath] = [join(folder, 'input.icc'), join(folder, 'output.icc')];
      await writeFile(inputPath, publishedProfile('AdobeRGB'));
      await writeFile(outputPath, publishedProfile('sRGB'));
      const threads = availableParallelism();
      const raster = await openSharpRaster({ threads, limitPixels: defaultProductionLimits.pixels });
      const tools = { raster, colours: openLcmsColour(), developer: openDeveloper(openEngines()), documents: openPdfiumDocuments(), postScript: openGhostscript(openEngines(), raster) };
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
              const made = await produce({
                sourcePath, fileName: 'source.jpg', workFolderPath, options: uploadOptions(change), limits: defaultProductionLimits,
                company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 }, profiles: { source: inputPath, output: outputPath, defaultCmyk: undefined, defaultDisplay: undefined },
              }, tools, () => {});
              if (made.kind !== 'made') throw new Error(JSON.stringify(made));
            });
          },
        },
        [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
      };
    },
  };
}
