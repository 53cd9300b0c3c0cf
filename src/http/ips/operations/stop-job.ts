import type { Operation } from '../operation.ts';
import { controllableJobOf } from '../subjects.ts';

/** Ends a job early: the file in work is finished, the others are cancelled. */
export const stopJob: Operation = {
  name: 'stopJob',
  async handle(context, input) {
    const { job, handle } = await controllableJobOf(context, input);
    await context.rooms.jobs.stop(job.companyId, job.id, handle);
    return {};
  },
};
