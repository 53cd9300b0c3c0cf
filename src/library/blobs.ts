import { sql } from 'kysely';
import type { Queryable } from '#ports';
import type { AssetRow } from './rows.ts';

const rowsPerRead = 1000;

type BlobRow = Pick<AssetRow, 'id' | 'original_blob' | 'artifacts'>;

/** What servers show though the asset has other files by now. */
async function* publishedBlobs(database: Queryable): AsyncIterable<string> {
  for (let last = 0; ;) {
    const { rows } = await sql<BlobRow>`
      select asset_id as id, record ->> 'original_blob' as original_blob, record -> 'artifacts' as artifacts
      from asset_publication where is_live and asset_id > ${last} order by asset_id limit ${rowsPerRead}`.execute(database);
    for (const row of rows) {
      if (row.original_blob !== null) yield row.original_blob;
      for (const file of Object.values(row.artifacts)) yield file.blobId;
    }
    const end = rows.at(-1);
    if (!end || rows.length < rowsPerRead) return;
    last = Number(end.id);
  }
}

/** Every blob an asset refers to, a page of assets at a time; one blob comes once for each asset that has it.
 *  Destroyed assets refer to none. */
export async function* referencedBlobs(database: Queryable): AsyncIterable<string> {
  yield* publishedBlobs(database);
  for (let last = 0; ;) {
    const { rows } = await sql<BlobRow>`
      select id, original_blob, artifacts from asset where id > ${last}
      order by id limit ${rowsPerRead}`.execute(database);
    for (const row of rows) {
      if (row.original_blob !== null) yield row.original_blob;
      for (const file of Object.values(row.artifacts)) yield file.blobId;
    }
    const end = rows.at(-1);
    if (!end || rows.length < rowsPerRead) return;
    last = Number(end.id);
  }
}
