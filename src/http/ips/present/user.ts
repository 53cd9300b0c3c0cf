import type { User } from '#accounts';
import { formatUserHandle, type WireObject } from '#wire';

import { present } from './fields.ts';

/** A user as `User` of the wire. `defaultRole` is what versions before 2014 ask for; later ones do not carry it. */
export function presentUser(user: User): WireObject {
  return present({
    userHandle: formatUserHandle(user),
    firstName: user.firstName,
    lastName: user.lastName,
    email: user.email,
    defaultRole: user.defaultRole,
    isValid: user.isValid,
    isIpsAdmin: user.isIpsAdmin,
    passwordExpires: user.passwordExpiresAt,
  });
}
