import { sql } from 'kysely';
import type { Json, Log } from '#base';
import { kept, type Calendar, type Clock, type Database, type Queue, type Ticket, type Transaction } from '#ports';
import type { JobsPolicy } from './settings.ts';
import { holdForClosing } from './closing-hold.ts';
import { jobKinds } from './kinds.ts';
import { jsonb, tablesOf, type JobRow } from './tables.ts';
import { toJob } from './rows.ts';
import type { ClosingTask, JobKind, JobWitness, NewLine } from './types.ts';

/** What every part of this room works with. */
export type Ledger = {
  readonly database: Database;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  readonly serverName: string;
  readonly policy: JobsPolicy;
  /** What a new job has to do before it ends. */
  readonly closingOf: (job: { readonly kind: JobKind; readonly options: Json }) => readonly ClosingTask[];
  readonly calendar: Calendar;
  /** In which schedules are due. */
  readonly timeZone: string;
  /** Opens what follows on a job that has ended of itself. */
  readonly openFollowers: (transaction: Transaction, ended: LockedJob) => Promise<void>;
  readonly witness?: JobWitness | undefined;
};

/** What a change of a job goes by; options and echo stay where they are. */
const lockedColumns = [
  'id', 'company_id', 'user_id', 'kind', 'client_address', 'state', 'is_paused', 'is_removed', 'last_post_at',
  'input_closed_at', 'ended_at', 'received_count', 'running_count', 'success_count', 'update_count', 'duplicate_count',
  'error_count', 'warning_count', 'skipped_count', 'unpacked_count', 'transfer_success_count', 'transfer_error_count',
] as const satisfies readonly (keyof JobRow)[];

const columns = sql.raw(lockedColumns.join(', '));

export type LockedJob = Pick<JobRow, typeof lockedColumns[number]>;

/** Locks a job for the rest of the transaction. Everybody locks the job first and its items after it. */
export function lockJob(transaction: Transaction, jobId: number): Promise<LockedJob | undefined> {
  return sql<LockedJob>`${kept} select ${columns} from job where id = ${jobId} for update`.execute(transaction)
    .then(({ rows }) => rows[0]);
}

/** Locks a job and reads the whole of it. */
export function lockWholeJob(transaction: Transaction, jobId: number): Promise<JobRow | undefined> {
  return tablesOf(transaction).selectFrom('job').selectAll().where('id', '=', jobId).forUpdate().executeTakeFirst();
}

/** What may change on a job during its life. */
export type JobChange = Partial<Pick<JobRow,
  | 'state' | 'is_paused' | 'is_removed' | 'last_post_at' | 'input_closed_at' | 'progress_file' | 'is_fatal'
  | 'received_count' | 'running_count' | 'success_count' | 'update_count' | 'duplicate_count' | 'error_count'
  | 'warning_count' | 'skipped_count' | 'unpacked_count' | 'transfer_success_count' | 'transfer_error_count'>>;

/** Writes a change of a locked job. When no file can come any more and none is left, its closing work begins, and when
 *  there is none either, the job ends.
 *  @returns the job as it then stands. */
export async function saveJob<Row extends LockedJob>(
  ledger: Ledger, transaction: Transaction, job: Row, change: JobChange,
): Promise<Row> {
  const now = ledger.clock.now();
  const changed = { ...job, ...change, progress_at: now };
  const isEnding = job.state !== 'ended' && isOver(changed) && !(await holdForClosing(ledger, transaction, changed));
  const after = isEnding
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
    const whole = ledger.witness === undefined ? undefined : await lockWholeJob(transaction, job.id);
    if (whole !== undefined) await ledger.witness?.ended(transaction, toJob(whole), { errorLines: after.error_count > 0 || await hasErrorLines(transaction, job.id) });
    if (changed.state !== 'stopping') await ledger.openFollowers(transaction, after);
  }
  return after;
}

async function hasErrorLines(transaction: Transaction, jobId: number): Promise<boolean> {
  const found = await tablesOf(transaction).selectFrom('job_line').select('id').where('job_id', '=', jobId).where('type', '=', 'UploadError').limit(1).executeTakeFirst();
  return found !== undefined;
}

function isOver(job: LockedJob): boolean {
  const isInputClosed = job.input_closed_at !== null || job.state === 'stopping';
  return isInputClosed && job.running_count === 0 && job.received_count === finishedIn(job) + job.unpacked_count;
}

function finishedIn(job: LockedJob): number {
  return job.success_count + job.update_count + job.duplicate_count + job.error_count + job.skipped_count;
}

/** Files that became assets. */
export function finishedWell(job: LockedJob): number {
  return job.success_count + job.update_count;
}

/** Adds lines to a job's log in this order: one statement, however many they are. */
export async function writeLines(
  ledger: Ledger, transaction: Transaction, jobId: number, lines: readonly NewLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map((line) => ({
    type: line.type,
    key: line.key,
    params: line.params,
    reason: line.reason ?? null,
    asset_id: line.asset?.id ?? null,
    asset_name: line.asset?.name ?? null,
    asset_file_type: line.asset?.fileType ?? null,
    notes: line.notes === undefined || line.notes.length === 0 ? null : line.notes,
  }));
  await sql`${kept}
    insert into job_line (job_id, at, type, key, params, reason, asset_id, asset_name, asset_file_type, notes)
    select ${jobId}, ${ledger.clock.now()}::timestamptz, line.type, line.key, line.params, line.reason, line.asset_id,
      line.asset_name, line.asset_file_type, line.notes
    from rows from (jsonb_to_recordset(${jsonb(rows)}::jsonb) as (
      type text, key text, params jsonb, reason jsonb, asset_id bigint, asset_name text, asset_file_type text, notes jsonb
    )) with ordinality as line (type, key, params, reason, asset_id, asset_name, asset_file_type, notes, number)
    order by line.number`.execute(transaction);
}

/** The first items of a POST each get a ticket, so that several workers hear of them at once; whoever takes one goes on
 *  with those that follow. After them only every so many items have one, about as many as a worker takes in a turn. */
const ticketedFirst = 8;
const ticketedEvery = 64;

/** Those of a job's items, in their order, that tickets are sent for. */
export function ticketed(itemIds: readonly number[]): readonly Ticket[] {
  return itemIds.filter((_id, index) => index < ticketedFirst || index % ticketedEvery === 0).map((itemId) => ({ itemId }));
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
