import { asFailure, Failure, type Json } from '#base';
import { iccFacts } from '#formats';
import type { ImageFacts } from '#library';
import type { Raster } from '#ports';
import { makePlan, type Plan } from './plan.ts';
import { probeFile, type ImageProbe } from './probe.ts';
import { runPlan, type StepReport } from './run.ts';
import type { Context } from './steps/context.ts';
import type { ProductionResult, ProductionTask } from './types.ts';

/** Makes of a file what it becomes: probe, plan, run. Runs inside a child process.
 *  @param onProgress Share done, 0..1.
 *  @returns `failed` for whatever is the file's fault.
 *  @throws what is ours: a full disk, a defect. */
export async function produce(task: ProductionTask, raster: Raster, onProgress: (share: number) => void): Promise<ProductionResult> {
  let plan: Plan | undefined;
  try {
    const probed = await probeFile(task.sourcePath, task.fileName, raster);
    const verdict = makePlan(probed.file, task.options, task.limits, task.company);
    if (verdict.kind === 'skip') return { kind: 'skipped', warning: verdict.warning };
    plan = verdict.plan;
    const made = { kind: 'made', type: plan.type, facts: plan.facts, crop: plan.crop, warnings: plan.warnings, notes: plan.notes } as const;
    if (!probed.raster || !probed.file.image) return { ...made, image: undefined, keywords: [], artifacts: [], plan: plainPlan(plan, []) };
    const context: Context = {
      sourcePath: task.sourcePath, workFolderPath: task.workFolderPath, raster, source: probed.raster,
      pixels: undefined, profile: undefined, thumbnailSource: undefined, made: undefined, artifacts: [],
    };
    const reports = await runPlan(plan, context, onProgress);
    const { image } = probed.file;
    return {
      ...made, image: imageFacts(plan, context, image), keywords: image.keywords, artifacts: context.artifacts,
      plan: plainPlan(plan, reports),
    };
  } catch (thrown) {
    const failure = asFailure(translateDisk(thrown));
    if (failure.row.retry === 'later') throw failure;
    return { kind: 'failed', code: failure.code, params: failure.params, ...(plan && { plan: plainPlan(plan, []) }) };
  }
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
    levels: made.levels, photoshopPathNames: image.pathNames, hasXmp: image.hasXmp,
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
