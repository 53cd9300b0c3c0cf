import { Failure } from '#base';
import type { Transaction } from '#ports';
import { addItems } from './add-items.ts';
import { planClosing } from './closing-hold.ts';
import { jobKinds } from './kinds.ts';
import { lockWholeJob, saveJob, writeLines, type Ledger } from './ledger.ts';
import { insertUnderFreeName } from './names.ts';
import { toJob } from './rows.ts';
import { jsonb, storable, tablesOf } from './tables.ts';
import type { Job, JobKind, Jobs } from './types.ts';

/** The kind whose files come in further requests. */
const postedKind: JobKind = 'UploadPost';
const longestName = 400;

/** Opens a job with its first items, log lines and tickets.
 *  @throws INVALID_PARAMETER for a name without or with too many characters */
export async function openJob(
  ledger: Ledger, transaction: Transaction, request: Parameters<Jobs['open']>[1],
): Promise<Job> {
  const { companyId, isInputClosed, items, kind = postedKind } = request;
  const originalName = judgedName(request.originalName);
  const now = ledger.clock.now();
  const row = await insertUnderFreeName(transaction, {
    company_id: companyId,
    company_root: storable(request.companyRoot),
    user_id: request.userId,
    user_email: storable(request.userEmail),
    kind,
    original_name: originalName,
    wanted_name: storable(request.name ?? originalName),
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
    schedule_id: request.scheduleId ?? null,
    followers: request.followers === undefined ? null : jsonb(request.followers),
  });
  const jobId = Number(row.id);
  const transferred = jobKinds[kind].isPosted ? { transfer_success_count: items.length } : {};
  await writeLines(ledger, transaction, jobId, [
    { ...jobKinds[kind].begin, params: {} },
    { type: 'OriginalJobName', key: 'log.originalName', params: { name: originalName } },
    ...(request.initiatorName === undefined ? []
      : [{ type: 'InitiatingJobName', key: 'log.originalName', params: { name: request.initiatorName } } as const]),
    { type: 'JobClient', key: 'log.client', params: { client: request.clientName } },
    { type: 'JobType', key: 'log.jobType', params: { type: kind } },
  ]);
  await planClosing(ledger, transaction, jobId, ledger.closingOf({ kind, options: request.options }));
  await addItems(ledger, transaction, { jobId, companyId, received: 0 }, items);
  await ledger.witness?.began(transaction, toJob(row));
  return toJob(await saveJob(ledger, transaction, row, {
    received_count: items.length, ...transferred, input_closed_at: isInputClosed ? now : null,
  }));
}

/** The name of a job as the ledger keeps it. @throws INVALID_PARAMETER for one without or with too many characters */
export function judgedName(text: string): string {
  const name = storable(text);
  if (name !== '' && name.length <= longestName) return name;
  throw new Failure('INVALID_PARAMETER', { name: 'jobName', expected: `1 to ${longestName} characters`, received: name.slice(0, longestName) });
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
    transfer_success_count: row.transfer_success_count + items.length,
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
