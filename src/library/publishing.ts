import { sql, type RawBuilder } from 'kysely';
import { kept, type Transaction } from '#ports';
import { mergeCrop } from './crop.ts';
import { enterFolder, touchFolder } from './folders.ts';
import { mergePublishState } from './merge.ts';
import { keepPackets, metadataAfter } from './metadata.ts';
import { namespaceOf } from './namespaces.ts';
import { judgePlacements, placeKey } from './placing.ts';
import { anyOf, requireAsset } from './reading.ts';
import { assetOf, type AssetRow } from './rows.ts';
import type { Asset, Publication, PublishOutcome, Verdict } from './types.ts';

type Entrance = { readonly verdict: Extract<Verdict, { readonly kind: 'new' | 'rename' }>; readonly publication: Publication };

/** Stores what uploads became, by the rules of overwriting.
 *  @returns outcomes in the order of the publications
 *  @source specification of UploadPostJob, §3.1–3.5, 3.16, 3.21 */
export async function publishAssets(
  transaction: Transaction, publications: readonly Publication[], now: Date,
): Promise<readonly PublishOutcome[]> {
  const places = new Set(publications.map((publication) => placeKey(publication)));
  if (places.size < publications.length) return publishInTurn(transaction, publications, now);
  const verdicts = await judgePlacements(transaction, publications);
  // A new name given to one could be the name another one comes with.
  const isAnyRenamed = verdicts.some(({ kind }) => kind === 'rename');
  if (isAnyRenamed && publications.length > 1) return publishInTurn(transaction, publications, now);
  await enterFolders(transaction, publications.filter((_, index) => verdicts[index]?.kind !== 'skip'), now);
  const outcomes = new Map<Publication, PublishOutcome>();
  const entrances: Entrance[] = [];
  for (const [index, publication] of publications.entries()) {
    const verdict = verdicts[index]!;
    if (verdict.kind === 'skip') outcomes.set(publication, { kind: 'skipped', asset: verdict.asset, warnings: [] });
    else if (verdict.kind === 'replace') outcomes.set(publication, await replace(transaction, verdict.asset, publication, now));
    else entrances.push({ verdict, publication });
  }
  const assets = await insert(transaction, entrances, now);
  for (const [index, { verdict, publication }] of entrances.entries()) {
    outcomes.set(publication, { kind: verdict.kind === 'rename' ? 'renamed' : 'created', asset: assets[index]!, warnings: [] });
  }
  return publications.map((publication) => outcomes.get(publication)!);
}

/** Each meets what those before it became. */
async function publishInTurn(
  transaction: Transaction, publications: readonly Publication[], now: Date,
): Promise<readonly PublishOutcome[]> {
  const outcomes: PublishOutcome[] = [];
  for (const publication of publications) outcomes.push(...await publishAssets(transaction, [publication], now));
  return outcomes;
}

async function enterFolders(transaction: Transaction, publications: readonly Publication[], now: Date): Promise<void> {
  const folders = new Map(publications.map(({ companyId, folder }) => [`${companyId}|${folder}`, { companyId, folder }]));
  for (const [, { companyId, folder }] of [...folders].sort(([one], [other]) => (one < other ? -1 : 1))) {
    await enterFolder(transaction, companyId, folder, now);
  }
}

