import { sql } from 'kysely';
import { Failure } from '#base';
import type { Queryable, Transaction } from '#ports';
import { anyOf, selectAssets } from '../reading.ts';
import { setLimits, type PresentMember, type SetContents, type SetMember } from '../types.ts';

type Long = string | number;
type MemberRow = { readonly member_id: Long; readonly swatch_id: Long | null; readonly row_number: number | null; readonly page_reset: boolean };

export async function selectContents(database: Queryable, companyId: number, setId: number): Promise<SetContents> {
  const { rows } = await sql<{ definition: string | null; thumb_asset_id: Long | null }>`
    select definition, thumb_asset_id from asset_set where asset_id = ${setId}`.execute(database);
  const [row] = rows;
  return {
    members: await selectPresentMembers(database, companyId, setId),
    definition: row?.definition ?? undefined,
    thumbAssetId: row === undefined || row.thumb_asset_id === null ? undefined : Number(row.thumb_asset_id),
  };
}

/** Members in order, without those in the trash. */
export async function selectPresentMembers(database: Queryable, companyId: number, setId: number): Promise<readonly PresentMember[]> {
  const { rows } = await sql<MemberRow>`
    select member_id, swatch_id, row_number, page_reset from asset_member where container_id = ${setId} order by place`.execute(database);
  if (rows.length === 0) return [];
  const ids = rows.flatMap((row) => (row.swatch_id === null ? [Number(row.member_id)] : [Number(row.member_id), Number(row.swatch_id)]));
  const assets = await selectAssets(database, sql`company_id = ${companyId} and id = ${anyOf(ids, 'bigint')} and trash_state = 'NotInTrash'`);
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  return rows.flatMap((row) => {
    const asset = byId.get(Number(row.member_id));
    const swatch = row.swatch_id === null ? undefined : byId.get(Number(row.swatch_id));
    return asset ? [{ asset, swatch, row: row.row_number ?? undefined, isPageReset: row.page_reset }] : [];
  });
}

/** Puts members in the place of all old ones. @throws INVALID_PARAMETER beyond the limits or for a set in itself */
export async function replaceMembers(transaction: Transaction, setId: number, members: readonly SetMember[]): Promise<void> {
  checkMembers(setId, members);
  await sql`delete from asset_member where container_id = ${setId}`.execute(transaction);
  if (members.length === 0) return;
  const rows = members.map(({ assetId, swatchId, row, isPageReset }) => (
    { member_id: assetId, swatch_id: swatchId ?? null, row_number: row ?? null, page_reset: isPageReset ?? false }));
  await sql`
    insert into asset_member (container_id, place, member_id, swatch_id, row_number, page_reset)
    select ${setId}::bigint, place, member_id, swatch_id, row_number, page_reset
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (member_id bigint, swatch_id bigint, row_number integer, page_reset boolean))
      with ordinality as member (member_id, swatch_id, row_number, page_reset, place)`.execute(transaction);
}

function checkMembers(setId: number, members: readonly SetMember[]): void {
  const counts = new Map<number, number>();
  for (const { assetId } of members) counts.set(assetId, (counts.get(assetId) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if (members.length > setLimits.members) throw invalid(`at most ${setLimits.members} members`, String(members.length));
  if (most > setLimits.duplicates) throw invalid(`no asset more than ${setLimits.duplicates} times`, `one ${most} times`);
  if (counts.has(setId)) throw invalid('no set within itself', `a|${setId}`);
}

/** Takes assets out of the sets they are in. @source specification of assets, §5 "Members of sets" */
export async function leaveSets(transaction: Transaction, assetIds: readonly number[], now: Date): Promise<void> {
  const { rows } = await sql<{ container_id: Long }>`
    with gone as (
      delete from asset_member where member_id = ${anyOf(assetIds, 'bigint')} returning container_id
    ), bare as (
      update asset_member set swatch_id = null where swatch_id = ${anyOf(assetIds, 'bigint')} returning container_id
    )
    select container_id from gone union select container_id from bare`.execute(transaction);
  if (rows.length === 0) return;
  await sql`update asset set version = version + 1, modified_at = ${now}
    where id = ${anyOf(rows.map((row) => Number(row.container_id)), 'bigint')}`.execute(transaction);
}

function invalid(expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', { name: 'memberArray', expected, received });
}
