import { choiceOf, neededTextOf } from '../arguments.ts';
import { batchAnswer, problemOf, subjectsOf, updatesOf, type BatchProblem } from '../batch.ts';
import type { Operation } from '../operation.ts';
import { applyMarks, publishStates } from '../publish-marks.ts';
import { companyOf } from '../subjects.ts';

/** Marks assets for publishing and takes marks away, each in the context of its type; of two updates of one asset the last counts. */
export const setAssetsPublishState: Operation = {
  name: 'setAssetsPublishState',
  async handle(context, input) {
    const updates = new Map(updatesOf(input, 'publishStateUpdateArray').map((update) => [neededTextOf(update, 'assetHandle'), update]));
    const { subjects, problems: unknown } = await subjectsOf(context, [...updates.keys()]);
    const problems: BatchProblem[] = [...unknown];
    const marks = new Map<number, boolean>();
    for (const { handle, asset } of subjects) {
      try {
        const update = updates.get(handle) ?? {};
        neededTextOf(update, 'publishState');
        marks.set(asset.id, choiceOf(update, 'publishState', publishStates) === 'MarkedForPublish');
      } catch (thrown) {
        problems.push(problemOf(handle, thrown));
      }
    }
    await applyMarks(context, companyOf(context).id, marks);
    return batchAnswer(context, updates.size, problems);
  },
};
