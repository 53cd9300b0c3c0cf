import type { Operation } from '../operation.ts';
import { changeAssets } from '../projects.ts';

/** Leaves exactly these assets in a project; without any it is empty. */
export const setProjectAssets: Operation = {
  name: 'setProjectAssets',
  handle: (context, input) => changeAssets(context, input, 'set'),
};
