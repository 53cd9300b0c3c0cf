import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { constants as systemConstants } from 'node:os';
import { Failure } from '#base';
import type { Containment, EngineResult, EngineTask } from '#ports';
import { capture } from './capture.ts';
import { commandFor } from './command.ts';
import { searchPath } from './find.ts';
import { makeRunFolder, type RunFolder } from './folder.ts';
import { nextIdentity } from './identity.ts';

/** Time between two looks at what a program has written. */
const watchMs = 100;
const defaultCapturedBytes = 64 * 1024;
/** The helpers around a program that count as its processes: shells, and prlimit before it becomes the program. */
const helperProcesses = 4;
/** The shell's exit code for a program that a signal ended: 128 + its number. */
const signalCode = 128;

/** Runs a program that was found. See the port for what it promises. */
export async function runContained(task: EngineTask, programPath: string, containment: Exclude<Containment, 'none'>): Promise<EngineResult> {
  if (task.signal?.aborted) throw new Failure('STOPPED');
  const identity = nextIdentity();
  const folder = await makeRunFolder(task.outputFolderPath, task.files, identity);
  try {
    const foreignProcesses = identity ? 0 : containment === 'namespaces' ? helperProcesses : await ownThreads();
    const givenBytes = await folder.usedBytes();
    const command = commandFor({ ...task, ...folder, programPath, identity, foreignProcesses }, containment);
    const child = spawn(command.program, command.args, {
      cwd: folder.filesPath, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: searchPath.join(':'), HOME: '.', TMPDIR: '.', LANG: 'C.UTF-8', TZ: 'UTC', OMP_NUM_THREADS: '1', ...task.environment,
      },
    });
    const ended = await ending(child, task, folder, givenBytes).finally(() => endStragglers(identity?.uid, containment));
    return { ...ended, outputs: await folder.takeOutputs() };
  } finally {
    await folder.remove();
  }
}

/** Waits for the end, whatever brings it about. When this settles the program's group is gone. */
async function ending(child: ChildProcess, task: EngineTask, folder: RunFolder, givenBytes: number): Promise<Omit<EngineResult, 'outputs'>> {
  // Before anything is waited for: a program may be over at once, and tells it only once.
  const exited = exitOf(child);
  const { timeMs, outputBytes, capturedBytes = defaultCapturedBytes } = task.limits;
  const [stdout, stderr] = [capture(child.stdout!, capturedBytes, task.onOutput), capture(child.stderr!, capturedBytes)];
  let verdict: Failure | undefined;
  const end = (failure: Failure): void => {
    verdict ??= failure;
    killGroup(child);
  };
  const timeOver = (): Failure => new Failure('TIME_LIMIT', { limitSeconds: Math.ceil(timeMs / 1000) });
  const outputOver = (): Failure => new Failure('OUTPUT_LIMIT', { limitMb: Math.max(1, Math.round(outputBytes / 2 ** 20)) });
  const clock = setTimeout(() => end(timeOver()), timeMs);
  let isLooking = false;
  const watch = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void folder.usedBytes().then((used) => {
      isLooking = false;
      if (used > outputBytes + givenBytes) end(outputOver());
    });
  }, watchMs);
  const onAbort = (): void => end(new Failure('STOPPED'));
  task.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const exitCode = await exited;
    killGroup(child);
    // Output that is still on its way arrives; what holds a pipe open after the group has gone is not waited for.
    await Promise.race([Promise.all([stdout.done, stderr.done]), new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
    if (verdict) throw verdict;
    if (exitCode === signalCode + systemConstants.signals.SIGXCPU) throw timeOver();
    if (exitCode === signalCode + systemConstants.signals.SIGXFSZ) throw outputOver();
    return { exitCode, stdout: stdout.bytes(), stderr: stderr.bytes() };
  } finally {
    clearTimeout(clock);
    clearInterval(watch);
    task.signal?.removeEventListener('abort', onAbort);
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

function exitOf(child: ChildProcess): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once('error', reject);
  child.once('exit', (code, name) => resolve(code ?? signalCode + (name ? systemConstants.signals[name] : 0)));
  return promise;
}

/** The child leads a group of its own. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has gone already.
  }
}

/** Without a world of their own, processes that left the group live on. Nobody else has their number. */
async function endStragglers(uid: number | undefined, containment: Containment): Promise<void> {
  if (uid === undefined || containment === 'namespaces') return;
  for (const pid of await processesOf(uid)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has gone already.
    }
  }
}

async function processesOf(uid: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const owners = await Promise.all(pids.map((pid) => stat(`/proc/${pid}`).then((facts) => facts.uid, () => undefined)));
  return pids.filter((_, index) => owners[index] === uid).map(Number);
}

/** Threads of everything that runs as this user: all of them count against the limit of processes. */
async function ownThreads(): Promise<number> {
  const uid = process.getuid?.() ?? -1;
  let threads = 0;
  for (const pid of await processesOf(uid)) {
    const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
    threads += Number(/^Threads:\s*(\d+)/m.exec(status)?.[1] ?? 1);
  }
  return threads;
}
