import { Failure } from '#base';
import type { Blobs, Producer } from '#ports';
import { defaultProductionLimits } from '../settings.ts';
import type { ProductionLimits } from '../types.ts';
import { defaultArchiveLimits } from './settings.ts';
import type { ArchiveLimits, ArchiveListing, ListTask } from './types.ts';

/** Tells what is in archives that are there already. */
export type ArchiveDirectory = {
  /** @param original Its blob, and the name it has. @throws SERVER_BUSY, BLOB_MISSING, and whatever can be wrong with a file */
  entriesOf(original: { readonly blobId: string; readonly fileName: string }): Promise<ArchiveListing>;
};

/** Somebody waits for the answer. */
const longestMs = 60_000;
/** Archives read at the same time, and waiting. */
const mostAtOnce = 8;

export function openArchiveDirectory(options: {
  readonly blobs: Pick<Blobs, 'workFolder' | 'localFile'>;
  /** Asked for when there is something to read. */
  readonly producer: () => Promise<Producer<ListTask, ArchiveListing>>;
  readonly limits?: ProductionLimits;
  readonly archiveLimits?: ArchiveLimits;
  /** Ends what is in work. */
  readonly signal?: AbortSignal;
}): ArchiveDirectory {
  const { blobs, limits = defaultProductionLimits, archiveLimits: archive = defaultArchiveLimits, signal } = options;
  let running = 0;
  return {
    async entriesOf({ blobId, fileName }) {
      if (running >= mostAtOnce) throw new Failure('SERVER_BUSY');
      running += 1;
      try {
        await using folder = await blobs.workFolder();
        const producer = await options.producer();
        return await producer.produce({
          kind: 'list', sourcePath: await blobs.localFile(blobId), fileName, workFolderPath: folder.path, archive,
          limits: { ...limits, timeMs: Math.min(limits.timeMs, longestMs) },
        }, signal && { signal });
      } finally {
        running -= 1;
      }
    },
  };
}
