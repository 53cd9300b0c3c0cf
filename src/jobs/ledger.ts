import type { Log } from '#base';
import type { Clock, Database, Queue, Transaction } from '#ports';
import type { JobsPolicy } from './settings.ts';
import { jobKinds } from './kinds.ts';
import { jsonb, storable, tablesOf, type JobRow } from './tables.ts';
import type { JobKind, NewLine } from './types.ts';

/** What every part of this room works with. */
export type Ledger = {
  readonly database: Database;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  readonly serverName: string;
  readonly policy: JobsPolicy;
};

/** Locks a job for the rest of the transaction. Everybody locks the job first and its items after it. */
export function lockJob(transaction: Transaction, jobId: number): Promise<JobRow | undefined> {
  return tablesOf(transaction).selectFrom('job').selectAll().where('id', '=', jobId).forUpdate().executeTakeFirst();
}

/** What may change on a job during its life. */
export type JobChange = Partial<Pick<JobRow,
  | 'state' | 'is_paused' | 'is_removed' | 'last_post_at' | 'input_closed_at' | 'progress_file' | 'is_fatal'
  | 'received_count' | 'running_count' | 'success_count' | 'update_count' | 'duplicate_count' | 'error_count'
  | 'warning_count' | 'skipped_count'>>;

/** Writes a change of a locked job, and ends the job when no file can come any more and none is left.
 *  @returns the job as it then stands. */
export async function saveJob(
  ledger: Ledger, transaction: Transaction, job: JobRow, change: JobChange,
): Promise<JobRow> {
  const now = ledger.clock.now();
  const changed: JobRow = { ...job, ...change, progress_at: now };
  const isEnding = job.state !== 'ended' && isOver(changed);
  const after: JobRow = isEnding
    ? { ...changed, state: 'ended', ended_at: now, input_closed_at: changed.input_closed_at ?? now }
    : changed;
  await tablesOf(transaction).updateTable('job')
    .set({
      ...change, progress_at: now, state: after.state, ended_at: after.ended_at, input_closed_at: after.input_closed_at,
    })
    .where('id', '=', job.id)
    .execute();
  if (isEnding) {
    await writeLines(ledger, transaction, job.id, [
      { type: 'TotalFileCount', key: 'log.totalFileCount', params: { count: finishedIn(after) } },
      { ...jobKinds[job.kind as JobKind].end, params: {} },
    ]);
  }
  return after;
}

function isOver(job: JobRow): boolean {
  const isInputClosed = job.input_closed_at !== null || job.state === 'stopping';
  return isInputClosed && job.running_count === 0 && job.received_count === finishedIn(job);
}

function finishedIn(job: JobRow): number {
  return job.success_count + job.update_count + job.duplicate_count + job.error_count + job.skipped_count;
}

/** A bound of the wire protocol is 65,535 values per statement. */
const linesPerStatement = 1000;

/** Adds lines to a job's log in this order. */
export async function writeLines(
  ledger: Ledger, transaction: Transaction, jobId: number, lines: readonly NewLine[],
): Promise<void> {
  const at = ledger.clock.now();
  for (let first = 0; first < lines.length; first += linesPerStatement) {
    await tablesOf(transaction).insertInto('job_line')
      .values(lines.slice(first, first + linesPerStatement).map((line) => ({
        job_id: jobId,
        at,
        type: line.type,
        key: line.key,
        params: jsonb(line.params),
        reason: line.reason === undefined ? null : jsonb(line.reason),
        asset_id: line.asset?.id ?? null,
        asset_name: line.asset === undefined ? null : storable(line.asset.name),
        asset_file_type: line.asset?.fileType ?? null,
        notes: line.notes === undefined || line.notes.length === 0 ? null : jsonb(line.notes),
      })))
      .execute();
  }
}

/** Sends a ticket for the item that is now first in line for each of these keys. */
export async function ticketNext(
  ledger: Ledger, transaction: Transaction, companyId: number, orderKeys: readonly string[],
): Promise<void> {
  if (orderKeys.length === 0) return;
  const rows = await tablesOf(transaction).selectFrom('job_item')
    .select(({ fn }) => fn.min('id').as('id'))
    .where('company_id', '=', companyId)
    .where('order_key', '=', ({ val, fn }) => fn.any(val(orderKeys)))
    .where('state', '=', 'queued')
    .groupBy('order_key')
    .execute();
  if (rows.length > 0) await ledger.queue.send(rows.map((row) => ({ itemId: Number(row.id) })), transaction);
}
