import { Failure } from '#base';
import type { Library, Project } from '#library';
import { formatProjectHandle, parseProjectHandle, type WireObject } from '#wire';

import { neededTextOf } from './arguments.ts';
import { batchAnswer, handlesOf, subjectsOf } from './batch.ts';
import type { OperationContext } from './operation.ts';
import { companyOf } from './subjects.ts';

/** The project a handle means. @throws NOT_FOUND, ILLEGAL_COMPANY */
export async function projectOf(context: OperationContext, handle: string): Promise<Project> {
  const company = companyOf(context);
  const reference = parseProjectHandle(handle);
  if (reference !== undefined && reference.companyId !== company.id) throw new Failure('ILLEGAL_COMPANY');
  const [project] = reference === undefined ? [] : await context.rooms.library.projectsByNames(company.id, [reference.name]);
  if (project === undefined) throw new Failure('NOT_FOUND', { name: 'projectHandle', handle });
  return project;
}

export function handleOfProject({ companyId, name }: Project): string {
  return formatProjectHandle({ companyId, name });
}

/** Changes which assets are in a project, and tells of each that is none. */
export async function changeAssets(context: OperationContext, input: WireObject, change: Parameters<Library['changeProjectAssets']>[2]): Promise<WireObject> {
  const project = await projectOf(context, neededTextOf(input, 'projectHandle'));
  const handles = handlesOf(input);
  const { subjects, problems } = await subjectsOf(context, handles);
  await context.rooms.library.changeProjectAssets(project.companyId, project.id, change, subjects.map(({ asset }) => asset.id));
  return batchAnswer(context, handles.length, problems);
}
