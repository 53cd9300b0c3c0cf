import type { Operation } from '../operation.ts';
import { controllableJobOf } from '../subjects.ts';

/** Goes on with a paused job; resuming a running one changes nothing. */
export const resumeJob: Operation = {
  name: 'resumeJob',
  async handle(context, input) {
    const { job, handle } = await controllableJobOf(context, input);
    await context.rooms.jobs.resume(job.companyId, job.id, handle);
    return {};
  },
};
