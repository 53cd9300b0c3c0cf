import { namespaceOf, type Asset, type Library } from '#library';

import { textsOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { companyOf } from '../subjects.ts';

/** How many names are looked up at once. */
const namesAtOnce = 100;

/** Says which names are taken among what is served as images, the trash included, in the order asked.
 *  @source specification of assets, §3 */
export const checkAssetNames: Operation = {
  name: 'checkAssetNames',
  async handle(context, input) {
    const { library } = context.rooms;
    const names = [...new Set(textsOf(input, 'assetNameArray') ?? [])];
    const taken = new Set<string>();
    for (let start = 0; start < names.length; start += namesAtOnce) {
      const some = names.slice(start, start + namesAtOnce);
      for (const asset of await assetsNamed(library, companyOf(context).id, some)) {
        if (namespaceOf(asset.type) === 'catalog') taken.add(asset.name);
      }
    }
    return { inUseNameArray: itemArray(names.filter((name) => taken.has(name))) };
  },
};

async function assetsNamed(
  library: Library, companyId: number, names: readonly string[],
): Promise<readonly Asset[]> {
  const found: Asset[] = [];
  for (let page = 1, isMore = true; isMore; page += 1) {
    const { assets, totalRows } = await library.search({
      companyId, includeSubfolders: true, trashState: 'Any', conditionMatch: 'MatchAny', pageSize: 1000, page,
      conditions: names.map((value) => ({ field: 'Name', op: 'Equals', value })),
    });
    found.push(...assets);
    isMore = assets.length > 0 && found.length < totalRows;
  }
  return found;
}
