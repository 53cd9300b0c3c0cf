import { Failure } from '#base';

import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';

/** One system property; its name is read without regard to case because the reference spells some in two ways. */
export const getProperty: Operation = {
  name: 'getProperty',
  handle({ properties }, input) {
    const name = neededTextOf(input, 'name');
    const entry = Object.entries(properties).find(([known]) => known.toLowerCase() === name.toLowerCase());
    if (entry === undefined) throw new Failure('NOT_FOUND', { name: 'name', handle: name });
    return { value: entry[1] };
  },
};
