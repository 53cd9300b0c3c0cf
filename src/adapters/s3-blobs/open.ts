import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure, type Log } from '#base';
import type { Blob, BlobId, Blobs, Spool } from '#ports';
import { openBucket, type BucketOptions } from './bucket.ts';
import { openCache } from './cache.ts';

export type S3BlobsOptions = BucketOptions & {
  /** Store on the local disk for spools, work folders and copies; closed together with this one. */
  readonly local: Blobs;
  /** Bound of the local copies. Default 10 GiB. */
  readonly cacheBytes?: number;
  readonly log: Log;
};

const isBlobId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** Opens a store of blobs in an S3 bucket. Content is spooled locally and uploaded when kept.
 *  @throws BAD_SETTING (`PREPRESS_BLOBS`) for a bad address, BLOB_STORE_DOWN when the bucket does not answer. */
export async function openS3Blobs(options: S3BlobsOptions): Promise<Blobs> {
  const { local, log } = options;
  const bucket = await openBucket(options);
  await bucket.ping().catch((error: unknown) => {
    bucket.close();
    throw error;
  });
  const cache = await openCache({ local, cacheBytes: options.cacheBytes ?? 10 * 1_073_741_824, log });
  const downloads = new Map<BlobId, Promise<string>>();

  /** What is there already is put again: that makes it young, so that a sweep which saw it unused lets it be.
   *  Copying an object onto itself would save the bytes, but not every store gives the copy a new time. */
  async function upload(blob: Blob): Promise<Blob> {
    await bucket.put(blob, await local.localFile(blob.id));
    await cache.added(blob);
    return blob;
  }

  async function spool(): Promise<Spool> {
    const inner = await local.spool();
    let keeping: Promise<Blob> | undefined;
    return {
      writable: inner.writable,
      get sizeBytes() { return inner.sizeBytes; },
      async keep() {
        const blob = await inner.keep();
        keeping ??= upload(blob);
        return keeping;
      },
      discard: () => inner.discard(),
    };
  }

  async function download(id: BlobId): Promise<string> {
    const body = await bucket.get(id);
    if (!(body instanceof Readable)) throw missing(id);
    const copy = await local.spool();
    try {
      await pipeline(body, copy.writable);
    } catch (cause) {
      await copy.discard();
      throw cause instanceof Failure ? cause : new Failure('BLOB_STORE_DOWN', {}, { cause });
    }
    const blob = await copy.keep();
    if (blob.id !== id) {
      await local.remove(blob.id);
      throw new Failure('BLOB_MISSING', {}, { cause: new Error(`Object ${id} holds other content: ${blob.id}`) });
    }
    await cache.added(blob);
    return local.localFile(id);
  }

  return {
    spool,
    async adopt(path) {
      return upload(await local.adopt(path));
    },
    workFolder: () => local.workFolder(),
    async read(id, range) {
      if (!isBlobId(id)) throw missing(id);
      if (await cache.use(id) !== undefined) return local.read(id, range);
      const body = await bucket.get(id, range);
      if (body === undefined) throw missing(id);
      return body === 'behind the end' ? Readable.from([]) : body;
    },
    async localFile(id) {
      if (!isBlobId(id)) throw missing(id);
      const path = await cache.use(id);
      if (path !== undefined) return path;
      const running = downloads.get(id) ?? download(id).finally(() => downloads.delete(id));
      downloads.set(id, running);
      return running;
    },
    async stat(id) {
      if (!isBlobId(id)) return undefined;
      const found = await bucket.head(id);
      return found && { id, sizeBytes: found.sizeBytes };
    },
    /** Object stores cannot compare and delete at once: between the look and the deletion lies one round trip. */
    async remove(id, ifStoredBefore) {
      if (!isBlobId(id)) return;
      if (ifStoredBefore) {
        const found = await bucket.head(id);
        if (!found || found.storedAt >= ifStoredBefore) return;
      }
      await bucket.remove(id);
      await local.remove(id, ifStoredBefore);
    },
    list: () => bucket.list(),
    async ping() {
      await Promise.all([bucket.ping(), local.ping()]);
    },
    async close() {
      bucket.close();
      await local.close();
    },
  };
}

const missing = (id: BlobId): Failure => new Failure('BLOB_MISSING', {}, { cause: new Error(`No blob ${id}`) });
