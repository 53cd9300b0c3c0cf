import { sql, type RawBuilder } from 'kysely';
import { Failure } from '#base';
import type { Queryable } from '#ports';
import { conditionSql } from './conditions.ts';
import { endOfRange } from './folders.ts';
import { parentOf } from './names.ts';
import { anyOf, selectAssets } from './reading.ts';
import type { Asset, AssetType, SearchCriteria } from './types.ts';

type Sql = RawBuilder<unknown>;

/** Largest page: what the interface allows when only a few fields are asked for. */
const largestPage = 10_000;

const sortColumns: { readonly [S in NonNullable<SearchCriteria['sortBy']>]: Sql } = {
  Name: sql`name`, Type: sql`type`, Folder: sql`folder_path`, Created: sql`created_at`, Modified: sql`modified_at`,
  FileName: sql`file_name`, Size: sql`original_bytes`,
};

/** Written out rather than passed as values, so that they are seen to fit the partial indexes. */
const trashConditions: { readonly [S in NonNullable<SearchCriteria['trashState']>]: Sql } = {
  NotInTrash: sql`trash_state = 'NotInTrash'`, InTrash: sql`trash_state = 'InTrash'`, InEmptiedTrash: sql`false`,
  Any: sql`trash_state in ('NotInTrash', 'InTrash')`,
};

/** One page of the assets that meet the criteria, and how many there are on all pages. */
export async function searchAssets(
  database: Queryable, criteria: SearchCriteria,
): Promise<{ readonly totalRows: number; readonly assets: readonly Asset[] }> {
  checkCount('recordsPerPage', criteria.pageSize, largestPage);
  checkCount('resultsPage', criteria.page, Number.MAX_SAFE_INTEGER / largestPage);
  const condition = conditionOf(criteria);
  const direction = criteria.isDescending ? sql`desc` : sql`asc`;
  const order = sql`order by ${sortColumns[criteria.sortBy ?? 'Name']} ${direction}, id ${direction}`;
  // Ids first: rows of the pages before are passed over in the index, and their projects are not looked up.
  const assets = await selectAssets(database, sql`id in (
    select id from asset where ${condition} ${order}
    limit ${criteria.pageSize} offset ${(criteria.page - 1) * criteria.pageSize})`, order);
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
    trashConditions[criteria.trashState ?? 'NotInTrash'],
    ...folderConditions(criteria),
    ...(criteria.isReadyForPublish === undefined ? [] : [sql`is_ready = ${criteria.isReadyForPublish}`]),
    ...typeConditions(criteria),
    ...(criteria.projectId === undefined ? [] : [sql`exists (
      select 1 from asset_project where asset_id = asset.id and project_id = ${criteria.projectId})`]),
    ...wordConditions(criteria),
  ];
  return sql.join(all, sql` and `);
}

function folderConditions(criteria: SearchCriteria): readonly Sql[] {
  const { folder } = criteria;
  if (folder === undefined) return [];
  if (!criteria.includeSubfolders) return [sql`folder_path = ${folder}`];
  // Below its root is all a company has; comparing every path with it would only cost the index of the order.
  if (parentOf(folder) === null) {
    return [sql`exists (select 1 from folder where company_id = ${criteria.companyId} and path = ${folder})`];
  }
  return [sql`folder_path >= ${folder}`, sql`folder_path < ${endOfRange(folder)}`];
}

/** Keywords and field conditions: two groups, combined within and with each other as asked. */
function wordConditions(criteria: SearchCriteria): readonly Sql[] {
  const fields = (criteria.conditions ?? []).map(conditionSql);
  const groups = [
    ...(criteria.keywords?.length ? [sql`(keywords <> '{}' and keywords @> ${[...criteria.keywords]}::text[])`] : []),
    ...(fields.length > 0 ? [sql`(${sql.join(fields, joint(criteria.conditionMatch))})`] : []),
  ];
  return groups.length > 0 ? [sql`(${sql.join(groups, joint(criteria.groupMatch))})`] : [];
}

function joint(match: 'MatchAll' | 'MatchAny' | undefined): Sql {
  return match === 'MatchAny' ? sql` or ` : sql` and `;
}

function checkCount(name: string, count: number, most: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= most) return;
  const expected = `a whole number from 1 to ${Math.floor(most)}`;
  throw new Failure('INVALID_PARAMETER', { name, expected, received: count });
}
