import { asFailure, Failure, type Json } from '#base';
import { iccFacts, photoshopPathFacts } from '#formats';
import type { ImageFacts } from '#library';
import type { ColourEngine, Developer, Raster } from '#ports';
import { openKernels } from './kernels/open.ts';
import { makePlan } from './make-plan.ts';
import { readMetadata } from './metadata.ts';
import type { Plan } from './plan.ts';
import { probeFile, type ImageProbe, type Probed } from './probe.ts';
import { chosenProfiles, profileReader } from './profile-bytes.ts';
import { runPlan, type StepReport } from './run.ts';
import type { Context } from './steps/context.ts';
import type { ProductionResult, ProductionTask } from './types.ts';

/** What production asks of the process around it. */
export type ProductionTools = { readonly raster: Raster; readonly colours: ColourEngine; readonly developer: Developer };

/** Makes of a file what it becomes: probe, plan, run. Runs inside a child process.
 *  @param onProgress Share done, 0..1.
 *  @returns `failed` for whatever is the file's fault.
 *  @throws what is ours: a full disk, a defect. */
export async function produce(task: ProductionTask, tools: ProductionTools, onProgress: (share: number) => void): Promise<ProductionResult> {
  let plan: Plan | undefined;
  try {
    const { sourcePath, workFolderPath, limits } = task;
    const probed = await probeFile(sourcePath, task.fileName, tools.raster, (kind) => tools.developer.develop(sourcePath, kind, { workFolderPath, limits }));
    const verdict = makePlan(probed.file, task.options, task.limits, task.company, await chosenProfiles(task));
    if (verdict.kind === 'skip') return { kind: 'skipped', warning: verdict.warning };
    plan = verdict.plan;
    const { raster: source } = probed;
    const { image } = probed.file;
    const metadata = await readMetadata(task.sourcePath);
    const stored = { kind: 'made', type: plan.type, facts: plan.facts, metadata, crop: plan.crop, warnings: plan.warnings, notes: plan.notes } as const;
    if (!source || !image) return { ...stored, image: undefined, artifacts: [], plan: plainPlan(plan, []) };
    const context = await openContext(task, tools, source, probed.readablePath);
    const reports = await runPlan(plan, context, onProgress);
    return {
      ...stored,
      ...(plan.crop ? { crop: plan.crop, cropOrigin: 'manual' } : { crop: context.crop, cropOrigin: 'auto' }),
      warnings: [...plan.warnings, ...context.warnings], notes: [...plan.notes, ...context.notes],
      image: imageFacts(plan, context, image), artifacts: context.artifacts,
      plan: plainPlan(plan, reports),
    };
  } catch (thrown) {
    const failure = asFailure(translateDisk(thrown));
    if (failure.row.retry === 'later') throw failure;
    return { kind: 'failed', code: failure.code, params: failure.params, ...(plan && { plan: plainPlan(plan, []) }) };
  }
}

async function openContext(task: ProductionTask, tools: ProductionTools, source: NonNullable<Probed['raster']>, readablePath: string): Promise<Context> {
  return {
    sourcePath: readablePath, workFolderPath: task.workFolderPath, ...tools, kernels: await openKernels(), source,
    profileBytes: profileReader(task.profiles, tools.raster), onProgress: () => {},
    flow: undefined, profile: undefined, crop: undefined, warnings: [], notes: [], thumbnailSource: undefined, made: undefined, artifacts: [],
  };
}

function imageFacts(plan: Plan, context: Context, image: ImageProbe): ImageFacts {
  const step = plan.steps.find((one) => one.kind === 'pyramid');
  const { made } = context;
  if (!step || !made) throw new TypeError('Expected a pyramid in the plan of an image');
  const top = made.levels[0]!;
  return {
    widthPx: top.widthPx, heightPx: top.heightPx, resolutionPpi: step.resolutionPpi,
    colour: made.colour, bitsPerComponent: made.bitsPerComponent, hasAlpha: made.hasAlpha,
    iccProfileName: context.profile && iccFacts(context.profile)?.description,
    levels: made.levels, hasXmp: image.hasXmp, ...photoshopPathFacts(context.source.photoshop, context.source.orientation),
  };
}

/** The plan with what its steps took, as it is kept with the item. */
function plainPlan(plan: Plan, reports: readonly StepReport[]): Json {
  return JSON.parse(JSON.stringify({ ...plan, ran: reports })) as Json;
}

/** The library reports a full disk in words, Node by a code. */
function translateDisk(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const cause = thrown instanceof Failure && thrown.cause instanceof Error ? thrown.cause : thrown;
  const isFull = ('code' in cause && cause.code === 'ENOSPC') || /no space left/i.test(cause.message);
  return isFull ? new Failure('DISK_FULL', {}, { cause: thrown }) : thrown;
}
