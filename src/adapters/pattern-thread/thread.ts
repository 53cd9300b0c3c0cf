/** A thread of its own that runs regular expressions until it is ended; started by `open.ts`. */
import { parentPort } from 'node:worker_threads';
import type { PatternHits } from '#ports';

export type MatchRequest = { readonly patterns: readonly string[]; readonly texts: readonly string[] };
export type MatchAnswer =
  /** The pattern at work now, by its place. */
  | { readonly kind: 'begun'; readonly pattern: number }
  | { readonly kind: 'done'; readonly hits: readonly PatternHits[] };

parentPort?.on('message', ({ patterns, texts }: MatchRequest) => {
  const hits = patterns.map((pattern, index) => {
    // Who waits outside reads this while the expression still runs.
    parentPort?.postMessage({ kind: 'begun', pattern: index } satisfies MatchAnswer);
    return hitsOf(new RegExp(`^(?:${pattern})$`), texts);
  });
  parentPort?.postMessage({ kind: 'done', hits } satisfies MatchAnswer);
});

function hitsOf(expression: RegExp, texts: readonly string[]): PatternHits {
  return texts.flatMap((text, place) => {
    const found = expression.exec(text);
    return found ? [{ text: place, hit: [...found] }] : [];
  });
}
