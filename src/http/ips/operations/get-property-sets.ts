import { sharedCompany } from '#accounts';
import type { PropertyOwner } from '#library';

import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { presentPropertySet } from '../present/property-set.ts';
import { propertyOwnerOf, propertySetTypeOf } from '../property-owners.ts';

/** The sets an owner has of a type. After a company's own come those of the shared company, which it may use as well. */
export const getPropertySets: Operation = {
  name: 'getPropertySets',
  async handle(context, input) {
    const type = await propertySetTypeOf(context, input);
    const owner = await propertyOwnerOf(context, type, input, { isLooking: true });
    const isCompany = type.propertyType === 'CompanyProperty' && owner.companyId !== sharedCompany.id;
    const owners: readonly PropertyOwner[] = isCompany ? [owner, { companyId: sharedCompany.id }] : [owner];
    const sets = await context.rooms.library.propertySets.ofOwners(type.id, owners);
    return { setArray: itemArray(sets.map(presentPropertySet)) };
  },
};
