import { Failure } from '#base';
import { propertyTypes } from '#library';
import { formatPropertySetTypeHandle } from '#wire';

import { choiceOf, flagOf, neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';

/** Defines a type of property sets: without a company, one for everybody, which administrators of the installation may. */
export const createPropertySetType: Operation = {
  name: 'createPropertySetType',
  async handle(context, input) {
    const { company, caller } = context;
    if (company === undefined && !caller.user.isIpsAdmin) throw new Failure('NO_OPERATION_PERMISSION', { operation: 'createPropertySetType' });
    const name = neededTextOf(input, 'name');
    const propertyType = choiceOf(input, 'propertyType', propertyTypes);
    if (propertyType === undefined) throw new Failure('MISSING_PARAMETER', { name: 'propertyType' });
    const type = await context.rooms.library.propertySets.createType({
      companyId: company?.id, name, propertyType, allowMultiple: flagOf(input, 'allowMultiple') ?? false,
    });
    return { typeHandle: formatPropertySetTypeHandle(type.id) };
  },
};
