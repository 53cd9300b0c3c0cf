import { sql } from 'kysely';
import { kept, type Queryable, type Transaction } from '#ports';
import { decide } from './judge.ts';
import { renameFile, splitFileName, suffixedNames } from './names.ts';
import { namespaceOf } from './namespaces.ts';
import { anyOf, assetColumns, selectAssets } from './reading.ts';
import { assetOf, type AssetRow } from './rows.ts';
import type { Asset, Placement, Verdict } from './types.ts';

/** How many `-n` names are looked up at a time. */
const namesPerLookUp = 50;

/** Locks a name until the transaction ends. */
type NameLock = (name: string) => Promise<void>;

/** A forecast: decides about an upload by what stands in the library now. */
export async function forecastPlacement(database: Queryable, placement: Placement): Promise<Verdict> {
  const [occupant] = await selectAssets(database, sql`company_id = ${placement.companyId}
    and namespace = ${namespaceOf(placement.type)} and name = ${wantedName(placement)} and trash_state <> 'InEmptiedTrash'`);
  return judgePlacement(database, placement, occupant);
}

/** Decides about uploads for good: their names, and the assets that hold them, are locked until the transaction ends.
 *  @param placements Of different names. */
export async function judgePlacements(transaction: Transaction, placements: readonly Placement[]): Promise<readonly Verdict[]> {
  await lockNames(transaction, placements.map((placement) => lockKey(placement, wantedName(placement))));
  const occupants = await occupantsOf(transaction, placements);
  const verdicts: Verdict[] = [];
  for (const placement of placements) {
    verdicts.push(await judgePlacement(transaction, placement, occupants.get(placeKey(placement)),
      (name) => lockNames(transaction, [lockKey(placement, name)])));
  }
  return verdicts;
}

/** What two uploads of one name have in common. */
export function placeKey(placement: Placement, name = wantedName(placement)): string {
  return `${placement.companyId}|${namespaceOf(placement.type)}|${name}`;
}

async function judgePlacement(
  database: Queryable, placement: Placement, occupant: Asset | undefined, lock?: NameLock,
): Promise<Verdict> {
  const decision = decide(placement, occupant);
  if (occupant && (decision === 'replace' || decision === 'skip')) return { kind: decision, asset: occupant };
  if (decision === 'new') return { kind: 'new', name: wantedName(placement), fileName: placement.fileName };
  const free = await firstFreeName(database, placement, wantedName(placement), lock);
  return { kind: 'rename', name: free, fileName: renameFile(free, placement.fileName) };
}

/** A name for what comes beside whatever is there, locked: its own when that is free, else the first of `-1`, `-2` … */
export async function freeName(
  transaction: Transaction, placement: Placement,
): Promise<{ readonly name: string; readonly fileName: string; readonly isRenamed: boolean }> {
  const lock = (name: string): Promise<void> => lockNames(transaction, [lockKey(placement, name)]);
  const name = wantedName(placement);
  await lock(name);
  if ((await takenNames(transaction, placement, [name])).size === 0) return { name, fileName: placement.fileName, isRenamed: false };
  const free = await firstFreeName(transaction, placement, name, lock);
  return { name: free, fileName: renameFile(free, placement.fileName), isRenamed: true };
}

function wantedName(placement: Placement): string {
  return splitFileName(placement.fileName).base;
}

/** Holds names in their namespaces until the transaction ends. */
export function lockPlaces(
  transaction: Transaction, places: readonly { readonly companyId: number; readonly namespace: string; readonly name: string }[],
): Promise<void> {
  return lockNames(transaction, places.map(({ companyId, namespace, name }) => `asset|${companyId}|${namespace}|${name}`));
}

function lockKey(placement: Placement, name: string): string {
  return `asset|${placeKey(placement, name)}`;
}

/** Holds names until the transaction ends, so that of all uploads of one name only one judges at a time. In one order,
 *  so that two groups of uploads do not wait for each other. */
async function lockNames(transaction: Transaction, keys: readonly string[]): Promise<void> {
  await sql`${kept} select pg_advisory_xact_lock(hash) from (
    select distinct hashtextextended(key, 0) as hash from unnest(${[...keys]}::text[]) as key order by hash
  ) as wanted`.execute(transaction);
}

/** The assets that hold the wanted names, by place, each held until the transaction ends. */
async function occupantsOf(transaction: Transaction, placements: readonly Placement[]): Promise<ReadonlyMap<string, Asset>> {
  const { rows } = await sql<AssetRow>`${kept}
    select ${assetColumns} from asset join unnest(
      ${placements.map(({ companyId }) => companyId)}::bigint[], ${placements.map(({ type }) => namespaceOf(type))}::text[],
      ${placements.map(wantedName)}::text[]
    ) as wanted (company_id, namespace, name)
      on asset.company_id = wanted.company_id and asset.namespace = wanted.namespace and asset.name = wanted.name collate "C"
    where trash_state <> 'InEmptiedTrash' order by asset.id for update of asset`.execute(transaction);
  return new Map(rows.map((row) => [`${Number(row.company_id)}|${row.namespace}|${row.name}`, assetOf(row)]));
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
