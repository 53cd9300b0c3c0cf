import {
  archiveLimits, openArchiveDirectory, openMeasurer, productionLimits,
  type ArchiveDirectory, type ArchiveListing, type ListTask, type MeasureTask, type Measurer, type Rectangle,
} from '#production';
import type { Producer } from '#ports';
import type { Ground } from './ground.ts';
import { openChildren } from './production-side.ts';

/** What looks into originals for people who wait for the answer. */
export type Lookers = { readonly measurer: Measurer; readonly archives: ArchiveDirectory };

/** The lookers of a process that has doors, with a child of their own: who asks does not wait for the files in work, and a
 *  server without workers looks too. The child is started by the first question. */
export function openMeasuring(ground: Ground): Lookers & { close(): Promise<void> } {
  let child: Promise<Producer<MeasureTask | ListTask, unknown>> | undefined;
  const leaving = new AbortController();
  const started = (): Promise<Producer<MeasureTask | ListTask, unknown>> => (child ??= openChildren(ground, 1));
  const shared = { blobs: ground.blobs, limits: productionLimits(ground.settings), signal: leaving.signal };
  return {
    // Which answer belongs to which task the entry file of the child knows.
    measurer: openMeasurer({ ...shared, producer: async () => await started() as Producer<MeasureTask, Rectangle> }),
    archives: openArchiveDirectory({
      ...shared, archiveLimits: archiveLimits(ground.settings), producer: async () => await started() as Producer<ListTask, ArchiveListing>,
    }),
    async close() {
      leaving.abort();
      await (await child)?.close();
    },
  };
}
