import { spawn } from 'node:child_process';
import { access, chmod, chown, constants, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '#base';
import type { Binaries } from './binaries.ts';
import type { Identity } from './identity.ts';

/** Role that owns everything in the cluster. */
export const role = 'prepress';

/** The name under which a server process sees its own cluster.
 *  A server that runs as another user may be unable to walk down to the data folder (a `0700` home above it), but
 *  it may always stand in its working folder, which we enter for it before it changes user. */
export const clusterName = (identity: Identity, folder: string): string => (identity ? '/proc/self/cwd' : folder);

/** Makes the cluster unless it exists; a half-made one never carries the final name.
 *  @returns folder of the cluster.
 *  @throws BAD_SETTING (`PREPRESS_DATA`) when the folder is not ours to use. */
export async function ensureCluster(
  dataFolder: string, binaries: Binaries, identity: Identity, isDurable: boolean,
): Promise<string> {
  const folder = join(dataFolder, 'cluster');
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(explainUnlessMissing(folder));
  if (version !== undefined) {
    await checkCluster(folder, version.trim(), identity);
    return folder;
  }
  const fresh = join(dataFolder, 'cluster.new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await chmod(fresh, 0o700);
  if (identity) await chown(fresh, identity.uid, identity.gid);
  await runInitdb(binaries, fresh, identity, isDurable);
  await rename(fresh, folder);
  return folder;
}

const explainUnlessMissing = (folder: string) => (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT') throw notOurs(folder, error);
};

async function checkCluster(folder: string, version: string, identity: Identity): Promise<void> {
  if (version !== '18') {
    throw new Failure('BAD_SETTING', {
      name: 'PREPRESS_DATA', received: `${folder} of version ${version}`, expected: 'a database made by PostgreSQL 18',
    });
  }
  if (identity) return;
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw notOurs(folder, error);
  });
}

function notOurs(folder: string, cause: unknown): Failure {
  return new Failure('BAD_SETTING', {
    name: 'PREPRESS_DATA', received: folder,
    expected: `a folder that user ${process.getuid?.()} may use (sudo chown -R ${process.getuid?.()} '${dirname(folder)}' cures it)`,
  }, { cause });
}

/** The builtin provider gives Unicode letters their upper and lower case on every machine alike, without its locales. */
const initdbArguments = [
  `--username=${role}`, '--auth=trust', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8', '--no-instructions',
];

async function runInitdb(binaries: Binaries, folder: string, identity: Identity, isDurable: boolean): Promise<void> {
  const child = spawn(binaries.initdb, [
    '-D', clusterName(identity, folder), ...initdbArguments, ...(isDurable ? [] : ['--no-sync']),
  ], { cwd: folder, ...identity, env: serverEnvironment, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { complaint = (complaint + text).slice(-4_000); });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (complaint.includes('could not look up effective user ID')) {
    throw new Failure('BAD_SETTING', {
      name: 'DATABASE_URL', received: '',
      expected: 'the address of a PostgreSQL server, because the embedded one needs a user with a name: '
        + `${identity?.uid ?? process.getuid?.()} has none in /etc/passwd`,
    });
  }
  if (status !== 0) {
    throw new Failure('BAD_SETTING', {
      name: 'PREPRESS_DATA', received: folder, expected: 'a folder in which PostgreSQL can make its database',
    }, { cause: new Error(complaint.trim() || `initdb ended with ${status}`) });
  }
}

/** Nothing of ours reaches the server: its environment could change what it does. */
export const serverEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' };
