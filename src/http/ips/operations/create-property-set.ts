import { formatPropertySetHandle } from '#wire';

import type { Operation } from '../operation.ts';
import { checkProperties } from '../property-rules.ts';
import { propertiesOf, propertyOwnerOf, propertySetTypeOf, refusePermissions } from '../property-owners.ts';

/** Attaches a property set to a company, a user, or a user in a company. */
export const createPropertySet: Operation = {
  name: 'createPropertySet',
  async handle(context, input) {
    const type = await propertySetTypeOf(context, input);
    const owner = await propertyOwnerOf(context, type, input, { isLooking: false });
    refusePermissions(input);
    const properties = propertiesOf(input);
    checkProperties(type.id, properties);
    const set = await context.rooms.library.propertySets.create(type.id, owner, properties);
    return { setHandle: formatPropertySetHandle(set.id) };
  },
};
