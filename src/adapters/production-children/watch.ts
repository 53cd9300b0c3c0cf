import { readFile, readdir, stat } from 'node:fs/promises';
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

/** Bytes of the files in a folder; what vanishes meanwhile counts as nothing. */
export async function folderBytes(path: string): Promise<number> {
  const names = await readdir(path).catch(() => []);
  const sizes = await Promise.all(names.map((name) => stat(join(path, name)).then((one) => one.size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
