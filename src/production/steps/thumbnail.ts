import { join } from 'node:path';
import type { Step } from '../plan.ts';
import type { Context } from './context.ts';

/** Makes the small picture for lists, from the pyramid level just above its size. */
export async function thumbnail(context: Context, step: Extract<Step, { kind: 'thumbnail' }>): Promise<void> {
  if (!context.thumbnailSource) throw new TypeError('Expected a level to make the thumbnail from: it stands behind pyramid');
  const path = join(context.workFolderPath, 'thumbnail');
  await context.raster.writeThumbnail(context.thumbnailSource, path, step.boxPx, context.profile);
  context.artifacts.push({ role: 'thumbnail', path });
}
