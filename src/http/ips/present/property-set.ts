import type { PropertySet, PropertySetType } from '#library';
import { formatCompanyHandle, formatPropertySetHandle, formatPropertySetTypeHandle, type WireObject } from '#wire';

import { itemArray, present } from './fields.ts';

/** A type as `PropertySetType` of the wire: without a company it is everybody's. */
export function presentPropertySetType(type: PropertySetType): WireObject {
  return present({
    typeHandle: formatPropertySetTypeHandle(type.id),
    companyHandle: type.companyId === undefined ? undefined : formatCompanyHandle(type.companyId),
    name: type.name, propertyType: type.propertyType, allowMultiple: type.allowMultiple,
  });
}

/** A set as `PropertySet` of the wire. */
export function presentPropertySet(set: PropertySet): WireObject {
  return {
    setHandle: formatPropertySetHandle(set.id), typeHandle: formatPropertySetTypeHandle(set.typeId),
    propertyArray: itemArray(set.properties.map(({ name, value }) => ({ name, value }))),
  };
}
