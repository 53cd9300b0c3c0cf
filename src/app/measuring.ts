import { openMeasurer, productionLimits, type MeasureTask, type Measurer, type Rectangle } from '#production';
import type { Producer } from '#ports';
import type { Ground } from './ground.ts';
import { openChildren } from './production-side.ts';

/** The measurer of a process that has doors, with a child of its own: who asks does not wait for the files in work, and a
 *  server without workers measures too. The child is started by the first question. */
export function openMeasuring(ground: Ground): { readonly measurer: Measurer; close(): Promise<void> } {
  let child: Promise<Producer<MeasureTask, Rectangle>> | undefined;
  const leaving = new AbortController();
  return {
    measurer: openMeasurer({
      blobs: ground.blobs, limits: productionLimits(ground.settings), signal: leaving.signal,
      producer: () => (child ??= openChildren<MeasureTask, Rectangle>(ground, 1)),
    }),
    async close() {
      leaving.abort();
      await (await child)?.close();
    },
  };
}
