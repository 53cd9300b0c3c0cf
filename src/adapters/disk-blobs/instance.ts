import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** After this long a silent folder of another machine counts as left behind. */
const foreignRestMs = 24 * 3_600_000;

/** A name for this process that no other process ever has, on this machine or another that shares the disk. */
export async function nameInstance(): Promise<string> {
  return `${await placeName()}.${process.pid}.${await startedAt(process.pid)}.${randomBytes(4).toString('hex')}`;
}

/** Removes folders of processes that are gone.
 *  @param folders Folders that hold one folder per instance.
 *  @param rescue Called with the path of each before it goes. */
export async function removeLeftovers(folders: readonly string[], rescue: (path: string) => Promise<void>): Promise<void> {
  for (const folder of folders) {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (!(await isGone(name, path))) continue;
      await rescue(path);
      await rm(path, { recursive: true, force: true });
    }
  }
}

/** Host, then boot and process namespace: within one such place a process number and its start time are unique. */
async function placeName(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${shortHash(hostname())}.${shortHash(boot + namespace)}`;
}

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

/** Start of a process in ticks since boot; undefined when there is none. */
async function startedAt(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The program's name stands in parentheses and may hold spaces; the start is the 20th word after it.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}

async function isGone(name: string, path: string): Promise<boolean> {
  const [host, boot, pid, start] = name.split('.');
  const [ownHost, ownBoot] = (await placeName()).split('.');
  if (host !== ownHost) {
    const found = await stat(path).catch(() => undefined);
    return found !== undefined && found.mtimeMs < Date.now() - foreignRestMs;
  }
  return boot !== ownBoot || start !== await startedAt(Number(pid));
}
