import type { Operation } from '../operation.ts';
import { membersIn, setOf, thumbOf } from '../sets.ts';

/** Changes members or thumbnail of a set: what is not sent stays. */
export const updateImageSet: Operation = {
  name: 'updateImageSet',
  async handle(context, input) {
    const set = await setOf(context, input);
    const members = input['memberArray'] === undefined ? {} : { members: await membersIn(context, input), definition: undefined };
    await context.rooms.library.sets.change(set.companyId, set.id, { ...members, ...await thumbOf(context, input) }, context.caller.user.email);
    return {};
  },
};
