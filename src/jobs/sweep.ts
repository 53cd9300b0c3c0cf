import { sql } from 'kysely';
import { reclaimClosings, reissueClosings } from './closing.ts';
import { reclaimExpired } from './leases.ts';
import { lockJob, saveJob, writeLines, type Ledger } from './ledger.ts';
import { tablesOf } from './tables.ts';
import { isFirstInLine } from './take.ts';

/** Jobs closed by one sweep; the next one goes on. */
const closedAtOnce = 100;
/** Logs deleted by one statement: each may have tens of thousands of lines. */
const deletedAtOnce = 10;
/** Tickets sent again by one sweep: few while work goes on, since most of the head of the queue is only waiting its
 *  turn; more when nothing is in work, since then tickets must have been lost. */
const ticketsWhileBusy = 32;
const ticketsWhileIdle = 500;

/** Closes idle jobs, takes back lost leases, sends missing tickets again, deletes old logs. */
export async function sweep(ledger: Ledger) {
  const reclaimed = await reclaimExpired(ledger) + await reclaimClosings(ledger);
  const closed = await closeIdle(ledger);
  const reissued = await reissue(ledger) + await reissueClosings(ledger);
  const deleted = await deleteOldLogs(ledger);
  return { closed, reclaimed, reissued, deleted };
}

async function closeIdle(ledger: Ledger): Promise<number> {
  const now = ledger.clock.now();
  const limit = new Date(now.getTime() - ledger.policy.idleMinutes * 60_000);
  const rows = await tablesOf(ledger.database).selectFrom('job').select('id')
    .where('state', '=', 'open').where('input_closed_at', 'is', null).where('last_post_at', '<=', limit)
    .limit(closedAtOnce).execute();
  let closed = 0;
  for (const { id } of rows) {
    const isClosed = await ledger.database.transaction().execute(async (transaction) => {
      const job = await lockJob(transaction, Number(id));
      if (job?.state !== 'open' || job.input_closed_at !== null || job.last_post_at > limit) return false;
      await writeLines(ledger, transaction, Number(id), [{ type: 'UploadWarning', key: 'log.timedOut', params: {} }]);
      await saveJob(ledger, transaction, job, { input_closed_at: now, warning_count: job.warning_count + 1 });
      return true;
    });
    if (isClosed) closed += 1;
  }
  return closed;
}

/** Looks at the head of the queue only: a ticket lost further back is missed when its item gets there. */
async function reissue(ledger: Ledger): Promise<number> {
  const running = await tablesOf(ledger.database).selectFrom('job_item').select('id')
    .where('state', '=', 'running').limit(1).executeTakeFirst();
  const limit = running === undefined ? ticketsWhileIdle : ticketsWhileBusy;
  const now = ledger.clock.now();
  return ledger.database.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ id: number }>`
      with head as (
        select item.id, item.ticketed_at, item.tickets
        from job_item as item join job on job.id = item.job_id
        where item.state = 'queued' and job.state = 'open' and not job.is_paused
          and (item.not_before is null or item.not_before <= ${now}::timestamptz)
          and ${isFirstInLine}
        order by item.id limit ${limit}
      ), due as (
        select item.id from job_item as item join head on head.id = item.id
        where item.state = 'queued' and head.ticketed_at <= ${now}::timestamptz
          - case head.tickets when 0 then 0 else power(2, least(head.tickets, 7) - 1) end
          * ${ledger.policy.reissueAfterMs}::double precision * interval '1 millisecond'
        for update of item skip locked
      )
      update job_item set ticketed_at = ${now}::timestamptz, tickets = job_item.tickets + 1
      from due where job_item.id = due.id
      returning job_item.id`.execute(transaction);
    const itemIds = rows.map((row) => Number(row.id)).sort((a, b) => a - b);
    if (itemIds.length > 0) await ledger.queue.send(itemIds.map((itemId) => ({ itemId })), transaction);
    return itemIds.length;
  });
}

/** Items and lines go with their job. */
async function deleteOldLogs(ledger: Ledger): Promise<number> {
  const limit = new Date(ledger.clock.now().getTime() - ledger.policy.logDays * 86_400_000);
  const tables = tablesOf(ledger.database);
  const deleted = await tables.deleteFrom('job')
    .where('id', 'in', tables.selectFrom('job').select('id').where('state', '=', 'ended').where('ended_at', '<', limit)
      .orderBy('ended_at').limit(deletedAtOnce))
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
