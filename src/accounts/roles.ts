import { roles, type Role } from './types.ts';

/** @source specification of the operations, §1 "Roles" */
const letters: Readonly<Record<string, Role>> = {
  U: 'IpsUser', A: 'IpsAdmin', C: 'IpsCompanyAdmin', W: 'WebServiceUser', T: 'TrialSiteAdmin', t: 'TrialSiteUser',
  P: 'ImagePortalAdmin', p: 'ImagePortalUser', K: 'ImagePortalContrib', k: 'ImagePortalContribUser',
};

/** Reads roles from the letters the operation tables use, such as `UACTtPpKk`. */
export function rolesOf(text: string): readonly Role[] {
  return [...text].map((letter) => {
    const role = letters[letter];
    if (role === undefined) throw new TypeError(`Expected role letters of UACWTtPpKk but received '${letter}'`);
    return role;
  });
}

/** Roles that administer a company. */
export const administratorRoles: readonly Role[] = ['IpsAdmin', 'IpsCompanyAdmin', 'TrialSiteAdmin', 'ImagePortalAdmin'];

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}

/** The reference forgets admin roles on many pages: administrators may call everything, company
 *  administrators and web service users what users may. @source specification of the operations, §1 */
export function isAdmitted(role: Role, admitted: readonly Role[]): boolean {
  if (role === 'IpsAdmin' || admitted.includes(role)) return true;
  return (role === 'IpsCompanyAdmin' || role === 'WebServiceUser') && admitted.includes('IpsUser');
}
