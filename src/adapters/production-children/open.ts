import { Failure, type Log } from '#base';
import type { BoundedTask, Producer } from '#ports';
import { startChild, type Child, type Told } from './child.ts';
import { residentBytes } from './watch.ts';

export type ProductionChildrenOptions = {
  /** File that each process runs: it calls `serveTasks`. */
  readonly entry: URL;
  /** Command line arguments of the entry file. */
  readonly args?: readonly string[];
  /** Processes kept warm, at least 1; also the tasks done at the same time. */
  readonly count: number;
  readonly log: Log;
  /** A process is replaced after this many tasks, default 500. */
  readonly tasksPerChild?: number;
  /** An idle process that holds more memory than this is replaced, default 400 MiB. */
  readonly idleBytes?: number;
};

type Waiting = { readonly start: (slot: Slot) => void };
type Slot = { readonly child: Child; tasks: number; lookedAtMs: number };

/** Small files come and go faster than the memory of their process changes. */
const lookEveryMs = 500;

/** Starts the processes and hands them tasks; a process that dies costs its task and is replaced. */
export function openProductionChildren<Task extends BoundedTask, Answer, Part = unknown>(
  options: ProductionChildrenOptions,
): Producer<Task, Answer, Part> {
  const { entry, args = [], count, log, tasksPerChild = 500, idleBytes = 400 * 2 ** 20 } = options;
  const start = (): Slot => {
    const child = startChild(entry, args, (text) => log.warn('production child said', { text }));
    child.ready.catch((cause: unknown) => {
      if (!isClosed) log.error('production child did not start', { reason: String(cause) });
    });
    return { child, tasks: 0, lookedAtMs: Number.NEGATIVE_INFINITY };
  };
  const idle: Slot[] = Array.from({ length: Math.max(1, count) }, start);
  const waiting: Waiting[] = [];
  const busy = new Set<Promise<unknown>>();
  const replaced = new Set<Promise<void>>();
  let isClosed = false;

  /** Puts a slot back to work, with a new process where the old one is gone, worn or grown. */
  async function giveBack(slot: Slot): Promise<void> {
    if (!slot.child.isGone()) {
      const isWorn = slot.tasks >= tasksPerChild || await isGrown(slot);
      if (isWorn) retire(slot.child);
      else return hand(slot);
    }
    hand(isClosed && waiting.length === 0 ? slot : start());
  }

  async function isGrown(slot: Slot): Promise<boolean> {
    const nowMs = performance.now();
    if (nowMs - slot.lookedAtMs < lookEveryMs) return false;
    slot.lookedAtMs = nowMs;
    const resident = await residentBytes(slot.child.pid);
    return resident !== undefined && resident > idleBytes;
  }

  function retire(child: Child): void {
    child.dismiss();
    const gone = child.gone.finally(() => replaced.delete(gone));
    replaced.add(gone);
  }

  function hand(slot: Slot): void {
    const next = waiting.shift();
    if (next) next.start(slot);
    else idle.push(slot);
  }

  async function takeSlot(signal: AbortSignal | undefined): Promise<Slot> {
    const free = idle.pop();
    if (free) return free.child.isGone() ? start() : free;
    const { promise, resolve, reject } = Promise.withResolvers<Slot>();
    const entryInLine: Waiting = { start: resolve };
    const leave = (): void => {
      const place = waiting.indexOf(entryInLine);
      if (place >= 0) waiting.splice(place, 1);
      reject(new Failure('STOPPED'));
    };
    waiting.push(entryInLine);
    signal?.addEventListener('abort', leave, { once: true });
    return promise.finally(() => signal?.removeEventListener('abort', leave));
  }

  async function perform(task: Task, signal: AbortSignal | undefined, told: Told): Promise<Answer> {
    const slot = await takeSlot(signal);
    try {
      await slot.child.ready.catch((cause: unknown) => {
        // Our own fault, not the file's: it may be tried again.
        throw new Failure('UNEXPECTED', {}, { cause });
      });
      slot.tasks += 1;
      return await slot.child.run(task, signal, told) as Answer;
    } catch (thrown) {
      if (thrown instanceof Failure && thrown.row.retry === 'never' && thrown.code !== 'STOPPED') {
        log.warn('production child ended', { code: thrown.code, pid: slot.child.pid, cause: String(thrown.cause ?? '') });
      }
      throw thrown;
    } finally {
      await giveBack(slot);
    }
  }

  return {
    produce(task, { signal, onProgress = () => {}, onNote = () => {}, onPart = unwanted } = {}) {
      if (isClosed || signal?.aborted) return Promise.reject(new Failure('STOPPED'));
      const work = perform(task, signal, { onProgress, onNote, onPart: (part) => onPart(part as Part) });
      busy.add(work);
      work.catch(() => {}).finally(() => busy.delete(work));
      return work;
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(busy);
      for (const { child } of idle) retire(child);
      await Promise.all(replaced);
    },
  };
}

function unwanted(): Promise<void> {
  return Promise.reject(new Failure('DECODER_CRASHED', {}, { cause: new Error('A child handed over parts that nobody asked for') }));
}
