import { Failure } from '#base';
import { parseCompanyHandle } from '#wire';

import { textOf } from '../arguments.ts';
import type { IpsRooms, OpenOperation } from '../operation.ts';

/** Says whether an e-mail and a password fit, to anybody who asks; with a company, whether they fit for it. */
export const checkLogin: OpenOperation = {
  name: 'checkLogin',
  isOpen: true,
  async handle({ rooms }, input) {
    const email = textOf(input, 'email') ?? '';
    const password = input['password'];
    const isRight = await rooms.accounts.checkLogin({ email, password: typeof password === 'string' ? password : '' });
    const handle = textOf(input, 'companyHandle');
    const isValid = isRight && (handle === undefined || await isMember(rooms, email, handle));
    return { status: isValid ? 'ValidLogin' : 'InvalidLogin' };
  },
};

async function isMember({ accounts }: IpsRooms, email: string, companyHandle: string): Promise<boolean> {
  const companyId = parseCompanyHandle(companyHandle);
  const company = companyId === undefined ? undefined : await accounts.companyById(companyId);
  if (company === undefined) throw new Failure('INVALID_COMPANY');
  const user = await accounts.userByEmail(email);
  if (user === undefined || user.isIpsAdmin) return user !== undefined;
  const memberships = await accounts.membershipsOf(user.id);
  return memberships.some((membership) => membership.isActive && membership.company.id === company.id);
}
