import { sharedCompany } from '#accounts';
import { Failure } from '#base';
import type { Property, PropertyOwner, PropertySet, PropertySetType } from '#library';
import { parseCompanyHandle, parsePropertySetHandle, parsePropertySetTypeHandle, type WireObject } from '#wire';

import { invalid, neededTextOf, objectsOf, textOf } from './arguments.ts';
import type { OperationContext } from './operation.ts';
import { userOf } from './subjects.ts';

/** The type a handle means, when the caller may use it. @throws NOT_FOUND, ILLEGAL_COMPANY */
export async function propertySetTypeOf(context: OperationContext, input: WireObject): Promise<PropertySetType> {
  const handle = neededTextOf(input, 'typeHandle');
  const id = parsePropertySetTypeHandle(handle);
  const type = id === undefined ? undefined : await context.rooms.library.propertySets.typeById(id);
  if (type === undefined) throw new Failure('NOT_FOUND', { name: 'typeHandle', handle });
  if (type.companyId !== undefined) await context.enterCompany(type.companyId);
  return type;
}

/** The owner the input names, when the caller may act for it. A set of a user in a company names the user first.
 *  @param isLooking What everybody shares may be looked at by everybody.
 *  @throws INVALID_PARAMETER, MISSING_PARAMETER, and what says that the caller may not */
export async function propertyOwnerOf(
  context: OperationContext, type: PropertySetType, input: WireObject, { isLooking }: { readonly isLooking: boolean },
): Promise<PropertyOwner> {
  const primary = neededTextOf(input, 'primaryOwnerHandle');
  const owner = await ownerIn(context, type, primary, input);
  if (type.companyId !== undefined && owner.companyId !== undefined && owner.companyId !== type.companyId) {
    throw invalid('primaryOwnerHandle', 'the company that the type belongs to', primary);
  }
  const isShared = owner.companyId === sharedCompany.id && isLooking;
  if (owner.companyId !== undefined && !isShared) await context.enterCompany(owner.companyId);
  return owner;
}

async function ownerIn(context: OperationContext, type: PropertySetType, primary: string, input: WireObject): Promise<PropertyOwner> {
  if (type.propertyType === 'CompanyProperty') return { companyId: companyIdIn('primaryOwnerHandle', primary) };
  const user = await userOf(context, { userHandle: primary });
  if (type.propertyType === 'UserProperty') return { userId: user.id };
  return { userId: user.id, companyId: companyIdIn('secondaryOwnerHandle', neededTextOf(input, 'secondaryOwnerHandle')) };
}

function companyIdIn(name: string, handle: string): number {
  const id = parseCompanyHandle(handle);
  if (id === undefined) throw invalid(name, 'the handle of a company', handle);
  return id;
}

/** The set a handle means, with its type, when the caller may change it. @throws NOT_FOUND, and what says that the caller may not */
export async function changeablePropertySetOf(context: OperationContext, input: WireObject):
Promise<{ readonly set: PropertySet; readonly type: PropertySetType }> {
  const handle = neededTextOf(input, 'setHandle');
  const id = parsePropertySetHandle(handle);
  const { propertySets } = context.rooms.library;
  const [set] = id === undefined ? [] : await propertySets.byIds([id]);
  const type = set && await propertySets.typeById(set.typeId);
  if (set === undefined || type === undefined) throw new Failure('NOT_FOUND', { name: 'setHandle', handle });
  if (set.owner.companyId !== undefined) await context.enterCompany(set.owner.companyId);
  if (set.owner.userId !== undefined) {
    const user = await context.rooms.accounts.userById(set.owner.userId);
    if (user !== undefined) await userOf(context, { email: user.email });
  }
  return { set, type };
}

/** The properties of the input. @throws MISSING_PARAMETER for one without a name */
export function propertiesOf(input: WireObject): readonly Property[] {
  return objectsOf(input, 'propertyArray').map((property) => {
    const value = property['value'];
    return { name: neededTextOf(property, 'name'), value: typeof value === 'string' ? value : '' };
  });
}

/** There are no groups yet that permissions could be given to. @throws ILLEGAL_ACCESS_GROUP */
export function refusePermissions(input: WireObject): void {
  if (objectsOf(input, 'permissionArray').some((permission) => textOf(permission, 'groupHandle') !== undefined)) throw new Failure('ILLEGAL_ACCESS_GROUP');
}
