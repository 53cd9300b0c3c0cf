import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process of the product, ready, on a data folder that outlives it. */
export type RunningProcess = {
  readonly pid: number;
  /** What it has written to standard error, the last part of it. */
  said(): string;
  /** `kill -9`; a database process it leaves is found dead or alive by the next start. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the orderly end. @returns exit code */
  stop(): Promise<number | null>;
};

/** A whole server in a process of its own. */
export type ServerProcess = RunningProcess & { readonly url: string };

export type Environment = Readonly<Record<string, string>>;

export const administrator = { email: 'admin@example.test', password: 'a-password-for-tests' } as const;

/** A temporary data folder, removed at the end together with the database server that a killed one left on it. */
export async function openDataFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'prepress-test-'));
  return {
    path,
    async [Symbol.asyncDispose]() {
      const left = postmasterOf(path);
      if (left !== undefined) process.kill(left, 'SIGQUIT');
      await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

/** Starts `prepress serve` on any free port and waits for its ready line.
 *  @throws Error with what the server said when it ends before it is ready. */
export async function startServer(dataFolder: string, environment: Environment = {}): Promise<ServerProcess> {
  const { running, ready } = spawnProcess('serve', dataFolder, environment);
  return { url: (await ready).replace(/^prepress ready /, ''), ...running };
}

/** Starts `prepress work` and waits until it takes files. */
export async function startWorkProcess(dataFolder: string, environment: Environment): Promise<RunningProcess> {
  const { running, ready } = spawnProcess('work', dataFolder, environment);
  await ready;
  return running;
}

/** Starts a server and does not wait for it. */
export function beginServer(dataFolder: string, environment: Environment = {}): RunningProcess {
  const { running, ready } = spawnProcess('serve', dataFolder, environment);
  ready.catch(() => {});
  return running;
}

/** Number of the embedded database's process, when it runs. */
export function postmasterOf(dataFolder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(dataFolder, 'database/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres') ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers of the production children of a process. */
export function productionChildrenOf(pid: number): readonly number[] {
  return readdirSync('/proc').map(Number).filter((candidate) => {
    try {
      const [, parent] = readFileSync(`/proc/${candidate}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return Number(parent) === pid && readFileSync(`/proc/${candidate}/cmdline`, 'utf8').includes('production-child');
    } catch {
      return false;
    }
  });
}

/** Resident memory of a process. */
export function residentMegabytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function spawnProcess(command: 'serve' | 'work', dataFolder: string, environment: Environment): { readonly running: RunningProcess; readonly ready: Promise<string> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), command], {
    env: {
      PATH: process.env['PATH'], HOME: process.env['HOME'],
      PREPRESS_PORT: '0', PREPRESS_DATA: dataFolder, PREPRESS_WORKERS: '2',
      PREPRESS_ADMIN_EMAIL: administrator.email, PREPRESS_ADMIN_PASSWORD: administrator.password,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-20_000);
  });
  const ended = once(child, 'exit');
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await ended;
    }
    return child.exitCode;
  };
  return {
    ready: readyLine(child, () => said),
    running: {
      pid: child.pid ?? 0,
      said: () => said,
      async kill() { await end('SIGKILL'); },
      stop: () => end('SIGTERM'),
    },
  };
}

async function readyLine(child: ChildProcess, said: () => string): Promise<string> {
  // Reading on, so that the process never waits for somebody to read what it prints.
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      if (/^prepress (ready http|working with)/.test(line)) resolve(line);
    });
    child.once('close', (code, signal) => reject(new Error(`the process ended before it was ready (${String(code ?? signal)}): ${said()}`)));
  });
}
