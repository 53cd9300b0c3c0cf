import { sql } from 'kysely';
import { Failure } from '#base';
import type { Transaction } from '#ports';
import { ticketClosing } from './closing.ts';
import { lockJob, saveJob, ticketed, ticketNext, type Ledger, type LockedJob } from './ledger.ts';
import { tablesOf } from './tables.ts';

/** Stops a job: what waits is cancelled, what is in work finishes (unless it is long and watches for this), then the job ends. */
export function stop(ledger: Ledger, companyId: number, jobId: number, handle: string): Promise<void> {
  return onActive(ledger, companyId, jobId, handle, (transaction, job) => stopLocked(ledger, transaction, job));
}

/** Starts no further file of the job; files may still be posted. */
export function pause(ledger: Ledger, companyId: number, jobId: number, handle: string): Promise<void> {
  return onActive(ledger, companyId, jobId, handle, async (transaction, job) => {
    if (job.state === 'open' && !job.is_paused) await saveJob(ledger, transaction, job, { is_paused: true });
  });
}

/** Carries a paused job on, with tickets for what waits in it. */
export function resume(ledger: Ledger, companyId: number, jobId: number, handle: string): Promise<void> {
  return onActive(ledger, companyId, jobId, handle, async (transaction, job) => {
    if (!job.is_paused) return;
    await saveJob(ledger, transaction, job, { is_paused: false });
    const rows = await tablesOf(transaction).updateTable('job_item')
      .set({ ticketed_at: ledger.clock.now(), tickets: 1 })
      .where('job_id', '=', jobId).where('state', '=', 'queued')
      .returning('id')
      .execute();
    const itemIds = rows.map((row) => Number(row.id)).sort((a, b) => a - b);
    if (itemIds.length > 0) await ledger.queue.send(ticketed(itemIds), transaction);
    await ticketClosing(ledger, transaction, jobId);
  });
}

/** Stops a job; it leaves the active ones as soon as it has ended, or now if it lingers there as Done. */
export function remove(ledger: Ledger, companyId: number, jobId: number, handle: string): Promise<void> {
  return ledger.database.transaction().execute(async (transaction) => {
    const job = await lockJob(transaction, jobId);
    const isHere = job !== undefined && Number(job.company_id) === companyId && isShown(ledger, job);
    if (!isHere) throw new Failure('JOB_NOT_FOUND', { handle });
    const removed = await saveJob(ledger, transaction, job, { is_removed: true });
    if (removed.state === 'open') await stopLocked(ledger, transaction, removed);
  });
}

function isShown(ledger: Ledger, job: LockedJob): boolean {
  if (job.ended_at === null) return true;
  const graceMs = ledger.policy.doneGraceSeconds * 1000;
  return !job.is_removed && job.ended_at.getTime() + graceMs > ledger.clock.now().getTime();
}

/** @throws JOB_NOT_FOUND when there is no such active job. */
function onActive(
  ledger: Ledger, companyId: number, jobId: number, handle: string,
  act: (transaction: Transaction, job: LockedJob) => Promise<void>,
): Promise<void> {
  return ledger.database.transaction().execute(async (transaction) => {
    const job = await lockJob(transaction, jobId);
    if (job === undefined || Number(job.company_id) !== companyId || job.state === 'ended') {
      throw new Failure('JOB_NOT_FOUND', { handle });
    }
    await act(transaction, job);
  });
}

async function stopLocked(ledger: Ledger, transaction: Transaction, job: LockedJob): Promise<void> {
  if (job.state !== 'open') return;
  const now = ledger.clock.now();
  const { rows } = await sql<{ order_key: string; is_listing: boolean }>`
    with cancelled as (
      update job_item set state = 'cancelled', progress_at = ${now}::timestamptz
      where job_id = ${job.id} and state = 'queued'
      returning position, folder, file_name, order_key, listing is not null as is_listing
    ), told as (
      insert into job_line (job_id, at, type, key, params)
      select ${job.id}, ${now}::timestamptz, 'FileCancel', 'log.cancelled',
        jsonb_build_object('path', folder || file_name)
      from cancelled where not is_listing order by position
    )
    select order_key, is_listing from cancelled`.execute(transaction);
  const looks = rows.filter((row) => row.is_listing).length;
  const files = rows.length - looks;
  await saveJob(ledger, transaction, job, {
    state: 'stopping',
    unpacked_count: job.unpacked_count + looks,
    skipped_count: job.skipped_count + files,
    warning_count: job.warning_count + files,
  });
  await ticketNext(ledger, transaction, Number(job.company_id), [...new Set(rows.map((row) => row.order_key))]);
}
