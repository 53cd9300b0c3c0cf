import { mergeProperties } from '#library';

import { flagOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { checkProperties } from '../property-rules.ts';
import { changeablePropertySetOf, propertiesOf } from '../property-owners.ts';

/** Changes the named properties of a set and keeps the others, unless all are to be replaced. */
export const updatePropertySet: Operation = {
  name: 'updatePropertySet',
  async handle(context, input) {
    const { set } = await changeablePropertySetOf(context, input);
    const changed = propertiesOf(input);
    const isReplaced = flagOf(input, 'replaceProperties') ?? false;
    await context.rooms.library.propertySets.update(set.id, (old) => {
      const properties = isReplaced ? changed : mergeProperties(old, changed);
      checkProperties(set.typeId, properties);
      return properties;
    });
    return {};
  },
};
