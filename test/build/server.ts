import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A whole server in a process of its own, on a data folder that outlives it. */
export type ServerProcess = {
  readonly url: string;
  readonly pid: number;
  /** `kill -9` of the server; its database process is found dead or alive by the next start. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the orderly end. @returns exit code */
  stop(): Promise<number | null>;
};

export const administrator = { email: 'admin@example.test', password: 'a-password-for-tests' } as const;

/** A temporary data folder, removed at the end. */
export async function openDataFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'prepress-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/** Starts `prepress serve` on any free port and waits for its ready line.
 *  @throws Error with what the server said when it ends before it is ready. */
export async function startServer(dataFolder: string, environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), 'serve'], {
    env: {
      PATH: process.env['PATH'], HOME: process.env['HOME'],
      PREPRESS_PORT: '0', PREPRESS_DATA: dataFolder, PREPRESS_WORKERS: '2',
      PREPRESS_ADMIN_EMAIL: administrator.email, PREPRESS_ADMIN_PASSWORD: administrator.password,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await readyUrl(child);
  child.stdout?.resume();
  return {
    url,
    pid: child.pid ?? 0,
    async kill() {
      const ended = once(child, 'exit');
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-4_000);
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the server ended before it was ready (${String(code ?? signal)}): ${said}`);
  });
  const ready = (async () => {
    for await (const line of lines) {
      const url = /^prepress ready (http:\S+)$/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
    throw new Error(`the server closed its output before it was ready: ${said}`);
  })();
  ended.catch(() => {});
  return Promise.race([ready, ended]);
}
