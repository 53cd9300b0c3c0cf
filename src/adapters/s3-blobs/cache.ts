import { utimes } from 'node:fs/promises';
import type { Log } from '#base';
import type { Blob, BlobId, Blobs } from '#ports';

/** A copy that somebody was given stays this long, whatever the bound says: longer than any item may take. */
const restMs = 3_600_000;

/** Local copies of what lies in the bucket, bounded by bytes; those longest unused go first. */
export interface Cache {
  /** Path of a copy that now counts as used; undefined when there is none. */
  use(id: BlobId): Promise<string | undefined>;
  /** Counts a new copy and makes room for it. */
  added(blob: Blob): Promise<void>;
}

export type CacheOptions = {
  readonly local: Blobs;
  readonly cacheBytes: number;
  readonly log: Log;
  /** Default: an hour. */
  readonly restMs?: number;
};

/** Measures what an earlier run left, so that it counts. */
export async function openCache(options: CacheOptions): Promise<Cache> {
  const { local, cacheBytes, log } = options;
  let heldBytes = 0;
  for await (const { sizeBytes } of local.list()) heldBytes += sizeBytes;
  let evicting: Promise<void> | undefined;

  async function evict(): Promise<void> {
    const before = new Date(Date.now() - (options.restMs ?? restMs));
    const copies = await Array.fromAsync(local.list());
    copies.sort((a, b) => a.storedAt.getTime() - b.storedAt.getTime());
    heldBytes = copies.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const { id, sizeBytes, storedAt } of copies) {
      if (heldBytes <= cacheBytes || storedAt >= before) return;
      await local.remove(id, before);
      heldBytes -= sizeBytes;
    }
  }

  return {
    async use(id) {
      if (!(await local.stat(id))) return undefined;
      const path = await local.localFile(id);
      // The time lies with the file, because other processes may share the folder.
      const now = new Date();
      return utimes(path, now, now).then(() => path, () => undefined);
    },
    async added({ sizeBytes }) {
      heldBytes += sizeBytes;
      if (heldBytes <= cacheBytes) return;
      evicting ??= evict()
        .catch((error: unknown) => log.warn('blob cache not trimmed', { reason: String(error) }))
        .finally(() => { evicting = undefined; });
      await evicting;
    },
  };
}
