import type { JobWitness } from '#jobs';
import type { Clock } from '#ports';
import { gravityOf, isBeginMailDue, isEndMailDue, readWishes } from './due.ts';
import { addNotice } from './outbox.ts';

/** Writes down what is to be told about a job, in the transaction that begins or ends it: what was acknowledged is told,
 *  whatever dies. The wishes stand in the job's options: `email`, `mailUserId` and `postHttpUrl`. */
export function openJobWitness(clock: Clock): JobWitness {
  return {
    async began(transaction, job) {
      const { mode, mailUserId } = readWishes(job.options);
      if (!isBeginMailDue(mode)) return;
      await addNotice(transaction, clock.now(), { companyId: job.companyId, jobId: job.id, kind: 'JobBegan', content: { userId: mailUserId ?? job.userId, mode } });
    },
    async ended(transaction, job, has) {
      const { mode, mailUserId, postHttpUrl } = readWishes(job.options);
      const about = { companyId: job.companyId, jobId: job.id };
      if (postHttpUrl !== undefined) await addNotice(transaction, clock.now(), { ...about, kind: 'PostHttpUrl', content: { url: postHttpUrl } });
      if (isEndMailDue(mode, gravityOf(job.counts, job.isFatal || has.errorLines))) {
        await addNotice(transaction, clock.now(), { ...about, kind: 'JobEnded', content: { userId: mailUserId ?? job.userId, mode } });
      }
    },
  };
}
