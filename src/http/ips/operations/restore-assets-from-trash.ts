import { batchAnswer, handlesOf, problemOf, subjectsOf } from '../batch.ts';
import type { Operation } from '../operation.ts';

/** Takes assets out of the trash into the folders they were in, which are made again; marks for publishing take effect again.
 *  What is not in the trash is an error of its own. */
export const restoreAssetsFromTrash: Operation = {
  name: 'restoreAssetsFromTrash',
  async handle(context, input) {
    const handles = handlesOf(input);
    const { subjects, problems } = await subjectsOf(context, handles);
    const failed = [...problems];
    for (const { handle, asset } of subjects) {
      try {
        await context.rooms.library.restore(asset.companyId, asset.id, context.caller.user.email);
      } catch (thrown) {
        failed.push(problemOf(handle, thrown));
      }
    }
    return batchAnswer(context, handles.length, failed);
  },
};
