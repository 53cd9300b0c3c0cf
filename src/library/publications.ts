import { sql, type RawBuilder } from 'kysely';
import type { Queryable, Transaction } from '#ports';
import { publishContextOf } from './namespaces.ts';
import { anyOf, requireAsset } from './reading.ts';
import { assetTypes, type AssetType, type PublicationBatch, type PublicationRecord, type PublicationRequest, type PublishContext } from './types.ts';

const isMarked = sql`asset.is_ready and asset.trash_state = 'NotInTrash'`;

/** Publishes some of what is due in a context and withdraws some of what is due to go; part of the caller's transaction.
 *  Which assets are due is read anew each time, so that whoever is interrupted goes on where it stopped. */
export async function publishBatch(
  transaction: Transaction, request: PublicationRequest & { readonly serverName: string; readonly most: number }, now: Date,
): Promise<PublicationBatch> {
  const { companyId, context, serverName, most } = request;
  const { rows: published } = await sql<BatchRow>`
    with due as (
      select asset.id from asset left join asset_publication as known on known.asset_id = asset.id
      where ${dueIn(request)} order by asset.id limit ${most} for update of asset
    ), told as (
      insert into asset_publication (asset_id, company_id, name, context, server_name, version, published_at, is_live, record)
      select asset.id, ${companyId}, asset.name, ${context}, ${serverName}, asset.version, ${now}::timestamptz, true, to_jsonb(asset)
      from asset join due on due.id = asset.id
      on conflict (asset_id) do update set name = excluded.name, context = excluded.context, server_name = excluded.server_name,
        version = excluded.version, published_at = excluded.published_at, is_live = true, record = excluded.record
    )
    select ${batchColumns} from asset join due on due.id = asset.id order by asset.id`.execute(transaction);
  const { rows: withdrawn } = await sql<BatchRow>`
    with due as (
      select known.asset_id from asset_publication as known join asset on asset.id = known.asset_id
      where ${goneFrom(request)} order by known.asset_id limit ${most} for update of known
    ), told as (
      update asset_publication set is_live = false from due where asset_publication.asset_id = due.asset_id
    )
    select ${batchColumns} from asset join due on due.asset_id = asset.id order by asset.id`.execute(transaction);
  return { published: published.map(toBatchAsset), withdrawn: withdrawn.map(toBatchAsset) };
}

/** How many assets a publication would publish and withdraw now. */
export async function countPublication(database: Queryable, request: PublicationRequest): Promise<{ readonly published: number; readonly withdrawn: number }> {
  const { rows } = await sql<{ published: string | number; withdrawn: string | number }>`select
    (select count(*) from asset left join asset_publication as known on known.asset_id = asset.id where ${dueIn(request)}) as published,
    (select count(*) from asset_publication as known join asset on asset.id = known.asset_id where ${goneFrom(request)}) as withdrawn`.execute(database);
  return { published: Number(rows[0]?.published ?? 0), withdrawn: Number(rows[0]?.withdrawn ?? 0) };
}

function dueIn({ companyId, context, isFull, startedAt }: PublicationRequest): RawBuilder<unknown> {
  return sql`asset.company_id = ${companyId} and ${isMarked} and asset.type = ${anyOf(typesIn(context), 'text')}
    and (known.asset_id is null or not known.is_live or known.version <> asset.version ${isFull ? sql`or known.published_at < ${startedAt}` : sql``})`;
}

function goneFrom({ companyId, context }: PublicationRequest): RawBuilder<unknown> {
  return sql`known.company_id = ${companyId} and known.is_live and known.context = ${context} and not (${isMarked})`;
}

function typesIn(context: PublishContext): readonly AssetType[] {
  return assetTypes.filter((type) => publishContextOf(type) === context);
}

