import { join } from 'node:path';
import type { Step } from '../plan.ts';
import { pixelsOf, type Context } from './context.ts';

/** Makes the small picture for lists, from the pyramid level just above its size. */
export async function thumbnail(context: Context, step: Extract<Step, { kind: 'thumbnail' }>): Promise<void> {
  const path = join(context.workFolderPath, 'thumbnail');
  await context.raster.writeThumbnail(context.thumbnailSource ?? pixelsOf(context), path, step.boxPx, context.profile);
  context.artifacts.push({ role: 'thumbnail', path });
}
