/** Numbers that belong to nobody: systemd sets this range aside for users that live for one process. PostgreSQL of ours runs
 *  as 65534, so a decoder must not.
 *  @source systemd "Users, Groups, UIDs and GIDs on systemd Systems" */
const first = 61_184;
const count = 4000;

export type Identity = { readonly uid: number; readonly gid: number };

let turn = 0;

/** Whom the next program runs as; undefined where we have no rights to give up. Two programs at the same time are two
 *  strangers to each other, and their limits of processes are counted apart. */
export function nextIdentity(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  turn += 1;
  const uid = first + ((process.pid * 7 + turn) % count);
  return { uid, gid: uid };
}
