import { choiceOf, neededTextOf, textsOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { contextOf } from '../publish-contexts.ts';
import { concerns, publishStates } from '../publish-marks.ts';
import { assetOf } from '../subjects.ts';

/** Marks an asset for publishing, or takes the mark away. An asset is published in the one context of its type; contexts
 *  that are named must be its own to mark it. A set takes its members along. */
export const setAssetPublishState: Operation = {
  name: 'setAssetPublishState',
  async handle(context, input) {
    neededTextOf(input, 'publishState');
    const isReady = choiceOf(input, 'publishState', publishStates) === 'MarkedForPublish';
    const asset = await assetOf(context, neededTextOf(input, 'assetHandle'));
    const name = 'contextHandleArray/items';
    const contexts = textsOf(input, 'contextHandleArray')?.map((handle) => contextOf(asset.companyId, handle, name));
    if (contexts !== undefined && !concerns(asset, contexts, isReady, name)) return {};
    await context.rooms.library.setPublishState(asset.companyId, asset.id, isReady, context.caller.user.email);
    return {};
  },
};
