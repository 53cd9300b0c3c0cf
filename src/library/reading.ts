import { sql, type RawBuilder } from 'kysely';
import { Failure } from '#base';
import type { Queryable } from '#ports';
import { assetOf, type AssetRow } from './rows.ts';
import type { Asset, AssetType } from './types.ts';

/** All columns and the projects' names; `asset` must be the table's name in the query. */
export const assetColumns: RawBuilder<unknown> = sql`asset.*, (
  select array_agg(project.name order by project.name)
  from asset_project join project on project.id = asset_project.project_id
  where asset_project.asset_id = asset.id
) as project_names`;

/** Assets that meet a condition. @param tail `order by`, `limit`, `for update` … @param source Rows in place of the table's. */
export async function selectAssets(
  database: Queryable, condition: RawBuilder<unknown>, tail: RawBuilder<unknown> = sql``, source: RawBuilder<unknown> = sql`asset`,
): Promise<readonly Asset[]> {
  const found = await sql<AssetRow>`select ${assetColumns} from ${source} as asset where ${condition} ${tail}`.execute(database);
  return found.rows.map(assetOf);
}

/** One asset that is not destroyed. @throws NOT_FOUND */
export async function requireAsset(
  database: Queryable, companyId: number, assetId: number, tail: RawBuilder<unknown> = sql``,
): Promise<Asset> {
  const [asset] = await selectAssets(
    database, sql`company_id = ${companyId} and id = ${assetId} and trash_state <> 'InEmptiedTrash'`, tail);
  if (!asset) throw noSuchAsset(assetId);
  return asset;
}

const originalsPerPage = 5000;

/** Assets of these types that have an original, by age, a page at a time. */
export async function* selectWithOriginals(
  database: Queryable, companyId: number, types: readonly AssetType[],
): AsyncIterable<readonly Pick<Asset, 'id' | 'name' | 'folder' | 'fileName'>[]> {
  for (let after = 0; ;) {
    const { rows } = await sql<{ id: string | number; name: string; folder_path: string; file_name: string }>`
      select id, name, folder_path, file_name from asset
      where company_id = ${companyId} and type = ${anyOf(types, 'text')} and trash_state = 'NotInTrash'
        and original_blob is not null and id > ${after}
      order by id limit ${originalsPerPage}`.execute(database);
    if (rows.length === 0) return;
    yield rows.map((row) => ({ id: Number(row.id), name: row.name, folder: row.folder_path, fileName: row.file_name }));
    after = Number(rows.at(-1)?.id);
  }
}

export function noSuchAsset(assetId: number): Failure {
  return new Failure('NOT_FOUND', { name: 'assetHandle', handle: `a|${assetId}` });
}

/** Values for `in (…)` and `any(…)`; an empty list matches nothing. */
export function anyOf(values: readonly (string | number)[], type: 'text' | 'bigint'): RawBuilder<unknown> {
  return sql`any(${[...values]}::${sql.raw(type)}[])`;
}
