import type { Readable } from 'node:stream';

import { Failure } from '#base';

/** Takes chunks off a stream one at a time, as they come. Unlike a `for await` loop it leaves the stream open
 *  when the taker stops early, so that a request can still be answered. */
export interface Pull extends Disposable {
  /** @returns the next chunk, or undefined after the last.
   *  @throws REQUEST_ABORTED when the stream breaks off; the signal's reason when that fires first */
  next(): Promise<Buffer | undefined>;
}

/** Starts taking from `source`; dispose of it to give the stream back, paused. */
export function pullFrom(source: Readable, signal: AbortSignal): Pull {
  let wake: () => void = () => {};
  let broken: Failure | undefined;
  let hasEnded = source.readableEnded;
  const onReadable = () => wake();
  const onEnd = () => {
    hasEnded = true;
    wake();
  };
  const onBroken = (cause?: unknown) => {
    if (!hasEnded) broken ??= new Failure('REQUEST_ABORTED', {}, { cause });
    wake();
  };
  if (source.destroyed && !hasEnded) onBroken(source.errored);
  source.on('readable', onReadable).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  signal.addEventListener('abort', onReadable);

  return {
    async next() {
      for (;;) {
        signal.throwIfAborted();
        if (broken !== undefined) throw broken;
        const chunk = source.read() as Buffer | null;
        if (chunk !== null) return chunk;
        if (hasEnded) return undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    [Symbol.dispose]() {
      source.off('readable', onReadable).off('end', onEnd).off('close', onBroken);
      signal.removeEventListener('abort', onReadable);
      // A connection that breaks after we stopped reading is nobody's business, but needs a listener.
      source.off('error', onBroken).on('error', () => {});
    },
  };
}
