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

/** Stops what a killed predecessor left running on this cluster, and clears its marks. Call as the owner of the
 *  data folder. Stopping rather than adopting: the server must be our child to be watched, and may run with older
 *  settings.
 *  @throws BAD_SETTING when a server answers that this machine's process table does not show (another container). */
export async function stopOrphan(dataFolder: string, clusterFolder: string, log: Log): Promise<void> {
  const cluster = await realpath(clusterFolder);
  const orphans = await serversIn(cluster);
  if (orphans.length > 0) await stopServers(cluster, orphans, log);
  else if (await answers(cluster)) throw ownedByAnother(dataFolder);
  // Process numbers are used again: where these name a stranger, PostgreSQL would refuse to start.
  for (const mark of ['postmaster.pid', socketName, `${socketName}.lock`]) await rm(join(cluster, mark), { force: true });
}

async function stopServers(cluster: string, found: readonly number[], log: Log): Promise<void> {
  log.warn('stopping the database server of a process that was killed', { pids: found });
  let left = found;
  for (const [signal, patienceMs] of [['SIGINT', politeMs], ['SIGQUIT', firmMs], ['SIGKILL', firmMs]] as const) {
    // A postmaster ends its sessions in order; where it was killed itself, they are told one by one.
    const postmaster = Number((await readPidFile(cluster))[0]);
    for (const pid of left.includes(postmaster) && signal !== 'SIGKILL' ? [postmaster] : left) signalProcess(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      left = await serversIn(cluster);
      if (left.length === 0) return;
      await wait(10);
    }
  }
}

/** Server processes that stand in the cluster's folder; that tells them from strangers with the same numbers. */
async function serversIn(cluster: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 1);
  const standing = await Promise.all(pids.map(async (pid) => {
    const place = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    if (place !== cluster) return false;
    return basename(await readlink(`/proc/${pid}/exe`).catch(() => '')).startsWith('postgres');
  }));
  return pids.filter((_, index) => standing[index]);
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
