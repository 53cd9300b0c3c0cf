import { sql } from 'kysely';
import { Failure, type FailureParams, type TextKey } from '#base';
import type { Transaction } from '#ports';
import { errorLine } from './kinds.ts';
import { lockJob, saveJob, writeLines, type Ledger, type LockedJob } from './ledger.ts';
import { toJob } from './rows.ts';
import { tablesOf, type ClosingRow, type JobRow } from './tables.ts';
import type { ClosingTask, JobKind, LeasedClosing, LeaseTerms, NewLine } from './types.ts';

type Reason = { readonly key: TextKey; readonly params: FailureParams };

/** Takes the closing work a ticket may name; undefined when there is none, or it is not to be had now. */
export async function leaseClosing(ledger: Ledger, closingId: number, terms: LeaseTerms): Promise<LeasedClosing | undefined> {
  const now = ledger.clock.now();
  // The job is locked first, as everywhere.
  const { rows } = await sql<JobRow & { readonly closing_id: number; readonly closing_task: ClosingTask; readonly closing_lease: string; readonly closing_attempts: number }>`
    with held as (
      select * from job
      where id = (select job_id from job_closing where id = ${closingId}) and state = 'open' and not is_paused
      for update
    ), taken as (
      update job_closing set state = 'running', lease = gen_random_uuid()::text, holder = ${terms.holder},
        lease_until = ${new Date(now.getTime() + terms.leaseMs)}::timestamptz, attempts = attempts + 1, progress = 0,
        progress_at = ${now}::timestamptz, not_before = null
      from held where job_closing.id = ${closingId} and job_id = held.id and job_closing.state = 'waiting'
        and (not_before is null or not_before <= ${now}::timestamptz)
      returning job_closing.id, tasks[1] as task, lease, attempts
    )
    select held.*, taken.id as closing_id, taken.task as closing_task, taken.lease as closing_lease, taken.attempts as closing_attempts
    from held cross join taken`.execute(ledger.database);
  const [row] = rows;
  return row && { id: Number(row.closing_id), task: row.closing_task, job: toJob(row), lease: row.closing_lease, attempts: row.closing_attempts };
}

/** Prolongs a lease and records progress. @returns false when the lease is lost. */
export async function renewClosing(ledger: Ledger, leased: LeasedClosing, progress: number, leaseMs: number): Promise<boolean> {
  const now = ledger.clock.now();
  const renewed = await tablesOf(ledger.database).updateTable('job_closing')
    .set({ lease_until: new Date(now.getTime() + leaseMs), progress: Math.min(1, Math.max(0, progress)), progress_at: now })
    .where('id', '=', leased.id).where('lease', '=', leased.lease).executeTakeFirst();
  return renewed.numUpdatedRows === 1n;
}

/** Ends a task with its lines inside the caller's transaction, exactly once; the job goes on with the next or ends.
 *  @throws LEASE_LOST when it is in other hands */
export async function finishClosing(ledger: Ledger, transaction: Transaction, leased: LeasedClosing, lines: readonly NewLine[]): Promise<void> {
  const job = await lockJob(transaction, leased.job.id);
  const isEnded = job !== undefined && await endTask(ledger, transaction, job, leased, lines);
  if (!isEnded) throw new Failure('LEASE_LOST');
}

/** Gives a task back after a failure that may pass; when it has been tried often enough the job ends without it. */
export function giveBackClosing(ledger: Ledger, leased: LeasedClosing, reason: Reason): Promise<void> {
  const { maxAttempts, retryDelayMs } = ledger.policy;
  if (leased.attempts >= maxAttempts) return failClosing(ledger, leased, reason);
  return onHeld(ledger, leased, (transaction, job) => putBack(ledger, transaction, job, leased, {
    attempts: leased.attempts, delayMs: retryDelayMs * 6 ** (leased.attempts - 1),
  }));
}

/** Hands a task back untouched. */
export function releaseClosing(ledger: Ledger, leased: LeasedClosing): Promise<void> {
  return onHeld(ledger, leased, (transaction, job) => putBack(ledger, transaction, job, leased, { attempts: leased.attempts - 1, delayMs: 0 }));
}

/** Lets the job go on without a task that failed: an error line says so. */
export function failClosing(ledger: Ledger, leased: LeasedClosing, reason: Reason): Promise<void> {
  return onHeld(ledger, leased, async (transaction, job) => {
    await endTask(ledger, transaction, job, leased, [failedLine(job, reason)]);
  });
}

/** Takes back tasks whose lease ran out, or all that a holder has. @returns how many */
export async function reclaimClosings(ledger: Ledger, from?: string): Promise<number> {
  const now = ledger.clock.now();
  const isLost = (closing: Pick<ClosingRow, 'holder' | 'lease_until'>): boolean =>
    from === undefined ? closing.lease_until !== null && closing.lease_until < now : closing.holder === from;
  const rows = await tablesOf(ledger.database).selectFrom('job_closing').selectAll().where('state', '=', 'running').execute();
  let reclaimed = 0;
  for (const { id, job_id: jobId, lease } of rows.filter(isLost)) {
    const isReclaimed = await ledger.database.transaction().execute((transaction) => reclaim(ledger, transaction, Number(jobId), { id: Number(id), lease: lease! }, isLost));
    if (isReclaimed) reclaimed += 1;
  }
  return reclaimed;
}

