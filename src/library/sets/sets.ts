import { sql, type RawBuilder } from 'kysely';
import { Failure } from '#base';
import type { Clock, Database, Queryable, Transaction } from '#ports';
import { ensureFolder, touchFolder } from '../folders.ts';
import { mergePublishState } from '../merge.ts';
import { cleanName } from '../names.ts';
import { namespaceOf } from '../namespaces.ts';
import { lockPlaces } from '../placing.ts';
import { markAssets } from '../publications.ts';
import { anyOf, noSuchAsset, requireAsset, selectAssets } from '../reading.ts';
import {
  setLimits, setTypes,
  type Asset, type AssetType, type MergeOutcome, type NewSet, type PresentMember, type SetCandidate, type SetChange, type SetMember, type SetMerge, type Sets,
} from '../types.ts';
import { replaceMembers, selectContents, selectPresentMembers } from './members.ts';

/** A record that delivery may remember. */
type Changed = Pick<Asset, 'companyId' | 'name'>;

/** Sets of assets. @param forget Hears of every asset that changed. */
export function openSets(database: Database, clock: Clock, forget: (changed: Changed) => void): Sets {
  const said = (changed: readonly Changed[]): void => changed.forEach(forget);
  return {
    async definitionsOf(companyId, setIds) {
      const { rows } = await sql<{ asset_id: string | number; definition: string }>`
        select asset_id, definition from asset_set join asset on asset.id = asset_id
        where company_id = ${companyId} and asset_id = ${anyOf(setIds, 'bigint')} and definition is not null`.execute(database);
      return new Map(rows.map((row) => [Number(row.asset_id), row.definition]));
    },
    contentsOf: (companyId, setId) => selectContents(database, companyId, setId),
    async occupantOf(companyId, name) {
      const [asset] = await selectAssets(database, whereNamed(companyId, 'catalog', name));
      return asset;
    },
    async create(set, contents) {
      const now = clock.now();
      const { asset: made, published } = await database.transaction().execute(async (transaction) => {
        const taken = await occupantOf(transaction, set);
        if (taken || set.name === '' || cleanName(set.name) !== set.name) throw invalidName(taken ? 'a name that is not in use' : 'a legal name', set.name);
        const asset = await insertSet(transaction, set, now);
        return { asset, published: await apply(transaction, asset, contents, set.userEmail, now) };
      });
      said([made, ...published]);
      return made;
    },
    async change(companyId, setId, change, userEmail) {
      const now = clock.now();
      said(await database.transaction().execute(async (transaction) => {
        const asset = await requireSet(transaction, companyId, setId);
        const published = await apply(transaction, asset, change, userEmail, now);
        await touch(transaction, asset, asset.isReadyForPublish, userEmail, now);
        return [asset, ...published];
      }));
    },
    async merge(transaction, set) {
      const { outcome, changed } = await mergeSet(transaction, set, clock.now());
      said(changed);
      return outcome;
    },
    candidates: (companyId, types) => selectCandidates(database, companyId, types),
    async candidatesAmong(companyId, types, ids) {
      return candidatesWhere(database, companyId, types, sql`id = ${anyOf(ids, 'bigint')}`, sql`order by id`);
    },
  };
}

function isSet(type: AssetType): boolean {
  return (setTypes as readonly AssetType[]).includes(type);
}

async function requireSet(transaction: Transaction, companyId: number, setId: number): Promise<Asset> {
  const asset = await requireAsset(transaction, companyId, setId, sql`for update`);
  if (!isSet(asset.type)) throw noSuchAsset(setId);
  return asset;
}

/** Whoever has the name, the trash included; the name is locked until the transaction ends. */
async function occupantOf(transaction: Transaction, { companyId, type, name }: NewSet): Promise<Asset | undefined> {
  const namespace = namespaceOf(type);
  await lockPlaces(transaction, [{ companyId, namespace, name }]);
  const [asset] = await selectAssets(transaction, whereNamed(companyId, namespace, name), sql`for update`);
  return asset;
}

function whereNamed(companyId: number, namespace: string, name: string): RawBuilder<unknown> {
  return sql`company_id = ${companyId} and namespace = ${namespace} and name = ${name} and trash_state <> 'InEmptiedTrash'`;
}

async function insertSet(transaction: Transaction, set: NewSet, now: Date): Promise<Asset> {
  await ensureFolder(transaction, set.companyId, set.folder, now);
  const { rows } = await sql<{ id: string | number }>`
    insert into asset (company_id, type, sub_type, namespace, name, file_name, folder_path, is_ready,
      created_at, created_by, modified_at, modified_by, original_folder, original_file_name)
    values (${set.companyId}, ${set.type}, ${set.subType}, ${namespaceOf(set.type)}, ${set.name}, ${set.name}, ${set.folder},
      ${set.isReadyForPublish}, ${now}, ${set.userEmail}, ${now}, ${set.userEmail}, ${set.folder}, ${set.name})
    returning id`.execute(transaction);
  await touchFolder(transaction, set.companyId, set.folder, now);
  return requireAsset(transaction, set.companyId, Number(rows[0]?.id));
}

