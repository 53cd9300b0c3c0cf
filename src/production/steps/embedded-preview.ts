import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { asFailure, openSource } from '#base';
import { inDesignPacket, xmpThumbnail } from '#formats';
import type { Step } from '../plan.ts';
import type { Context } from './context.ts';

/** A preview above this is none. */
const mostPixels = 16_000_000;

/** Makes the small picture for lists from the preview that a document of InDesign carries. One that is missing or damaged is
 *  no fault of the document: it has no thumbnail then.
 *  @source specification of UploadPostJob, §3.20 */
export async function embeddedPreview(context: Context, step: Extract<Step, { kind: 'embeddedPreview' }>): Promise<void> {
  const jpeg = quietly(() => readPreview(context.sourcePath));
  if (!jpeg) return;
  const previewPath = join(context.workFolderPath, 'preview.jpg');
  const file = await open(previewPath, 'wx');
  await file.writeFile(jpeg).finally(() => file.close());
  try {
    const { widthPx, heightPx, icc } = await context.raster.probe(previewPath);
    if (widthPx * heightPx > mostPixels) return;
    await using source = await context.raster.decode(previewPath);
    const { colour, hasAlpha, bitsPerComponent } = source;
    const pixels = { widthPx: source.widthPx, heightPx: source.heightPx, colour, hasAlpha, bitsPerComponent, samples: source.rows(0, source.heightPx) };
    const path = join(context.workFolderPath, 'thumbnail');
    await context.raster.writeThumbnail(pixels, path, step.boxPx, icc);
    context.artifacts.push({ role: 'thumbnail', path });
  } catch (thrown) {
    if (asFailure(thrown).row.retry === 'later') throw thrown;
  }
}

function readPreview(path: string): Uint8Array | undefined {
  const { source, close } = openSource(path);
  try {
    const packet = inDesignPacket(source);
    return packet && xmpThumbnail(packet)?.jpeg;
  } finally {
    close();
  }
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (asFailure(thrown).row.retry === 'later') throw thrown;
    return undefined;
  }
}
