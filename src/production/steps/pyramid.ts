import { join } from 'node:path';
import type { Pixels, PyramidCompression } from '#ports';
import type { PyramidMetadata } from '#formats';
import { joinFiles } from '../join-files.ts';
import type { Step } from '../plan.ts';
import type { ArtifactRole } from '#library';
import { splitAlpha } from './alpha.ts';
import { pixelsOf, type Context } from './context.ts';

type PyramidStep = Extract<Step, { kind: 'pyramid' }>;
type Written = { readonly level: number; readonly paths: readonly string[] };

/** Above this, a level is encoded in two bands at once: one encoder keeps one core busy, and level 0 is most of the work. */
const bandedPixels = 4_000_000;
const bands = 2;

/** Edge from which a level is worth a thumbnail: twice its box, so that down-sampling has something to average. */
const thumbnailSourcePx = 512;

/**
 * Builds the levels one by one, each from the one above, encodes them while the next is made, and joins them into one
 * pyramid; alpha goes into a pyramid of its own.
 */
export async function pyramid(context: Context, step: PyramidStep): Promise<void> {
  const encodings: Promise<Written>[] = [];
  const maskEncodings: Promise<Written>[] = [];
  let level: Pixels | undefined = pixelsOf(context);
  const { colour: made, bitsPerComponent, hasAlpha } = level;
  const sizes: { widthPx: number; heightPx: number }[] = [];
  const levelCount = step.levels.length;
  try {
    for (let index = 0; level; index++) {
      const current: Pixels = level;
      sizes.push({ widthPx: current.widthPx, heightPx: current.heightPx });
      if (index === 0 || Math.max(current.widthPx, current.heightPx) >= thumbnailSourcePx) context.thumbnailSource = current;
      const { colour, alpha } = splitAlpha(current);
      encodings.push(encodeLevel(context, step, colour, step.colour, `colour-${index}`, index));
      if (alpha && step.mask) maskEncodings.push(encodeLevel(context, step, alpha, step.mask, `mask-${index}`, index));
      level = index + 1 < levelCount ? await context.raster.halve(current) : undefined;
      context.pixels = undefined;
    }
    const metadata: PyramidMetadata = {
      resolutionPpi: step.resolutionPpi,
      icc: context.profile,
      xmp: step.isXmpCopied ? context.source.xmp : undefined,
    };
    await joinLevels(context, step.role, encodings, metadata);
    if (maskEncodings.length > 0) {
      await joinLevels(context, 'mask', maskEncodings, { resolutionPpi: step.resolutionPpi, icc: undefined, xmp: undefined });
    }
    context.made = { colour: made, bitsPerComponent, hasAlpha, levels: sizes };
  } finally {
    // After a failure no encoder may go on writing into a folder that is about to vanish.
    await Promise.allSettled([...encodings, ...maskEncodings]);
  }
}

async function encodeLevel(
  context: Context, step: PyramidStep, pixels: Pixels, compression: PyramidCompression, name: string, level: number,
): Promise<Written> {
  const parts = bandsOf(pixels, step.tilePx);
  const paths = parts.map((_, part) => join(context.workFolderPath, `${name}-${part}.tif`));
  await Promise.all(parts.map((part, at) => context.raster.writeTiledTiff(part, paths[at]!, { tilePx: step.tilePx, compression })));
  return { level, paths };
}

/** Cuts large images across, between rows of tiles; the parts are views of the same samples. */
function bandsOf(pixels: Pixels, tilePx: number): readonly Pixels[] {
  const tileRows = Math.ceil(pixels.heightPx / tilePx);
  if (pixels.widthPx * pixels.heightPx < bandedPixels || tileRows < bands) return [pixels];
  const rowSamples = pixels.samples.length / pixels.heightPx;
  const cutPx = Math.ceil(tileRows / bands) * tilePx;
  return [[0, cutPx], [cutPx, pixels.heightPx]].map(([top, bottom]) => ({
    ...pixels, heightPx: bottom! - top!, samples: pixels.samples.subarray(top! * rowSamples, bottom! * rowSamples),
  }));
}

async function joinLevels(
  context: Context, role: ArtifactRole, encodings: readonly Promise<Written>[], metadata: PyramidMetadata,
): Promise<void> {
  const levels = await Promise.all(encodings);
  const path = join(context.workFolderPath, `${role}.tif`);
  await joinFiles(levels.toSorted((a, b) => a.level - b.level).map(({ paths }) => paths), path, metadata);
  context.artifacts.push({ role, path });
}
