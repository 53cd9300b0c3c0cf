import { textOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { assetSetOf, definitionIn, thumbOf } from '../sets.ts';

/** Changes definition or thumbnail of an asset set: what is not sent stays. */
export const updateAssetSet: Operation = {
  name: 'updateAssetSet',
  async handle(context, input) {
    const set = await assetSetOf(context, input);
    const definition = textOf(input, 'setDefinition');
    await context.rooms.library.sets.change(set.companyId, set.id, {
      ...(definition !== undefined && await definitionIn(context, definition)), ...await thumbOf(context, input),
    }, context.caller.user.email);
    return {};
  },
};