/** Where and when an asset was last published. In the instant model every change of a marked asset is a publication. */
export async function selectPublications(
  database: Queryable, companyId: number, assetId: number, model: { readonly isInstant: boolean; readonly serverName: string },
): Promise<readonly PublicationRecord[]> {
  const asset = await requireAsset(database, companyId, assetId);
  const { rows: [row] } = await sql<{ server_name: string | null; published_at: Date | null; modified_at: Date; last_marked_at: Date | null; is_marked: boolean }>`
    select known.server_name, known.published_at, asset.modified_at, asset.last_marked_at, ${isMarked} as is_marked
    from asset left join asset_publication as known on known.asset_id = asset.id where asset.id = ${asset.id}`.execute(database);
  if (row === undefined) return [];
  const context = publishContextOf(asset.type);
  const instantAt = model.isInstant ? (row.is_marked ? row.modified_at : row.last_marked_at) : null;
  const isJobLater = row.published_at !== null && (instantAt === null || row.published_at > instantAt);
  if (isJobLater) return [{ serverName: row.server_name ?? model.serverName, context, publishedAt: row.published_at! }];
  return instantAt === null ? [] : [{ serverName: model.serverName, context, publishedAt: instantAt }];
}

/** Marks assets or takes their marks away. A set takes its members along when it is marked, not when its mark goes; views
 *  that were derived from an asset follow it both ways. @returns those that changed. @source specification of assets, §6 */
export async function markAssets(
  transaction: Transaction, companyId: number, assetIds: readonly number[], isReady: boolean, userEmail: string, now: Date,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  const { rows } = await sql<{ id: string | number; name: string }>`
    with recursive followed as (
      select id from (
        select id from asset where company_id = ${companyId} and id = ${anyOf(assetIds, 'bigint')}
      ) as named
      union
      select next.id from followed cross join lateral (
        select view.id from generation join asset as view on view.id = generated_id and view.type in ('LayerView', 'AdjustedView')
        where originator_id = followed.id
        ${isReady ? sql`union all select part.id from asset_member, lateral (values (member_id), (swatch_id)) as part (id) where container_id = followed.id and part.id is not null` : sql``}
      ) as next
    ), locked as (
      select asset.id from asset join followed on followed.id = asset.id
      where company_id = ${companyId} and trash_state <> 'InEmptiedTrash' and is_ready <> ${isReady} order by asset.id for update of asset
    )
    update asset set is_ready = ${isReady}, modified_at = ${now}::timestamptz, modified_by = ${userEmail}, version = version + 1
    from locked where asset.id = locked.id returning asset.id, asset.name`.execute(transaction);
  return rows.map((row) => ({ id: Number(row.id), name: row.name }));
}

/** Lets marked assets be published again though they did not change: at once in the instant model, by the next
 *  publication in the classic one. @returns those that are marked. */
export async function republish(
  transaction: Transaction, companyId: number, assetIds: readonly number[], isInstant: boolean, now: Date,
): Promise<readonly { readonly id: number; readonly name: string }[]> {
  const { rows } = await sql<{ id: string | number; name: string }>`
    update asset set version = version ${isInstant ? sql`+ 1, modified_at = ${now}::timestamptz` : sql`+ 0`}
    where company_id = ${companyId} and id = ${anyOf(assetIds, 'bigint')} and ${isMarked} returning id, name`.execute(transaction);
  const ids = rows.map(({ id }) => Number(id));
  await sql`update asset_publication set version = 0 where asset_id = ${anyOf(ids, 'bigint')}`.execute(transaction);
  return rows.map((row) => ({ id: Number(row.id), name: row.name }));
}

/** Records that servers show in the classic model, as rows of assets. */
export function publishedRows(companyId: number, names: readonly string[]): RawBuilder<unknown> {
  return sql`(
    select shown.* from asset_publication as known
    join asset as live on live.id = known.asset_id and live.trash_state = 'NotInTrash'
    cross join lateral jsonb_populate_record(null::asset, known.record) as shown
    where known.company_id = ${companyId} and known.is_live and known.name = ${anyOf(names, 'text')}
  )`;
}

type BatchRow = { readonly id: string | number; readonly name: string; readonly type: AssetType; readonly folder_path: string; readonly file_name: string };
const batchColumns = sql`asset.id, asset.name, asset.type, asset.folder_path, asset.file_name`;

function toBatchAsset(row: BatchRow): PublicationBatch['published'][number] {
  return { id: Number(row.id), name: row.name, type: row.type, folder: row.folder_path, fileName: row.file_name };
}
