import type { Operation } from '../operation.ts';
import { control } from '../controlled.ts';

/** Ends a job early, or what a scheduled one opened: the file in work is finished, the others are cancelled. */
export const stopJob: Operation = {
  name: 'stopJob',
  handle: (context, input) => control(context, input, {
    job: (job, handle) => context.rooms.jobs.stop(job.companyId, job.id, handle),
    schedule: (schedule, handle) => context.rooms.jobs.schedules.stopJobs(schedule, handle),
  }),
};
