import { sql } from 'kysely';
import type { Queryable, Transaction } from '#ports';
import { mergeCrop } from './crop.ts';
import { ensureFolder, touchFolder } from './folders.ts';
import { mergeKeywords, mergePublishState } from './merge.ts';
import { cleanFileName } from './names.ts';
import { keepLinkMaps, keepSearchLines } from './page-content.ts';
import { namespaceOf } from './namespaces.ts';
import { freeName } from './placing.ts';
import { joinProjects, json } from './publishing.ts';
import { anyOf, requireAsset, selectAssets } from './reading.ts';
import { leaveSets } from './sets/members.ts';
import type { Asset, Derivation, DerivedOutcome, Generation, GenerationEngine, ModifierPiece } from './types.ts';

/** Stores what was made of an asset beside itself. Parts that were made before are found by engine and part and get new
 *  content under their old identity; parts that are no longer made go into the trash.
 *  @source specification of UploadPostJob, §3.1 "By-products"; production, §8.2, §8.4, §9.4 */
export async function publishDerivation(transaction: Transaction, derivation: Derivation, now: Date): Promise<readonly DerivedOutcome[]> {
  const originator = await requireAsset(transaction, derivation.companyId, derivation.originatorId, sql`for update`);
  const known = await partsOf(transaction, originator.id, derivation.engine);
  const outcomes: DerivedOutcome[] = [];
  for (const part of derivation.parts) {
    const old = known.get(part.part);
    const folder = originator.folder + (part.subfolder ?? '');
    await ensureFolder(transaction, derivation.companyId, folder, now);
    const outcome = old
      ? await renew(transaction, old, derivation, part, now)
      : await insert(transaction, originator, derivation, part, folder, now);
    await touchFolder(transaction, derivation.companyId, folder, now);
    await joinProjects(transaction, outcome.asset.id, derivation);
    await keepLinkMaps(transaction, outcome.asset, part.links, now);
    if (old || part.searchLines) await keepSearchLines(transaction, outcome.asset.id, part.searchLines);
    outcomes.push(outcome);
  }
  await connect(transaction, derivation, originator.id, outcomes);
  const parts = new Set(derivation.parts.map(({ part }) => part));
  const surplus = [...known].filter(([part]) => !parts.has(part)).map(([, asset]) => asset.id);
  await discard(transaction, derivation, surplus, now);
  return Promise.all(outcomes.map(async (outcome) => ({ ...outcome, asset: await requireAsset(transaction, derivation.companyId, outcome.asset.id) })));
}

type Part = Derivation['parts'][number];

/** What an engine made of an asset before and that is not destroyed, by part. */
async function partsOf(database: Queryable, originatorId: number, engine: GenerationEngine): Promise<ReadonlyMap<string, Asset>> {
  const { rows } = await sql<{ generated_id: string | number; part: string }>`
    select generated_id, part from generation where originator_id = ${originatorId} and engine = ${engine}`.execute(database);
  const assets = await selectAssets(database, sql`id = ${anyOf(rows.map((row) => Number(row.generated_id)), 'bigint')}
    and trash_state <> 'InEmptiedTrash'`, sql`for update`);
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  return new Map(rows.flatMap((row) => {
    const asset = byId.get(Number(row.generated_id));
    return asset ? [[row.part, asset] as const] : [];
  }));
}

async function insert(
  transaction: Transaction, originator: Asset, derivation: Derivation, part: Part, folder: string, now: Date,
): Promise<DerivedOutcome> {
  const { fileName } = cleanFileName(part.extension === '' ? part.name : `${part.name}.${part.extension}`);
  const placement = { companyId: derivation.companyId, folder, fileName, type: part.type, overwrite: false, overwriteMode: 'OverwriteFullName' } as const;
  const entrance = await freeName(transaction, placement);
  const { modifier } = mergeCrop('', { ...derivation, crop: part.crop, image: part.image, ...(part.cropOrigin && { cropOrigin: part.cropOrigin }) });
  const { rows } = await sql<{ id: string | number }>`
    insert into asset (company_id, type, sub_type, namespace, name, file_name, folder_path, is_ready,
      created_at, created_by, modified_at, modified_by, original_folder, original_file_name, original_blob, original_bytes,
      artifacts, image, facts, keywords, url_modifier, anchor_x_px, anchor_y_px)
    values (${derivation.companyId}, ${part.type}, ${part.subType ?? ''}, ${namespaceOf(part.type)}, ${entrance.name}, ${entrance.fileName}, ${folder},
      ${derivation.isReplaced ? originator.isReadyForPublish : derivation.readyForPublish},
      ${now}, ${derivation.userEmail}, ${now}, ${derivation.userEmail}, ${folder}, ${entrance.fileName},
      ${part.original?.blobId ?? null}, ${part.original?.sizeBytes ?? null},
      ${json(part.artifacts)}, ${json(part.image)}, ${json(part.facts)}, ${[...mergeKeywords([], derivation.keywords)]}, ${modifier},
      ${part.anchor?.xPx ?? null}, ${part.anchor?.yPx ?? null})
    returning id`.execute(transaction);
  const id = Number(rows[0]?.id);
  // A part whose old asset was destroyed leaves its row behind until that is forgotten.
  await sql`delete from generation where originator_id = ${originator.id} and engine = ${derivation.engine} and part = ${part.part}`.execute(transaction);
  await sql`insert into generation (generated_id, originator_id, engine, part)
    values (${id}, ${originator.id}, ${derivation.engine}, ${part.part})`.execute(transaction);
  const asset = await requireAsset(transaction, derivation.companyId, id);
  return { part: part.part, kind: entrance.isRenamed ? 'renamed' : 'created', asset, warnings: [] };
}

