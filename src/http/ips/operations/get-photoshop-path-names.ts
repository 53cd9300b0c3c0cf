import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { imageOf } from '../subjects.ts';

/** Names of the paths saved with an image, in their order in the file; none for an image without paths. */
export const getPhotoshopPathNames: Operation = {
  name: 'getPhotoshopPathNames',
  async handle(context, input) {
    const { image } = await imageOf(context, neededTextOf(input, 'assetHandle'));
    return { pathNameArray: itemArray(image.photoshopPathNames) };
  },
};
