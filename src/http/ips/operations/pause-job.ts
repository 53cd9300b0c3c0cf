import type { Operation } from '../operation.ts';
import { controllableJobOf } from '../subjects.ts';

/** Starts no further file of a job; pausing a paused one changes nothing. */
export const pauseJob: Operation = {
  name: 'pauseJob',
  async handle(context, input) {
    const { job, handle } = await controllableJobOf(context, input);
    await context.rooms.jobs.pause(job.companyId, job.id, handle);
    return {};
  },
};
