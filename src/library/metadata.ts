import { sql } from 'kysely';
import type { Database, Queryable, Transaction } from '#ports';
import { mergeKeywords } from './merge.ts';
import { requireAsset } from './reading.ts';
import type { Asset, AssetMetadata, MetadataMerge } from './types.ts';

/** What an upload makes of the metadata of an asset. @param old Undefined for a new asset.
 *  @returns packets only where the upload decides about them. */
export async function metadataAfter(
  transaction: Transaction, old: Asset | undefined,
  upload: { readonly keywords: readonly string[]; readonly mergeMetadata?: MetadataMerge },
): Promise<Omit<AssetMetadata, 'packet' | 'edits'> & { readonly packets: Pick<AssetMetadata, 'packet' | 'edits'> | undefined }> {
  if (!upload.mergeMetadata) {
    return { description: old?.description ?? '', keywords: mergeKeywords(old?.keywords ?? [], upload.keywords), packets: undefined };
  }
  // Read again under a lock: a user may be changing them at this moment.
  const locked = old && await requireAsset(transaction, old.companyId, old.id, sql`for update`);
  const merged = upload.mergeMetadata(locked && await metadataOf(transaction, locked));
  return { description: merged.description, keywords: mergeKeywords([], merged.keywords), packets: merged };
}

/** Stores the packets of an asset; without any, its row goes. */
export async function keepPackets(
  database: Queryable, assetId: number, { packet, edits }: Pick<AssetMetadata, 'packet' | 'edits'>,
): Promise<void> {
  if (!packet && !edits) {
    await sql`delete from asset_packet where asset_id = ${assetId}`.execute(database);
    return;
  }
  await sql`insert into asset_packet (asset_id, packet, edits) values (${assetId}, ${bytea(packet)}, ${bytea(edits)})
    on conflict (asset_id) do update set packet = excluded.packet, edits = excluded.edits`.execute(database);
}

/** Changes what users may change, under a lock on the asset. @throws NOT_FOUND, and what `change` throws */
export async function changeMetadata(
  database: Database, companyId: number, assetId: number, change: (old: AssetMetadata) => AssetMetadata, userEmail: string, now: Date,
): Promise<Asset> {
  return database.transaction().execute(async (transaction) => {
    const asset = await requireAsset(transaction, companyId, assetId, sql`for update`);
    const changed = change(await metadataOf(transaction, asset));
    await sql`update asset set description = ${changed.description}, keywords = ${[...mergeKeywords([], changed.keywords)]},
      modified_at = ${now}, modified_by = ${userEmail}, version = version + 1 where id = ${assetId}`.execute(transaction);
    await keepPackets(transaction, assetId, changed);
    return asset;
  });
}

/** The packet of an asset of the company; undefined when there is none. */
export async function selectPacket(database: Queryable, companyId: number, assetId: number): Promise<Uint8Array | undefined> {
  const { rows } = await sql<{ packet: Buffer | null }>`
    select packet from asset_packet join asset on asset.id = asset_id
    where asset_id = ${assetId} and company_id = ${companyId}`.execute(database);
  return rows[0]?.packet ?? undefined;
}

async function metadataOf(database: Queryable, asset: Asset): Promise<AssetMetadata> {
  const { rows } = await sql<{ packet: Buffer | null; edits: Buffer | null }>`
    select packet, edits from asset_packet where asset_id = ${asset.id}`.execute(database);
  return {
    packet: rows[0]?.packet ?? undefined, edits: rows[0]?.edits ?? undefined,
    description: asset.description, keywords: asset.keywords ?? [],
  };
}

function bytea(bytes: Uint8Array | undefined): Buffer | null {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : null;
}
