import type { Operation } from '../operation.ts';
import { presentUser } from '../present/user.ts';
import { userOf } from '../subjects.ts';

/** The caller, or another user of the caller's companies by handle or e-mail. */
export const getUserInfo: Operation = {
  name: 'getUserInfo',
  async handle(context, input) {
    return { userInfo: presentUser(await userOf(context, input)) };
  },
};
