import { sql, type RawBuilder } from 'kysely';
import type { Transaction } from '#ports';
import { mergeCrop } from './crop.ts';
import { ensureFolder, touchFolder } from './folders.ts';
import { mergePublishState } from './merge.ts';
import { keepPackets, metadataAfter } from './metadata.ts';
import { namespaceOf } from './namespaces.ts';
import { judgePlacement, lockName } from './placing.ts';
import { anyOf, requireAsset } from './reading.ts';
import type { Asset, Publication, PublishOutcome, Verdict } from './types.ts';

type Entrance = Extract<Verdict, { readonly kind: 'new' | 'rename' }>;

/** Stores what an upload became, by the rules of overwriting.
 *  @source specification of UploadPostJob, §3.1–3.5, 3.16, 3.21 */
export async function publishAsset(
  transaction: Transaction, publication: Publication, now: Date,
): Promise<PublishOutcome> {
  const verdict = await judgePlacement(
    transaction, publication, (name) => lockName(transaction, publication, name));
  if (verdict.kind === 'skip') return { kind: 'skipped', asset: verdict.asset, warnings: [] };
  await ensureFolder(transaction, publication.companyId, publication.folder, now);
  if (verdict.kind === 'replace') return replace(transaction, verdict.asset, publication, now);
  const id = await insert(transaction, verdict, publication, now);
  await finish(transaction, id, publication, now);
  const asset = await requireAsset(transaction, publication.companyId, id);
  return { kind: verdict.kind === 'rename' ? 'renamed' : 'created', asset, warnings: [] };
}

async function insert(
  transaction: Transaction, entrance: Entrance, publication: Publication, now: Date,
): Promise<number> {
  const { modifier } = mergeCrop('', publication);
  const metadata = await metadataAfter(transaction, undefined, publication);
  const { rows } = await sql<{ id: string | number }>`
    insert into asset (company_id, type, namespace, name, file_name, folder_path, is_ready,
      created_at, created_by, modified_at, modified_by, original_blob, original_bytes, original_folder,
      original_file_name, artifacts, image, facts, making, description,
      keywords, url_modifier)
    values (${publication.companyId}, ${publication.type}, ${namespaceOf(publication.type)}, ${entrance.name},
      ${entrance.fileName}, ${publication.folder}, ${publication.readyForPublish},
      ${now}, ${publication.userEmail}, ${now}, ${publication.userEmail},
      ${publication.original.blobId}, ${publication.original.sizeBytes}, ${publication.folder}, ${entrance.fileName},
      ${json(publication.artifacts)}, ${json(publication.image)}, ${json(publication.facts)}, ${json(publication.making)},
      ${metadata.description}, ${[...metadata.keywords]}, ${modifier})
    returning id`.execute(transaction);
  const [row] = rows;
  if (!row) throw new Error('insert into asset returned no row');
  if (metadata.packets?.packet ?? metadata.packets?.edits) await keepPackets(transaction, Number(row.id), metadata.packets!);
  return Number(row.id);
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
  await finish(transaction, old.id, publication, now);
  const asset = await requireAsset(transaction, publication.companyId, old.id);
  return { kind: 'replaced', asset, warnings: isRemoved ? ['log.cropRemoved'] : [] };
}

async function finish(transaction: Transaction, id: number, publication: Publication, now: Date): Promise<void> {
  await touchFolder(transaction, publication.companyId, publication.folder, now);
  await joinProjects(transaction, id, publication);
}

/** Adds an asset to projects; those it is in already stay. */
export async function joinProjects(
  transaction: Transaction, id: number, publication: Pick<Publication, 'companyId' | 'projectIds'>,
): Promise<void> {
  if (publication.projectIds.length === 0) return;
  await sql`
    insert into asset_project (asset_id, project_id)
    select ${id}::bigint, id from project
    where company_id = ${publication.companyId} and id = ${anyOf(publication.projectIds, 'bigint')}
    on conflict do nothing`.execute(transaction);
}

/** A value as `jsonb`, nothing as null. */
export function json(value: unknown): RawBuilder<unknown> {
  return sql`${value === undefined ? null : JSON.stringify(value)}::jsonb`;
}
