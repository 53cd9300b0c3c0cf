import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '#base';
import type { Binaries } from './binaries.ts';
import { clusterName, serverEnvironment } from './cluster.ts';
import type { Identity } from './identity.ts';

/** Settings of the server. Small, because it shares a machine with decoders of images; durable, because
 *  what was acknowledged survives. Measured: 35 MB resident with ten sessions (2 cores, 2026-11). */
const tuning: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  io_method: 'sync',
  jit: 'off',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  autovacuum_max_workers: '1',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
};

export type Launch = {
  readonly binaries: Binaries;
  readonly clusterFolder: string;
  readonly logPath: string;
  readonly identity: Identity;
  /** Changes to the tuning above. */
  readonly tuning?: Readonly<Record<string, string>>;
};

/** Time in which a server has replayed its log after a crash; `max_wal_size` bounds the work. */
const startMs = 60_000;
const logLimitBytes = 1_048_576;

/** Starts a postmaster and waits until it takes sessions.
 *  @throws DATABASE_DOWN with the server's last words as cause. */
export async function launchPostmaster(launch: Launch): Promise<ChildProcess> {
  const { clusterFolder, identity } = launch;
  const name = clusterName(identity, clusterFolder);
  const settings = { ...tuning, unix_socket_directories: name, ...launch.tuning };
  await limitLog(launch.logPath);
  const log = await open(launch.logPath, 'a', 0o600);
  const logStart = (await log.stat()).size;
  try {
    // A file, not a pipe: the server must neither block on a busy parent nor trip over a dead one. A session of its
    // own: Ctrl+C in a terminal must not stop the database while the server above it still drains.
    const child = spawn(launch.binaries.postgres, [
      '-D', name, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ], { cwd: clusterFolder, ...identity, env: serverEnvironment, stdio: ['ignore', log.fd, log.fd], detached: true });
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (status, signal) => resolve(`postgres ended with ${signal ?? status}`));
    });
    await waitUntilReady(child, clusterFolder, ended, () => lastWords(launch.logPath, logStart));
    return child;
  } finally {
    await log.close();
  }
}

async function waitUntilReady(
  child: ChildProcess, clusterFolder: string, ended: Promise<string>, words: () => Promise<string>,
): Promise<void> {
  let end: string | undefined;
  void ended.then((reason) => { end = reason; });
  const deadline = Date.now() + startMs;
  for (;;) {
    const lines = await readPidFile(clusterFolder);
    if (end !== undefined || Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw new Failure('DATABASE_DOWN', {}, { cause: new Error(`${end ?? 'postgres did not start in time'}: ${await words()}`) });
    }
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return;
    await wait(5);
  }
}

/** Lines of `postmaster.pid`: pid, folder, start time, port, socket folder, address, shared memory, status. */
export async function readPidFile(clusterFolder: string): Promise<readonly string[]> {
  const text = await readFile(join(clusterFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  return text.split('\n');
}

async function limitLog(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && found.size > logLimitBytes) await rename(path, `${path}.1`);
}

async function lastWords(path: string, fromByte: number): Promise<string> {
  const text = await readFile(path);
  return text.subarray(fromByte).subarray(-2_000).toString().trim();
}
