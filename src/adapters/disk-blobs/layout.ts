import { opendir, rename, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobId } from '#ports';
import type { DirectorySync } from './directory-sync.ts';
import { codeOf, diskFailure } from './failures.ts';

export const isBlobId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
export const isHexPair = (text: string): boolean => /^[0-9a-f]{2}$/.test(text);

/** Names in a folder that are wanted; none where there is no folder. */
export async function namesIn(folder: string, isWanted: (name: string) => boolean): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) if (isWanted(name)) names.push(name);
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw diskFailure(thrown);
  }
  return names;
}

/** Moves what a store of the first layout holds, content `abcd…` at `ab/cd/abcd…`, to where it lies now. */
export async function flatten(folder: string, directories: DirectorySync, placeOf: (id: BlobId) => string): Promise<void> {
  for (const first of await namesIn(folder, isHexPair)) {
    const pairFolder = dirname(placeOf(first));
    await directories.ensure(pairFolder);
    for (const second of await namesIn(join(folder, first), isHexPair)) {
      const leaf = join(folder, first, second);
      for (const id of await namesIn(leaf, isBlobId)) await rename(join(leaf, id), placeOf(id));
      await directories.sync(pairFolder);
      await rmdir(leaf);
    }
    await rmdir(join(folder, first));
  }
}
