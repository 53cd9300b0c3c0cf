import { Failure } from '#base';

import type { Operation } from '../operation.ts';
import { propertySetTypeOf } from '../property-owners.ts';

/** Deletes a type of property sets with all its sets. */
export const deletePropertySetType: Operation = {
  name: 'deletePropertySetType',
  async handle(context, input) {
    const type = await propertySetTypeOf(context, input);
    const isEverybodys = type.companyId === undefined;
    if (isEverybodys && !context.caller.user.isIpsAdmin) throw new Failure('NO_OPERATION_PERMISSION', { operation: 'deletePropertySetType' });
    await context.rooms.library.propertySets.removeType(type.id);
    return {};
  },
};
