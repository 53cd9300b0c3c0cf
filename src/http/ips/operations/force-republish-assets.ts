import { Failure } from '#base';

import { flagOf } from '../arguments.ts';
import { batchAnswer, handlesOf, problemOf, subjectsOf } from '../batch.ts';
import type { Operation } from '../operation.ts';
import { companyOf } from '../subjects.ts';

/** Publishes marked assets again though they did not change: at once in the instant model, with the next publish job in the
 *  classic one. Files and catalog records are published together, so that either flag asks for both; with both false nothing
 *  is published. An asset that is not marked is a warning. */
export const forceRepublishAssets: Operation = {
  name: 'forceRepublishAssets',
  async handle(context, input) {
    const handles = handlesOf(input);
    const { subjects, problems } = await subjectsOf(context, handles);
    const isWanted = (flagOf(input, 'republishFiles') ?? true) || (flagOf(input, 'resyncCatalog') ?? true);
    if (!isWanted) return batchAnswer(context, handles.length, problems);
    const marked = new Set(await context.rooms.library.republish(companyOf(context).id, subjects.map(({ asset }) => asset.id)));
    const unmarked = subjects.filter(({ asset }) => !marked.has(asset.id)).map(({ handle }) => problemOf(handle, new Failure('INVALID_PARAMETER', {
      name: 'assetHandleArray/items', expected: 'an asset that is marked for publish and not in the trash', received: handle,
    }), 'warning'));
    return batchAnswer(context, handles.length, [...problems, ...unmarked]);
  },
};