/** Sends tickets again for closing work that waits without a sign of life. @returns how many */
export async function reissueClosings(ledger: Ledger): Promise<number> {
  const now = ledger.clock.now();
  return ledger.database.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ id: number }>`
      update job_closing as closing set ticketed_at = ${now}::timestamptz, tickets = closing.tickets + 1
      from job where job.id = closing.job_id and job.state = 'open' and not job.is_paused and closing.state = 'waiting'
        and (closing.not_before is null or closing.not_before <= ${now}::timestamptz)
        and closing.ticketed_at <= ${now}::timestamptz
          - case closing.tickets when 0 then 0 else power(2, least(closing.tickets, 7) - 1) end
          * ${ledger.policy.reissueAfterMs}::double precision * interval '1 millisecond'
      returning closing.id`.execute(transaction);
    if (rows.length > 0) await ledger.queue.send(rows.map(({ id }) => ({ itemId: Number(id) })), transaction);
    return rows.length;
  });
}

/** Sends a ticket for the closing work of a job that is carried on. */
export async function ticketClosing(ledger: Ledger, transaction: Transaction, jobId: number): Promise<void> {
  const rows = await tablesOf(transaction).updateTable('job_closing').set({ ticketed_at: ledger.clock.now(), tickets: 1 })
    .where('job_id', '=', jobId).where('state', '=', 'waiting').returning('id').execute();
  if (rows.length > 0) await ledger.queue.send(rows.map(({ id }) => ({ itemId: Number(id) })), transaction);
}

type Held = Pick<LeasedClosing, 'id' | 'lease'>;

/** @returns false when the lease is lost. */
async function endTask(ledger: Ledger, transaction: Transaction, job: LockedJob, held: Held, lines: readonly NewLine[]): Promise<boolean> {
  const tables = tablesOf(transaction);
  const closing = await tables.selectFrom('job_closing').select(['tasks']).where('id', '=', held.id).where('lease', '=', held.lease).forUpdate().executeTakeFirst();
  if (closing === undefined) return false;
  const [, ...left] = closing.tasks;
  const own = tables.updateTable('job_closing').where('id', '=', held.id);
  if (left.length === 0) await tables.deleteFrom('job_closing').where('id', '=', held.id).execute();
  else await own.set({ ...untaken, tasks: sql`${left}::text[]`, state: 'idle', attempts: 0, interruptions: 0, progress_at: ledger.clock.now() }).execute();
  await writeLines(ledger, transaction, job.id, lines);
  await saveJob(ledger, transaction, job, { warning_count: job.warning_count + lines.filter(({ type }) => type === 'UploadWarning').length });
  return true;
}

const untaken = { lease: null, lease_until: null, holder: null, progress: 0 } as const;

/** In a job that is stopping there is nothing to wait for any more: it ends. */
async function putBack(
  ledger: Ledger, transaction: Transaction, job: LockedJob, held: Held,
  change: { readonly attempts: number; readonly interruptions?: number; readonly delayMs: number },
): Promise<void> {
  const now = ledger.clock.now();
  const isAtOnce = change.delayMs === 0;
  const back = await tablesOf(transaction).updateTable('job_closing')
    .set({
      ...untaken, state: 'waiting', progress_at: now, attempts: change.attempts,
      ...(change.interruptions === undefined ? {} : { interruptions: change.interruptions }),
      not_before: isAtOnce ? null : new Date(now.getTime() + change.delayMs), ticketed_at: now, tickets: isAtOnce ? 1 : 0,
    })
    .where('id', '=', held.id).where('lease', '=', held.lease).executeTakeFirst();
  if (back.numUpdatedRows !== 1n) return;
  await saveJob(ledger, transaction, job, {});
  if (isAtOnce && job.state === 'open') await ledger.queue.send([{ itemId: held.id }], transaction);
}

async function reclaim(
  ledger: Ledger, transaction: Transaction, jobId: number, held: Held, isLost: (closing: ClosingRow) => boolean,
): Promise<boolean> {
  const job = await lockJob(transaction, jobId);
  const closing = await tablesOf(transaction).selectFrom('job_closing').selectAll().where('id', '=', held.id).where('lease', '=', held.lease).forUpdate().executeTakeFirst();
  if (job === undefined || closing === undefined || !isLost(closing)) return false;
  const interruptions = closing.interruptions + 1;
  ledger.log.warn('lease lost', { closingId: held.id, jobId, holder: closing.holder, interruptions });
  if (interruptions >= ledger.policy.maxInterruptions) {
    await endTask(ledger, transaction, job, held, [failedLine(job, { key: 'INTERRUPTED', params: { count: interruptions } })]);
  } else {
    await putBack(ledger, transaction, job, held, { attempts: closing.attempts - 1, interruptions, delayMs: 0 });
  }
  return true;
}

function onHeld(ledger: Ledger, leased: LeasedClosing, act: (transaction: Transaction, job: LockedJob) => Promise<void>): Promise<void> {
  return ledger.database.transaction().execute(async (transaction) => {
    const job = await lockJob(transaction, leased.job.id);
    if (job !== undefined) await act(transaction, job);
  });
}

function failedLine(job: LockedJob, reason: Reason): NewLine {
  return { ...errorLine(job.kind as JobKind, '', reason), key: 'log.closingFailed', params: {} };
}
