import { renderText, type Json } from '#base';
import { jobHandle, renderLine, sourceBytesOf, sourceKindOf, type Item, type Job, type JobKind, type Line, type SourceKind } from '#jobs';
import type { Asset } from '#library';
import { changedOptions } from './default-options.ts';
import { readKeptPlan, type JsonObject, type KeptPlan } from './kept-plan.ts';
import { optionsOfMaking } from './making.ts';
import type { UploadOptions } from './types.ts';

/** What became of a file, step by step: plain data for people and programs. Sizes in bytes, times in milliseconds. */
export type Explanation = {
  /** Folder and name as sent. */
  readonly path: string;
  /** Undefined when the log of its job was deleted. */
  readonly item: {
    readonly id: number; readonly state: Item['state']; readonly attempts: number;
    readonly source: SourceKind; readonly sizeBytes: number | undefined;
    readonly job: { readonly handle: string; readonly name: string; readonly kind: JobKind; readonly startedAt: string };
  } | undefined;
  readonly asset: {
    readonly id: number; readonly name: string; readonly type: string; readonly version: number; readonly urlModifier: string;
    readonly originalBytes: number | undefined;
    /** Whether its present artifacts were made by this item. */
    readonly isOfItem: boolean;
  } | undefined;
  /** Options that are not the defaults, by dotted name. */
  readonly options: Readonly<Record<string, Json>>;
  /** What the file said of itself. */
  readonly probe: JsonObject | undefined;
  readonly price: { readonly pixels: number; readonly bytes: number } | undefined;
  readonly steps: readonly {
    readonly kind: string; readonly state: 'done' | 'failed' | 'notRun'; readonly ms: number | undefined; readonly settings: JsonObject;
  }[];
  readonly artifacts: readonly { readonly role: string; readonly sizeBytes: number }[];
  readonly lines: readonly { readonly type: string; readonly message: string; readonly notes: readonly string[] }[];
  readonly failure: { readonly code: string; readonly message: string; readonly step: string | undefined } | undefined;
};

/** Puts together what is known of an item, or of an asset whose item is forgotten. */
export function explain(
  known: { readonly made: { readonly item: Item; readonly job: Job; readonly lines: readonly Line[] } | undefined; readonly asset: Asset | undefined },
  locale: string,
): Explanation {
  const { made, asset } = known;
  const plan = readKeptPlan(made?.item.plan);
  const failed = made?.item.state === 'failed' ? made.lines.findLast((line) => line.reason !== undefined)?.reason : undefined;
  const steps = stepsOf(plan, made?.item.state);
  const isOfItem = asset !== undefined && asset.making?.itemId === made?.item.id;
  return {
    path: made ? made.item.folder + made.item.fileName : asset ? asset.folder + asset.fileName : '',
    item: made && {
      id: made.item.id, state: made.item.state, attempts: made.item.attempts,
      source: sourceKindOf(made.item), sizeBytes: 'assetId' in made.item ? asset?.original?.sizeBytes : sourceBytesOf(made.item),
      job: { handle: jobHandle(made.job), name: made.job.originalName, kind: made.job.kind, startedAt: made.job.startedAt.toISOString() },
    },
    asset: asset && {
      id: asset.id, name: asset.name, type: asset.type, version: asset.version, urlModifier: asset.urlModifier,
      originalBytes: asset.original?.sizeBytes, isOfItem,
    },
    options: optionsOf(made?.job, asset),
    probe: plan?.probe, price: plan?.price, steps,
    artifacts: artifactsOf(plan, isOfItem || made === undefined ? asset : undefined),
    lines: (made?.lines ?? []).map((line) => ({
      type: line.type, message: renderLine(line, locale), notes: (line.notes ?? []).map((note) => renderText(locale, note.key, note.params)),
    })),
    failure: failed && {
      code: failed.key, message: renderText(locale, failed.key, failed.params), step: steps.find(({ state }) => state === 'failed')?.kind,
    },
  };
}

/** A job that optimizes has no options of its own: what counted is what the asset kept. */
function optionsOf(job: Job | undefined, asset: Asset | undefined): Explanation['options'] {
  if (job === undefined) return changedOptions(asset?.making?.options ?? {});
  if (job.kind !== 'ImageOptimization') return changedOptions(job.options);
  return changedOptions(optionsOfMaking(job.options as unknown as UploadOptions, asset?.making) as unknown as Json);
}

/** Steps report in their order: the first without a report is where a failed item failed. */
function stepsOf(plan: KeptPlan | undefined, state: Item['state'] | undefined): Explanation['steps'] {
  const steps = plan?.steps ?? [];
  const firstUndone = steps.findIndex(({ ms }) => ms === undefined);
  return steps.map((step, index) => {
    if (step.ms !== undefined) return { ...step, state: 'done' };
    return { ...step, state: state === 'failed' && index === firstUndone ? 'failed' : 'notRun' };
  });
}

/** As the store has them, else as the plan said. */
function artifactsOf(plan: KeptPlan | undefined, asset: Asset | undefined): Explanation['artifacts'] {
  if (asset === undefined) return plan?.artifacts ?? [];
  return Object.entries(asset.artifacts).map(([role, { sizeBytes }]) => ({ role, sizeBytes }));
}
