import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { assetSetOf, definitionIn } from '../sets.ts';

/** Says anew what an asset set holds. */
export const setAssetSetDefinition: Operation = {
  name: 'setAssetSetDefinition',
  async handle(context, input) {
    const definition = neededTextOf(input, 'setDefinition');
    const set = await assetSetOf(context, input);
    await context.rooms.library.sets.change(set.companyId, set.id, await definitionIn(context, definition), context.caller.user.email);
    return {};
  },
};
