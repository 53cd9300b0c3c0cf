import { chmod, chown, constants, copyFile, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Identity } from './identity.ts';

/** Where one run takes place: closed to others, gone afterwards. */
export type RunFolder = {
  /** The program's own folder. */
  readonly filesPath: string;
  /** Empty; its world is put together here. */
  readonly rootPath: string;
  /** Bytes of everything in the program's folder. */
  usedBytes(): Promise<number>;
  /** Moves what the program made into the folder beside it. @returns names, sorted. */
  takeOutputs(): Promise<readonly string[]>;
  remove(): Promise<void>;
};

/** Names that mean nothing to a shell, an option reader or a path. */
const plainName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/;
/** Folders in folders that count for the size; deeper ones are not expected of any program. */
const maxDepth = 4;

/** @param files Name → path; copied, because their owner and rights are not ours to change.
 *  @param besidePath Folder that the run's folder is made in. */
export async function makeRunFolder(besidePath: string, files: Readonly<Record<string, string>>, identity: Identity | undefined): Promise<RunFolder> {
  const path = await mkdtemp(join(besidePath, 'engine-'));
  const [filesPath, rootPath] = [join(path, 'files'), join(path, 'root')];
  await mkdir(filesPath, { mode: 0o700 });
  await mkdir(rootPath, { mode: 0o700 });
  const given = new Set<string>();
  for (const [name, source] of Object.entries(files)) {
    if (!plainName.test(name)) throw new TypeError(`Expected a plain file name but received ${JSON.stringify(name)}`);
    const target = join(filesPath, name);
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    await chmod(target, 0o400);
    if (identity) await chown(target, identity.uid, identity.gid);
    given.add(name);
  }
  if (identity) await chown(filesPath, identity.uid, identity.gid);
  return {
    filesPath, rootPath,
    usedBytes: () => bytesIn(filesPath, maxDepth),
    takeOutputs: () => takeFiles(filesPath, besidePath, given),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

/** Links of any kind lead elsewhere and are left behind; so are names that could be mistaken. */
async function takeFiles(fromPath: string, toPath: string, given: ReadonlySet<string>): Promise<readonly string[]> {
  const taken: string[] = [];
  for (const name of (await readdir(fromPath)).toSorted()) {
    if (given.has(name) || !plainName.test(name)) continue;
    const path = join(fromPath, name);
    const facts = await lstat(path);
    if (!facts.isFile() || facts.nlink !== 1) continue;
    const target = join(toPath, name);
    await rename(path, target);
    await chmod(target, 0o600);
    if (process.getuid && process.getgid) await chown(target, process.getuid(), process.getgid());
    taken.push(name);
  }
  return taken;
}

/** What vanishes meanwhile counts as nothing. */
async function bytesIn(path: string, depth: number): Promise<number> {
  const names = await readdir(path).catch(() => []);
  let sum = 0;
  for (const name of names) {
    const facts = await lstat(join(path, name)).catch(() => undefined);
    if (facts?.isDirectory()) sum += depth > 0 ? await bytesIn(join(path, name), depth - 1) : Number.POSITIVE_INFINITY;
    else if (facts) sum += facts.blocks * 512;
  }
  return sum;
}