async function insert(transaction: Transaction, entrances: readonly Entrance[], now: Date): Promise<readonly Asset[]> {
  if (entrances.length === 0) return [];
  const metadata = await Promise.all(entrances.map(({ publication }) => metadataAfter(transaction, undefined, publication)));
  const rows = entrances.map(({ verdict, publication }, index) => ({
    company_id: publication.companyId, type: publication.type, namespace: namespaceOf(publication.type),
    name: verdict.name, file_name: verdict.fileName, folder_path: publication.folder, is_ready: publication.readyForPublish,
    created_by: publication.userEmail, original_blob: publication.original.blobId,
    original_bytes: publication.original.sizeBytes, artifacts: publication.artifacts, image: publication.image,
    facts: publication.facts, making: publication.making,
    description: metadata[index]!.description, keywords: metadata[index]!.keywords,
    url_modifier: mergeCrop('', publication).modifier,
  }));
  const inserted = await sql<AssetRow>`${kept}
    insert into asset (company_id, type, namespace, name, file_name, folder_path, is_ready,
      created_at, created_by, modified_at, modified_by, original_blob, original_bytes, original_folder,
      original_file_name, artifacts, image, facts, making, description, keywords, url_modifier)
    select new.company_id, new.type, new.namespace, new.name, new.file_name, new.folder_path, new.is_ready,
      ${now}::timestamptz, new.created_by, ${now}::timestamptz, new.created_by, new.original_blob, new.original_bytes,
      new.folder_path, new.file_name, new.artifacts, new.image, new.facts, new.making, new.description, new.keywords, new.url_modifier
    from jsonb_to_recordset(${storableJson(rows)}::jsonb) as new (
      company_id bigint, type text, namespace text, name text, file_name text, folder_path text, is_ready boolean,
      created_by text, original_blob text, original_bytes bigint, artifacts jsonb, image jsonb, facts jsonb,
      making jsonb, description text, keywords text[], url_modifier text)
    returning *, null as project_names`.execute(transaction);
  const byPlace = new Map(inserted.rows.map((row) => [`${Number(row.company_id)}|${row.namespace}|${row.name}`, assetOf(row)]));
  const assets: Asset[] = [];
  for (const [index, { verdict, publication }] of entrances.entries()) {
    const asset = byPlace.get(placeKey(publication, verdict.name));
    if (!asset) throw new Error(`insert into asset did not return ${verdict.name}`);
    const { packets } = metadata[index]!;
    if (packets?.packet ?? packets?.edits) await keepPackets(transaction, asset.id, packets!);
    const isInProjects = await joinProjects(transaction, asset.id, publication);
    assets.push(isInProjects ? await requireAsset(transaction, publication.companyId, asset.id) : asset);
  }
  return assets;
}

/** New content under the old identity: id, handle, creator, projects, user data and modifiers stay. */
async function replace(
  transaction: Transaction, old: Asset, publication: Publication, now: Date,
): Promise<PublishOutcome> {
  const { modifier, isRemoved } = mergeCrop(old.urlModifier, publication);
  const metadata = await metadataAfter(transaction, old, publication);
  await sql`
    update asset set type = ${publication.type},
      file_name = ${publication.fileName}, folder_path = ${publication.folder},
      is_ready = ${mergePublishState(old.isReadyForPublish, publication)},
      modified_at = ${now}, modified_by = ${publication.userEmail}, version = version + 1,
      original_blob = ${publication.original.blobId}, original_bytes = ${publication.original.sizeBytes},
      original_folder = ${publication.folder}, original_file_name = ${publication.fileName},
      artifacts = ${json(publication.artifacts)}, image = ${json(publication.image)},
      facts = ${json(publication.facts)}, making = ${json(publication.making)},
      description = ${metadata.description}, keywords = ${[...metadata.keywords]}, url_modifier = ${modifier}
    where id = ${old.id}`.execute(transaction);
  if (metadata.packets) await keepPackets(transaction, old.id, metadata.packets);
  if (old.folder !== publication.folder) await touchFolder(transaction, publication.companyId, old.folder, now);
  await joinProjects(transaction, old.id, publication);
  const asset = await requireAsset(transaction, publication.companyId, old.id);
  return { kind: 'replaced', asset, warnings: isRemoved ? ['log.cropRemoved'] : [] };
}

/** Adds an asset to projects; those it is in already stay. @returns false when none is named */
export async function joinProjects(
  transaction: Transaction, id: number, publication: Pick<Publication, 'companyId' | 'projectIds'>,
): Promise<boolean> {
  if (publication.projectIds.length === 0) return false;
  await sql`
    insert into asset_project (asset_id, project_id)
    select ${id}::bigint, id from project
    where company_id = ${publication.companyId} and id = ${anyOf(publication.projectIds, 'bigint')}
    on conflict do nothing`.execute(transaction);
  return true;
}

/** A value as `jsonb`, nothing as null. */
export function json(value: unknown): RawBuilder<unknown> {
  return sql`${value === undefined ? null : JSON.stringify(value)}::jsonb`;
}

/** Half a surrogate pair, which JSON can spell and the database cannot keep, becomes a replacement character. */
function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? part.toWellFormed() : part));
}
