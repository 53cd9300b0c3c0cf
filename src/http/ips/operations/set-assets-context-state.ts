import { choiceOf, neededTextOf, objectsOf } from '../arguments.ts';
import { batchAnswer, problemOf, subjectsOf, updatesOf, type BatchProblem } from '../batch.ts';
import type { Asset } from '#library';
import type { WireObject } from '#wire';

import type { Operation } from '../operation.ts';
import { contextOf } from '../publish-contexts.ts';
import { applyMarks, concerns, publishStates } from '../publish-marks.ts';
import { companyOf } from '../subjects.ts';

/** Marks assets context by context. An asset is published in the one context of its type: a mark elsewhere is an error of
 *  that asset, a mark that is taken away elsewhere was never there. */
export const setAssetsContextState: Operation = {
  name: 'setAssetsContextState',
  async handle(context, input) {
    const updates = new Map(updatesOf(input, 'assetsContextStateUpdateArray').map((update) => [neededTextOf(update, 'assetHandle'), update]));
    const { subjects, problems: unknown } = await subjectsOf(context, [...updates.keys()]);
    const problems: BatchProblem[] = [...unknown];
    const marks = new Map<number, boolean>();
    for (const { handle, asset } of subjects) {
      try {
        const mark = markIn(updates.get(handle) ?? {}, asset);
        if (mark !== undefined) marks.set(asset.id, mark);
      } catch (thrown) {
        problems.push(problemOf(handle, thrown));
      }
    }
    await applyMarks(context, companyOf(context).id, marks);
    return batchAnswer(context, updates.size, problems);
  },
};

/** The mark an update leaves an asset with; undefined when it says nothing about it. @throws NOT_FOUND, INVALID_PARAMETER */
function markIn(update: WireObject, asset: Asset): boolean | undefined {
  let mark: boolean | undefined;
  for (const state of objectsOf(update, 'contextStateUpdateArray')) {
    const context = contextOf(asset.companyId, neededTextOf(state, 'contextHandle'));
    neededTextOf(state, 'publishState');
    const isReady = choiceOf(state, 'publishState', publishStates) === 'MarkedForPublish';
    if (concerns(asset, [context], isReady, 'contextHandle')) mark = isReady;
  }
  return mark;
}
