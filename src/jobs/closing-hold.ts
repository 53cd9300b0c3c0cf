import { sql } from 'kysely';
import type { Clock, Queue, Transaction } from '#ports';
import { tablesOf } from './tables.ts';
import type { ClosingTask } from './types.ts';

type Helpers = { readonly queue: Queue; readonly clock: Clock };

/** Notes what a job has to do before it ends. */
export async function planClosing({ clock }: Helpers, transaction: Transaction, jobId: number, tasks: readonly ClosingTask[]): Promise<void> {
  if (tasks.length === 0) return;
  const now = clock.now();
  await tablesOf(transaction).insertInto('job_closing')
    .values({ job_id: jobId, tasks: sql`${[...tasks]}::text[]`, progress_at: now, ticketed_at: now }).execute();
}

/** Lets the closing work of a locked job begin whose files are all done. What was not begun when the job was stopped is dropped.
 *  @returns false when there is nothing left to be done: the job may end. */
export async function holdForClosing(
  { queue, clock }: Helpers, transaction: Transaction, job: { readonly id: number; readonly state: string },
): Promise<boolean> {
  const tables = tablesOf(transaction);
  const closing = await tables.selectFrom('job_closing').select(['id', 'state']).where('job_id', '=', job.id).forUpdate().executeTakeFirst();
  if (closing === undefined) return false;
  if (job.state === 'stopping' && closing.state !== 'running') {
    await tables.deleteFrom('job_closing').where('id', '=', closing.id).execute();
    return false;
  }
  if (closing.state === 'idle') {
    const now = clock.now();
    await tables.updateTable('job_closing').set({ state: 'waiting', progress_at: now, ticketed_at: now, tickets: 1 }).where('id', '=', closing.id).execute();
    await queue.send([{ itemId: Number(closing.id) }], transaction);
  }
  return true;
}
