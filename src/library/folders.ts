import { sql } from 'kysely';
import { kept, type Queryable, type Transaction } from '#ports';
import { parentOf } from './names.ts';
import type { Folder, FolderTree } from './types.ts';

type FolderRow = { id: string | number; path: string; parent_path: string | null; modified_at: Date };

/** Makes a folder and what is missing above it. @param path With company root and trailing slash. */
export async function ensureFolder(database: Queryable, companyId: number, path: string, now: Date): Promise<void> {
  const found = await sql`select 1 from folder where company_id = ${companyId} and path = ${path}`.execute(database);
  if (found.rows.length > 0) return;
  const parent = parentOf(path);
  if (parent !== null) await ensureFolder(database, companyId, parent, now);
  const made = await sql`
    insert into folder (company_id, path, parent_path, modified_at) values (${companyId}, ${path}, ${parent}, ${now})
    on conflict (company_id, path) do nothing returning id`.execute(database);
  if (made.rows.length > 0 && parent !== null) await touchFolder(database, companyId, parent, now);
}

/** Notes that a folder's direct content changes, and makes the folder where it is missing. */
export async function enterFolder(transaction: Transaction, companyId: number, path: string, now: Date): Promise<void> {
  const { rows } = await sql`${kept}
    with touched as (
      update folder set modified_at = ${now}::timestamptz where id in (
        select id from folder where company_id = ${companyId} and path = ${path} and modified_at < ${now}::timestamptz
        for update skip locked)
    )
    select 1 from folder where company_id = ${companyId} and path = ${path}`.execute(transaction);
  if (rows.length === 0) await ensureFolder(transaction, companyId, path, now);
}

/** Notes that a folder's direct content changed. A row in somebody else's hands is being touched right now and is
 *  left to them, so that uploads into one folder neither queue up behind each other nor deadlock. */
export async function touchFolder(database: Queryable, companyId: number, path: string, now: Date): Promise<void> {
  await sql`
    update folder set modified_at = ${now} where id in (
      select id from folder where company_id = ${companyId} and path = ${path} and modified_at < ${now}
      for update skip locked)`.execute(database);
}

/** A folder and everything below it, by path. What changed below is worked out here rather than written to every
 *  folder above with each upload. */
export async function selectFolders(database: Queryable, companyId: number, path: string): Promise<readonly Folder[]> {
  const { rows } = await sql<FolderRow>`
    select id, path, parent_path, modified_at from folder
    where company_id = ${companyId} and path >= ${path} and path < ${endOfRange(path)} order by path`.execute(database);
  const changedBelow = new Map<string, Date>();
  // Backwards, so that every folder comes before the one it is in.
  const folders = rows.toReversed().map((row): Folder => {
    const below = changedBelow.get(row.path);
    const childModifiedAt = later(row.modified_at, below);
    const parent = row.parent_path;
    if (parent !== null) changedBelow.set(parent, later(childModifiedAt, changedBelow.get(parent)));
    return {
      id: Number(row.id), companyId, path: row.path, modifiedAt: row.modified_at, childModifiedAt,
      hasSubfolders: below !== undefined,
    };
  });
  return folders.reverse();
}

/** Hangs folders, the top one first and sorted by path, below each other.
 *  @param depth 0 only the top, n levels below it, negative all. */
export function treeOf(folders: readonly Folder[], depth: number): FolderTree | undefined {
  const subfolders = new Map<string, FolderTree[]>();
  const levelOfTop = folders[0] ? levelOf(folders[0].path) : 0;
  let top: FolderTree | undefined;
  for (const folder of folders) {
    if (depth >= 0 && levelOf(folder.path) - levelOfTop > depth) continue;
    const children: FolderTree[] = [];
    const node: FolderTree = { ...folder, subfolders: children };
    subfolders.set(folder.path, children);
    top ??= node;
    subfolders.get(parentOf(folder.path) ?? '')?.push(node);
  }
  return top;
}

/** First text behind all that start with a folder's path: the slash at its end becomes the character after it. */
export function endOfRange(path: string): string {
  return `${path.slice(0, -1)}0`;
}

function levelOf(path: string): number {
  return path.split('/').length;
}

function later(one: Date, other: Date | undefined): Date {
  return other && other > one ? other : one;
}
