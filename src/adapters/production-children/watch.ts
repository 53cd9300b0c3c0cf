import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Page size of Linux on x86-64 and arm64 as Node supports them. */
const pageBytes = 4096;

/** Resident memory of a process, seen from outside; undefined when it is gone or the system has no /proc. */
export async function residentBytes(pid: number): Promise<number | undefined> {
  try {
    const pages = Number((await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ')[1]);
    return Number.isFinite(pages) ? pages * pageBytes : undefined;
  } catch {
    return undefined;
  }
}

/** Folders below each other that are looked into: production makes no deeper ones. */
const deepestFolder = 8;

/** Bytes of the files in a folder and in those below it, links not followed; what vanishes meanwhile counts as nothing. */
export async function folderBytes(path: string, depth = 0): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(entries.map((entry) => {
    const one = join(path, entry.name);
    if (entry.isDirectory()) return depth < deepestFolder ? folderBytes(one, depth + 1) : 0;
    return lstat(one).then(({ size }) => size, () => 0);
  }));
  return sizes.reduce((sum, size) => sum + size, 0);
}
