import { Failure } from '#base';
import { formatAssetHandle } from '#wire';

import { choiceOf, neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { setFolderOf, thumbOf } from '../sets.ts';
import { companyOf } from '../subjects.ts';

const types = ['ImageSet', 'RenderSet', 'SpinSet', 'Catalog'] as const;

/** Makes a set without members, not marked for publish. */
export const createImageSet: Operation = {
  name: 'createImageSet',
  async handle(context, input) {
    const folder = setFolderOf(context, input);
    const name = neededTextOf(input, 'name');
    const type = choiceOf(input, 'type', types);
    if (type === undefined) throw new Failure('MISSING_PARAMETER', { name: 'type' });
    const set = await context.rooms.library.sets.create({
      companyId: companyOf(context).id, folder, name, type, subType: '', isReadyForPublish: false, userEmail: context.caller.user.email,
    }, await thumbOf(context, input));
    return { assetHandle: formatAssetHandle(set.id) };
  },
};
