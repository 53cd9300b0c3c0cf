import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UsageError } from '../command.ts';
import type { LocalFile } from './upload-post.ts';

/** Files named on the command line; folders are walked and keep their inner structure. Hidden files are left out of folders. */
export async function localFiles(paths: readonly string[]): Promise<readonly LocalFile[]> {
  const found: LocalFile[] = [];
  for (const path of paths) {
    const facts = await stat(path).catch(() => {
      throw new UsageError(`there is no file or folder '${path}'`);
    });
    if (facts.isDirectory()) await walk(path, basename(path), found);
    else found.push({ path, target: basename(path), sizeBytes: facts.size });
  }
  return found;
}

async function walk(folder: string, target: string, found: LocalFile[]): Promise<void> {
  const entries = (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(path, `${target}/${entry.name}`, found);
    else if (entry.isFile()) found.push({ path, target: `${target}/${entry.name}`, sizeBytes: (await stat(path)).size });
  }
}

/** Cuts files into requests of at most 64 files and 512 MB, so that progress is safe early and a broken line costs little. */
export function batches(files: readonly LocalFile[]): readonly (readonly LocalFile[])[] {
  const all: LocalFile[][] = [];
  let current: LocalFile[] = [];
  let sizeBytes = 0;
  for (const file of files) {
    if (current.length > 0 && (current.length === 64 || sizeBytes + file.sizeBytes > 512 * 1024 * 1024)) {
      all.push(current);
      current = [];
      sizeBytes = 0;
    }
    current.push(file);
    sizeBytes += file.sizeBytes;
  }
  return current.length > 0 ? [...all, current] : all;
}
