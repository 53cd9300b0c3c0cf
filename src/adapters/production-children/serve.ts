import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { asFailure } from '#base';
import type { ToChild, ToParent } from './messages.ts';

/** Below everything that answers people, above what waits for an idle machine. */
const niceness = 10;

/** Shortest time between two reports of progress. */
const progressMs = 100;

/**
 * The life of a child process: takes tasks from its parent one at a time until the parent is gone. The entry file of the
 * process calls it; what a task means is the caller's.
 * @param perform Does one task. What it throws is told to the parent by failure code; what it notes, before its answer.
 *   `handOver` gives the parent what is ready before the rest, and resolves when it has taken it.
 */
export function serveTasks<Task, Answer>(
  perform: (
    task: Task, onProgress: (share: number) => void, note: (note: unknown) => void, handOver: (part: unknown) => Promise<void>,
  ) => Promise<Answer>,
): void {
  if (!process.send) throw new Error('Expected to be started by a parent process');
  setPriority(niceness);
  offerToOutOfMemoryKiller();
  // A stop signal for the whole group is the parent's to answer: it lets us finish or ends us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const tell = (message: ToParent): void => {
    // A parent that goes at this very moment is no error: `disconnect` follows.
    if (process.connected) process.send?.(message, () => {});
  };
  let isBusy = false;
  let partTaken = (): void => {};
  const handOver = (part: unknown): Promise<void> => new Promise((resolve) => {
    partTaken = resolve;
    tell({ kind: 'part', part });
  });
  // A parent that died, or let go of us, wants nothing more; an ordinary exit could wait for a decoder in hand.
  process.once('disconnect', () => (isBusy ? process.kill(process.pid, 'SIGKILL') : process.exit(0)));
  process.on('message', (message: ToChild) => {
    if (message.kind === 'partTaken') return partTaken();
    isBusy = true;
    let toldAtMs = 0;
    const onProgress = (share: number): void => {
      const nowMs = Date.now();
      if (nowMs - toldAtMs < progressMs) return;
      toldAtMs = nowMs;
      tell({ kind: 'progress', share });
    };
    perform(message.task as Task, onProgress, (note) => tell({ kind: 'note', note }), handOver).then(
      (answer) => tell({ kind: 'answer', answer }),
      (thrown: unknown) => {
        const failure = asFailure(thrown);
        const cause = failure.cause instanceof Error ? failure.cause.stack : undefined;
        tell({ kind: 'failure', code: failure.code, params: failure.params, detail: (cause ?? failure.stack ?? '').slice(0, 4000) });
      },
    ).finally(() => { isBusy = false; });
  });
  tell({ kind: 'ready' });
}

/** Where memory runs out, a file should be lost rather than the server. Only Linux knows this. */
function offerToOutOfMemoryKiller(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // Not Linux, or not allowed: then chance decides.
  }
}
