import { rm, stat } from 'node:fs/promises';
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '#base';
import type { ColourSpace, Engines, InterpreterTask, PixelSource, PostScript, Raster } from '#ports';
import { clearGround } from './clear-ground.ts';
import { call, program } from './call.ts';

type Drawing = Parameters<PostScript['draw']>[2];

/** Devices that write samples and nothing else, eight bits each. */
const devices: Readonly<Record<ColourSpace, { readonly device: string; readonly components: 1 | 3 | 4; readonly args: readonly string[] }>> = {
  gray: { device: 'bit', components: 1, args: ['-dGrayValues=256'] },
  rgb: { device: 'bitrgb', components: 3, args: ['-dRedValues=256', '-dGreenValues=256', '-dBlueValues=256'] },
  cmyk: { device: 'bitcmyk', components: 4, args: ['-dGrayValues=256', '-dRedValues=256', '-dGreenValues=256', '-dBlueValues=256'] },
};

/** Draws one page; with alpha in gray and CMYK, which no device writes, twice. */
export async function draw(
  engines: Engines, raster: Pick<Raster, 'decode'>, path: string, page: number, as: Drawing, how: InterpreterTask,
): Promise<PixelSource> {
  const pixels = as.widthPx * as.heightPx;
  if (pixels > how.limits.pixels) throw new Failure('PIXEL_LIMIT', { pixels, limit: how.limits.pixels });
  if (!as.hasAlpha) return drawOpaque(engines, path, page, as, how);
  const clear = await drawClear(engines, raster, path, page, as, how);
  if (as.colour === 'rgb') return clear;
  try {
    return clearGround(await drawOpaque(engines, path, page, as, how), clear);
  } catch (thrown) {
    await clear[Symbol.asyncDispose]();
    throw thrown;
  }
}

async function drawOpaque(engines: Engines, path: string, page: number, as: Drawing, how: InterpreterTask): Promise<PixelSource> {
  const { device, components, args } = devices[as.colour];
  const { folderPath } = await call(engines, { device, output: 'page.raw', files: { 'in.pdf': path }, args: [...args, ...pageArgs(page, as)] }, how);
  const rawPath = join(folderPath, 'page.raw');
  const sizeBytes = await stat(rawPath).then(({ size }) => size, () => 0);
  if (sizeBytes !== as.widthPx * as.heightPx * components) throw mismatch(page);
  return openRaw(rawPath, { widthPx: as.widthPx, heightPx: as.heightPx, colour: as.colour, hasAlpha: false, bitsPerComponent: 8 }, components, folderPath);
}

/** Alpha is what was painted on, and colours are not mixed with a ground. */
async function drawClear(
  engines: Engines, raster: Pick<Raster, 'decode'>, path: string, page: number, as: Drawing, how: InterpreterTask,
): Promise<PixelSource> {
  const { folderPath } = await call(engines, { device: 'pngalpha', output: 'page.png', files: { 'in.pdf': path }, args: pageArgs(page, as) }, how);
  const source = await raster.decode(join(folderPath, 'page.png'), { spillPath: join(folderPath, 'page.tif') });
  if (source.widthPx !== as.widthPx || source.heightPx !== as.heightPx || source.colour !== 'rgb' || !source.hasAlpha) {
    await source[Symbol.asyncDispose]();
    throw mismatch(page);
  }
  return { ...source, rows: (topPx, count) => source.rows(topPx, count), [Symbol.asyncDispose]: async () => {
    await source[Symbol.asyncDispose]();
    await rm(folderPath, { recursive: true, force: true });
  } };
}

/** The page fills the size: its resolutions differ by what the size was rounded up. */
function pageArgs(page: number, { widthPx, heightPx, widthPt, heightPt }: Drawing): readonly string[] {
  return [
    '-q', `-r${(widthPx * 72) / widthPt}x${(heightPx * 72) / heightPt}`, `-dFirstPage=${page}`, `-dLastPage=${page}`, '-dUseCropBox',
    '-dTextAlphaBits=4', '-dGraphicsAlphaBits=4', '-dOverprint=/disable', '-f', 'in.pdf',
  ];
}

function mismatch(page: number): Failure {
  return new Failure('ENGINE_FAILED', { program, detail: `page ${page} came out in another size` });
}

/** Samples of a file as a picture; gone with it. */
function openRaw(path: string, shape: Omit<PixelSource, 'rows' | typeof Symbol.asyncDispose>, components: number, folderPath: string): PixelSource {
  const file = openSync(path, 'r');
  const rowBytes = shape.widthPx * components;
  return {
    ...shape,
    rows(topPx, count) {
      const samples = new Uint8Array(rowBytes * count);
      for (let at = 0; at < samples.byteLength;) {
        const read = readSync(file, samples, at, samples.byteLength - at, topPx * rowBytes + at);
        if (read === 0) throw new TypeError(`Expected row ${topPx + count} of ${shape.heightPx}`);
        at += read;
      }
      return samples;
    },
    async [Symbol.asyncDispose]() {
      closeSync(file);
      await rm(folderPath, { recursive: true, force: true });
    },
  };
}
