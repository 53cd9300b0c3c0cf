import { asFailure, type Json, type Log, type TextKey } from '#base';
import type { ClosingTask, JobKind, Jobs, LeasedClosing, LogFileType, NewLine, PerformClosing } from '#jobs';
import { cleanFolderPath, type Library, type PropertySet, type SetCandidate } from '#library';
import type { Clock, Database, PatternMatcher, Transaction } from '#ports';
import { mergePlanned, type MergeSubject } from './merging.ts';
import { memberTypes, openSorter, planSets, type SetPlan, type Sorter } from './planning.ts';
import { readRecipe, type SetKind, type SetRecipe } from './recipe.ts';
import type { Place } from './sorting.ts';

/** What the options of a job say about sets; a job that generates sets names the assets as well. */
export type SetOptions = {
  readonly autoSetIds: readonly number[];
  readonly readyForPublish: boolean;
  readonly preservePublishState?: boolean;
  /** Undefined: what the job made or renewed. */
  readonly assetIds?: readonly number[];
  /** Beats that of the scripts. */
  readonly destFolder?: string;
};

export type SetMakerRooms = {
  readonly library: Library;
  readonly jobs: Pick<Jobs, 'assetsOf' | 'finishClosing'>;
  readonly database: Database;
  readonly matcher: PatternMatcher;
  readonly clock: Clock;
  readonly log: Log;
  readonly companyRules: (companyId: number) => Promise<{ readonly rootPath: string; readonly retainPublishState: boolean }>;
};

/** What a job has to do at its end by its options. @source specification of UploadPostJob, §3.15: none without scripts */
export function closingTasksOf({ options }: { readonly kind: JobKind; readonly options: Json }): readonly ClosingTask[] {
  const ids = (options as { readonly autoSetIds?: Json } | null)?.autoSetIds;
  return Array.isArray(ids) && ids.length > 0 ? ['autoSets'] : [];
}

/** Makes the sets of a job at its end: everything in one transaction with the end of the task. */
export function openSetMaker(rooms: SetMakerRooms): PerformClosing {
  return async (leased, { progress }) => {
    const { job } = leased;
    const options = job.options as unknown as SetOptions;
    const rules = await rooms.companyRules(job.companyId);
    const scripts = await rooms.library.propertySets.byIds(options.autoSetIds);
    const lines: NewLine[] = options.autoSetIds.filter((id) => !scripts.some((script) => script.id === id))
      .map((id) => warning('log.scriptLeftOut', { script: `ps|${id}` }, { key: 'sets.scriptGone', params: {} }));
    const ownIds = options.assetIds ?? await rooms.jobs.assetsOf(job.id);
    const planned: Planned[] = [];
    for (const [index, script] of scripts.entries()) {
      const made = await planScript(rooms, leased, script, ownIds, options, rules.rootPath);
      lines.push(...made.lines);
      if (made.planned) planned.push(made.planned);
      progress(0.5 * (index + 1) / scripts.length);
    }
    await rooms.database.transaction().execute(async (transaction) => {
      const made = await makeAll(rooms, transaction, planned, {
        companyId: job.companyId, userEmail: job.userEmail, readyForPublish: options.readyForPublish,
        preservePublishState: options.preservePublishState, retainPublishState: rules.retainPublishState, folder: undefined,
      });
      await rooms.jobs.finishClosing(transaction, leased, [...lines, ...made]);
    });
    rooms.log.info('sets made', { jobId: job.id, sets: planned.reduce((sum, { plan }) => sum + plan.sets.size, 0) });
  };
}

type Planned = { readonly recipe: SetRecipe; readonly sort: Sorter; readonly plan: SetPlan; readonly folder: string | undefined };

