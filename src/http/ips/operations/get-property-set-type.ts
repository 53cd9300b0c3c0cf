import { invalid, neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { presentPropertySetType } from '../present/property-set.ts';

/** The type of property sets with a name: the company's own or everybody's. */
export const getPropertySetType: Operation = {
  name: 'getPropertySetType',
  async handle(context, input) {
    const name = neededTextOf(input, 'name');
    const types = await context.rooms.library.propertySets.types(context.company?.id);
    const type = types.find((one) => one.name === name);
    if (type === undefined) throw invalid('name', `one of ${types.map((one) => one.name).join(', ')}`, name);
    return { type: presentPropertySetType(type) };
  },
};
