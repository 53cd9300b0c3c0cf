import { sql, type RawBuilder } from 'kysely';
import type { Json } from '#base';
import { kept } from '#ports';
import { fetchedKinds } from './kinds.ts';
import type { Ledger } from './ledger.ts';
import { toItem, toJob } from './rows.ts';
import type { JobRow } from './tables.ts';
import type { LeaseTerms, LeasedItem } from './types.ts';

/** How far into a job's queue one look reaches. Items whose equals are in work lie there and are passed over; what is
 *  first in line further back has a ticket of its own, or gets one. */
const itemsInSight = 64;

/** Files of one job that are fetched at the same time. */
const fetchedAtOnce = 8;

/** Takes this item for production; undefined when it is not to be had now. */
export async function lease(ledger: Ledger, itemId: number, terms: LeaseTerms): Promise<LeasedItem | undefined> {
  const [leased] = await take(ledger, sql`select ${itemId}::bigint as id`, itemId, terms, 1);
  return leased;
}

/** Takes up to `most` items of a job, in their order: of the one that `itemId` belongs to. */
export function leaseNext(
  ledger: Ledger, itemId: number, terms: LeaseTerms & { readonly most: number },
): Promise<readonly LeasedItem[]> {
  const inSight = sql`
    select ${itemId}::bigint as id union (
      select id from job_item where job_id = (select id from held) and state = 'queued' order by id limit ${itemsInSight}
    )`;
  return take(ledger, inSight, itemId, terms, terms.most);
}

/** No unfinished item of the same company and key came before `item`. */
export const isFirstInLine = sql<boolean>`not exists (
  select 1 from job_item as earlier
  where earlier.company_id = item.company_id and earlier.order_key = item.order_key and earlier.id < item.id
    and earlier.state in ('queued', 'running'))`;

type TakenRow = JobRow & {
  readonly item_id: number; readonly item_position: number; readonly item_folder: string; readonly item_file_name: string;
  readonly item_order_key: string; readonly item_blob_id: string | null; readonly item_size_bytes: number | null; readonly item_asset_id: number | null;
  readonly item_archive_item_id: number | null; readonly item_unpacked_records: number; readonly item_unpacked_bytes: number;
  readonly item_origin: Json | null; readonly item_listing: Json | null;
  readonly item_attempts: number; readonly item_plan: Json | null; readonly item_lease: string;
};

/** One statement, so that a lease costs one round trip and one commit. The job is locked before its items, as
 *  everywhere; what the statement does not see yet of a transaction it waited for, the row's own state tells. */
async function take(
  ledger: Ledger, candidates: RawBuilder<unknown>, itemId: number, terms: LeaseTerms, most: number,
): Promise<readonly LeasedItem[]> {
  const now = ledger.clock.now();
  try {
    const { rows } = await sql<TakenRow>`${kept}
      with held as (
        select id, case when kind = any(${fetchedKinds}::text[]) then greatest(0, ${fetchedAtOnce}::integer - running_count) else ${most}::integer end as room
        from job
        where id = (select job_id from job_item where id = ${itemId}) and state = 'open' and not is_paused
        for update
      ), next as (
        select item.id from held join job_item as item on item.job_id = held.id
        where item.id in (${candidates}) and item.state = 'queued'
          and (item.not_before is null or item.not_before <= ${now}::timestamptz) and ${isFirstInLine}
        order by item.id limit (select least(${most}::integer, room) from held)
        for update of item
      ), taken as (
        update job_item as item
        set state = 'running', lease = gen_random_uuid()::text, holder = ${terms.holder},
          lease_until = ${new Date(now.getTime() + terms.leaseMs)}::timestamptz,
          attempts = item.attempts + 1, progress = 0, progress_at = ${now}::timestamptz, not_before = null
        from next where item.id = next.id
        returning item.*
      ), counted as (
        update job
        set running_count = running_count + (select count(*) from taken), progress_at = ${now}::timestamptz,
          progress_file = (select file_name from taken order by id desc limit 1)
        where id = (select id from held) and exists (select 1 from taken)
        returning *
      )
      select counted.*, taken.id as item_id, taken.position as item_position, taken.folder as item_folder,
        taken.file_name as item_file_name, taken.order_key as item_order_key, taken.blob_id as item_blob_id,
        taken.size_bytes as item_size_bytes, taken.asset_id as item_asset_id, taken.origin as item_origin,
        taken.listing as item_listing, taken.attempts as item_attempts, taken.plan as item_plan, taken.lease as item_lease,
        taken.archive_item_id as item_archive_item_id, taken.unpacked_records as item_unpacked_records,
        taken.unpacked_bytes as item_unpacked_bytes
      from counted cross join taken order by taken.id`.execute(ledger.database);
    return rows.map(leasedItem);
  } catch (thrown) {
    // Somebody took a file of the same name at the same moment; a ticket follows when that one ends.
    if (!isUniqueViolation(thrown)) throw thrown;
    return most > 1 ? take(ledger, candidates, itemId, terms, 1) : [];
  }
}

function leasedItem(row: TakenRow): LeasedItem {
  const item = toItem({
    id: row.item_id, job_id: row.id, company_id: row.company_id, position: row.item_position, folder: row.item_folder,
    file_name: row.item_file_name, order_key: row.item_order_key, blob_id: row.item_blob_id,
    size_bytes: row.item_size_bytes, asset_id: row.item_asset_id, origin: row.item_origin, listing: row.item_listing, state: 'running',
    attempts: row.item_attempts, progress: 0, plan: row.item_plan,
    archive_item_id: row.item_archive_item_id, unpacked_records: row.item_unpacked_records, unpacked_bytes: row.item_unpacked_bytes,
  });
  return { item, job: toJob(row), lease: row.item_lease };
}

/** @source PostgreSQL manual, appendix A: 23505 unique_violation */
function isUniqueViolation(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === '23505';
}
