import { Worker } from 'node:worker_threads';
import { Failure } from '#base';
import type { PatternHits, PatternMatcher } from '#ports';
import type { MatchAnswer, MatchRequest } from './thread.ts';

/** Plenty for expressions and a page of names; whatever grows beyond it ends with its thread. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 } as const;

/** Matches in one thread that is ended when the time is over: V8 looks for that while it backtracks. Whoever asks while it
 *  is at work waits for a turn, at most for the time limits of those before. */
export function openPatternThread(): PatternMatcher {
  let thread: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const startThread = (): Worker => {
    const started = new Worker(new URL('./thread.ts', import.meta.url), { name: 'prepress-patterns', execArgv: [], resourceLimits });
    started.unref();
    // Without a listener an error between two questions would end the process.
    started.on('error', () => {
      if (thread === started) thread = undefined;
    });
    return started;
  };

  const ask = async (request: MatchRequest, timeLimitMs: number): Promise<readonly PatternHits[]> => {
    if (isClosed) throw new Failure('STOPPED');
    thread ??= startThread();
    const asked = thread;
    try {
      return await answerOf(asked, request, timeLimitMs);
    } catch (thrown) {
      if (thread === asked) thread = undefined;
      await asked.terminate();
      throw thrown;
    }
  };

  return {
    match(patterns, texts, timeLimitMs) {
      if (patterns.length === 0 || texts.length === 0) return Promise.resolve(patterns.map(() => []));
      const answer = last.then(() => ask({ patterns, texts }, timeLimitMs));
      last = answer.catch(() => undefined);
      return answer;
    },
    async close() {
      isClosed = true;
      const ending = thread;
      thread = undefined;
      await ending?.terminate();
    },
  };
}

function answerOf(thread: Worker, request: MatchRequest, timeLimitMs: number): Promise<readonly PatternHits[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly PatternHits[]>();
  let pattern = request.patterns[0] ?? '';
  // A process with nothing else to do waits for the answer.
  thread.ref();
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = (cause?: unknown): void => reject(new Failure('PATTERN_TOO_SLOW', { pattern: pattern.slice(0, 200) }, { cause }));
  const hear = (answer: MatchAnswer): void => {
    if (answer.kind === 'done') return resolve(answer.hits);
    pattern = request.patterns[answer.pattern] ?? '';
    timer ??= setTimeout(tooSlow, timeLimitMs);
  };
  const end = (): void => reject(new Failure('STOPPED'));
  thread.on('message', hear);
  // Out of memory: what ran is as bad as what never ends.
  thread.on('error', tooSlow);
  thread.on('exit', end);
  thread.postMessage(request);
  return promise.finally(() => {
    clearTimeout(timer);
    thread.off('message', hear);
    thread.off('error', tooSlow);
    thread.off('exit', end);
    thread.unref();
  });
}
