import { Failure } from '#base';
import type { Job, Schedule } from '#jobs';
import type { WireObject } from '#wire';

import { neededTextOf } from './arguments.ts';
import type { OperationContext } from './operation.ts';
import { companyOf, isAdministrator, jobFilterOf, jobReferenceOf } from './subjects.ts';

/** What to do with a job that is active, and with one that is scheduled. */
export type Control = {
  readonly job: (job: Job, handle: string) => Promise<void>;
  readonly schedule: (schedule: Schedule, handle: string) => Promise<void>;
};

/** Does it to the job a handle means, when the caller submitted it or administers the company. The old form of handles has
 *  no number and may mean either: the scheduled one is asked for first.
 *  @throws JOB_NOT_FOUND, MISSING_PERMISSION
 *  @source specification of job tracking, §6 */
export async function control(context: OperationContext, input: WireObject, act: Control): Promise<WireObject> {
  const company = companyOf(context);
  const handle = neededTextOf(input, 'jobHandle');
  const reference = jobReferenceOf(handle, company);
  const { jobId, name, isScheduled } = reference;
  const { jobs } = context.rooms;
  const mayTouch = ({ userId }: { readonly userId: number }): void => {
    if (userId !== context.caller.user.id && !isAdministrator(context, company.id)) throw new Failure('MISSING_PERMISSION', { path: handle });
  };
  const [schedule] = !isScheduled ? [] : await jobs.schedules.list({
    companyIds: [company.id], reference: jobId === undefined ? { name } : { id: jobId },
  });
  if (schedule !== undefined) {
    mayTouch(schedule);
    await act.schedule(schedule, handle);
    return {};
  }
  // Where its one time has passed, a scheduled handle means the job that was opened then.
  const found = await jobs.active({ companyIds: [company.id], ...jobFilterOf(reference) });
  const job = found.at(-1)?.job;
  if (job === undefined) throw new Failure('JOB_NOT_FOUND', { handle });
  mayTouch(job);
  await act.job(job, handle);
  return {};
}
