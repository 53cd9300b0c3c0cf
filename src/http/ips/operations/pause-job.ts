import type { Operation } from '../operation.ts';
import { control } from '../controlled.ts';

/** Starts no further file of a job, or opens a scheduled one no more until it is resumed; pausing a paused one changes nothing. */
export const pauseJob: Operation = {
  name: 'pauseJob',
  handle: (context, input) => control(context, input, {
    job: (job, handle) => context.rooms.jobs.pause(job.companyId, job.id, handle),
    schedule: (schedule, handle) => context.rooms.jobs.schedules.pause(schedule, handle),
  }),
};
