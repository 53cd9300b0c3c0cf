import type { Stats } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HotFolderPolicy } from './policy.ts';

/** What lies in a folder: paths relative to it, `/` between folders. */
export type Sight = {
  readonly files: readonly string[];
  /** Still being written. */
  readonly unsettled: readonly string[];
  readonly links: readonly string[];
};

const deepest = 64;

/** Looks through a folder, sorted by path. Links are not followed, whatever they point to. Temporary files are passed over,
 *  and removed when they are old.
 *  @param most  Files beyond it are not looked for; one more than that is told. */
export async function lookThrough(
  folderPath: string, how: { readonly includeSubfolders: boolean; readonly most: number; readonly nowMs: number }, policy: HotFolderPolicy,
): Promise<Sight> {
  const sight = { files: [] as string[], unsettled: [] as string[], links: [] as string[] };
  await lookInto('', 0);
  return sight;

  async function lookInto(below: string, depth: number): Promise<void> {
    const entries = await readdir(join(folderPath, below), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (sight.files.length > how.most) return;
      const path = below + entry.name;
      if (entry.isSymbolicLink()) sight.links.push(path);
      else if (entry.isDirectory()) {
        if (how.includeSubfolders && depth < deepest) await lookInto(`${path}/`, depth + 1);
      } else if (entry.isFile()) await lookAt(path, entry.name);
    }
  }

  async function lookAt(path: string, name: string): Promise<void> {
    const found = await lstat(join(folderPath, path)).catch(() => undefined);
    if (found === undefined) return;
    if (policy.temporary.test(name)) {
      if (policy.temporaryMs > 0 && ageMs(found, how.nowMs) > policy.temporaryMs) await rm(join(folderPath, path), { force: true });
    } else if (ageMs(found, how.nowMs) < policy.settleMs) sight.unsettled.push(path);
    else sight.files.push(path);
  }
}

/** Time since a file was last changed. Who copies a file may set when it was written; when its record changed he may not. */
export function ageMs(file: Pick<Stats, 'mtimeMs' | 'ctimeMs'>, nowMs: number): number {
  return nowMs - Math.max(file.ctimeMs, Math.min(file.mtimeMs, nowMs));
}
