import { sql } from 'kysely';
import type { Transaction } from '#ports';
import { mergeCrop } from './crop.ts';
import { mergePublishState } from './merge.ts';
import { keepPackets, metadataAfter } from './metadata.ts';
import { joinProjects, json } from './publishing.ts';
import { requireAsset } from './reading.ts';
import { touchFolder } from './folders.ts';
import type { ReprocessOutcome, Reprocessing } from './types.ts';

/** New artifacts of the old original: identity, place, original, modifiers beyond the crop and user data stay.
 *  @throws NOT_FOUND for an asset that was destroyed meanwhile. */
export async function reprocessAsset(transaction: Transaction, made: Reprocessing, now: Date): Promise<ReprocessOutcome> {
  const old = await requireAsset(transaction, made.companyId, made.assetId, sql`for update`);
  if (old.original?.blobId !== made.originalBlobId) return { kind: 'changed' };
  const { modifier, isRemoved } = mergeCrop(old.urlModifier, made);
  const metadata = await metadataAfter(transaction, old, made);
  await sql`
    update asset set type = ${made.type}, is_ready = ${mergePublishState(old.isReadyForPublish, made)},
      modified_at = ${now}, modified_by = ${made.userEmail}, version = version + 1,
      artifacts = ${json(made.artifacts)}, image = ${json(made.image)}, facts = ${json(made.facts)},
      making = ${json(made.making)},
      description = ${metadata.description}, keywords = ${[...metadata.keywords]}, url_modifier = ${modifier}
    where id = ${old.id}`.execute(transaction);
  if (metadata.packets) await keepPackets(transaction, old.id, metadata.packets);
  await touchFolder(transaction, made.companyId, old.folder, now);
  await joinProjects(transaction, old.id, made);
  const asset = await requireAsset(transaction, made.companyId, old.id);
  return { kind: 'reprocessed', asset, warnings: isRemoved ? ['log.cropRemoved'] : [] };
}
