import type { Operation } from '../operation.ts';
import { changeAssets } from '../projects.ts';

/** Puts assets into a project; those in it already stay. */
export const addProjectAssets: Operation = {
  name: 'addProjectAssets',
  handle: (context, input) => changeAssets(context, input, 'add'),
};
