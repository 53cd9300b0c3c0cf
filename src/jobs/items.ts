import { sql } from 'kysely';
import type { Ledger } from './ledger.ts';
import { toItem, toJob, toLine } from './rows.ts';
import { tablesOf } from './tables.ts';
import type { Item, Job, Jobs, Line } from './types.ts';

/** An item with its job, whatever became of it; undefined when there is none, or its log was deleted. */
export async function findItem(ledger: Ledger, companyId: number, itemId: number):
Promise<{ readonly item: Item; readonly job: Job } | undefined> {
  const tables = tablesOf(ledger.database);
  const item = await tables.selectFrom('job_item').selectAll()
    .where('id', '=', itemId).where('company_id', '=', companyId).executeTakeFirst();
  if (item === undefined) return undefined;
  const job = await tables.selectFrom('job').selectAll().where('id', '=', item.job_id).executeTakeFirst();
  return job && { item: toItem(item), job: toJob(job) };
}

/** A page of a job's items, in order of arrival. */
export async function itemsOf(ledger: Ledger, jobId: number, page: Parameters<Jobs['itemsOf']>[1]): Promise<readonly Item[]> {
  const rows = await tablesOf(ledger.database).selectFrom('job_item').selectAll().where('job_id', '=', jobId)
    .orderBy('position').limit(page.pageSize).offset((page.page - 1) * page.pageSize).execute();
  return rows.map(toItem);
}

/** Lines that speak of an item's file; two files of one path in a job share theirs. */
export async function linesOfItem(ledger: Ledger, item: Item): Promise<readonly Line[]> {
  const path = item.folder + item.fileName;
  const rows = await tablesOf(ledger.database).selectFrom('job_line').selectAll()
    .where('job_id', '=', item.jobId).where(sql<boolean>`params->>'path' = ${path}`).orderBy('id').limit(100).execute();
  return rows.map(toLine);
}
