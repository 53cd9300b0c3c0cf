import type { Operation } from '../operation.ts';
import { changeAssets } from '../projects.ts';

/** Takes assets out of a project; those not in it are no problem. */
export const removeProjectAssets: Operation = {
  name: 'removeProjectAssets',
  handle: (context, input) => changeAssets(context, input, 'remove'),
};
