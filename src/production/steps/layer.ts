import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openFlow } from '../flow/flow.ts';
import { imageFactsOf } from '../image-facts.ts';
import { openKernels, reuseKernels } from '../kernels/open.ts';
import { openLayerPixels } from '../layers/pixels.ts';
import type { Step } from '../plan.ts';
import type { Context } from './context.ts';
import { convertColour } from './convert-colour.ts';
import { pyramid } from './pyramid.ts';
import { thumbnail } from './thumbnail.ts';

/** Makes an image of one layer of a Photoshop document, in a folder of its own. @throws BROKEN_FILE */
export async function layer(context: Context, step: Extract<Step, { kind: 'layer' }>): Promise<void> {
  const { photoshop } = context;
  const record = photoshop?.all.layers.find(({ index }) => index === step.record);
  if (!photoshop || !record) throw new TypeError(`Expected an open Photoshop document with a record ${step.record}`);
  const workFolderPath = join(context.workFolderPath, step.part.replace(' ', '-'));
  await mkdir(workFolderPath);
  // Kernels hold what they made until their image is done.
  const kernels = await openKernels();
  const own: Context = {
    ...context, workFolderPath, kernels, flow: openFlow(openLayerPixels(photoshop, record, step.isExtended), kernels),
    profile: step.profile === 'kept' ? context.source.icc : undefined, made: undefined, thumbnailSource: undefined, artifacts: [],
  };
  if (step.conversion) await convertColour(own, step.conversion);
  await pyramid(own, step.pyramid);
  await thumbnail(own, step.thumbnail);
  reuseKernels(kernels);
  context.derived.push({
    part: step.part, name: step.name, extension: 'tif', ...(step.subfolder !== undefined && { subfolder: step.subfolder }), type: 'Image',
    artifacts: own.artifacts, image: imageFactsOf(own, step.pyramid.resolutionPpi), anchor: step.anchor, warnings: [],
    ...(step.searchLines && { searchLines: step.searchLines }),
  });
}
