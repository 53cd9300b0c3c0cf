import { sql } from 'kysely';
import { Failure, type FailureParams, type Json, type TextKey } from '#base';
import { kept, type Transaction } from '#ports';
import { errorLine } from './kinds.ts';
import { lockJob, saveJob, writeLines, type JobChange, type Ledger, type LockedJob } from './ledger.ts';
import { jsonb } from './tables.ts';
import type { ItemEnding, ItemOutcome, LeasedItem, NewLine } from './types.ts';

/** An item in somebody's hands, named by its lease. */
export type Held = { readonly id: number; readonly lease: string };

/** How an item may end: as production says, or because its job was stopped before its turn came. */
export type Ending = ItemOutcome | 'cancelled';

const endings: { readonly [Name in Ending]: {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly count: 'success_count' | 'update_count' | 'duplicate_count' | 'error_count' | 'skipped_count' | 'unpacked_count';
} } = {
  success: { state: 'done', count: 'success_count' },
  update: { state: 'done', count: 'update_count' },
  duplicate: { state: 'done', count: 'duplicate_count' },
  error: { state: 'failed', count: 'error_count' },
  skipped: { state: 'done', count: 'skipped_count' },
  unpacked: { state: 'done', count: 'unpacked_count' },
  cancelled: { state: 'cancelled', count: 'skipped_count' },
};

/** Ends items of a job inside the caller's transaction, exactly once each. @throws LEASE_LOST when it is one of them */
export async function finishItems(
  ledger: Ledger, transaction: Transaction, jobId: number, endings: readonly ItemEnding[],
): Promise<void> {
  const job = await lockJob(transaction, jobId);
  if (job === undefined || endings.some(({ leased }) => leased.job.id !== jobId)) throw new Failure('LEASE_LOST');
  const isEnded = await endItems(ledger, transaction, job, endings.map(({ leased, outcome, lines, plan }) => (
    { id: leased.item.id, lease: leased.lease, ending: outcome, lines, plan })));
  if (!isEnded) throw new Failure('LEASE_LOST');
}

/** Ends an item with an error line in a transaction of its own; does nothing when the lease is lost. */
export async function failItem(
  ledger: Ledger, leased: LeasedItem, reason: { readonly key: TextKey; readonly params: FailureParams },
): Promise<void> {
  await ledger.database.transaction().execute(async (transaction) => {
    const job = await lockJob(transaction, leased.job.id);
    if (job === undefined) return;
    await endItem(ledger, transaction, job, { id: leased.item.id, lease: leased.lease }, 'error', [
      errorLine(leased.job.kind, leased.item.folder + leased.item.fileName, reason),
    ]);
  });
}

/** Ends a running item of a locked job. @returns false when the lease is lost; nothing has changed then. */
export function endItem(
  ledger: Ledger, transaction: Transaction, job: LockedJob, held: Held, ending: Ending, lines: readonly NewLine[],
): Promise<boolean> {
  return endItems(ledger, transaction, job, [{ ...held, ending, lines, plan: undefined }]);
}

type HeldEnding = Held & { readonly ending: Ending; readonly lines: readonly NewLine[]; readonly plan: Json | undefined };

/** Ends running items of a locked job: their states, their lines, the counts, the job if they were the last, and
 *  tickets for those that waited behind them.
 *  @returns false when a lease is lost. With one item nothing has changed then; with several the transaction must not
 *    be committed. */
async function endItems(
  ledger: Ledger, transaction: Transaction, job: LockedJob, items: readonly HeldEnding[],
): Promise<boolean> {
  const ending = items.map(({ id, lease, ending: name, plan }) => ({ id, lease, state: endings[name].state, plan }));
  const { rows: ended } = await sql<{ next_id: number | null }>`${kept}
    with ending as (
      select * from jsonb_to_recordset(${jsonb(ending)}::jsonb) as one (id bigint, lease text, state text, plan jsonb)
    ), ended as (
      update job_item as item
      set state = ending.state, lease = null, lease_until = null, progress = 1,
        progress_at = ${ledger.clock.now()}::timestamptz, plan = coalesce(ending.plan, item.plan)
      from ending where item.id = ending.id and item.lease = ending.lease and item.state = 'running'
      returning item.company_id, item.order_key
    )
    select (
      select min(id) from job_item as waiting
      where waiting.company_id = ended.company_id and waiting.order_key = ended.order_key and waiting.state = 'queued'
    ) as next_id
    from ended`.execute(transaction);
  if (ended.length !== items.length) return false;
  const lines = items.flatMap((item) => item.lines);
  await writeLines(ledger, transaction, job.id, lines);
  await saveJob(ledger, transaction, job, {
    running_count: job.running_count - items.length,
    warning_count: job.warning_count + lines.filter(isWarning).length,
    ...addedCounts(job, items),
    ...(lines.some((line) => line.type === 'FatalError') && { is_fatal: true }),
  });
  const next = ended.flatMap((row) => (row.next_id === null ? [] : [{ itemId: Number(row.next_id) }]));
  if (next.length > 0) await ledger.queue.send(next, transaction);
  return true;
}

function addedCounts(job: LockedJob, items: readonly HeldEnding[]): JobChange {
  const counts: JobChange = {};
  for (const { ending } of items) {
    const { count } = endings[ending];
    counts[count] = (counts[count] ?? job[count]) + 1;
  }
  return counts;
}

export function cancelLine(path: string): NewLine {
  return { type: 'FileCancel', key: 'log.cancelled', params: { path } };
}

/** A cancelled file counts as a warning. @source specification of job tracking, §6 "stopJob" */
export function isWarning(line: NewLine): boolean {
  return line.type === 'UploadWarning' || line.type === 'FileCancel';
}
