import { formatAssetHandle } from '#wire';

import { invalid, neededTextOf, textOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { definitionIn, setFolderOf, thumbOf } from '../sets.ts';
import { companyOf } from '../subjects.ts';

const longestSubType = 64;

/** Makes a set of any assets from the string that viewers read, not marked for publish. */
export const createAssetSet: Operation = {
  name: 'createAssetSet',
  async handle(context, input) {
    const folder = setFolderOf(context, input);
    const name = neededTextOf(input, 'name');
    const subType = neededTextOf(input, 'subType');
    if (subType.length > longestSubType) throw invalid('subType', `at most ${longestSubType} characters`, subType);
    const definition = textOf(input, 'setDefinition');
    const set = await context.rooms.library.sets.create({
      companyId: companyOf(context).id, folder, name, type: 'AssetSet', subType, isReadyForPublish: false, userEmail: context.caller.user.email,
    }, { ...(definition !== undefined && await definitionIn(context, definition)), ...await thumbOf(context, input) });
    return { assetHandle: formatAssetHandle(set.id) };
  },
};
