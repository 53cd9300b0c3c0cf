import { sql, type RawBuilder } from 'kysely';
import { Failure } from '#base';
import type { Queryable } from '#ports';
import { conditionSql } from './conditions.ts';
import { endOfRange } from './folders.ts';
import { anyOf, selectAssets } from './reading.ts';
import type { Asset, AssetType, SearchCriteria } from './types.ts';

type Sql = RawBuilder<unknown>;

/** Largest page: what the interface allows when only a few fields are asked for. */
const largestPage = 10_000;

const sortColumns: { readonly [S in NonNullable<SearchCriteria['sortBy']>]: Sql } = {
  Name: sql`name`, Type: sql`type`, Folder: sql`folder_path`, Created: sql`created_at`, Modified: sql`modified_at`,
  FileName: sql`file_name`, Size: sql`original_bytes`,
};

/** One page of the assets that meet the criteria, and how many there are on all pages. */
export async function searchAssets(
  database: Queryable, criteria: SearchCriteria,
): Promise<{ readonly totalRows: number; readonly assets: readonly Asset[] }> {
  checkCount('recordsPerPage', criteria.pageSize, largestPage);
  checkCount('resultsPage', criteria.page, Number.MAX_SAFE_INTEGER / largestPage);
  const condition = conditionOf(criteria);
  const direction = criteria.isDescending ? sql`desc` : sql`asc`;
  const assets = await selectAssets(database, condition, sql`
    order by ${sortColumns[criteria.sortBy ?? 'Name']} ${direction}, id ${direction}
    limit ${criteria.pageSize} offset ${(criteria.page - 1) * criteria.pageSize}`);
  const counted = await sql<{ total: string | number }>`
    select count(*) as total from asset where ${condition}`.execute(database);
  return { totalRows: Number(counted.rows[0]?.total ?? 0), assets };
}

/** Condition on types and sub-types, shared with the look-up by name. */
export function typeConditions(filter: {
  readonly types?: readonly AssetType[]; readonly excludeTypes?: readonly AssetType[];
  readonly subTypes?: readonly string[]; readonly isSubTypeStrict?: boolean;
}): readonly Sql[] {
  const subTypes = filter.isSubTypeStrict ? filter.subTypes : filter.subTypes && [...filter.subTypes, ''];
  return [
    ...(filter.types?.length ? [sql`type = ${anyOf(filter.types, 'text')}`] : []),
    ...(filter.excludeTypes?.length ? [sql`not (type = ${anyOf(filter.excludeTypes, 'text')})`] : []),
    ...(filter.subTypes?.length ? [sql`sub_type = ${anyOf(subTypes ?? [], 'text')}`] : []),
  ];
}

function conditionOf(criteria: SearchCriteria): Sql {
  const all: readonly Sql[] = [
    sql`company_id = ${criteria.companyId}`,
    trashCondition(criteria.trashState ?? 'NotInTrash'),
    ...folderConditions(criteria),
    ...(criteria.isReadyForPublish === undefined ? [] : [sql`is_ready = ${criteria.isReadyForPublish}`]),
    ...typeConditions(criteria),
    ...(criteria.projectId === undefined ? [] : [sql`exists (
      select 1 from asset_project where asset_id = asset.id and project_id = ${criteria.projectId})`]),
    ...wordConditions(criteria),
  ];
  return sql.join(all, sql` and `);
}

function trashCondition(state: NonNullable<SearchCriteria['trashState']>): Sql {
  if (state === 'Any') return sql`trash_state <> 'InEmptiedTrash'`;
  return sql`trash_state = ${state} and trash_state <> 'InEmptiedTrash'`;
}

function folderConditions(criteria: SearchCriteria): readonly Sql[] {
  const { folder } = criteria;
  if (folder === undefined) return [];
  if (!criteria.includeSubfolders) return [sql`folder_path = ${folder}`];
  return [sql`folder_path >= ${folder}`, sql`folder_path < ${endOfRange(folder)}`];
}

/** Keywords and field conditions: two groups, combined within and with each other as asked. */
function wordConditions(criteria: SearchCriteria): readonly Sql[] {
  const fields = (criteria.conditions ?? []).map(conditionSql);
  const groups = [
    ...(criteria.keywords?.length ? [sql`keywords @> ${[...criteria.keywords]}::text[]`] : []),
    ...(fields.length > 0 ? [sql`(${sql.join(fields, joint(criteria.conditionMatch))})`] : []),
  ];
  return groups.length > 0 ? [sql`(${sql.join(groups, joint(criteria.groupMatch))})`] : [];
}

function joint(match: 'MatchAll' | 'MatchAny' | undefined): Sql {
  return match === 'MatchAny' ? sql` or ` : sql` and `;
}

function checkCount(name: string, count: number, most: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= most) return;
  throw new Failure('INVALID_PARAMETER', { name, expected: `a whole number from 1 to ${Math.floor(most)}`, received: count });
}
