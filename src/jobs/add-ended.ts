import { Failure } from '#base';
import type { Transaction } from '#ports';
import { isWarning } from './finish.ts';
import { lockJob, saveJob, writeLines, type Ledger } from './ledger.ts';
import { tablesOf } from './tables.ts';
import type { Jobs, LeasedItem } from './types.ts';

/** Adds files that have come to their end already to the job of an item in hand. @throws LEASE_LOST */
export async function addEnded(
  ledger: Ledger, transaction: Transaction, { item, lease, job: { id } }: LeasedItem, ended: Parameters<Jobs['addEnded']>[2],
): Promise<{ readonly isStopping: boolean }> {
  const job = await lockJob(transaction, id);
  const held = await tablesOf(transaction).selectFrom('job_item').select('id')
    .where('id', '=', item.id).where('lease', '=', lease).where('state', '=', 'running').forUpdate().executeTakeFirst();
  if (job === undefined || held === undefined) throw new Failure('LEASE_LOST');
  const lines = ended.flatMap((one) => one.lines);
  await writeLines(ledger, transaction, id, lines);
  const countOf = (outcome: 'success' | 'error'): number => ended.filter((one) => one.outcome === outcome).length;
  await saveJob(ledger, transaction, job, {
    received_count: job.received_count + ended.length,
    success_count: job.success_count + countOf('success'), transfer_success_count: job.transfer_success_count + countOf('success'),
    error_count: job.error_count + countOf('error'), transfer_error_count: job.transfer_error_count + countOf('error'),
    warning_count: job.warning_count + lines.filter(isWarning).length,
  });
  return { isStopping: job.state === 'stopping' };
}
