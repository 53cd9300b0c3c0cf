import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { presentPropertySetType } from '../present/property-set.ts';

/** Everybody's types of property sets, and the company's own if one is named. */
export const getPropertySetTypes: Operation = {
  name: 'getPropertySetTypes',
  async handle(context) {
    const types = await context.rooms.library.propertySets.types(context.company?.id);
    return { typeArray: itemArray(types.map(presentPropertySetType)) };
  },
};
