import type { Readable, Transform } from 'node:stream';
import { Failure } from './failure.ts';

/** Pipes streams one into the next. What fails anywhere is told by the last, and by nothing else; when the last is closed, all
 *  are. @param translate What an error of a stream before the last means that is no Failure. @returns the last */
export function chain(streams: readonly [Readable, ...Transform[]], translate: (cause: Error) => Failure): Readable {
  const last = streams.at(-1)!;
  const [first, ...next] = streams;
  const others = streams.slice(0, -1);
  for (const stream of others) {
    stream.on('error', (cause: Error) => {
      if (!last.destroyed) last.destroy(cause instanceof Failure ? cause : translate(cause));
    });
  }
  last.once('close', () => {
    for (const stream of others) stream.destroy();
  });
  next.reduce<Readable>((from, into) => from.pipe(into), first);
  return last;
}
