import { sql, type RawBuilder } from 'kysely';
import { Failure } from '#base';
import type { Queryable } from '#ports';
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
  const clean = name.normalize('NFC').trim();
  if (clean === '' || clean.length > longestProjectName || /[\p{Cc}\p{Cs}]/u.test(clean)) {
    throw invalidName(`a name of 1 to ${longestProjectName} printable characters`, name);
  }
  const { rows } = await sql<ProjectRow>`
    insert into project (company_id, name, created_at) values (${companyId}, ${clean}, ${now})
    on conflict (company_id, name) do nothing returning id, company_id, name, created_at`.execute(database);
  const [row] = rows;
  if (!row) throw invalidName('a name that is not in use', name);
  return projectOf(row);
}

function projectOf(row: ProjectRow): Project {
  return { id: Number(row.id), companyId: Number(row.company_id), name: row.name, createdAt: row.created_at };
}

function invalidName(expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', { name: 'projectName', expected, received: received.slice(0, 200) });
}
