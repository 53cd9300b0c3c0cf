import type { Operation } from '../operation.ts';
import { control } from '../controlled.ts';

/** Stops a job and takes it off the active ones, its log stays; or removes a scheduled one, and what it opened goes on. */
export const deleteJob: Operation = {
  name: 'deleteJob',
  handle: (context, input) => control(context, input, {
    job: (job, handle) => context.rooms.jobs.remove(job.companyId, job.id, handle),
    schedule: (schedule, handle) => context.rooms.jobs.schedules.remove(schedule, handle),
  }),
};
