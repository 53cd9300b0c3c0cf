import { join } from 'node:path';
import { openFlow } from '../flow/flow.ts';
import type { Step } from '../plan.ts';
import type { Context } from './context.ts';

/** Reads the file's pixels, turned upright. @throws BROKEN_FILE, UNSUPPORTED_IMAGE, PIXEL_LIMIT */
export async function decode(context: Context, step: Extract<Step, { kind: 'decode' }>): Promise<void> {
  const source = await context.raster.decode(context.sourcePath, {
    probe: context.source,
    ...(step.densityPpi === undefined ? {} : { densityPpi: step.densityPpi }),
    ...(step.into === 'file' ? { spillPath: join(context.workFolderPath, 'pixels.tif') } : {}),
  });
  context.flow = openFlow(source, context.kernels);
  context.profile = step.profile === 'kept' ? context.source.icc : undefined;
}
