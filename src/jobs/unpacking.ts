import { Failure } from '#base';
import { addItems } from './add-items.ts';
import { isWarning } from './finish.ts';
import { lockJob, saveJob, writeLines, type Ledger } from './ledger.ts';
import { tablesOf } from './tables.ts';
import type { LeasedItem, Unpacked } from './types.ts';

/** Adds what came out of an archive to its job, and moves the archive's cursor behind it: both or neither, so that a
 *  worker which dies leaves no entry twice and none out. In a job that is being stopped nothing is added: its queue is
 *  closed. @throws LEASE_LOST */
export function addUnpacked(ledger: Ledger, leased: LeasedItem, { items, refused, soFar }: Unpacked): Promise<{ readonly isStopping: boolean }> {
  const { item, lease } = leased;
  return ledger.database.transaction().execute(async (transaction) => {
    const job = await lockJob(transaction, leased.job.id);
    if (job === undefined) throw new Failure('LEASE_LOST');
    if (job.state !== 'open') return { isStopping: true };
    const moved = await tablesOf(transaction).updateTable('job_item')
      .set({ unpacked_records: soFar.records, unpacked_bytes: soFar.sizeBytes })
      .where('id', '=', item.id).where('lease', '=', lease).where('state', '=', 'running')
      .executeTakeFirst();
    if (moved.numUpdatedRows !== 1n) throw new Failure('LEASE_LOST');
    const lines = refused.map(({ line }) => line);
    await writeLines(ledger, transaction, job.id, lines);
    await addItems(ledger, transaction, {
      jobId: job.id, companyId: item.companyId, received: job.received_count,
    }, items.map((one) => ({ ...one, archiveItemId: item.id })));
    const counted = (outcome: 'error' | 'skipped'): number => refused.filter((one) => one.outcome === outcome).length;
    await saveJob(ledger, transaction, job, {
      received_count: job.received_count + items.length + refused.length,
      error_count: job.error_count + counted('error'),
      skipped_count: job.skipped_count + counted('skipped'),
      warning_count: job.warning_count + lines.filter(isWarning).length,
    });
    return { isStopping: false };
  });
}
