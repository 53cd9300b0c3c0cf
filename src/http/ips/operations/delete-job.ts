import type { Operation } from '../operation.ts';
import { controllableJobOf } from '../subjects.ts';

/** Stops a job and takes it off the active ones; its log stays. */
export const deleteJob: Operation = {
  name: 'deleteJob',
  async handle(context, input) {
    const { job, handle } = await controllableJobOf(context, input);
    await context.rooms.jobs.remove(job.companyId, job.id, handle);
    return {};
  },
};
