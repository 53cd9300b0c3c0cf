import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure, type Log } from '#base';
import { locateNative, readyBinaries, sharedPlace } from './binaries.ts';
import { ensureCluster, role } from './cluster.ts';
import { chooseIdentity } from './identity.ts';
import { stopOrphan } from './orphan.ts';
import { own } from './ownership.ts';
import { launchPostmaster, type Launch } from './postmaster.ts';

export interface EmbeddedPostgres {
  /** Connection string by the socket in the data folder; no port is opened. */
  readonly url: string;
  /** Process id of the database server at this moment, for `doctor` and tests. */
  readonly pid: number | undefined;
  /** Ends every session and stops the server cleanly. */
  stop(): Promise<void>;
}

export type EmbeddedPostgresOptions = {
  /** A folder for the database alone. Made when missing. */
  readonly dataFolder: string;
  readonly log: Log;
  /** Changes of server settings, for tests. */
  readonly tuning?: Readonly<Record<string, string>>;
  /** False where the database need not outlive the run. Default true. */
  readonly isDurable?: boolean;
};

/** Waits between attempts to bring back a server that died: at once first, then with patience. */
const restartWaitsMs = [0, 200, 500, 1_000, 2_000, 5_000] as const;

/** Starts the PostgreSQL server that npm brought, on a folder of ours, and keeps it running.
 *  @throws BAD_SETTING naming PREPRESS_DATA where the folder cannot serve, DATABASE_DOWN where the server will not start. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataFolder = await openDataFolder(options.dataFolder);
  await using undo = new AsyncDisposableStack();
  const ownership = await own(dataFolder);
  undo.defer(() => ownership.release());
  const identity = await chooseIdentity(join(dataFolder, 'cluster'));
  const binaries = await readyBinaries(await locateNative(), [dataFolder, ...(identity ? [sharedPlace] : [])], identity);
  undo.defer(() => binaries.remove());
  const isDurable = options.isDurable ?? true;
  const clusterFolder = await ensureCluster(dataFolder, binaries, identity, isDurable);
  await stopOrphan(dataFolder, clusterFolder, options.log);
  const socket = await shortenSocketFolder(clusterFolder);
  undo.defer(() => socket.remove());
  const launch: Launch = {
    binaries, clusterFolder, identity, logPath: join(dataFolder, 'postgres.log'),
    ...(options.tuning ? { tuning: options.tuning } : {}),
  };
  const watch = await watchOver(launch, options.log);
  const release = undo.move();
  let stopping: Promise<void> | undefined;
  return {
    url: `postgres://${role}@localhost/postgres?host=${encodeURIComponent(socket.folder)}`,
    get pid() { return watch.pid; },
    stop() {
      stopping ??= watch.stop().finally(() => release.disposeAsync());
      return stopping;
    },
  };
}

async function openDataFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    // The server's user must pass through, and nobody else has anything to read here.
    const real = await realpath(folder);
    await chmod(real, 0o711);
    return real;
  } catch (cause) {
    throw new Failure('BAD_SETTING', {
      name: 'PREPRESS_DATA', received: folder, expected: `a folder that user ${process.getuid?.()} may write to`,
    }, { cause });
  }
}

/** A socket's address holds 107 bytes; a deeper folder is reached through a link in a private temporary folder. */
async function shortenSocketFolder(folder: string): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  if (Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= 107) return { folder, async remove() {} };
  const shortcut = await mkdtemp(join(tmpdir(), 'prepress-socket-'));
  await symlink(folder, join(shortcut, 's'));
  return { folder: join(shortcut, 's'), remove: () => rm(shortcut, { recursive: true, force: true }) };
}

type Watch = { readonly pid: number | undefined; stop(): Promise<void> };

async function watchOver(launch: Launch, log: Log): Promise<Watch> {
  let isStopping = false;
  let child: ChildProcess = await launchPostmaster(launch);
  let bringingBack: Promise<void> = Promise.resolve();
  const attend = (server: ChildProcess) => server.once('exit', (status, signal) => {
    if (isStopping) return;
    log.error('database server ended', { status, signal });
    bringingBack = bringBack();
  });
  const bringBack = async (): Promise<void> => {
    for (let attempt = 0; !isStopping; attempt += 1) {
      await wait(restartWaitsMs[Math.min(attempt, restartWaitsMs.length - 1)]);
      if (isStopping) return;
      try {
        child = await launchPostmaster(launch);
        attend(child);
        log.info('database server is back', { pid: child.pid });
        return;
      } catch (error) {
        log.error('database server does not start', { reason: reasonOf(error) });
      }
    }
  };
  attend(child);
  return {
    get pid() { return child.exitCode === null && child.signalCode === null ? child.pid : undefined; },
    async stop() {
      isStopping = true;
      await bringingBack;
      await stopPostmaster(child);
    },
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);

/** Fast shutdown, then without a checkpoint, then by force. */
async function stopPostmaster(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<true>((resolve) => { child.once('exit', () => resolve(true)); });
  for (const [signal, patienceMs] of [['SIGINT', 10_000], ['SIGQUIT', 5_000], ['SIGKILL', 5_000]] as const) {
    child.kill(signal);
    const timeout = new AbortController();
    const isEnded = await Promise.race([ended, wait(patienceMs, false, { signal: timeout.signal }).catch(() => false)]);
    timeout.abort();
    if (isEnded) return;
  }
}
