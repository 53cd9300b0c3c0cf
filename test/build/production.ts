import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeveloper, openEngines } from '#adapters/engines';
import { openFfmpegMedia } from '#adapters/ffmpeg';
import { openLcmsColour } from '#adapters/lcms';
import { openGhostscript } from '#adapters/ghostscript';
import { openPdfiumDocuments } from '#adapters/pdfium';
import { openHarfbuzzFonts } from '#adapters/harfbuzz';
import { openSharpRaster, openSharpView } from '#adapters/sharp';
import { defaultProductionLimits, produce, type ProductionResult, type ProductionTask, type ProductionTools, type UploadOptions } from '#production';
import { openUnstoredView } from '#rendering';
import { uploadOptions } from './upload-options.ts';

export type Made = Extract<ProductionResult, { kind: 'made' }>;

/** A production of its own: files go in, results come out; everything vanishes at the end. */
export type ProductionBench = AsyncDisposable & {
  readonly tools: ProductionTools;
  readonly folder: string;
  produce(fileName: string, bytes: Uint8Array, options?: Partial<UploadOptions>, change?: Partial<ProductionTask>): Promise<ProductionResult>;
  /** @throws unless the file became something. */
  made(fileName: string, bytes: Uint8Array, options?: Partial<UploadOptions>, change?: Partial<ProductionTask>): Promise<Made>;
};

export async function openProductionBench(): Promise<ProductionBench> {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-produce-'));
  const drawTemplate = openUnstoredView({ view: await openSharpView({ threads: 1, timeLimitSeconds: 60 }), colour: openLcmsColour(), fonts: openHarfbuzzFonts() });
  const raster = await openSharpRaster({ threads: 1, limitPixels: 100_000_000 });
  const engines = openEngines();
  const tools = {
    raster, colours: openLcmsColour(), developer: openDeveloper(engines), documents: openPdfiumDocuments(), postScript: openGhostscript(engines, raster),
    drawTemplate, media: openFfmpegMedia(engines), threads: 2,
  };
  const bench: ProductionBench = {
    tools, folder,
    async produce(fileName, bytes, options = {}, change = {}) {
      const workFolderPath = await mkdtemp(join(folder, 'work-'));
      const sourcePath = join(folder, 'source');
      await writeFile(sourcePath, bytes);
      return produce({
        sourcePath, fileName, workFolderPath, options: uploadOptions(options), limits: defaultProductionLimits,
        company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 }, ...change,
      }, tools, () => {});
    },
    async made(...given) {
      const result = await bench.produce(...given);
      if (result.kind !== 'made') throw new Error(JSON.stringify(result));
      return result;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
  return bench;
}

/** Path of an artifact. @throws when there is none of that role. */
export function artifactPath(result: Made, role: string): string {
  const found = result.artifacts.find((one) => one.role === role);
  if (!found) throw new Error(`Expected an artifact ${role} but received ${result.artifacts.map((one) => one.role).join(', ')}`);
  return found.path;
}
