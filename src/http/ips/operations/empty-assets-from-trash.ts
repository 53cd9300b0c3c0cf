import { Failure } from '#base';

import { batchAnswer, handlesOf, problemOf, subjectsOf } from '../batch.ts';
import type { Operation } from '../operation.ts';
import { companyOf } from '../subjects.ts';

/** Destroys assets of the trash for good: their names are free again. What is not in the trash is an error of its own. */
export const emptyAssetsFromTrash: Operation = {
  name: 'emptyAssetsFromTrash',
  async handle(context, input) {
    const handles = handlesOf(input);
    const { subjects, problems } = await subjectsOf(context, handles);
    const destroyed = new Set(await context.rooms.library.emptyTrash(companyOf(context).id, subjects.map(({ asset }) => asset.id)));
    const kept = subjects.filter(({ asset }) => !destroyed.has(asset.id));
    return batchAnswer(context, handles.length, [
      ...problems, ...kept.map(({ handle }) => problemOf(handle, new Failure('NOT_FOUND', { name: 'assetHandle', handle }))),
    ]);
  },
};
