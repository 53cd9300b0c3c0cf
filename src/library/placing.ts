import { sql } from 'kysely';
import type { Queryable, Transaction } from '#ports';
import { decide } from './judge.ts';
import { renameFile, splitFileName, suffixedNames } from './names.ts';
import { namespaceOf } from './namespaces.ts';
import { anyOf, selectAssets } from './reading.ts';
import type { Asset, Placement, Verdict } from './types.ts';

/** How many `-n` names are looked up at a time. */
const namesPerLookUp = 50;

/** Locks a name until the transaction ends. */
export type NameLock = (name: string) => Promise<void>;

/** Decides about an upload by what stands in the library now.
 *  @param lock Locks a name before it is looked up, and the asset found is held too; without it the answer is a
 *    forecast. */
export async function judgePlacement(database: Queryable, placement: Placement, lock?: NameLock): Promise<Verdict> {
  const name = splitFileName(placement.fileName).base;
  await lock?.(name);
  const occupant = await occupantOf(database, placement, name, lock !== undefined);
  const decision = decide(placement, occupant);
  if (occupant && (decision === 'replace' || decision === 'skip')) return { kind: decision, asset: occupant };
  if (decision === 'new') return { kind: 'new', name, fileName: placement.fileName };
  const free = await firstFreeName(database, placement, name, lock);
  return { kind: 'rename', name: free, fileName: renameFile(free, placement.fileName) };
}

/** Holds a name until the transaction ends, so that of all uploads of one name only one judges at a time. */
export async function lockName(transaction: Transaction, placement: Placement, name: string): Promise<void> {
  const key = `asset|${placement.companyId}|${namespaceOf(placement.type)}|${name}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(transaction);
}

async function occupantOf(
  database: Queryable, placement: Placement, name: string, isHeld: boolean,
): Promise<Asset | undefined> {
  const [asset] = await selectAssets(database, sql`company_id = ${placement.companyId}
    and namespace = ${namespaceOf(placement.type)} and name = ${name} and trash_state <> 'InEmptiedTrash'`,
  isHeld ? sql`for update` : sql``);
  return asset;
}

/** The first of `-1`, `-2` … that is free, asked again under its own lock. */
async function firstFreeName(
  database: Queryable, placement: Placement, name: string, lock: NameLock | undefined,
): Promise<string> {
  for (let first = 1; ; first += namesPerLookUp) {
    const wanted = suffixedNames(name, first, namesPerLookUp);
    const taken = await takenNames(database, placement, wanted);
    for (const candidate of wanted) {
      if (taken.has(candidate)) continue;
      await lock?.(candidate);
      if (!(await takenNames(database, placement, [candidate])).has(candidate)) return candidate;
    }
  }
}

async function takenNames(
  database: Queryable, placement: Placement, names: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ name: string }>`select name from asset where company_id = ${placement.companyId}
    and namespace = ${namespaceOf(placement.type)} and name = ${anyOf(names, 'text')}
    and trash_state <> 'InEmptiedTrash'`.execute(database);
  return new Set(rows.map((row) => row.name));
}
