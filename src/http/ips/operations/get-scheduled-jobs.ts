import { parseJobHandle } from '#jobs';

import { textOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { presentScheduledJob } from '../present/scheduled-job.ts';
import { companyIdsOf } from '../subjects.ts';

/** Scheduled jobs, by name. A handle or a name that means none answers an empty list, as in `getActiveJobs`.
 *  @source specification of job tracking, §1.6 */
export const getScheduledJobs: Operation = {
  name: 'getScheduledJobs',
  async handle(context, input) {
    const handle = textOf(input, 'jobHandle');
    const reference = handle === undefined ? undefined : parseJobHandle(handle);
    const companyIds = context.company === undefined ? companyIdsOf(context) : [context.company.id];
    const isAway = reference !== undefined && companyIds !== 'all' && !companyIds.includes(reference.companyId);
    if (isAway || (handle !== undefined && !reference?.isScheduled)) return { jobArray: itemArray([]) };
    const originalName = input['originalName'];
    const found = await context.rooms.jobs.schedules.list({
      companyIds: reference === undefined ? companyIds : [reference.companyId],
      ...(reference && { reference: reference.jobId === undefined ? { name: reference.name } : { id: reference.jobId } }),
      ...(typeof originalName === 'string' && originalName !== '' ? { name: originalName } : {}),
    });
    return { jobArray: itemArray(found.map(presentScheduledJob)) };
  },
};
