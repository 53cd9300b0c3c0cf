import type { Operation } from '../operation.ts';
import { presentMembership } from '../present/company.ts';
import { itemArray } from '../present/fields.ts';
import { userOf } from '../subjects.ts';

/** The companies of a user: how a client learns its `companyHandle` and `rootPath`. */
export const getCompanyMembership: Operation = {
  name: 'getCompanyMembership',
  async handle(context, input) {
    const user = await userOf(context, input);
    const memberships = user.id === context.caller.user.id
      ? context.caller.memberships : await context.rooms.accounts.membershipsOf(user.id);
    return { membershipArray: itemArray(memberships.map(presentMembership)) };
  },
};
