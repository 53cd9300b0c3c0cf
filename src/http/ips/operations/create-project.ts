import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { handleOfProject } from '../projects.ts';
import { companyOf } from '../subjects.ts';

/** Makes a project; one name stands for one project of a company. */
export const createProject: Operation = {
  name: 'createProject',
  async handle(context, input) {
    const project = await context.rooms.library.createProject(companyOf(context).id, neededTextOf(input, 'projectName'));
    return { projectHandle: handleOfProject(project) };
  },
};
