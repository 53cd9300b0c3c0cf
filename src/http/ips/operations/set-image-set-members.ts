import type { Operation } from '../operation.ts';
import { membersIn, setOf } from '../sets.ts';

/** Puts members in the place of all old ones. */
export const setImageSetMembers: Operation = {
  name: 'setImageSetMembers',
  async handle(context, input) {
    const set = await setOf(context, input);
    const members = await membersIn(context, input);
    await context.rooms.library.sets.change(set.companyId, set.id, { members, definition: undefined }, context.caller.user.email);
    return {};
  },
};
