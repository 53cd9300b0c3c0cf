import { Failure, type FailureParams, type Json, type TextKey } from '#base';
import type { Transaction } from '#ports';
import { cancelLine, endItem, type Held } from './finish.ts';
import { errorLine } from './kinds.ts';
import { lockJob, saveJob, type Ledger, type LockedJob } from './ledger.ts';
import { jsonb, tablesOf, type ItemRow } from './tables.ts';
import type { JobKind, LeasedItem } from './types.ts';

/** Prolongs a lease and records progress. @returns false when the lease is lost. */
export async function renew(ledger: Ledger, leased: LeasedItem, progress: number, leaseMs: number): Promise<boolean> {
  const now = ledger.clock.now();
  const renewed = await tablesOf(ledger.database).updateTable('job_item')
    .set({
      lease_until: new Date(now.getTime() + leaseMs), progress: Math.min(1, Math.max(0, progress)), progress_at: now,
    })
    .where('id', '=', leased.item.id).where('lease', '=', leased.lease).where('state', '=', 'running')
    .executeTakeFirst();
  return renewed.numUpdatedRows === 1n;
}

/** Was the job of an item told to stop? */
export async function isStopping(ledger: Ledger, leased: LeasedItem): Promise<boolean> {
  const job = await tablesOf(ledger.database).selectFrom('job').select('state').where('id', '=', leased.job.id).executeTakeFirst();
  return job?.state === 'stopping';
}

/** @throws LEASE_LOST */
export async function keepPlan(ledger: Ledger, leased: LeasedItem, plan: Json): Promise<void> {
  const kept = await tablesOf(ledger.database).updateTable('job_item')
    .set({ plan: jsonb(plan) })
    .where('id', '=', leased.item.id).where('lease', '=', leased.lease).where('state', '=', 'running')
    .executeTakeFirst();
  if (kept.numUpdatedRows !== 1n) throw new Failure('LEASE_LOST');
}

/** Notes the blob an item's origin was fetched into. @throws LEASE_LOST */
export async function keepFetched(
  ledger: Ledger, leased: LeasedItem, fetched: { readonly blobId: string; readonly sizeBytes: number },
): Promise<void> {
  const noted = await tablesOf(ledger.database).updateTable('job_item')
    .set({ blob_id: fetched.blobId, size_bytes: fetched.sizeBytes })
    .where('id', '=', leased.item.id).where('lease', '=', leased.lease).where('state', '=', 'running')
    .where('origin', 'is not', null)
    .executeTakeFirst();
  if (noted.numUpdatedRows !== 1n) throw new Failure('LEASE_LOST');
}

/** Gives an item back after a failure that may pass. */
export function giveBack(
  ledger: Ledger, leased: LeasedItem, reason: { readonly key: TextKey; readonly params: FailureParams },
): Promise<void> {
  const { item } = leased;
  const { maxAttempts, retryDelayMs } = ledger.policy;
  return ledger.database.transaction().execute(async (transaction) => {
    const job = await lockJob(transaction, leased.job.id);
    if (job === undefined) return;
    const held = { id: item.id, lease: leased.lease };
    const path = item.folder + item.fileName;
    if (item.attempts >= maxAttempts) {
      await endItem(ledger, transaction, job, held, 'error', [errorLine(leased.job.kind, path, reason)]);
      return;
    }
    await putBack(ledger, transaction, job, held, path, {
      attempts: item.attempts, delayMs: retryDelayMs * 6 ** (item.attempts - 1),
    });
  });
}

/** Hands an item back untouched. */
export function release(ledger: Ledger, leased: LeasedItem): Promise<void> {
  const { item } = leased;
  return ledger.database.transaction().execute(async (transaction) => {
    const job = await lockJob(transaction, leased.job.id);
    if (job === undefined) return;
    await putBack(ledger, transaction, job, { id: item.id, lease: leased.lease }, item.folder + item.fileName, {
      attempts: item.attempts - 1, delayMs: 0,
    });
  });
}

/** Puts a running item of a locked job back into the queue, with a ticket unless it has to wait first; in a job that
 *  is stopping there is no queue any more, so the item is cancelled. */
