import type { Json } from '#base';
import type { Plan, Step, StepKind } from './plan.ts';
import { compare } from './steps/compare.ts';
import { colourCrop, transparentCrop } from './steps/automatic-crop.ts';
import { clipPath } from './steps/clip-path.ts';
import type { Context } from './steps/context.ts';
import { convertColour } from './steps/convert-colour.ts';
import { adaptiveSet } from './steps/adaptive-set.ts';
import { decode } from './steps/decode.ts';
import { embeddedPreview } from './steps/embedded-preview.ts';
import { encode } from './steps/encode.ts';
import { knockout } from './steps/knockout.ts';
import { catalog } from './steps/catalog.ts';
import { layer } from './steps/layer.ts';
import { page } from './steps/page.ts';
import { pyramid } from './steps/pyramid.ts';
import { streamSource } from './steps/stream-source.ts';
import { template } from './steps/template.ts';
import { thumbnail } from './steps/thumbnail.ts';

type Run<K extends StepKind> = (context: Context, step: Extract<Step, { kind: K }>) => Promise<void>;

const runners: { readonly [K in StepKind]: Run<K> } = {
  decode, clipPath, knockout, colourCrop, transparentCrop, convertColour, pyramid, thumbnail, layer, template, compare, catalog,
  page: (context, step) => page(context, step, runStep), encode, streamSource, adaptiveSet, embeddedPreview,
};

/** Rough share of the whole that each kind takes, for progress only. The steps between `decode` and `pyramid` do their
 *  work while the pyramid is made. */
const weights: Readonly<Record<StepKind, number>> = {
  decode: 3, clipPath: 0, knockout: 1, colourCrop: 0, transparentCrop: 0, convertColour: 0, pyramid: 7, thumbnail: 1, layer: 5, template: 0, compare: 1, page: 5, catalog: 0,
  encode: 60, streamSource: 3, adaptiveSet: 0, embeddedPreview: 1,
};

/** Encodes of a plan, with the shares of the whole at which each begins and ends. */
type EncodeShares = readonly { readonly name: string; readonly from: number; readonly to: number }[];

/** How far each encode is, from how far their file is. @param shares As a kept plan has them. */
export function encodesInWork(shares: Json, fileProgress: number): readonly { readonly name: string; readonly progress: number }[] {
  return (shares as unknown as EncodeShares).map(({ name, from, to }) => ({ name, progress: Math.min(1, Math.max(0, (fileProgress - from) / (to - from))) }));
}

/** When each encode of a plan is in work, as `runPlan` counts. */
export function encodeShares(plan: Pick<Plan, 'steps'>): EncodeShares {
  const whole = plan.steps.reduce((sum, step) => sum + weights[step.kind], 0);
  let done = 0;
  return plan.steps.flatMap((step) => {
    const from = done / whole;
    done += weights[step.kind];
    return step.kind === 'encode' ? [{ name: `${step.name}.${step.target.container}`, from, to: done / whole }] : [];
  });
}

/** What a step took, its share of the pass through the flow included. */
export type StepReport = { readonly kind: StepKind; readonly ms: number };

/** Time of a step that ran, and of the changes it has put into the flow. */
export type StepTime = { readonly kind: StepKind; readonly ms: number; readonly changes: readonly { readonly ms: number }[] };

/** Carries out the steps in order.
 *  @param onProgress Share done, 0..1.
 *  @param times Grows by each step that ran: when one fails, those before it are known. */
export async function runPlan(plan: Plan, context: Context, onProgress: (share: number) => void, times: StepTime[] = []): Promise<void> {
  const whole = plan.steps.reduce((sum, step) => sum + weights[step.kind], 0);
  let done = 0;
  for (const [index, step] of plan.steps.entries()) {
    context.next = plan.steps[index + 1];
    context.onProgress = (share) => onProgress((done + share * weights[step.kind]) / whole);
    const startMs = performance.now();
    const known = context.flow?.changes.length ?? 0;
    await runStep(context, step);
    times.push({ kind: step.kind, ms: performance.now() - startMs, changes: context.flow?.changes.slice(known) ?? [] });
    done += weights[step.kind];
    onProgress(done / whole);
  }
}

/** Changes run inside the pass that the pyramid step drives: their time is taken from it and given to their own steps. */
export function reportsOf(times: readonly StepTime[]): readonly StepReport[] {
  const changed = times.map(({ changes }) => changes.reduce((sum, { ms }) => sum + ms, 0));
  const all = changed.reduce((sum, ms) => sum + ms, 0);
  return times.map(({ kind, ms }, index) => ({ kind, ms: Math.max(0, Math.round(kind === 'pyramid' ? ms - all : ms + changed[index]!)) }));
}

function runStep<K extends StepKind>(context: Context, step: Extract<Step, { kind: K }>): Promise<void> {
  const run = runners[step.kind as K] as Run<K>;
  return run(context, step);
}
