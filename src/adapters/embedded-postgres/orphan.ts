import { readdir, readlink, realpath, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '#base';
import { ownedByAnother } from './ownership.ts';
import { readPidFile } from './postmaster.ts';

const socketName = '.s.PGSQL.5432';
const politeMs = 10_000;
const firmMs = 5_000;

/** Stops what a killed predecessor left running on this cluster. Call as the owner of the data folder.
 *  Stopping rather than adopting: the server must be our child to be watched, and may run with older settings.
 *  @throws BAD_SETTING when a server answers that this machine's process table does not show (another container). */
export async function stopOrphan(dataFolder: string, clusterFolder: string, log: Log): Promise<void> {
  const pid = Number((await readPidFile(clusterFolder))[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  if (!(await servesCluster(pid, clusterFolder))) {
    if (await answers(clusterFolder)) throw ownedByAnother(dataFolder);
    await stopLeftBackends(clusterFolder);
    // Its number may be another process's by now, which would keep PostgreSQL from starting.
    await rm(join(clusterFolder, 'postmaster.pid'), { force: true });
    return;
  }
  log.warn('stopping the database server of a process that was killed', { pid });
  for (const [signal, patienceMs] of [['SIGINT', politeMs], ['SIGQUIT', firmMs], ['SIGKILL', firmMs]] as const) {
    signalProcess(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      if (!(await servesCluster(pid, clusterFolder))) return;
      await wait(10);
    }
  }
}

/** A server process stands in its cluster's folder; that tells it from a stranger that got the same number. */
async function servesCluster(pid: number, clusterFolder: string): Promise<boolean> {
  try {
    const [place, program] = await Promise.all([readlink(`/proc/${pid}/cwd`), readlink(`/proc/${pid}/exe`)]);
    return place === await realpath(clusterFolder) && basename(program).startsWith('postgres');
  } catch {
    return false;
  }
}

/** Sessions of a killed postmaster end by themselves, but not at once; until then no new one may start. */
async function stopLeftBackends(clusterFolder: string): Promise<void> {
  for (const entry of await readdir('/proc').catch(() => [])) {
    const pid = Number(entry);
    if (Number.isInteger(pid) && pid > 1 && await servesCluster(pid, clusterFolder)) signalProcess(pid, 'SIGQUIT');
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}

function answers(clusterFolder: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(join(clusterFolder, socketName));
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
