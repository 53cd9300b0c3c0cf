import { stat } from 'node:fs/promises';
import { asFailure, type Json } from '#base';
import { photoshopPathFacts } from '#formats';
import type { ImageFacts } from '#library';
import { readFonts } from './fonts.ts';
import { imageFactsOf } from './image-facts.ts';
import { reuseKernels } from './kernels/open.ts';
import { openDocumentOf } from './documents/open.ts';
import { probeDocument } from './documents/probe.ts';
import { openPhotoshop } from './layers/open.ts';
import { probeLayers } from './layers/probe.ts';
import { openFilm } from './media/open.ts';
import { makePlan } from './make-plan.ts';
import { readMetadata } from './metadata.ts';
import type { Plan } from './plan.ts';
import { drawnFrom, openContext, probeTask, type ProductionTools } from './open-context.ts';
import { imageProbe, type FileProbe, type ImageProbe } from './probe.ts';
import { chosenProfiles } from './profile-bytes.ts';
import { encodeShares, reportsOf, runPlan, type StepTime } from './run.ts';
import type { Context } from './steps/context.ts';
import { translateDisk } from './translate-disk.ts';
import type { ArtifactFile, DerivedResult, ProductionResult, ProductionTask } from './types.ts';

/** Makes of a file what it becomes: probe, plan, run. Runs inside a child process.
 *  @param onProgress Share done, 0..1.
 *  @param tell Told the plan before a long one is carried out.
 *  @returns `failed` for whatever is the file's fault.
 *  @throws what is ours: a full disk, a defect. */
export async function produce(
  task: ProductionTask, tools: ProductionTools, onProgress: (share: number) => void, tell: (plan: Json) => void = () => {},
): Promise<ProductionResult> {
  let plan: Plan | undefined;
  let probe: FileProbe | undefined;
  const times: StepTime[] = [];
  try {
    const probed = await probeTask(task, tools);
    const isLayered = task.options.photoshop.process === 'MaintainLayers' && (probed.file.image ?? probed.file.unmerged)?.format === 'psd';
    using photoshop = isLayered ? openPhotoshop(probed.readablePath) : undefined;
    await using document = await openDocumentOf(probed.file, task, tools);
    const film = await openFilm(task, tools, probed.file);
    probe = {
      ...probed.file, ...(document && { document: await probeDocument(document, task.company.pdfProcessingPageLimit) }),
      ...(film && { film: film.film, image: film.still && imageProbe(film.still.raster) }),
    };
    const layers = photoshop && probeLayers(photoshop, task.options.photoshop.extractText);
    const fonts = layers?.layers.some(({ text }) => text) ? await readFonts(task.fonts ?? []) : undefined;
    const verdict = makePlan(
      { ...probe, ...(layers && { layers }), ...(fonts && { fonts }) }, task.options, task.limits, task.company, await chosenProfiles(task), task.presets,
    );
    if (verdict.kind === 'skip') return { kind: 'skipped', warning: verdict.warning };
    plan = film ? withVanished(verdict.plan, task.vanishedPresets ?? 0) : verdict.plan;
    const { image } = probe;
    const source = film?.still?.raster ?? probed.raster ?? (document && drawnFrom(document));
    const metadata = await readMetadata(task.sourcePath);
    const stored = { kind: 'made', type: plan.type, facts: plan.facts, metadata, crop: plan.crop, warnings: plan.warnings, notes: plan.notes } as const;
    if (plan.steps.length === 0) {
      return { ...stored, image: undefined, artifacts: [], ...derivedOf(plan, []), plan: await plainPlan(plan, probe, times, []) };
    }
    const context = await openContext(task, tools, source, film?.still?.path ?? probed.readablePath, { photoshop, document, fonts, film: film?.open });
    const encodes = encodeShares(plan);
    if (encodes.length > 0) tell({ ...await plainPlan(plan, probe, [], []), encodes });
    await runPlan(plan, context, onProgress, times);
    reuseKernels(context.kernels);
    return {
      ...stored, ...(film && filmOutcome(plan, context)),
      ...(plan.crop ? { crop: plan.crop, cropOrigin: 'manual' } : { crop: context.crop, cropOrigin: 'auto' }),
      warnings: [...plan.warnings, ...context.warnings], notes: [...plan.notes, ...context.notes],
      image: image && imageFacts(plan, context, image), artifacts: context.artifacts,
      ...(photoshop ? { derived: { engine: 'PhotoshopLayers', parts: context.derived } } : derivedOf(plan, context.derived)),
      plan: await plainPlan(plan, probe, times, context.artifacts),
    };
  } catch (thrown) {
    const failure = asFailure(translateDisk(thrown));
    if (failure.row.retry === 'later') throw failure;
    return { kind: 'failed', code: failure.code, params: failure.params, ...(plan && { plan: await plainPlan(plan, probe, times, []) }) };
  }
}

/** Who makes nothing any more says so: what was made before goes. */
function derivedOf({ derivedBy }: Plan, parts: DerivedResult['parts']): { readonly derived?: DerivedResult } {
  return derivedBy ? { derived: { engine: derivedBy, parts } } : {};
}

/** A job that waited can outlive its presets. */
function withVanished(plan: Plan, count: number): Plan {
  return count > 0 ? { ...plan, warnings: [...plan.warnings, { key: 'log.presetsVanished', params: { count } }] } : plan;
}

/** A film without any encode is no master, whatever was planned; its stream is known once it is cut. */
function filmOutcome(plan: Plan, { derived, film }: Context): Pick<Extract<ProductionResult, { kind: 'made' }>, 'type' | 'facts'> {
  return {
    type: plan.type === 'MasterVideo' && derived.length === 0 ? 'Video' : plan.type,
    facts: film?.segments ? { ...plan.facts, segments: film.segments } : plan.facts,
  };
}

function imageFacts(plan: Plan, context: Context, image: ImageProbe): ImageFacts {
  const step = plan.steps.find((one) => one.kind === 'pyramid');
  if (!step) throw new TypeError('Expected a pyramid in the plan of an image');
  return {
    ...imageFactsOf(context, step.resolutionPpi), hasXmp: image.hasXmp,
    ...photoshopPathFacts(context.source.photoshop, context.source.orientation),
  };
}

/** The plan with what the file said of itself, what the steps took that ran, and what they made: as it is kept with the item. */
async function plainPlan(
  plan: Plan, probe: FileProbe | undefined, times: readonly StepTime[], artifacts: readonly ArtifactFile[],
): Promise<{ [name: string]: Json }> {
  const made = await Promise.all(artifacts.map(async ({ role, path }) => ({ role, sizeBytes: (await stat(path)).size })));
  return JSON.parse(JSON.stringify({ ...plan, probe, ran: reportsOf(times), artifacts: made })) as { [name: string]: Json };
}
