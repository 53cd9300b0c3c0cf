import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { handleOfProject, projectOf } from '../projects.ts';

/** Gives a project another name; its handle, which holds the name, changes with it. */
export const renameProject: Operation = {
  name: 'renameProject',
  async handle(context, input) {
    const name = neededTextOf(input, 'projectName');
    const project = await projectOf(context, neededTextOf(input, 'projectHandle'));
    return { projectHandle: handleOfProject(await context.rooms.library.renameProject(project.companyId, project.id, name)) };
  },
};
