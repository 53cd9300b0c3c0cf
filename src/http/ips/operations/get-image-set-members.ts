import type { Operation } from '../operation.ts';
import { presentAssets } from '../present/assets.ts';
import { itemArray } from '../present/fields.ts';
import { setOf } from '../sets.ts';
import { companyOf } from '../subjects.ts';

/** Members of a set in their order, without those in the trash. */
export const getImageSetMembers: Operation = {
  name: 'getImageSetMembers',
  isLooking: true,
  async handle(context, input) {
    const set = await setOf(context, input);
    const { library } = context.rooms;
    const { members } = await library.sets.contentsOf(set.companyId, set.id);
    const assets = await presentAssets(library, members.map(({ asset }) => asset), companyOf(context));
    return { memberArray: itemArray(members.map(({ isPageReset }, index) => ({ asset: assets[index]!, pageReset: isPageReset }))) };
  },
};
