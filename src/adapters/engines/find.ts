import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

/** Where programs are looked for: children of ours have no PATH of their own, and a program gets this one. */
export const searchPath: readonly string[] = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** @returns the first path of a program that may be run. */
export async function findProgram(program: string, folders: readonly string[]): Promise<string | undefined> {
  if (program.includes('/')) throw new TypeError('Expected the name of a program, no path');
  for (const folder of folders) {
    const path = join(folder, program);
    const isThere = await access(path, constants.X_OK).then(() => true, () => false);
    if (isThere) return path;
  }
  return undefined;
}
