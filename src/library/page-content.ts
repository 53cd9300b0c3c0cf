import { sql } from 'kysely';
import type { Database, Queryable } from '#ports';
import { requireAsset } from './reading.ts';
import type { Asset, ImageMap, ImageMapChange, Library, LinkMap, SearchLine } from './types.ts';

/** Changes the maps of an asset under a lock: what has no id yet gets one, what was changed a time. @throws NOT_FOUND */
export async function changeImageMaps(
  database: Database, companyId: number, assetId: number, change: Parameters<Library['changeImageMaps']>[2], userEmail: string, now: Date,
): Promise<Asset> {
  return database.transaction().execute(async (transaction) => {
    const asset = await requireAsset(transaction, companyId, assetId, sql`for update`);
    const old = asset.imageMaps ?? [];
    const maps = await withIds(transaction, old, change(old), now);
    await sql`update asset set image_maps = ${JSON.stringify(maps)}, modified_at = ${now}, modified_by = ${userEmail}, version = version + 1
      where id = ${assetId}`.execute(transaction);
    return { ...asset, imageMaps: maps };
  });
}

async function withIds(database: Queryable, old: readonly ImageMap[], wanted: readonly ImageMapChange[], now: Date): Promise<readonly ImageMap[]> {
  const fresh = wanted.filter(({ id }) => id === undefined).length;
  const { rows } = fresh === 0 ? { rows: [] }
    : await sql<{ id: string | number }>`select nextval('image_map_id') as id from generate_series(1, ${fresh})`.execute(database);
  const ids = rows.map((row) => Number(row.id));
  const known = new Map(old.map((map) => [map.id, map]));
  return wanted.map(({ id = ids.shift()!, ...map }) => {
    const before = known.get(id);
    const isSame = before && JSON.stringify({ ...before, ...map }) === JSON.stringify(before);
    return isSame ? before : { ...map, id, modifiedAt: now.toISOString() };
  });
}

/** Maps of a page that came again: those made of its links give way to the new ones, those people made stay.
 *  @param links Undefined: nobody looked for links, and all maps stay. */
export async function keepLinkMaps(database: Queryable, asset: Asset, links: readonly LinkMap[] | undefined, now: Date): Promise<void> {
  if (!links) return;
  const old = asset.imageMaps ?? [];
  const kept = old.filter(({ isOfLink }) => isOfLink !== true);
  if (links.length === 0 && kept.length === old.length) return;
  const above = kept.reduce((highest, { position }) => Math.max(highest, position), 0);
  const made = links.map((link, index): ImageMapChange => ({
    ...link, name: `${asset.name}_${index + 1}`, position: above + index + 1, isEnabled: true, isOfLink: true,
  }));
  const maps = await withIds(database, old, [...kept, ...made], now);
  await sql`update asset set image_maps = ${JSON.stringify(maps)} where id = ${asset.id}`.execute(database);
}

/** Words of a page that came again are those of what it shows now. @param lines Undefined or empty: none. */
export async function keepSearchLines(database: Queryable, assetId: number, lines: readonly SearchLine[] | undefined): Promise<void> {
  if (!lines || lines.length === 0) {
    await sql`delete from asset_text where asset_id = ${assetId}`.execute(database);
    return;
  }
  await sql`insert into asset_text (asset_id, lines) values (${assetId}, ${JSON.stringify(lines)})
    on conflict (asset_id) do update set lines = excluded.lines`.execute(database);
}

/** Lines of text of an asset of the company, in their order. */
export async function selectSearchLines(database: Queryable, companyId: number, assetId: number): Promise<readonly SearchLine[]> {
  const { rows } = await sql<{ lines: readonly SearchLine[] }>`
    select lines from asset_text join asset on asset.id = asset_id
    where asset_id = ${assetId} and company_id = ${companyId}`.execute(database);
  return rows[0]?.lines ?? [];
}
