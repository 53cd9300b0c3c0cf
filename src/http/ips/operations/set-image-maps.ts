import { formatImageMapHandle } from '#wire';

import { invalid, neededTextOf, objectsOf } from '../arguments.ts';
import { imageMapOf, mostImageMaps } from '../image-maps.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { imageOf } from '../subjects.ts';

/** Replaces all maps of an image: each lies over the ones before it. */
export const setImageMaps: Operation = {
  name: 'setImageMaps',
  async handle(context, input) {
    const { id, companyId } = await imageOf(context, neededTextOf(input, 'assetHandle'));
    const maps = objectsOf(input, 'imageMapArray').map((one, index) => ({ ...imageMapOf(one), position: index + 1 }));
    if (maps.length > mostImageMaps) throw invalid('imageMapArray', `at most ${mostImageMaps} image maps`, maps.length);
    const made = await context.rooms.library.changeImageMaps(companyId, id, () => maps, context.caller.user.email);
    return { imageMapHandleArray: itemArray(made.map((map) => formatImageMapHandle({ assetId: id, id: map.id }))) };
  },
};
