import { Failure } from '#base';

import { choiceOf, neededTextOf, textsOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { assetOf } from '../subjects.ts';

/** Marks an asset for publishing, or takes the mark away, in every context of its type. */
export const setAssetPublishState: Operation = {
  name: 'setAssetPublishState',
  lacking: 'All contexts of the type at once: single ones cannot be chosen.',
  async handle(context, input) {
    neededTextOf(input, 'publishState');
    const state = choiceOf(input, 'publishState', ['MarkedForPublish', 'NotMarkedForPublish']);
    // Single contexts cannot be chosen yet, so that no handle of one means anything.
    const contextHandle = textsOf(input, 'contextHandleArray')?.[0];
    if (contextHandle !== undefined) {
      throw new Failure('NOT_FOUND', { name: 'contextHandleArray/items', handle: contextHandle });
    }
    const asset = await assetOf(context, neededTextOf(input, 'assetHandle'));
    const { library } = context.rooms;
    await library.setPublishState(asset.companyId, asset.id, state === 'MarkedForPublish', context.caller.user.email);
    return {};
  },
};
