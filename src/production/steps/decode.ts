import type { Step } from '../plan.ts';
import type { Context } from './context.ts';

/** Reads the file's pixels, turned upright. @throws BROKEN_FILE, UNSUPPORTED_IMAGE, PIXEL_LIMIT */
export async function decode(context: Context, step: Extract<Step, { kind: 'decode' }>): Promise<void> {
  const density = step.densityPpi === undefined ? {} : { densityPpi: step.densityPpi };
  context.pixels = await context.raster.decode(context.sourcePath, { probe: context.source, ...density });
  context.profile = step.profile === 'kept' ? context.source.icc : undefined;
}
