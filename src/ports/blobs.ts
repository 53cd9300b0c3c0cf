import type { Readable, Writable } from 'node:stream';

/** Lower-case hex SHA-256 of the content: equal content has one id. */
export type BlobId = string;

export type Blob = { readonly id: BlobId; readonly sizeBytes: number };

/** First and last byte, inclusive. */
export type ByteRange = { readonly first: number; readonly last: number };

/** Bytes on their way in: written once, then kept or discarded. Neither means discarded. */
export interface Spool {
  /** Takes the bytes; hashes as it goes and holds no more than a chunk. */
  readonly writable: Writable;
  /** Bytes taken so far. */
  readonly sizeBytes: number;
  /** Call after `writable` finished. When this resolves the content survives `kill -9` and power loss.
   *  @throws DISK_FULL, BLOB_STORE_DOWN */
  keep(): Promise<Blob>;
  /** Removes what was written; safe to call twice and after `keep`. */
  discard(): Promise<void>;
}

/** A private folder on the store's own disk, removed on dispose with everything in it. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
}

/** Content-addressed store of originals and artifacts. Content never changes; ids never lie. */
export interface Blobs {
  spool(): Promise<Spool>;
  /** Moves a finished file (usually from a work folder) into the store; durable when it resolves. */
  adopt(path: string): Promise<Blob>;
  workFolder(): Promise<WorkFolder>;
  /** @throws BLOB_MISSING */
  read(id: BlobId, range?: ByteRange): Promise<Readable>;
  /** Path of a local, read-only copy that stays valid while the process lives. @throws BLOB_MISSING */
  localFile(id: BlobId): Promise<string>;
  stat(id: BlobId): Promise<Blob | undefined>;
  /** Removes the content; one that is not there is no failure.
   *  @param ifStoredBefore  Leave it when it was stored (again) since, so that a sweep cannot take what it did not see. */
  remove(id: BlobId, ifStoredBefore?: Date): Promise<void>;
  /** Every blob with the time it was last stored, for the sweep that removes what nothing refers to. */
  list(): AsyncIterable<Blob & { readonly storedAt: Date }>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