/** A script that cannot be read or takes too long is left out; the others go on. */
async function planScript(
  rooms: SetMakerRooms, { job }: LeasedClosing, script: PropertySet, ownIds: readonly number[], options: SetOptions, rootPath: string,
): Promise<{ readonly planned?: Planned; readonly lines: readonly NewLine[] }> {
  const { sets } = rooms.library;
  try {
    const recipe = readRecipe(script.properties);
    if (!recipe.isActive) return { lines: [warning('log.scriptLeftOut', { script: titleOf(recipe, script) }, { key: 'sets.scriptInactive', params: {} })] };
    const types = memberTypes(recipe.kind);
    const destFolder = options.destFolder ?? recipe.destFolder;
    const folder = destFolder === undefined ? undefined : cleanFolderPath(rootPath, destFolder);
    const own = await sets.candidatesAmong(job.companyId, types, ownIds);
    const sort = openSorter(rooms.matcher, rooms.clock, recipe);
    const plan = await planSets(sort, recipe, own, sets.candidates(job.companyId, types));
    return { planned: { recipe, sort, plan, folder }, lines: own.flatMap((asset) => leftOutLine(recipe, asset, plan.places.get(asset.name))) };
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.row.retry === 'later') throw failure;
    return { lines: [{ type: 'UploadError', key: 'log.scriptLeftOut', params: { script: `ps|${script.id}` }, reason: { key: failure.code, params: failure.params } }] };
  }
}

/** By name, so that two jobs that grow the same sets wait for each other in one order. */
async function makeAll(rooms: SetMakerRooms, transaction: Transaction, planned: readonly Planned[], subject: MergeSubject): Promise<readonly NewLine[]> {
  const tasks = planned.flatMap((one) => [...one.plan.sets.keys()].map((name) => ({ ...one, name })));
  const lines: NewLine[] = [];
  for (const { recipe, sort, plan, folder: destFolder, name } of tasks.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const { outcome, folder, leftOut } = await mergePlanned(rooms.library.sets, transaction, sort, recipe, plan, name, { ...subject, folder: destFolder });
    const path = ('asset' in outcome ? outcome.asset.folder : folder) + name;
    for (const [member, place] of leftOut) lines.push(...leftOutLine(recipe, { name: member }, place, true));
    switch (outcome.kind) {
      case 'created':
        lines.push({ type: 'UploadSuccess', key: 'log.setMade', params: { path, count: outcome.memberCount }, asset: { id: outcome.asset.id, name, fileType: fileTypes[recipe.kind] } });
        break;
      case 'changed':
        lines.push({ type: 'FileUpdated', key: 'log.setUpdated', params: { path, count: outcome.memberCount }, asset: { id: outcome.asset.id, name, fileType: fileTypes[recipe.kind] } });
        break;
      case 'tooMany':
        lines.push({ type: 'UploadError', key: 'log.setNotMade', params: { path }, reason: { key: 'sets.tooMany', params: { count: outcome.memberCount } } });
        break;
      case 'nameTaken':
        lines.push({ type: 'UploadError', key: 'log.setNotMade', params: { path }, reason: {
          key: outcome.asset.trashState === 'NotInTrash' ? 'sets.nameTaken' : 'sets.nameInTrash', params: { type: outcome.asset.type } } });
        break;
      case 'unchanged':
      case 'tooFew':
    }
  }
  return lines;
}

/** @source specification of production, §11 "Log" */
const fileTypes: { readonly [Kind in SetKind]: LogFileType } = {
  ImageSet: 'ImageSet', SwatchSet: 'ImageSet', SpinSet: 'SpinSet', MultiAxisSpinSet: 'SpinSet', MediaSet: 'NoType',
};

const reasons: { readonly [Why in Extract<Place, { kind: 'none' }>['why']]: TextKey | undefined } = {
  noMatch: undefined, noRow: 'sets.noRow', noColumn: 'sets.noColumn', noImageOfSwatch: 'sets.noImageOfSwatch',
};

/** What a recipe does not speak of needs no line, unless it was in the set before. */
function leftOutLine(recipe: SetRecipe, asset: Pick<SetCandidate, 'name'> & Partial<SetCandidate>, place: Place | undefined, isOld = false): readonly NewLine[] {
  const key = place?.kind === 'none' ? reasons[place.why] ?? (isOld ? 'sets.noMatch' : undefined) : undefined;
  if (key === undefined) return [];
  const named = asset.id === undefined ? {} : { asset: { id: asset.id, name: asset.name, fileType: 'MasterImage' as const } };
  return [{ type: 'UploadError', key: 'log.setLeftOut', params: { name: asset.name, script: recipe.name || recipe.kind }, reason: { key, params: {} }, ...named }];
}

function warning(key: TextKey, params: NewLine['params'], reason: NonNullable<NewLine['reason']>): NewLine {
  return { type: 'UploadWarning', key, params, reason };
}

function titleOf(recipe: SetRecipe, script: PropertySet): string {
  return recipe.name === '' ? `ps|${script.id}` : recipe.name;
}

