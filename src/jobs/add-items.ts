import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from '#ports';
import { ticketed, type Ledger } from './ledger.ts';
import { jsonb, storable } from './tables.ts';
import type { NewItem } from './types.ts';

/** Queues items of a locked job behind those it has, with tickets. One statement for any number of items: thousands would
 *  not fit into one as single values. */
export async function addItems(
  ledger: Ledger, transaction: Transaction, job: { readonly jobId: number; readonly companyId: number; readonly received: number }, items: readonly NewItem[],
): Promise<void> {
  if (items.length === 0) return;
  const now = ledger.clock.now();
  const columns = items.map((item) => ({
    folder: storable(item.folder), file_name: storable(item.fileName), order_key: shortKey(item.orderKey),
    ...('blobId' in item ? { blob_id: item.blobId, size_bytes: item.sizeBytes } : {}),
    ...('assetId' in item ? { asset_id: item.assetId } : {}),
    ...('origin' in item ? { origin: item.origin } : {}),
    ...('listing' in item ? { listing: item.listing } : {}),
    archive_item_id: item.archiveItemId,
  }));
  const { rows } = await sql<{ id: number }>`
    insert into job_item (job_id, company_id, position, folder, file_name, order_key, blob_id, size_bytes, asset_id, origin,
      listing, archive_item_id, state, progress_at, ticketed_at)
    select ${job.jobId}, ${job.companyId}, ${job.received} + new.number, new.folder, new.file_name, new.order_key, new.blob_id,
      new.size_bytes, new.asset_id, new.origin, new.listing, new.archive_item_id, 'queued', ${now}::timestamptz, ${now}::timestamptz
    from rows from (jsonb_to_recordset(${jsonb(columns)}::jsonb) as (
      folder text, file_name text, order_key text, blob_id text, size_bytes bigint, asset_id bigint, origin jsonb, listing jsonb,
      archive_item_id bigint
    )) with ordinality as new (folder, file_name, order_key, blob_id, size_bytes, asset_id, origin, listing, archive_item_id, number)
    order by new.number
    returning id`.execute(transaction);
  await ledger.queue.send(ticketed(rows.map((row) => Number(row.id))), transaction);
}

/** An index entry has room for 2,700 bytes; a key only needs to be equal to its like. */
function shortKey(key: string): string {
  const text = storable(key);
  return text.length <= 255 ? text : createHash('sha256').update(text).digest('hex');
}
