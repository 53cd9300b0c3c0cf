import type { ImageMapChange } from '#library';
import { formatImageMapHandle } from '#wire';

import { invalid, neededTextOf, textOf } from '../arguments.ts';
import { imageMapHandleOf, imageMapOf, mostImageMaps, unknownMap } from '../image-maps.ts';
import type { Operation } from '../operation.ts';
import { imageOf } from '../subjects.ts';

/** Makes a map of an image, or changes the one whose handle is sent. What was made of a link belongs to people from then on. */
export const saveImageMap: Operation = {
  name: 'saveImageMap',
  async handle(context, input) {
    const { id: assetId, companyId } = await imageOf(context, neededTextOf(input, 'assetHandle'));
    const position = input['position'];
    const map: ImageMapChange = { ...imageMapOf(input), position: typeof position === 'number' ? position : 0 };
    const handle = textOf(input, 'imageMapHandle');
    const known = handle === undefined ? undefined : imageMapHandleOf(handle);
    if (known && known.assetId !== assetId) throw unknownMap(handle!);
    const before = new Set<number>();
    const maps = await context.rooms.library.changeImageMaps(companyId, assetId, (old) => {
      for (const { id } of old) before.add(id);
      if (known && !before.has(known.id)) throw unknownMap(handle!);
      if (!known && old.length >= mostImageMaps) throw invalid('assetHandle', `an image with less than ${mostImageMaps} image maps`, old.length);
      return known ? old.map((one) => (one.id === known.id ? { ...map, id: one.id } : one)) : [...old, map];
    }, context.caller.user.email);
    const id = known?.id ?? maps.find((one) => !before.has(one.id))!.id;
    return { imageMapHandle: formatImageMapHandle({ assetId, id }) };
  },
};
