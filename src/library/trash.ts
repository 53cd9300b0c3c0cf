import { sql } from 'kysely';
import type { Database, Queryable, Transaction } from '#ports';
import { ensureFolder, touchFolder } from './folders.ts';
import { anyOf, noSuchAsset, requireAsset } from './reading.ts';
import { leaveSets } from './sets/members.ts';
import type { Asset, TrashWarning } from './types.ts';

/** Puts an asset into the trash; one that is there already stays as it is. @throws NOT_FOUND */
export async function trashAsset(
  database: Database, companyId: number, assetId: number, userEmail: string, now: Date,
): Promise<Asset> {
  return database.transaction().execute(async (transaction) => {
    const asset = await requireAsset(transaction, companyId, assetId, sql`for update`);
    if (asset.trashState === 'InTrash') return asset;
    await sql`update asset set trash_state = 'InTrash', trashed_at = ${now}, trash_warned_at = null, modified_at = ${now},
      modified_by = ${userEmail}, version = version + 1 where id = ${assetId}`.execute(transaction);
    await leaveSets(transaction, [assetId], now);
    await touchFolder(transaction, companyId, asset.folder, now);
    return asset;
  });
}

/** Takes an asset out of the trash. @throws NOT_FOUND unless it is there. */
export async function restoreAsset(
  database: Database, companyId: number, assetId: number, userEmail: string, now: Date,
): Promise<Asset> {
  return database.transaction().execute(async (transaction) => {
    const asset = await requireAsset(transaction, companyId, assetId, sql`for update`);
    if (asset.trashState !== 'InTrash') throw noSuchAsset(assetId);
    await sql`update asset set trash_state = 'NotInTrash', trashed_at = null, modified_at = ${now},
      modified_by = ${userEmail}, version = version + 1 where id = ${assetId}`.execute(transaction);
    await ensureFolder(transaction, companyId, asset.folder, now);
    await touchFolder(transaction, companyId, asset.folder, now);
    return asset;
  });
}

/** Destroys assets of the trash: the record remains for a while to be looked up by id, its files are let go.
 *  @param which One company's assets (all of its trash without ids), or everybody's trashed up to a time. */
export async function destroyTrashed(
  database: Queryable,
  which: { readonly companyId: number; readonly assetIds?: readonly number[] } | { readonly trashedUntil: Date },
  now: Date,
): Promise<readonly number[]> {
  const condition = 'trashedUntil' in which
    ? sql`trashed_at <= ${which.trashedUntil}`
    : sql`company_id = ${which.companyId} ${which.assetIds ? sql`and id = ${anyOf(which.assetIds, 'bigint')}` : sql``}`;
  const { rows } = await sql<{ id: string | number }>`
    update asset set trash_state = 'InEmptiedTrash', trashed_at = ${now}, version = version + 1, is_ready = false,
      original_blob = null, original_bytes = null, artifacts = '{}', image = null, facts = null, making = null, image_maps = '[]'
    where trash_state = 'InTrash' and ${condition} returning id`.execute(database);
  const ids = rows.map((row) => Number(row.id));
  if (ids.length === 0) return ids;
  await sql`delete from asset_packet where asset_id = ${anyOf(ids, 'bigint')}`.execute(database);
  await sql`delete from asset_text where asset_id = ${anyOf(ids, 'bigint')}`.execute(database);
  return ids;
}

/** Forgets assets destroyed up to a time. @returns how many. */
export async function forgetDestroyed(database: Queryable, destroyedUntil: Date): Promise<number> {
  const { rows } = await sql`delete from asset
    where trash_state = 'InEmptiedTrash' and trashed_at <= ${destroyedUntil} returning id`.execute(database);
  return rows.length;
}

/** Assets that were trashed up to a time and nobody was warned of, by company; they count as warned of from now on. */
export async function takeTrashWarnings(
  transaction: Transaction, trashedUntil: Date, trashMs: number, now: Date,
): Promise<readonly TrashWarning[]> {
  const { rows } = await sql<{ company_id: string | number; count: string | number; names: readonly string[]; first_at: Date }>`
    with warned as (
      update asset set trash_warned_at = ${now}
      where trash_state = 'InTrash' and trashed_at <= ${trashedUntil} and trash_warned_at is null
      returning company_id, name, trashed_at
    )
    select company_id, count(*), (array_agg(name order by name))[1:${sql.lit(namesInWarning)}] as names, min(trashed_at) as first_at
    from warned group by company_id order by company_id`.execute(transaction);
  return rows.map((row) => ({
    companyId: Number(row.company_id), assetCount: Number(row.count), assetNames: row.names, destroyedAt: new Date(row.first_at.getTime() + trashMs),
  }));
}

/** Names that a warning tells; it says how many there are beyond. */
const namesInWarning = 50;
