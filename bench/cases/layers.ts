import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultProductionLimits, openKernels, openPyramid, produce, pyramidLevels, type UploadOptions } from '../../src/production/index.ts';
import { openProductionBench } from '../../test/build/production.ts';
import { uploadOptions } from '../../test/build/upload-options.ts';
import { produceInChild } from '../build/child.ts';
import { writeLayered, type LayerPixels } from '../build/layered.ts';
import { timed, type Case } from '../harness.ts';

const withLayers = (change: Partial<UploadOptions['photoshop']> = {}): UploadOptions => uploadOptions({
  photoshop: { process: 'MaintainLayers', layerNaming: 'AppendName', anchor: 'Center', createTemplate: false, extractText: false, extendLayers: false, ...change },
});

/** A 12-megapixel document of 50 layers, each of three quarters of a megapixel. Baseline: the same pyramids alone, from samples that lie
 *  in memory. */
export const layers: Case = {
  name: '50 layers of a 12 MP document', goal: '≤ 2×', maxRatio: 2, rounds: 3,
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), 'prepress-layers-'));
    const sourcePath = join(folder, 'layered.psd');
    const parts = await writeLayered(sourcePath, { widthPx: 4000, heightPx: 3000, layers: 50, layerWidthPx: 1000, layerHeightPx: 750, isPacked: true });
    const bench = await openProductionBench();
    const { raster } = bench.tools;
    const workFolderPath = join(folder, 'work');

    /** The merged image is JPEG, layers are not: as production makes them. */
    async function pyramidOf({ widthPx, heightPx, samples }: LayerPixels, name: string, isMerged: boolean): Promise<void> {
      const kernels = await openKernels();
      const hasAlpha = name !== 'layer 0' && !isMerged;
      const shape = { widthPx, heightPx, colour: 'rgb', colours: 3, hasAlpha, bitsPerComponent: 8 } as const;
      await using writer = await openPyramid({
        raster, kernels, shape, levels: pyramidLevels(widthPx, heightPx), tilePx: 256, sharpening: undefined,
        colour: { path: join(workFolderPath, `${name}.tif`), compression: isMerged ? { kind: 'jpeg', quality: 95 } : { kind: 'deflate' } },
        mask: { path: join(workFolderPath, `${name}-mask.tif`), compression: { kind: 'deflate' } },
      });
      for (let top = 0; top < heightPx; top += 256) {
        const rows = kernels.split(samples.subarray(top * widthPx * 4, Math.min(heightPx, top + 256) * widthPx * 4), { colours: 3, bitsPerComponent: 8 });
        await writer.push(hasAlpha ? rows : { colour: rows.colour, alpha: undefined });
      }
      await writer.finish({ resolutionPpi: 72, icc: undefined, xmp: undefined });
    }

    async function inEmptyFolder(act: () => Promise<void>): Promise<number> {
      await rm(workFolderPath, { recursive: true, force: true });
      await mkdir(workFolderPath);
      return timed(act);
    }

    return {
      baseline: {
        name: 'pyramids alone',
        run: () => inEmptyFolder(async () => {
          await pyramidOf(parts[0]!, 'merged', true);
          for (const [index, part] of parts.entries()) await pyramidOf(part, `layer ${index}`, false);
        }),
      },
      ours: {
        name: 'production',
        run: () => inEmptyFolder(async () => {
          const made = await produce({
            sourcePath, fileName: 'layered.psd', workFolderPath, options: withLayers(), limits: defaultProductionLimits, company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
          }, bench.tools, () => {});
          if (made.kind !== 'made' || made.derived?.parts.length !== 50) throw new Error(JSON.stringify(made).slice(0, 500));
        }),
      },
      async [Symbol.asyncDispose]() {
        await bench[Symbol.asyncDispose]();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
};

const goalMb = 600;

/** The most memory a child holds for a document of 200 MB with layers as large as its canvas. Baseline: without the template. */
export const layersMemory: Case = {
  name: 'child with a document of 200 MB, layers alone and with a template', goal: `each ≤ ${goalMb} MB`, maxRatio: undefined, rounds: 1,
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), 'prepress-layers-memory-'));
    const sourcePath = join(folder, 'layered.psd');
    await writeLayered(sourcePath, { widthPx: 4000, heightPx: 3000, layers: 4, layerWidthPx: 4000, layerHeightPx: 3000, isPacked: false });
    const sizeMb = (await stat(sourcePath)).size / 1e6;
    const peaks = new Map<string, number>();
    const run = (name: string, options: UploadOptions) => async (): Promise<number> => {
      const { elapsedMs, peakMb } = await produceInChild(folder, { sourcePath, fileName: 'layered.psd', options });
      peaks.set(name, Math.max(peaks.get(name) ?? 0, peakMb));
      return elapsedMs;
    };
    return {
      baseline: { name: 'layers', run: run('layers', withLayers()) },
      ours: { name: 'layers and template', run: run('layers and template', withLayers({ createTemplate: true })) },
      facts: async () => [{ name: 'document', value: `${sizeMb.toFixed(0)} MB` }, ...[...peaks].map(([name, peakMb]) => ({ name, value: `${peakMb.toFixed(0)} MB`, isWithin: peakMb <= goalMb }))],
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
