import { lstat, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whom the database server runs as; undefined: ourselves. */
export type Identity = { readonly uid: number; readonly gid: number } | undefined;

/** The overflow user, which every Linux has without creating it. */
const nobody = 65_534;

const isRoot = (): boolean => process.getuid?.() === 0;

/** PostgreSQL refuses to run as root; then it runs as whoever owns the cluster already, else as nobody. */
export async function chooseIdentity(clusterFolder: string): Promise<Identity> {
  if (!isRoot()) return undefined;
  const owner = await stat(clusterFolder).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return { uid: nobody, gid: nobody };
}

/** Whether `identity` may pass through every folder above `path` and through (or run) `path` itself. */
export async function isReachable(path: string, identity: Identity): Promise<boolean> {
  if (!identity) return true;
  for (let place = path; ; place = dirname(place)) {
    const found = await lstat(place).catch(() => undefined);
    if (!found) return false;
    const shift = found.uid === identity.uid ? 6 : found.gid === identity.gid ? 3 : 0;
    if (((found.mode >> shift) & 0o1) === 0) return false;
    if (place === dirname(place)) return true;
  }
}