/** New content under the old identity, out of the trash if it lies there. */
async function renew(transaction: Transaction, old: Asset, derivation: Derivation, part: Part, now: Date): Promise<DerivedOutcome> {
  const { modifier, isRemoved } = mergeCrop(old.urlModifier, { ...derivation, crop: part.crop, image: part.image, ...(part.cropOrigin && { cropOrigin: part.cropOrigin }) });
  await sql`
    update asset set type = ${part.type}, is_ready = ${mergePublishState(old.isReadyForPublish, derivation)},
      trash_state = 'NotInTrash', trashed_at = null,
      modified_at = ${now}, modified_by = ${derivation.userEmail}, version = version + 1,
      original_blob = ${part.original?.blobId ?? null}, original_bytes = ${part.original?.sizeBytes ?? null},
      artifacts = ${json(part.artifacts)}, image = ${json(part.image)}, facts = ${json(part.facts)},
      keywords = ${[...mergeKeywords(old.keywords ?? [], derivation.keywords)]}, url_modifier = ${modifier},
      anchor_x_px = ${part.anchor?.xPx ?? null}, anchor_y_px = ${part.anchor?.yPx ?? null}
    where id = ${old.id}`.execute(transaction);
  const asset = await requireAsset(transaction, derivation.companyId, old.id);
  return { part: part.part, kind: 'replaced', asset, warnings: isRemoved ? ['log.cropRemoved'] : [] };
}

/** Members of containers, and modifiers that name other parts: both need everybody's final name. */
async function connect(transaction: Transaction, derivation: Derivation, originatorId: number, outcomes: readonly DerivedOutcome[]): Promise<void> {
  const assets = new Map(outcomes.map(({ part, asset }) => [part, asset]));
  const assetOf = (part: string): Asset => {
    const asset = assets.get(part);
    if (!asset) throw new TypeError(`Expected a part ${part} among ${[...assets.keys()].join(', ')}`);
    return asset;
  };
  for (const { part, members, modifier } of derivation.parts) {
    const { id } = assetOf(part);
    if (modifier) {
      const text = modifier.map((piece) => modifierText(piece, derivation.companyRoot, assetOf)).join('');
      await sql`update asset set url_modifier = ${text} where id = ${id}`.execute(transaction);
    }
    if (!members) continue;
    await setMembers(transaction, id, members.map((member) => (member === '' ? originatorId : assetOf(member).id)));
  }
}

function modifierText(piece: ModifierPiece, companyRoot: string, assetOf: (part: string) => Asset): string {
  if (typeof piece === 'string') return piece;
  return `${encodeURIComponent(companyRoot.replace(/\/$/, ''))}/${encodeURIComponent(assetOf(piece.part).name)}`;
}

/** What a container holds, in order, instead of what it held. */
async function setMembers(transaction: Transaction, containerId: number, memberIds: readonly number[]): Promise<void> {
  await sql`delete from asset_member where container_id = ${containerId}`.execute(transaction);
  if (memberIds.length === 0) return;
  await sql`insert into asset_member (container_id, place, member_id)
    select ${containerId}::bigint, place, member_id from unnest(${[...memberIds]}::bigint[]) with ordinality as member (member_id, place)`.execute(transaction);
}

async function discard(transaction: Transaction, derivation: Derivation, ids: readonly number[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await sql`update asset set trash_state = 'InTrash', trashed_at = ${now}, modified_at = ${now}, modified_by = ${derivation.userEmail},
    version = version + 1 where id = ${anyOf(ids, 'bigint')} and trash_state = 'NotInTrash'`.execute(transaction);
  await leaveSets(transaction, ids, now);
}

/** Members of a container that are not in the trash, in order. */
export async function selectMembers(database: Queryable, companyId: number, containerId: number): Promise<readonly Asset[]> {
  const { rows } = await sql<{ member_id: string | number }>`
    select member_id from asset_member where container_id = ${containerId} order by place`.execute(database);
  const ids = rows.map((row) => Number(row.member_id));
  const assets = await selectAssets(database, sql`company_id = ${companyId} and id = ${anyOf(ids, 'bigint')} and trash_state = 'NotInTrash'`);
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Who was made of whom, by originator or by what was made, what was destroyed left out. */
export async function selectGenerations(
  database: Queryable, companyId: number, of: { readonly originatorId?: number; readonly generatedId?: number; readonly engine?: string },
): Promise<readonly Generation[]> {
  const conditions = [
    ...(of.originatorId === undefined ? [] : [sql`originator_id = ${of.originatorId}`]),
    ...(of.generatedId === undefined ? [] : [sql`generated_id = ${of.generatedId}`]),
    ...(of.engine === undefined ? [] : [sql`engine = ${of.engine}`]),
    sql`exists (select 1 from asset where asset.id = originator_id and company_id = ${companyId} and trash_state <> 'InEmptiedTrash')`,
    sql`exists (select 1 from asset where asset.id = generated_id and trash_state <> 'InEmptiedTrash')`,
  ];
  const { rows } = await sql<{ generated_id: string | number; originator_id: string | number; engine: GenerationEngine; part: string }>`
    select generated_id, originator_id, engine, part from generation where ${sql.join(conditions, sql` and `)} order by generated_id`.execute(database);
  return rows.map((row) => ({ originatorId: Number(row.originator_id), generatedId: Number(row.generated_id), engine: row.engine, part: row.part }));
}
