import { sql, type RawBuilder } from 'kysely';
import type { Json, TextKey } from '#base';
import { finishedCount, clientState, queuedCount } from './state.ts';
import type { Ledger } from './ledger.ts';
import { toJob, toLine } from './rows.ts';
import { storable, tablesOf, type JobRow } from './tables.ts';
import type { ActiveJob, ClosingTask, Job, Jobs, Line, LogFilter, LogType } from './types.ts';

const logsFound = 100;

type ClosingNow = { readonly task: ClosingTask; readonly isRunning: boolean; readonly progress: number; readonly at: string };
type EncodingFile = { readonly encodes: Json; readonly progress: number; readonly at: string };
type RunningFile = { readonly fileName: string; readonly progress: number; readonly at: string };

/** One query, whatever the number of items: the counts are on the job, and few items run at a time. */
export async function active(ledger: Ledger, filter: Parameters<Jobs['active']>[0]): Promise<readonly ActiveJob[]> {
  const { doneGraceSeconds } = ledger.policy;
  const lingering = doneGraceSeconds === 0 ? sql`` : sql`or (job.state = 'ended' and not job.is_removed
    and job.ended_at > ${new Date(ledger.clock.now().getTime() - doneGraceSeconds * 1000)}::timestamptz)`;
  const conditions: RawBuilder<unknown>[] = [sql`(job.state <> 'ended' ${lingering})`];
  if (filter.companyIds !== 'all') conditions.push(sql`job.company_id = any(${filter.companyIds}::bigint[])`);
  if (filter.jobId !== undefined) conditions.push(sql`job.id = ${filter.jobId}`);
  if (filter.name !== undefined) {
    conditions.push(sql`(job.name = ${storable(filter.name)} or job.handle_name = ${storable(filter.name)})`);
  }
  if (filter.originalName !== undefined) conditions.push(sql`job.original_name = ${storable(filter.originalName)}`);
  if (filter.scheduleId !== undefined) conditions.push(sql`job.schedule_id = ${filter.scheduleId}`);
  const { rows } = await sql<JobRow & { running: readonly RunningFile[] | null; encoding: readonly EncodingFile[] | null; closing: ClosingNow | null }>`
    select job.*, case when running_count > 0 then job_running_items(id) end as running,
      case when running_count > 0 then (
        select jsonb_agg(jsonb_build_object('encodes', plan -> 'encodes', 'progress', progress, 'at', progress_at) order by item.id)
        from job_item item where item.job_id = job.id and item.state = 'running' and item.plan -> 'encodes' is not null
      ) end as encoding,
      case when running_count = 0 and input_closed_at is not null then job_closing_now(id) end as closing
    from job where ${sql.join(conditions, sql` and `)}
    order by started_at, id`.execute(ledger.database);
  return rows.map(({ running, encoding, closing, ...row }) => toActive(toJob(row), running ?? [], encoding ?? [], closing));
}

const closingKeys = { autoSets: 'progress.autoSets' } as const satisfies { readonly [Task in ClosingTask]: TextKey };

function toActive(job: Job, found: readonly RunningFile[], encoding: readonly EncodingFile[], closing: ClosingNow | null): ActiveJob {
  // A look for files is none itself.
  const running = found.filter((item) => item.fileName !== '').map((item) => ({ ...item, at: new Date(item.at) }));
  const latest = running.reduce((at, item) => (item.at > at ? item.at : at), job.progress.at);
  const named = job.progress.params['file'];
  const isNamedRunning = running.some((item) => item.fileName === named);
  const params = named === undefined || isNamedRunning || running[0] === undefined
    ? job.progress.params
    : { file: running[0].fileName };
  return {
    job: { ...job, progress: closing && !job.isPaused
      ? { key: closingKeys[closing.task], params: {}, at: new Date(closing.at) }
      : { ...job.progress, params, at: latest } },
    clientState: clientState(job),
    task: { processing: job.runningCount, pending: queuedCount(job), processed: finishedCount(job) },
    running,
    encoding: encoding.map((item) => ({ ...item, at: new Date(item.at) })),
    closing: closing ? { ...closing, at: new Date(closing.at) } : undefined,
  };
}

/** `LogType` sorts by the kind of job, which decides about the begin entry. */
const sortColumns = {
  JobName: 'name',
  LogType: 'kind',
  StartDate: 'started_at',
  CompanyName: 'company_root',
  UserId: 'user_id',
  Email: 'user_email',
  FileErrorCount: 'error_count',
  FileWarningCount: 'warning_count',
  FileSuccessCount: 'success_count',
} as const satisfies { readonly [Field in NonNullable<LogFilter['sortBy']>]: keyof JobRow };

