import { neededTextOf } from '../arguments.ts';
import { imageMapHandleOf, unknownMap } from '../image-maps.ts';
import type { Operation } from '../operation.ts';
import { companyOf } from '../subjects.ts';

/** Deletes one map of an image. */
export const deleteImageMap: Operation = {
  name: 'deleteImageMap',
  async handle(context, input) {
    const handle = neededTextOf(input, 'imageMapHandle');
    const { assetId, id } = imageMapHandleOf(handle);
    await context.rooms.library.changeImageMaps(companyOf(context).id, assetId, (old) => {
      const left = old.filter((map) => map.id !== id);
      if (left.length === old.length) throw unknownMap(handle);
      return left;
    }, context.caller.user.email);
    return {};
  },
};
