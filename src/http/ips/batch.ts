import { asFailure, Failure } from '#base';
import type { Asset } from '#library';
import { parseAssetHandle, type WireObject } from '#wire';

import { invalid, objectsOf, textsOf } from './arguments.ts';
import type { OperationContext } from './operation.ts';
import { itemArray, present } from './present/fields.ts';
import { companyOf } from './subjects.ts';

/** Assets one call may name. */
const most = 10_000;

/** What became of one asset of a batch: nothing for those that went well. */
export type BatchProblem = { readonly handle: string; readonly gravity: 'warning' | 'error'; readonly failure: Failure };

export type BatchSubject = { readonly handle: string; readonly asset: Asset };

/** The handles of `assetHandleArray`, each once. @throws INVALID_PARAMETER above 10,000 */
export function handlesOf(input: WireObject): readonly string[] {
  return limited('assetHandleArray', [...new Set(textsOf(input, 'assetHandleArray') ?? [])]);
}

/** The objects of an array of updates. @throws INVALID_PARAMETER above 10,000 */
export function updatesOf(input: WireObject, name: string): readonly WireObject[] {
  return limited(name, objectsOf(input, name));
}

function limited<Item>(name: string, items: readonly Item[]): readonly Item[] {
  if (items.length > most) throw invalid(name, `at most ${most} items`, items.length);
  return items;
}

/** Finds the assets of a batch: unknown ones, those of other companies and those destroyed are problems. */
export async function subjectsOf(
  context: OperationContext, handles: readonly string[],
): Promise<{ readonly subjects: readonly BatchSubject[]; readonly problems: readonly BatchProblem[] }> {
  const wanted = handles.map((handle) => ({ handle, id: parseAssetHandle(handle) }));
  const ids = wanted.flatMap(({ id }) => id ?? []);
  const assets = new Map((await context.rooms.library.assetsByIds(companyOf(context).id, ids)).map((asset) => [asset.id, asset]));
  const subjects: BatchSubject[] = [];
  const problems: BatchProblem[] = [];
  for (const { handle, id } of wanted) {
    const asset = id === undefined ? undefined : assets.get(id);
    if (asset !== undefined && asset.trashState !== 'InEmptiedTrash') subjects.push({ handle, asset });
    else problems.push(problemOf(handle, new Failure('NOT_FOUND', { name: 'assetHandle', handle })));
  }
  return { subjects, problems };
}

export function problemOf(handle: string, thrown: unknown, gravity: BatchProblem['gravity'] = 'error'): BatchProblem {
  const failure = asFailure(thrown);
  // What is our fault is the fault of the whole call.
  if (failure.row.report === 'operator') throw failure;
  return { handle, gravity, failure };
}

/** What a batch answers. One failing item never faults the call. @source specification of the operations, §2 */
export function batchAnswer(context: OperationContext, total: number, problems: readonly BatchProblem[]): WireObject {
  const of = (gravity: BatchProblem['gravity']): readonly BatchProblem[] => problems.filter((problem) => problem.gravity === gravity);
  const details = (some: readonly BatchProblem[]): WireObject | undefined => (some.length === 0 ? undefined : itemArray(
    some.map(({ handle, failure }) => ({ assetHandle: handle, code: failure.row.number, reason: failure.reasonIn(context.locale) }))));
  const [warnings, errors] = [of('warning'), of('error')];
  return present({
    successCount: total - warnings.length - errors.length, warningCount: warnings.length, errorCount: errors.length,
    warningDetailArray: details(warnings), errorDetailArray: details(errors),
  });
}
