import { formatImageFormatHandle } from '#wire';

import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { companyOf } from '../subjects.ts';

/** Image presets by name. */
export const getImageFormats: Operation = {
  name: 'getImageFormats',
  async handle(context) {
    const { id: companyId, settings } = companyOf(context);
    const sorted = settings.imagePresets.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return {
      imageFormatArray: itemArray(sorted.map(({ id, name, urlModifier }) => ({
        imageFormatHandle: formatImageFormatHandle({ companyId, id }), name, urlModifier,
      }))),
    };
  },
};
