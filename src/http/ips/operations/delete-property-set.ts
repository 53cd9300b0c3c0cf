import type { Operation } from '../operation.ts';
import { changeablePropertySetOf } from '../property-owners.ts';

/** Deletes a property set; jobs that name it find none. */
export const deletePropertySet: Operation = {
  name: 'deletePropertySet',
  async handle(context, input) {
    const { set } = await changeablePropertySetOf(context, input);
    await context.rooms.library.propertySets.remove(set.id);
    return {};
  },
};
