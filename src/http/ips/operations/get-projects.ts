import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { handleOfProject } from '../projects.ts';
import { companyOf } from '../subjects.ts';

/** Projects of a company by name. */
export const getProjects: Operation = {
  name: 'getProjects',
  async handle(context) {
    const projects = await context.rooms.library.projects(companyOf(context).id);
    return { projectArray: itemArray(projects.map((project) => ({ projectHandle: handleOfProject(project), name: project.name }))) };
  },
};
