import { Failure } from '#base';
import type { Operation } from '../operation.ts';
import { control } from '../controlled.ts';

/** Opens the job of a schedule now; its times stay as they are. An active job cannot be executed. */
export const executeJob: Operation = {
  name: 'executeJob',
  handle: (context, input) => control(context, input, {
    async job(_job, handle) {
      throw new Failure('JOB_NOT_FOUND', { handle });
    },
    async schedule(schedule, handle) {
      await context.rooms.jobs.schedules.execute(schedule, handle);
    },
  }),
};
