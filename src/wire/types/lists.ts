import { readTypes } from '../notation.ts';

/** Lists of simple values. */
export const listTypes = readTypes({
  HandleArray: 'items:string*',
  StringArray: 'items:string*',
  LongArray: 'items:long*',
});
