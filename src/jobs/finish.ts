import { sql } from 'kysely';
import { Failure, type FailureParams, type Json, type TextKey } from '#base';
import { kept, type Ticket, type Transaction } from '#ports';
import { addItems } from './add-items.ts';
import { errorLine, fetchedKinds } from './kinds.ts';
import { lockJob, saveJob, writeLines, type JobChange, type Ledger, type LockedJob } from './ledger.ts';
import { jsonb, tablesOf } from './tables.ts';
import type { ItemEnding, ItemOutcome, JobKind, LeasedItem, NewItem, NewLine } from './types.ts';

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

/** Lets an item give way to others of its job inside the caller's transaction. @throws LEASE_LOST */
export async function unfold(
  ledger: Ledger, transaction: Transaction, leased: LeasedItem,
  unfolded: { readonly items: readonly NewItem[]; readonly lines: readonly NewLine[] },
): Promise<void> {
  const jobId = leased.job.id;
  const job = await lockJob(transaction, jobId);
  if (job === undefined) throw new Failure('LEASE_LOST');
  const items = job.state === 'open' ? unfolded.items : [];
  await addItems(ledger, transaction, { jobId, companyId: leased.job.companyId, received: job.received_count }, items);
  const grown = { ...job, received_count: job.received_count + items.length };
  const held = { id: leased.item.id, lease: leased.lease, ending: 'unpacked', lines: unfolded.lines, plan: undefined } as const;
  if (!(await endItems(ledger, transaction, grown, [held]))) throw new Failure('LEASE_LOST');
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
  const { rows: ended } = await sql<EndedRow>`${kept}
    with ending as (
      select * from jsonb_to_recordset(${jsonb(ending)}::jsonb) as one (id bigint, lease text, state text, plan jsonb)
    ), ended as (
      update job_item as item
      set state = ending.state, lease = null, lease_until = null, progress = 1,
        progress_at = ${ledger.clock.now()}::timestamptz, plan = coalesce(ending.plan, item.plan)
      from ending where item.id = ending.id and item.lease = ending.lease and item.state = 'running'
      returning item.id, item.company_id, item.order_key, item.origin is not null as is_fetched,
        item.blob_id is null as is_missing, item.listing is not null as is_listing
    )
    select ended.id, is_fetched, is_missing, is_listing, (
      select min(id) from job_item as waiting
      where waiting.company_id = ended.company_id and waiting.order_key = ended.order_key and waiting.state = 'queued'
    ) as next_id
    from ended`.execute(transaction);
  if (ended.length !== items.length) return false;
  const rows = new Map(ended.map((row) => [Number(row.id), row]));
  const told = items.map((item) => asTold(item, rows.get(item.id)));
  const lines = told.flatMap((item) => item.lines);
  await writeLines(ledger, transaction, job.id, lines);
  await saveJob(ledger, transaction, job, {
    running_count: job.running_count - items.length,
    warning_count: job.warning_count + lines.filter(isWarning).length,
    ...addedCounts(job, told),
    ...transfersOf(job, told, rows),
    ...(lines.some((line) => line.type === 'FatalError') && { is_fatal: true }),
  });
  const next = ended.flatMap((row) => (row.next_id === null ? [] : [{ itemId: Number(row.next_id) }]));
  const waiting = await waitingForRoom(transaction, job, items.length);
  if (next.length + waiting.length > 0) await ledger.queue.send([...next, ...waiting], transaction);
  return true;
}

/** Adds lines to a job's log, whatever became of the job. */
export async function addLines(ledger: Ledger, transaction: Transaction, jobId: number, lines: readonly NewLine[]): Promise<void> {
  const job = await lockJob(transaction, jobId);
  if (job === undefined) return;
  await writeLines(ledger, transaction, jobId, lines);
  await sql`update job set warning_count = warning_count + ${lines.filter(isWarning).length} where id = ${jobId}`.execute(transaction);
}

/** Files of a fetched job wait until others have made room, and then hear of it. */
async function waitingForRoom(transaction: Transaction, job: LockedJob, count: number): Promise<readonly Ticket[]> {
  if (!fetchedKinds.includes(job.kind as JobKind) || job.state !== 'open') return [];
  const rows = await tablesOf(transaction).selectFrom('job_item').select('id')
    .where('job_id', '=', job.id).where('state', '=', 'queued').orderBy('id').limit(count).execute();
  return rows.map(({ id }) => ({ itemId: Number(id) }));
}

type EndedRow = {
  readonly id: number; readonly is_fetched: boolean; readonly is_missing: boolean; readonly is_listing: boolean; readonly next_id: number | null;
};

/** A look that was cancelled is no file that was: nobody hears of it. */
function asTold(item: HeldEnding, row: EndedRow | undefined): HeldEnding {
  return item.ending === 'cancelled' && row?.is_listing === true ? { ...item, ending: 'unpacked', lines: [] } : item;
}

/** The received count goes along always: `unfold` has added to it. */
function addedCounts(job: LockedJob, items: readonly HeldEnding[]): JobChange {
  const counts: JobChange = { received_count: job.received_count };
  for (const { ending } of items) {
    const { count } = endings[ending];
    counts[count] = (counts[count] ?? job[count]) + 1;
  }
  return counts;
}

/** What was fetched counts as transferred, whatever became of it then. @source specification of job tracking, §7 */
function transfersOf(job: LockedJob, items: readonly HeldEnding[], rows: ReadonlyMap<number, EndedRow>): JobChange {
  const fetched = items.filter(({ id }) => rows.get(id)?.is_fetched === true);
  const failed = fetched.filter(({ id, ending }) => ending === 'error' && rows.get(id)?.is_missing === true).length;
  const arrived = fetched.filter(({ id }) => rows.get(id)?.is_missing === false).length;
  return {
    ...(arrived > 0 && { transfer_success_count: job.transfer_success_count + arrived }),
    ...(failed > 0 && { transfer_error_count: job.transfer_error_count + failed }),
  };
}

export function cancelLine(path: string): NewLine {
  return { type: 'FileCancel', key: 'log.cancelled', params: { path } };
}

/** A cancelled file counts as a warning. @source specification of job tracking, §6 "stopJob" */
export function isWarning(line: NewLine): boolean {
  return line.type === 'UploadWarning' || line.type === 'FileCancel';
}