async function putBack(
  ledger: Ledger, transaction: Transaction, job: LockedJob, held: Held, path: string,
  change: { readonly attempts: number; readonly interruptions?: number; readonly delayMs: number },
): Promise<void> {
  if (job.state === 'stopping') {
    await endItem(ledger, transaction, job, held, 'cancelled', [cancelLine(path)]);
    return;
  }
  const now = ledger.clock.now();
  const isAtOnce = change.delayMs === 0;
  const back = await tablesOf(transaction).updateTable('job_item')
    .set({
      state: 'queued', lease: null, lease_until: null, holder: null, progress: 0, progress_at: now,
      attempts: change.attempts,
      ...(change.interruptions === undefined ? {} : { interruptions: change.interruptions }),
      not_before: isAtOnce ? null : new Date(now.getTime() + change.delayMs),
      ticketed_at: now,
      // Without a ticket the sweep sends the first one as soon as the pause is over.
      tickets: isAtOnce ? 1 : 0,
    })
    .where('id', '=', held.id).where('lease', '=', held.lease).where('state', '=', 'running')
    .executeTakeFirst();
  if (back.numUpdatedRows !== 1n) return;
  await saveJob(ledger, transaction, job, { running_count: job.running_count - 1 });
  if (isAtOnce) await ledger.queue.send([{ itemId: held.id }], transaction);
}

const reclaimedAtOnce = 200;

/** Takes back items whose lease ran out. @returns how many */
export async function reclaimExpired(ledger: Ledger): Promise<number> {
  const now = ledger.clock.now();
  const rows = await tablesOf(ledger.database).selectFrom('job_item').select(['id', 'job_id', 'lease'])
    .where('state', '=', 'running').where('lease_until', '<', now).limit(reclaimedAtOnce).execute();
  return reclaimAll(ledger, rows, (item) => item.lease_until !== null && item.lease_until < now);
}

/** Takes back whatever this holder has, lease or not. @returns how many */
export async function reclaimFrom(ledger: Ledger, holder: string): Promise<number> {
  const rows = await tablesOf(ledger.database).selectFrom('job_item').select(['id', 'job_id', 'lease'])
    .where('state', '=', 'running').where('holder', '=', holder).execute();
  return reclaimAll(ledger, rows, (item) => item.holder === holder);
}

async function reclaimAll(
  ledger: Ledger, found: readonly Pick<ItemRow, 'id' | 'job_id' | 'lease'>[], isLost: (item: ItemRow) => boolean,
): Promise<number> {
  let reclaimed = 0;
  for (const { id, job_id: jobId, lease: token } of found) {
    if (token === null) continue;
    const isReclaimed = await ledger.database.transaction().execute((transaction) =>
      reclaim(ledger, transaction, Number(jobId), { id: Number(id), lease: token }, isLost));
    if (isReclaimed) reclaimed += 1;
  }
  return reclaimed;
}

/** @returns false when somebody else was faster, or its holder came back to life. */
async function reclaim(
  ledger: Ledger, transaction: Transaction, jobId: number, held: Held, isLost: (item: ItemRow) => boolean,
): Promise<boolean> {
  const job = await lockJob(transaction, jobId);
  const item = await tablesOf(transaction).selectFrom('job_item').selectAll()
    .where('id', '=', held.id).where('lease', '=', held.lease).where('state', '=', 'running')
    .forUpdate().executeTakeFirst();
  if (job === undefined || item === undefined || !isLost(item)) return false;
  const interruptions = item.interruptions + 1;
  const path = item.folder + item.file_name;
  ledger.log.warn('lease lost', { itemId: held.id, jobId, holder: item.holder, interruptions });
  if (interruptions >= ledger.policy.maxInterruptions) {
    await endItem(ledger, transaction, job, held, 'error', [
      errorLine(job.kind as JobKind, path, { key: 'INTERRUPTED', params: { count: interruptions } }),
    ]);
  } else {
    await putBack(ledger, transaction, job, held, path, { attempts: item.attempts - 1, interruptions, delayMs: 0 });
  }
  return true;
}
