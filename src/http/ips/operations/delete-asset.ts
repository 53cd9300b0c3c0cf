import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { assetOf } from '../subjects.ts';

/** Moves an asset to the trash, from where it is no longer served. */
export const deleteAsset: Operation = {
  name: 'deleteAsset',
  async handle(context, input) {
    const asset = await assetOf(context, neededTextOf(input, 'assetHandle'));
    await context.rooms.library.trash(asset.companyId, asset.id, context.caller.user.email);
    return {};
  },
};
