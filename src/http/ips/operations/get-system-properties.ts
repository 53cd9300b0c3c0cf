import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';

/** All system properties. */
export const getSystemProperties: Operation = {
  name: 'getSystemProperties',
  handle({ properties }) {
    return { propertyArray: itemArray(Object.entries(properties).map(([name, value]) => ({ name, value }))) };
  },
};
