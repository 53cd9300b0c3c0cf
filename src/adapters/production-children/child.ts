import { fork, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { asFailure, Failure } from '#base';
import type { BoundedTask } from '#ports';
import { isMessage, type ToChild } from './messages.ts';
import { folderBytes, residentBytes } from './watch.ts';

/** Time between two looks at a child's memory and output. */
const watchMs = 150;

/** Nothing of ours is handed on. Few allocation arenas keep threads from hoarding memory; the image library's warnings
 *  about strangers' files are noise. */
export const childEnvironment = {
  NODE_ENV: 'production', TZ: 'UTC', LANG: 'C.UTF-8', TMPDIR: tmpdir(), VIPS_WARNING: '0',
  // Buffers of megabytes go back to the system when they are let go, as glibc does it before it has learned otherwise. Resident
  // memory of a 100-megapixel pyramid: 542 MB with glibc's own settings, 459 with two arenas, 297 with all three (2026-11-25).
  MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576', MALLOC_TRIM_THRESHOLD_: '4194304',
};

/** Who hears of a task before its answer. */
export type Told = {
  readonly onProgress: (share: number) => void; readonly onNote: (note: unknown) => void; readonly onPart: (part: unknown) => Promise<void>;
};

/** One process that does one task at a time. */
export type Child = {
  readonly pid: number;
  /** Resolves when it can take tasks; rejects when it died before. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  isGone(): boolean;
  /** @throws TIME_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT, DECODER_CRASHED, STOPPED, and what `onPart` throws: after each of them
   *  the child is gone. */
  run(task: BoundedTask, signal: AbortSignal | undefined, told: Told): Promise<unknown>;
  kill(): void;
  /** Lets it go when idle. */
  dismiss(): void;
};

/** Starts the entry file as a process of its own: no input, hardly any environment, its errors in our hands. */
export function startChild(entry: URL, args: readonly string[], onNoise: (text: string) => void): Child {
  const child = fork(entry, args, {
    execPath: process.execPath, execArgv: [], serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: childEnvironment,
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => onNoise(text.slice(0, 2000)));
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    child.once('exit', () => reject(new Error('The production process ended before it was ready')));
  });
  ready.catch(() => {});
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    pid: child.pid ?? 0,
    ready,
    gone,
    isGone: () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined,
    run: (task, signal, told) => runTask(child, task, signal, told),
    kill: () => void child.kill('SIGKILL'),
    dismiss: () => {
      if (child.connected) child.disconnect();
    },
  };
}

function runTask(
  child: ChildProcess, task: BoundedTask, signal: AbortSignal | undefined, { onProgress, onNote, onPart }: Told,
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const { timeMs, memoryBytes, outputBytes } = task.limits;
  let verdict: Failure | undefined;
  /** The child is killed first and the failure told when it is gone: nothing may write into the folder after that. */
  const end = (failure: Failure): void => {
    verdict ??= failure;
    child.kill('SIGKILL');
  };
  const onMessage = (message: unknown): void => {
    if (!isMessage(message)) end(new Failure('DECODER_CRASHED'));
    else if (message.kind === 'progress') onProgress(Math.min(1, Math.max(0, Number(message.share))));
    else if (message.kind === 'note') onNote(message.note);
    else if (message.kind === 'part') void takePart(message.part);
    else if (message.kind === 'answer') resolve(message.answer);
    else if (message.kind === 'failure') reject(new Failure(message.code, message.params, { cause: new Error(message.detail) }));
  };
  /** The child waits meanwhile: nothing is written while files are taken out of its folder. */
  const takePart = (part: unknown): Promise<void> => onPart(part).then(
    () => {
      if (child.connected) child.send({ kind: 'partTaken' } satisfies ToChild, () => {});
    },
    (thrown: unknown) => end(asFailure(thrown)),
  );
  const onExit = (code: number | null, name: NodeJS.Signals | null): void =>
    reject(verdict ?? new Failure('DECODER_CRASHED', {}, { cause: new Error(`exit code ${code}, signal ${name}`) }));
  const onAbort = (): void => end(new Failure('STOPPED'));
  const clock = setTimeout(() => end(new Failure('TIME_LIMIT', { limitSeconds: Math.ceil(timeMs / 1000) })), timeMs);
  const watch = setInterval(() => void look(), watchMs);
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const [memory, output] = await Promise.all([residentBytes(child.pid!), folderBytes(task.workFolderPath)]);
    isLooking = false;
    if (memory !== undefined && memory > memoryBytes) end(new Failure('MEMORY_LIMIT', { limitMb: megabytes(memoryBytes) }));
    else if (output > outputBytes) end(new Failure('OUTPUT_LIMIT', { limitMb: megabytes(outputBytes) }));
  };
  child.on('message', onMessage);
  child.once('exit', onExit);
  signal?.addEventListener('abort', onAbort, { once: true });
  const message: ToChild = { kind: 'task', task };
  if (signal?.aborted) onAbort();
  else child.send(message, (error) => { if (error) end(new Failure('DECODER_CRASHED', {}, { cause: error })); });
  if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
  return promise.finally(() => {
    clearTimeout(clock);
    clearInterval(watch);
    child.off('message', onMessage);
    child.off('exit', onExit);
    signal?.removeEventListener('abort', onAbort);
  });
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
