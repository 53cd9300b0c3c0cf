import { textsOf } from '../arguments.ts';
import { assetFilterOf } from '../asset-filter.ts';
import type { Operation } from '../operation.ts';
import { presentAssets } from '../present/assets.ts';
import { itemArray } from '../present/fields.ts';
import { checkImpersonation, companyOf } from '../subjects.ts';

/** Assets by their names (ids); one name may stand for several assets of different types. */
export const getAssetsByName: Operation = {
  name: 'getAssetsByName',
  isLooking: true,
  async handle(context, input) {
    await checkImpersonation(context, input);
    const company = companyOf(context);
    const names = textsOf(input, 'nameArray') ?? [];
    const filter = assetFilterOf(input);
    const assets = names.length === 0 ? [] : await context.rooms.library.assetsByNames(company.id, names, filter);
    return { assetArray: itemArray(await presentAssets(context.rooms.library, assets, company)) };
  },
};
