import { Failure } from '#base';
import type { Blobs, Producer } from '#ports';
import type { Rectangle } from './crop.ts';
import { defaultProductionLimits } from './settings.ts';
import type { AutoCrop, MeasureTask, ProductionLimits } from './types.ts';

/** Measures originals that are there already, and changes nothing. */
export type Measurer = {
  /** The rectangle around what is not background, of the upright image; all of it where nothing can be cut off.
   *  @param original Its blob, and the name that decides about its kind.
   *  @throws SERVER_BUSY, BLOB_MISSING, and whatever can be wrong with a file */
  cropOf(original: { readonly blobId: string; readonly fileName: string }, crop: AutoCrop): Promise<Rectangle>;
};

export type MeasurerOptions = {
  readonly blobs: Pick<Blobs, 'workFolder' | 'localFile'>;
  /** Asked for when there is something to measure. */
  readonly producer: () => Promise<Producer<MeasureTask, Rectangle>>;
  readonly limits?: ProductionLimits;
  /** Ends what is in work. */
  readonly signal?: AbortSignal;
};

/** Somebody waits for the answer. */
const longestMs = 60_000;
/** Measurements in work and waiting. */
const mostAtOnce = 16;
/** Answers kept: an original never changes. */
const mostKept = 1000;

export function openMeasurer(options: MeasurerOptions): Measurer {
  const answers = new Map<string, Promise<Rectangle>>();
  let running = 0;

  async function measure(original: { readonly blobId: string; readonly fileName: string }, crop: AutoCrop): Promise<Rectangle> {
    if (running >= mostAtOnce) throw new Failure('SERVER_BUSY');
    running += 1;
    try {
      await using folder = await options.blobs.workFolder();
      const limits = options.limits ?? defaultProductionLimits;
      const producer = await options.producer();
      return await producer.produce({
        kind: 'measure', sourcePath: await options.blobs.localFile(original.blobId), fileName: original.fileName, workFolderPath: folder.path, crop,
        limits: { ...limits, timeMs: Math.min(limits.timeMs, longestMs) },
      }, options.signal && { signal: options.signal });
    } finally {
      running -= 1;
    }
  }

  return {
    cropOf(original, crop) {
      const key = JSON.stringify([original.blobId, original.fileName, crop]);
      const known = answers.get(key);
      if (known) return known;
      const answer = measure(original, crop);
      if (answers.size >= mostKept) answers.delete(answers.keys().next().value!);
      answers.set(key, answer);
      answer.catch(() => answers.delete(key));
      return answer;
    },
  };
}
