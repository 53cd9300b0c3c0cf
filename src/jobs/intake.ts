import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { Failure } from '#base';
import type { Transaction } from '#ports';
import { planClosing } from './closing-hold.ts';
import { jobKinds } from './kinds.ts';
import { lockWholeJob, saveJob, ticketed, writeLines, type Ledger } from './ledger.ts';
import { insertUnderFreeName } from './names.ts';
import { toJob } from './rows.ts';
import { jsonb, storable, tablesOf } from './tables.ts';
import type { Job, JobKind, Jobs, NewItem } from './types.ts';

/** The kind whose files come in further requests. */
const postedKind: JobKind = 'UploadPost';
const longestName = 400;

/** Opens a job with its first items, log lines and tickets.
 *  @throws INVALID_PARAMETER for a name without or with too many characters */
export async function openJob(
  ledger: Ledger, transaction: Transaction, request: Parameters<Jobs['open']>[1],
): Promise<Job> {
  const { companyId, isInputClosed, items, kind = postedKind } = request;
  const originalName = storable(request.originalName);
  if (originalName === '' || originalName.length > longestName) {
    throw new Failure('INVALID_PARAMETER', {
      name: 'jobName', expected: `1 to ${longestName} characters`, received: originalName.slice(0, longestName),
    });
  }
  const now = ledger.clock.now();
  const row = await insertUnderFreeName(transaction, {
    company_id: companyId,
    company_root: storable(request.companyRoot),
    user_id: request.userId,
    user_email: storable(request.userEmail),
    kind,
    original_name: originalName,
    state: 'open',
    locale: storable(request.locale),
    description: storable(request.description),
    client_name: storable(request.clientName),
    client_address: storable(request.clientAddress),
    server_name: ledger.serverName,
    options: jsonb(request.options),
    echo: jsonb(request.echo),
    started_at: now,
    last_post_at: now,
    input_closed_at: null,
    progress_at: now,
  });
  const jobId = Number(row.id);
  await writeLines(ledger, transaction, jobId, [
    { ...jobKinds[kind].begin, params: {} },
    { type: 'OriginalJobName', key: 'log.originalName', params: { name: originalName } },
    { type: 'JobClient', key: 'log.client', params: { client: request.clientName } },
    { type: 'JobType', key: 'log.jobType', params: { type: kind } },
  ]);
  await planClosing(ledger, transaction, jobId, ledger.closingOf({ kind, options: request.options }));
  await addItems(ledger, transaction, { jobId, companyId, received: 0 }, items);
  return toJob(await saveJob(ledger, transaction, row, {
    received_count: items.length, input_closed_at: isInputClosed ? now : null,
  }));
}

/** Adds items to an open job. @throws JOB_NOT_ACTIVE, DIFFERENT_ADDRESS */
export async function continueJob(
  ledger: Ledger, transaction: Transaction, request: Parameters<Jobs['continue']>[1],
): Promise<Job> {
  const { companyId, handle, items } = request;
  const row = await lockWholeJob(transaction, request.jobId);
  const isOpen = row !== undefined && Number(row.company_id) === companyId && row.kind === postedKind
    && row.state === 'open' && row.input_closed_at === null;
  if (!isOpen || (Number(row.user_id) !== request.userId && !request.isAdmin)) {
    throw new Failure('JOB_NOT_ACTIVE', { handle });
  }
  if (request.isSameAddressEnforced && row.client_address !== request.clientAddress) {
    throw new Failure('DIFFERENT_ADDRESS');
  }
  const jobId = Number(row.id);
  await addItems(ledger, transaction, { jobId, companyId, received: row.received_count }, items);
  const now = ledger.clock.now();
  return toJob(await saveJob(ledger, transaction, row, {
    received_count: row.received_count + items.length,
    last_post_at: now,
    input_closed_at: request.isInputClosed ? now : null,
  }));
}

/** A job that still takes files. */
export async function findOpen(ledger: Ledger, companyId: number, jobId: number): Promise<Job | undefined> {
  const row = await tablesOf(ledger.database).selectFrom('job').selectAll()
    .where('id', '=', jobId)
    .where('company_id', '=', companyId)
    .where('kind', '=', postedKind)
    .where('state', '=', 'open')
    .where('input_closed_at', 'is', null)
    .executeTakeFirst();
  return row && toJob(row);
}

/** One statement for any number of items: thousands would not fit into one as single values. */
export async function addItems(
  ledger: Ledger, transaction: Transaction,
  job: { readonly jobId: number; readonly companyId: number; readonly received: number }, items: readonly NewItem[],
): Promise<void> {
  if (items.length === 0) return;
  const now = ledger.clock.now();
  const { rows } = await sql<{ id: number }>`
    insert into job_item
      (job_id, company_id, position, folder, file_name, order_key, blob_id, size_bytes, asset_id, archive_item_id, state, progress_at,
        ticketed_at)
    select ${job.jobId}, ${job.companyId}, ${job.received} + new.number, new.folder, new.file_name, new.order_key,
      new.blob_id, new.size_bytes, new.asset_id, new.archive_item_id, 'queued', ${now}::timestamptz, ${now}::timestamptz
    from unnest(
      ${items.map((item) => storable(item.folder))}::text[], ${items.map((item) => storable(item.fileName))}::text[],
      ${items.map((item) => shortKey(item.orderKey))}::text[], ${items.map((item) => ('blobId' in item ? item.blobId : null))}::text[],
      ${items.map((item) => ('blobId' in item ? item.sizeBytes : null))}::bigint[],
      ${items.map((item) => ('assetId' in item ? item.assetId : null))}::bigint[],
      ${items.map((item) => item.archiveItemId ?? null)}::bigint[]
    ) with ordinality as new (folder, file_name, order_key, blob_id, size_bytes, asset_id, archive_item_id, number)
    order by new.number
    returning id`.execute(transaction);
  await ledger.queue.send(ticketed(rows.map((row) => Number(row.id))), transaction);
}

/** An index entry has room for 2,700 bytes; a key only needs to be equal to its like. */
function shortKey(key: string): string {
  const text = storable(key);
  return text.length <= 255 ? text : createHash('sha256').update(text).digest('hex');
}