/** @returns members that were published with it. */
async function apply(transaction: Transaction, asset: Asset, change: SetChange, userEmail: string, now: Date): Promise<readonly Changed[]> {
  if (change.members) await replaceMembers(transaction, asset.id, change.members);
  if ('definition' in change || 'thumbAssetId' in change) {
    await sql`
      insert into asset_set (asset_id, definition, thumb_asset_id)
      values (${asset.id}, ${change.definition ?? null}, ${change.thumbAssetId ?? null})
      on conflict (asset_id) do update set
        definition = ${'definition' in change ? change.definition ?? null : sql`asset_set.definition`},
        thumb_asset_id = ${'thumbAssetId' in change ? change.thumbAssetId ?? null : sql`asset_set.thumb_asset_id`}`.execute(transaction);
  }
  return asset.isReadyForPublish && change.members ? mark(transaction, asset, userEmail, now) : [];
}

/** Marks what a set holds, as marking the set would. */
async function mark(transaction: Transaction, { companyId, id }: Asset, userEmail: string, now: Date): Promise<readonly Changed[]> {
  return (await markAssets(transaction, companyId, [id], true, userEmail, now)).map(({ name }) => ({ companyId, name }));
}

async function touch(transaction: Transaction, { id }: Asset, isReady: boolean, userEmail: string, now: Date): Promise<void> {
  await sql`update asset set is_ready = ${isReady}, modified_at = ${now}, modified_by = ${userEmail}, version = version + 1
    where id = ${id}`.execute(transaction);
}

async function mergeSet(transaction: Transaction, set: SetMerge, now: Date): Promise<{ readonly outcome: MergeOutcome; readonly changed: readonly Changed[] }> {
  const old = await occupantOf(transaction, set);
  if (old && (old.trashState !== 'NotInTrash' || old.type !== set.type || old.subType !== set.subType)) return { outcome: { kind: 'nameTaken', asset: old }, changed: [] };
  const oldMembers = old ? await selectPresentMembers(transaction, set.companyId, old.id) : [];
  const members = await set.arrange(oldMembers);
  const memberCount = members.length;
  if (memberCount < 2) return { outcome: { kind: 'tooFew', memberCount }, changed: [] };
  if (memberCount > setLimits.members) return { outcome: { kind: 'tooMany', memberCount }, changed: [] };
  const isReady = old ? mergePublishState(old.isReadyForPublish, { ...set, readyForPublish: set.isReadyForPublish }) : set.isReadyForPublish;
  const asset = old ?? await insertSet(transaction, set, now);
  const isChanged = !old || isReady !== old.isReadyForPublish || !isSame(oldMembers, members);
  if (isChanged) {
    await replaceMembers(transaction, asset.id, members);
    if (old) await touch(transaction, asset, isReady, set.userEmail, now);
  }
  const isMarked = !isChanged && oldMembers.every((member) => member.asset.isReadyForPublish && (member.swatch?.isReadyForPublish ?? true));
  const published = isReady && !isMarked ? await mark(transaction, asset, set.userEmail, now) : [];
  return { outcome: { kind: old ? (isChanged ? 'changed' : 'unchanged') : 'created', asset, memberCount }, changed: [asset, ...published] };
}

function isSame(old: readonly PresentMember[], members: readonly SetMember[]): boolean {
  return old.length === members.length && old.every(({ asset, swatch, row }, index) => {
    const member = members[index]!;
    return asset.id === member.assetId && swatch?.id === member.swatchId && row === member.row;
  });
}

const candidatesPerPage = 5000;

async function* selectCandidates(database: Queryable, companyId: number, types: readonly AssetType[]): AsyncIterable<readonly SetCandidate[]> {
  for (let after = 0; ;) {
    const page = await candidatesWhere(database, companyId, types, sql`id > ${after}`, sql`order by id limit ${candidatesPerPage}`);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.id;
  }
}

/** Layer images of Photoshop documents are parts of their composite.
 *  @source specification of UploadPostJob, §7: automated sets are made of the composite */
async function candidatesWhere(
  database: Queryable, companyId: number, types: readonly AssetType[], condition: RawBuilder<unknown>, tail: RawBuilder<unknown>,
): Promise<readonly SetCandidate[]> {
  const { rows } = await sql<{ id: string | number; name: string; folder_path: string }>`
    select id, name, folder_path from asset
    where company_id = ${companyId} and type = ${anyOf(types, 'text')} and trash_state = 'NotInTrash' and ${condition}
      and not exists (select 1 from generation where generated_id = asset.id and engine = 'PhotoshopLayers') ${tail}`.execute(database);
  return rows.map((row) => ({ id: Number(row.id), name: row.name, folder: row.folder_path }));
}

function invalidName(expected: string, received: string): Failure {
  return new Failure('INVALID_PARAMETER', { name: 'name', expected, received: received.slice(0, 200) });
}
