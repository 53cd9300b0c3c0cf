import { sql, type RawBuilder } from 'kysely';
import { Failure } from '#base';
import type { Database, Queryable } from '#ports';
import { anyOf } from './reading.ts';
import type { Project } from './types.ts';

const longestProjectName = 128;

type ProjectRow = { id: string | number; company_id: string | number; name: string; created_at: Date };

/** Projects of a company by name; only the named ones if names are given. */
export async function selectProjects(
  database: Queryable, companyId: number, names?: readonly string[],
): Promise<readonly Project[]> {
  const condition: RawBuilder<unknown> = names ? sql`and name = ${anyOf(names, 'text')}` : sql``;
  const { rows } = await sql<ProjectRow>`
    select id, company_id, name, created_at from project where company_id = ${companyId} ${condition}
    order by name`.execute(database);
  return rows.map(projectOf);
}

/** @throws INVALID_PARAMETER when the name is empty, too long or in use. */
export async function insertProject(database: Queryable, companyId: number, name: string, now: Date): Promise<Project> {
  const clean = cleanProjectName(name);
  const { rows } = await sql<ProjectRow>`
    insert into project (company_id, name, created_at) values (${companyId}, ${clean}, ${now})
    on conflict (company_id, name) do nothing returning id, company_id, name, created_at`.execute(database);
  const [row] = rows;
  if (!row) throw invalidName('a name that is not in use', name);
  return projectOf(row);
}

/** Gives a project another name; its own one stays its own.
 *  @throws INVALID_PARAMETER when the name is empty, too long or in use; NOT_FOUND */
export async function renameProject(database: Database, companyId: number, projectId: number, name: string): Promise<Project> {
  const clean = cleanProjectName(name);
  return database.transaction().execute(async (transaction) => {
    // Of two that want one name the second waits here and then finds it in use.
    await sql`select id from project where company_id = ${companyId} order by id for update`.execute(transaction);
    const { rows: [other] } = await sql`select id from project where company_id = ${companyId} and name = ${clean} and id <> ${projectId}`.execute(transaction);
    if (other) throw invalidName('a name that is not in use', name);
    const { rows: [row] } = await sql<ProjectRow>`
      update project set name = ${clean} where company_id = ${companyId} and id = ${projectId} returning id, company_id, name, created_at`.execute(transaction);
    if (!row) throw noSuchProject(projectId);
    return projectOf(row);
  });
}

/** Deletes a project; its assets stay. @throws NOT_FOUND */
export async function deleteProject(database: Queryable, companyId: number, projectId: number): Promise<void> {
  const { rows } = await sql`delete from project where company_id = ${companyId} and id = ${projectId} returning id`.execute(database);
  if (rows.length === 0) throw noSuchProject(projectId);
}

/** Changes which assets are in a project: `add` and `remove` some, `set` exactly these. Assets of other companies are passed
 *  over, those in it already stay. @throws NOT_FOUND */
export async function changeProjectAssets(
  database: Database, companyId: number, projectId: number, change: 'add' | 'remove' | 'set', assetIds: readonly number[],
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const { rows } = await sql`select id from project where company_id = ${companyId} and id = ${projectId} for update`.execute(transaction);
    if (rows.length === 0) throw noSuchProject(projectId);
    if (change === 'remove') await sql`delete from asset_project where project_id = ${projectId} and asset_id = ${anyOf(assetIds, 'bigint')}`.execute(transaction);
    if (change === 'set') await sql`delete from asset_project where project_id = ${projectId} and not (asset_id = ${anyOf(assetIds, 'bigint')})`.execute(transaction);
    if (change === 'remove') return;
    await sql`insert into asset_project (asset_id, project_id)
      select id, ${projectId} from asset where company_id = ${companyId} and id = ${anyOf(assetIds, 'bigint')} and trash_state <> 'InEmptiedTrash'
      order by id on conflict do nothing`.execute(transaction);
  });
}

/** @throws INVALID_PARAMETER */
function cleanProjectName(name: string): string {
  const clean = name.normalize('NFC').trim();
  if (clean === '' || clean.length > longestProjectName || /[\p{Cc}\p{Cs}]/u.test(clean)) {
    throw invalidName(`a name of 1 to ${longestProjectName} printable characters`, name);
  }
  return clean;
}

function noSuchProject(projectId: number): Failure {
  return new Failure('NOT_FOUND', { name: 'projectHandle', handle: `project ${projectId}` });
}

function projectOf(row: ProjectRow): Project {
  return { id: Number(row.id), companyId: Number(row.company_id), name: row.name, createdAt: row.created_at };
}

function invalidName(expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', { name: 'projectName', expected, received: received.slice(0, 200) });
}
