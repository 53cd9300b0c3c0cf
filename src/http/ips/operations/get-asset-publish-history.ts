import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { assetOf } from '../subjects.ts';

/** Where and when an asset was last published; empty when never. */
export const getAssetPublishHistory: Operation = {
  name: 'getAssetPublishHistory',
  async handle(context, input) {
    const asset = await assetOf(context, neededTextOf(input, 'assetHandle'));
    const records = asset.trashState === 'InEmptiedTrash' ? [] : await context.rooms.library.publicationsOf(asset.companyId, asset.id);
    return {
      pubHistoryArray: itemArray(records.map(({ serverName, context: contextName, publishedAt }) => ({ serverName, contextName, lastPublished: publishedAt }))),
    };
  },
};
