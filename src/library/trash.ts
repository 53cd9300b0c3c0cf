import { sql } from 'kysely';
import type { Database, Queryable } from '#ports';
import { ensureFolder, touchFolder } from './folders.ts';
import { anyOf, noSuchAsset, requireAsset } from './reading.ts';
import type { Asset } from './types.ts';

/** Puts an asset into the trash; one that is there already stays as it is. @throws NOT_FOUND */
export async function trashAsset(
  database: Database, companyId: number, assetId: number, userEmail: string, now: Date,
): Promise<Asset> {
  return database.transaction().execute(async (transaction) => {
    const asset = await requireAsset(transaction, companyId, assetId, sql`for update`);
    if (asset.trashState === 'InTrash') return asset;
    await sql`update asset set trash_state = 'InTrash', trashed_at = ${now}, modified_at = ${now},
      modified_by = ${userEmail}, version = version + 1 where id = ${assetId}`.execute(transaction);
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
