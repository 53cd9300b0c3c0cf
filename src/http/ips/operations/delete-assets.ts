import { batchAnswer, handlesOf, subjectsOf } from '../batch.ts';
import type { Operation } from '../operation.ts';

/** Moves assets to the trash, from where they are no longer served; what is there already stays there. */
export const deleteAssets: Operation = {
  name: 'deleteAssets',
  async handle(context, input) {
    const handles = handlesOf(input);
    const { subjects, problems } = await subjectsOf(context, handles);
    for (const { asset } of subjects) await context.rooms.library.trash(asset.companyId, asset.id, context.caller.user.email);
    return batchAnswer(context, handles.length, problems);
  },
};
