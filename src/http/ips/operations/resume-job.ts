import type { Operation } from '../operation.ts';
import { control } from '../controlled.ts';

/** Goes on with a paused job, or with a scheduled one at its next time; resuming a running one changes nothing. */
export const resumeJob: Operation = {
  name: 'resumeJob',
  handle: (context, input) => control(context, input, {
    job: (job, handle) => context.rooms.jobs.resume(job.companyId, job.id, handle),
    schedule: (schedule, handle) => context.rooms.jobs.schedules.resume(schedule, handle),
  }),
};
