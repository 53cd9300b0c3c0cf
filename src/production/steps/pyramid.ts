import { join } from 'node:path';
import type { Pixels } from '#ports';
import type { Rows } from '../kernels/types.ts';
import { passRows, type FlowShape } from '../flow/flow.ts';
import type { Step } from '../plan.ts';
import { pyramidLevels, type LevelSize } from '../pyramid/levels.ts';
import { openPyramid } from '../pyramid/write.ts';
import { flowOf, type Context } from './context.ts';

type PyramidStep = Extract<Step, { kind: 'pyramid' }>;

/** Edge from which a level is worth a thumbnail: twice its box, so that down-sampling has something to average. */
const thumbnailSourcePx = 512;

/** Sends the image through the flow and builds its pyramid, alpha in a pyramid of its own. */
export async function pyramid(context: Context, step: PyramidStep): Promise<void> {
  const flow = flowOf(context);
  await using source = flow.source;
  const { shape } = flow;
  // A drawing can come out a pixel larger than its probe said.
  const levels = pyramidLevels(shape.widthPx, shape.heightPx);
  const small = gather(levels.findLastIndex((size) => Math.max(size.widthPx, size.heightPx) >= thumbnailSourcePx), levels, shape);
  const pathOf = (role: string): string => join(context.workFolderPath, `${role}.tif`);
  await using writer = await openPyramid({
    ...context, shape, levels, tilePx: step.tilePx, sharpening: step.sharpening,
    colour: { path: pathOf(step.role), compression: step.colour },
    mask: { path: pathOf('mask'), compression: step.mask },
    see: small.see,
  });
  await passRows(flow, async (rows, topPx) => {
    await writer.push(rows);
    context.onProgress(topPx / source.heightPx);
  });
  for (const change of flow.changes) change.end?.();
  await writer.finish({
    resolutionPpi: step.resolutionPpi, icc: context.profile, xmp: step.isXmpCopied ? context.source.xmp : undefined,
  });
  context.artifacts.push({ role: step.role, path: pathOf(step.role) });
  if (shape.hasAlpha) context.artifacts.push({ role: 'mask', path: pathOf('mask') });
  const { colour, bitsPerComponent, hasAlpha } = shape;
  context.thumbnailSource = { ...levels[small.level]!, colour, bitsPerComponent, hasAlpha, samples: small.samples };
  context.made = { colour, bitsPerComponent, hasAlpha, levels };
}

/** Keeps the rows of one level, interleaved with their alpha.
 *  @param found Its index; negative: level 0 is small already. */
function gather(found: number, levels: readonly LevelSize[], shape: FlowShape): {
  readonly level: number;
  see(level: number, rows: Rows): void;
  readonly samples: Pixels['samples'];
} {
  const wanted = Math.max(0, found);
  const { widthPx, heightPx } = levels[wanted]!;
  const length = widthPx * heightPx * (shape.colours + (shape.hasAlpha ? 1 : 0));
  const samples = shape.bitsPerComponent === 16 ? new Uint16Array(length) : new Uint8Array(length);
  let at = 0;
  return {
    level: wanted, samples,
    see(level, { colour, alpha }) {
      if (level !== wanted) return;
      if (alpha) interleave(colour, alpha, samples.subarray(at));
      else samples.set(colour, at);
      at += colour.length + (alpha?.length ?? 0);
    },
  };
}

function interleave(colour: Pixels['samples'], alpha: Uint8Array, into: Pixels['samples']): void {
  const colours = colour.length / alpha.length;
  const scale = into instanceof Uint16Array ? 257 : 1;
  for (let pixel = 0, from = 0, to = 0; pixel < alpha.length; pixel++) {
    for (let component = 0; component < colours; component++) into[to++] = colour[from++]!;
    into[to++] = alpha[pixel]! * scale;
  }
}
