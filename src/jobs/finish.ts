import { sql } from 'kysely';
import { Failure, type FailureParams, type TextKey } from '#base';
import type { Transaction } from '#ports';
import { errorLine } from './kinds.ts';
import { lockJob, saveJob, writeLines, type JobChange, type Ledger } from './ledger.ts';
import type { JobRow } from './tables.ts';
import type { ItemOutcome, LeasedItem, NewLine } from './types.ts';

/** An item in somebody's hands, named by its lease. */
export type Held = { readonly id: number; readonly lease: string };

/** How an item may end: as production says, or because its job was stopped before its turn came. */
export type Ending = ItemOutcome | 'cancelled';

const endings: { readonly [Name in Ending]: {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly count: 'success_count' | 'update_count' | 'duplicate_count' | 'error_count' | 'skipped_count';
} } = {
  success: { state: 'done', count: 'success_count' },
  update: { state: 'done', count: 'update_count' },
  duplicate: { state: 'done', count: 'duplicate_count' },
  error: { state: 'failed', count: 'error_count' },
  skipped: { state: 'done', count: 'skipped_count' },
  cancelled: { state: 'cancelled', count: 'skipped_count' },
};

/** Ends an item inside the caller's transaction, exactly once. @throws LEASE_LOST */
export async function finishItem(
  ledger: Ledger, transaction: Transaction, leased: LeasedItem, outcome: ItemOutcome, lines: readonly NewLine[],
): Promise<void> {
  const job = await lockJob(transaction, leased.job.id);
  const held = { id: leased.item.id, lease: leased.lease };
  const isEnded = job !== undefined && await endItem(ledger, transaction, job, held, outcome, lines);
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

/** Ends a running item of a locked job: its state, its lines, the counts, the job if it was the last, and a ticket for
 *  the one that waited behind it.
 *  @returns false when the lease is lost; nothing has changed then. */
export async function endItem(
  ledger: Ledger, transaction: Transaction, job: JobRow, held: Held, ending: Ending, lines: readonly NewLine[],
): Promise<boolean> {
  const { state, count } = endings[ending];
  const now = ledger.clock.now();
  const { rows: [ended] } = await sql<{ next_id: number | null }>`
    with ended as (
      update job_item
      set state = ${state}, lease = null, lease_until = null, progress = 1, progress_at = ${now}::timestamptz
      where id = ${held.id} and lease = ${held.lease} and state = 'running'
      returning company_id, order_key
    )
    select (
      select min(id) from job_item as waiting
      where waiting.company_id = ended.company_id and waiting.order_key = ended.order_key and waiting.state = 'queued'
    ) as next_id
    from ended`.execute(transaction);
  if (ended === undefined) return false;
  await writeLines(ledger, transaction, job.id, lines);
  const change: JobChange = {
    running_count: job.running_count - 1,
    warning_count: job.warning_count + lines.filter(isWarning).length,
    [count]: job[count] + 1,
  };
  const isFatal = lines.some((line) => line.type === 'FatalError');
  await saveJob(ledger, transaction, job, isFatal ? { ...change, is_fatal: true } : change);
  if (ended.next_id !== null) await ledger.queue.send([{ itemId: Number(ended.next_id) }], transaction);
  return true;
}

export function cancelLine(path: string): NewLine {
  return { type: 'FileCancel', key: 'log.cancelled', params: { path } };
}

/** A cancelled file counts as a warning. @source specification of job tracking, §6 "stopJob" */
function isWarning(line: NewLine): boolean {
  return line.type === 'UploadWarning' || line.type === 'FileCancel';
}
