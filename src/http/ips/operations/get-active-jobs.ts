import { parseJobHandle } from '#jobs';
import type { WireObject } from '#wire';

import { flagOf, textOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { presentActiveJob } from '../present/active-job.ts';
import { itemArray } from '../present/fields.ts';
import { companyIdsOf, jobFilterOf } from '../subjects.ts';

/** Active jobs, oldest first. A handle or a name that means none answers an empty list: clients poll until it is empty.
 *  @source specification of job tracking, §5 */
export const getActiveJobs: Operation = {
  name: 'getActiveJobs',
  async handle(context, input) {
    const { company, caller, rooms, locale } = context;
    const handle = textOf(input, 'jobHandle');
    const reference = handle === undefined ? undefined : parseJobHandle(handle);
    if (handle !== undefined && reference === undefined) return answer([]);
    const companyIds = company === undefined ? companyIdsOf({ caller }) : [company.id];
    const originalName = input['originalName'];
    const found = await rooms.jobs.active({
      companyIds: reference === undefined ? companyIds : only(companyIds, reference.companyId),
      ...(reference && jobFilterOf(reference)),
      ...(typeof originalName === 'string' && originalName !== '' ? { originalName } : {}),
    });
    const isWaitingShown = flagOf(input, 'includeWaitingJobs') ?? true;
    const shown = isWaitingShown ? found : found.filter((active) => active.clientState !== 'WaitingCoordinator');
    return answer(shown.map((active) => presentActiveJob(active, locale)));
  },
};

function answer(jobs: readonly WireObject[]): WireObject {
  return { jobArray: itemArray(jobs) };
}

function only(companyIds: readonly number[] | 'all', companyId: number): readonly number[] {
  return companyIds === 'all' || companyIds.includes(companyId) ? [companyId] : [];
}
