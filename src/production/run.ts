import type { Plan, Step, StepKind } from './plan.ts';
import type { Context } from './steps/context.ts';
import { convertColour } from './steps/convert-colour.ts';
import { decode } from './steps/decode.ts';
import { pyramid } from './steps/pyramid.ts';
import { thumbnail } from './steps/thumbnail.ts';

type Run<K extends StepKind> = (context: Context, step: Extract<Step, { kind: K }>) => Promise<void>;

const runners: { readonly [K in StepKind]: Run<K> } = { decode, convertColour, pyramid, thumbnail };

/** Rough share of the whole that each kind takes, for progress only. */
const weights: Readonly<Record<StepKind, number>> = { decode: 3, convertColour: 2, pyramid: 6, thumbnail: 1 };

export type StepReport = { readonly kind: StepKind; readonly ms: number };

/** Carries out the steps in order. @param onProgress Share done, 0..1. */
export async function runPlan(plan: Plan, context: Context, onProgress: (share: number) => void): Promise<readonly StepReport[]> {
  const whole = plan.steps.reduce((sum, step) => sum + weights[step.kind], 0);
  const reports: StepReport[] = [];
  let done = 0;
  for (const step of plan.steps) {
    const startMs = performance.now();
    await runStep(context, step);
    reports.push({ kind: step.kind, ms: Math.round(performance.now() - startMs) });
    done += weights[step.kind];
    onProgress(done / whole);
  }
  return reports;
}

function runStep<K extends StepKind>(context: Context, step: Extract<Step, { kind: K }>): Promise<void> {
  const run = runners[step.kind as K] as Run<K>;
  return run(context, step);
}
