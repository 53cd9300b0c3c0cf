import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { projectOf } from '../projects.ts';

/** Deletes a project; its assets stay in the library. */
export const deleteProject: Operation = {
  name: 'deleteProject',
  async handle(context, input) {
    const project = await projectOf(context, neededTextOf(input, 'projectHandle'));
    await context.rooms.library.deleteProject(project.companyId, project.id);
    return {};
  },
};
