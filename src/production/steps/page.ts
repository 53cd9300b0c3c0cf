import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { photoshopPathFacts } from '#formats';
import type { OpenDocument, PixelSource } from '#ports';
import { linkMaps, pageScale, searchLines } from '../documents/content.ts';
import { openFlow } from '../flow/flow.ts';
import { imageFactsOf } from '../image-facts.ts';
import { openKernels, reuseKernels } from '../kernels/open.ts';
import type { Remark, Step } from '../plan.ts';
import type { Context } from './context.ts';

type PageStep = Extract<Step, { kind: 'page' }>;

/** Draws a page of the open document and makes an image of it, in a folder of its own, by the steps of any image.
 *  @param run Carries out one of them. @throws BROKEN_FILE, MEMORY_LIMIT, and what the steps throw */
export async function page(
  context: Context, step: PageStep, run: (context: Context, step: Step) => Promise<void>,
): Promise<void> {
  const { document } = context;
  if (!document) throw new TypeError('Expected an open document to draw a page of');
  const workFolderPath = join(context.workFolderPath, step.part.replace(' ', '-'));
  await mkdir(workFolderPath);
  const content = await document.contentOf(step.page, step.content);
  const scale = pageScale(step.size, step.drawing);
  const { maps, refused } = linkMaps(content.links, scale);
  addNotes(context, [
    ...content.replacedFonts.map((font) => ({ key: 'log.fontReplaced', params: { font } }) as const),
    ...(content.otherLinks > 0 ? [{ key: 'log.linksInside', params: { count: content.otherLinks } } as const] : []),
    ...(refused > 0 ? [{ key: 'log.linksRefused', params: { count: refused } } as const] : []),
  ]);
  // Kernels hold what they made until their image is done.
  const kernels = await openKernels();
  const own: Context = {
    ...context, workFolderPath, kernels, flow: openFlow(await drawn(context, document, step), kernels),
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
    part: step.part, name: step.name, extension: 'tif', type: 'Image', artifacts: own.artifacts,
    image: { ...imageFactsOf(own, step.drawing.resolutionPpi), ...pathFacts(context) },
    ...(step.content.lines && { searchLines: searchLines(content.lines, scale) }), ...(step.content.links && { links: maps }),
    crop, ...(crop && { cropOrigin: step.crop ? 'manual' : 'auto' }), warnings: own.warnings,
  });
}

/** Paths of an EPS of Photoshop: its page is its picture. @source specification of UploadPostJob, §3.4 */
function pathFacts({ source }: Context): Partial<ReturnType<typeof photoshopPathFacts>> {
  return source.photoshop ? photoshopPathFacts(source.photoshop, source.orientation) : {};
}

/** While this page is worked on, the next one may be drawn. */
async function drawn({ next }: Context, document: OpenDocument, { page: number, drawing }: PageStep): Promise<PixelSource> {
  const source = await document.draw(number, drawing);
  if (next?.kind === 'page') document.prepare?.(next.page, next.content, next.drawing);
  return source;
}

/** Remarks of one kind about several pages are one remark; what they count is added up. */
function addNotes({ notes }: Context, more: readonly Remark[]): void {
  for (const { key, params: { count, ...params } } of more) {
    const isAlike = (known: Remark): boolean => known.key === key && JSON.stringify({ ...known.params, count: 0 }) === JSON.stringify({ ...params, count: 0 });
    const at = notes.findIndex(isAlike);
    if (at < 0) notes.push({ key, params: { ...params, ...(count !== undefined && { count }) } });
    else if (count !== undefined) notes[at] = { key, params: { ...params, count: Number(notes[at]!.params['count']) + Number(count) } };
  }
}
