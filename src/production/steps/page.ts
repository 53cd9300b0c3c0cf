import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openFlow } from '../flow/flow.ts';
import { imageFactsOf } from '../image-facts.ts';
import { openKernels, reuseKernels } from '../kernels/open.ts';
import type { Remark, Step } from '../plan.ts';
import type { Context } from './context.ts';

/** Draws a page of the open document and makes an image of it, in a folder of its own, by the steps of any image.
 *  @param run Carries out one of them. @throws BROKEN_FILE, MEMORY_LIMIT, and what the steps throw */
export async function page(
  context: Context, step: Extract<Step, { kind: 'page' }>, run: (context: Context, step: Step) => Promise<void>,
): Promise<void> {
  const { document } = context;
  if (!document) throw new TypeError('Expected an open document to draw a page of');
  const workFolderPath = join(context.workFolderPath, step.part.replace(' ', '-'));
  await mkdir(workFolderPath);
  addNotes(context, (await document.replacedFonts(step.page)).map((font) => ({ key: 'log.fontReplaced', params: { font } })));
  // Kernels hold what they made until their image is done.
  const kernels = await openKernels();
  const own: Context = {
    ...context, workFolderPath, kernels, flow: openFlow(await document.draw(step.page, step.drawing), kernels),
    profile: undefined, crop: undefined, made: undefined, thumbnailSource: undefined, artifacts: [], warnings: [...step.warnings], notes: [],
  };
  const pyramid = step.steps.find((one) => one.kind === 'pyramid');
  for (const one of step.steps) {
    own.onProgress = one === pyramid ? context.onProgress : () => {};
    await run(own, one);
  }
  reuseKernels(kernels);
  addNotes(context, own.notes);
  if (step.role === 'thumbnail') return void context.artifacts.push(...own.artifacts.filter(({ role }) => role === 'thumbnail'));
  const crop = step.crop ?? own.crop;
  context.derived.push({
    part: step.part, name: step.name, extension: 'tif', type: 'Image', artifacts: own.artifacts, image: imageFactsOf(own, step.drawing.resolutionPpi),
    crop, ...(crop && { cropOrigin: step.crop ? 'manual' : 'auto' }), warnings: own.warnings,
  });
}

/** Remarks of one kind about several pages are one remark. */
function addNotes({ notes }: Context, more: readonly Remark[]): void {
  for (const note of more) {
    const text = JSON.stringify(note);
    if (!notes.some((known) => JSON.stringify(known) === text)) notes.push(note);
  }
}