/** Logs of the companies, the most recent first unless asked otherwise. */
export async function logs(ledger: Ledger, filter: LogFilter): Promise<readonly Job[]> {
  const { sortBy = 'StartDate', isDescending = sortBy === 'StartDate' } = filter;
  const direction = isDescending ? 'desc' : 'asc';
  let query = tablesOf(ledger.database).selectFrom('job').selectAll();
  if (filter.companyIds !== 'all') {
    const { companyIds } = filter;
    if (companyIds.length === 0) return [];
    query = query.where('company_id', 'in', companyIds);
  }
  if (filter.userId !== undefined) query = query.where('user_id', '=', filter.userId);
  if (filter.startedFrom !== undefined) query = query.where('started_at', '>=', filter.startedFrom);
  if (filter.startedTo !== undefined) query = query.where('started_at', '<=', filter.startedTo);
  const rows = await query
    .orderBy(sortColumns[sortBy], direction)
    .orderBy('id', direction)
    .limit(Math.min(10_000, Math.max(1, filter.limit)))
    .execute();
  return rows.map(toJob);
}

/** Logs by id, name or original name, newest first; by name alone only the newest. */
export async function findLogs(ledger: Ledger, filter: Parameters<Jobs['findLogs']>[0]): Promise<readonly Job[]> {
  const { jobId, name, originalName } = filter;
  const isNewestOnly = name !== undefined && jobId === undefined;
  let query = tablesOf(ledger.database).selectFrom('job').selectAll().where('company_id', '=', filter.companyId);
  if (jobId !== undefined) query = query.where('id', '=', jobId);
  if (name !== undefined) {
    query = query.where((eb) => eb.or([eb('name', '=', storable(name)), eb('handle_name', '=', storable(name))]));
  }
  if (filter.scheduleId !== undefined) query = query.where('schedule_id', '=', filter.scheduleId);
  if (originalName !== undefined) query = query.where('original_name', '=', storable(originalName));
  const rows = await query.orderBy('started_at', 'desc').orderBy('id', 'desc')
    .limit(isNewestOnly ? 1 : logsFound).execute();
  return rows.map(toJob);
}

/** A page of a job's lines. Lines are numbered under the job's lock, so their ids are their order in time. */
export async function lines(ledger: Ledger, jobId: number, page: Parameters<Jobs['lines']>[1]):
Promise<{ readonly totalRows: number; readonly lines: readonly Line[] }> {
  const direction = page.isDescending ? 'desc' : 'asc';
  let query = tablesOf(ledger.database).selectFrom('job_line').where('job_id', '=', jobId);
  if (page.types !== undefined && page.types.length > 0) query = query.where('type', 'in', page.types.map(storable));
  const { count } = await query.select(({ fn }) => fn.countAll<string>().as('count')).executeTakeFirstOrThrow();
  const totalRows = Number(count);
  const pageSize = Math.max(1, page.pageSize);
  const offset = (Math.max(1, page.page) - 1) * pageSize;
  if (offset >= totalRows) return { totalRows, lines: [] };
  let sorted = query.selectAll();
  // Ties keep the order of insertion, whichever way the types go.
  if (page.sortBy === 'LogType') sorted = sorted.orderBy('type', direction).orderBy('id');
  else sorted = sorted.orderBy('id', direction);
  const rows = await sorted.limit(pageSize).offset(offset).execute();
  return { totalRows, lines: rows.map(toLine) };
}

/** Lines that name an asset, oldest first. */
export async function linesOfAsset(ledger: Ledger, companyId: number, assetId: number):
Promise<readonly { readonly line: Line; readonly job: Job }[]> {
  const tables = tablesOf(ledger.database);
  const lineRows = await tables.selectFrom('job_line').selectAll()
    .where('asset_id', '=', assetId).orderBy('id').execute();
  const jobIds = [...new Set(lineRows.map((row) => row.job_id))];
  if (jobIds.length === 0) return [];
  const jobRows = await tables.selectFrom('job').selectAll()
    .where('company_id', '=', companyId).where('id', 'in', jobIds).execute();
  const jobs = new Map(jobRows.map((row) => [Number(row.id), toJob(row)]));
  return lineRows.flatMap((row) => {
    const job = jobs.get(Number(row.job_id));
    return job === undefined ? [] : [{ line: toLine(row), job }];
  });
}

const madeTypes: readonly LogType[] = ['UploadSuccess', 'FileUpdated', 'ReoptimizeSuccess'];

/** Assets that a job made or renewed, by its lines. */
export async function assetsOf(ledger: Ledger, jobId: number): Promise<readonly number[]> {
  const rows = await tablesOf(ledger.database).selectFrom('job_line').select('asset_id')
    .where('job_id', '=', jobId).where('type', 'in', madeTypes).where('asset_id', 'is not', null).orderBy('id').execute();
  return [...new Set(rows.map((row) => Number(row.asset_id)))];
}

const blobsAtOnce = 1000;

/** Blobs of items that are queued or in work; what is done needs its source no more. */
export async function* referencedBlobs(ledger: Ledger): AsyncIterable<string> {
  for (let after = 0; ;) {
    const rows = await tablesOf(ledger.database).selectFrom('job_item').select(['id', 'blob_id'])
      .where('state', 'in', ['queued', 'running']).where('blob_id', 'is not', null).where('id', '>', after).orderBy('id').limit(blobsAtOnce).execute();
    for (const row of rows) if (row.blob_id !== null) yield row.blob_id;
    if (rows.length < blobsAtOnce) return;
    after = Number(rows.at(-1)?.id);
  }
}
