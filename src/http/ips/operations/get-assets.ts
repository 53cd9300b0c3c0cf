import { parseAssetHandle } from '#wire';

import { invalid, textsOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { presentAssets } from '../present/assets.ts';
import { itemArray } from '../present/fields.ts';
import { checkImpersonation, companyOf } from '../subjects.ts';

/** Assets by their handles, in the order asked; what does not exist is left out. */
export const getAssets: Operation = {
  name: 'getAssets',
  isLooking: true,
  async handle(context, input) {
    await checkImpersonation(context, input);
    const company = companyOf(context);
    const ids = (textsOf(input, 'assetHandleArray') ?? []).map((handle) => {
      const id = parseAssetHandle(handle);
      if (id === undefined) throw invalid('assetHandleArray/items', 'the handle of an asset', handle);
      return id;
    });
    const assets = ids.length === 0 ? [] : await context.rooms.library.assetsByIds(company.id, ids);
    return { assetArray: itemArray(await presentAssets(context.rooms.library, assets, company)) };
  },
};
