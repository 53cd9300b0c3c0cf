import { createReadStream } from 'node:fs';
import { link, mkdir, mkdtemp, open, opendir, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure, type Log } from '#base';
import type { Blob, BlobId, Blobs } from '#ports';
import { sealFile } from './adopt.ts';
import { DirectorySync } from './directory-sync.ts';
import { openDiskSpool } from './disk-spool.ts';
import { codeOf, diskFailure, onDisk } from './failures.ts';
import { nameInstance, removeLeftovers } from './instance.ts';

export type DiskBlobsOptions = {
  /** A folder for the store alone; made when missing. */
  readonly folder: string;
  readonly log: Log;
};

const isBlobId = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
/** Names what a sweep has taken aside and not yet removed. */
const asidePrefix = 'removed-';
const isHexPair = (text: string): boolean => /^[0-9a-f]{2}$/.test(text);

/** Opens a store of blobs in a folder: content `abcd…` lies at `ab/cd/abcd…`, written once, read-only.
 *  What processes that died left in `spool/` and `work/` is removed.
 *  @throws DISK_FULL, BLOB_STORE_DOWN */
export async function openDiskBlobs({ folder, log }: DiskBlobsOptions): Promise<Blobs> {
  const instance = await nameInstance();
  const [spoolRoot, workRoot] = [join(folder, 'spool'), join(folder, 'work')];
  const [spoolFolder, workFolder] = [join(spoolRoot, instance), join(workRoot, instance)];
  const directories = new DirectorySync(folder);
  const placeOf = (id: BlobId): string => join(folder, id.slice(0, 2), id.slice(2, 4), id);
  await onDisk((async () => {
    // Nobody but us has a reason to list what is stored.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    for (const path of [spoolFolder, workFolder]) await mkdir(path, { recursive: true, mode: 0o711 });
    await removeLeftovers([spoolRoot, workRoot], putBack);
  })());
  log.debug('blob store opened', { folder });
  let spoolCount = 0;

  const spool: Blobs['spool'] = () => {
    spoolCount += 1;
    return openDiskSpool(join(spoolFolder, String(spoolCount)), place);
  };

  /** Moves a durable file to where its content belongs. Content that is there already is left as it is, and counts
   *  as stored anew: whoever refers to it now must not lose it to a sweep that saw it unused. */
  async function place(path: string, blob: Blob): Promise<Blob> {
    const target = placeOf(blob.id);
    const directory = dirname(target);
    await directories.ensure(directory);
    const now = new Date();
    const known = await stat(target).catch(() => undefined);
    const isKept = known?.size === blob.sizeBytes && await utimes(target, now, now).then(() => true, () => false);
    await (isKept ? unlink(path) : rename(path, target));
    await directories.sync(directory);
    return blob;
  }

  async function adopt(path: string): Promise<Blob> {
    const { dev } = await stat(path);
    if (dev !== (await stat(spoolFolder)).dev) {
      const copy = await spool();
      await pipeline(createReadStream(path, { highWaterMark: 1_048_576 }), copy.writable);
      const blob = await copy.keep();
      await unlink(path);
      return blob;
    }
    return place(path, await sealFile(path));
  }

  async function statBlob(id: BlobId): Promise<Blob & { readonly storedAt: Date } | undefined> {
    if (!isBlobId(id)) return undefined;
    try {
      const found = await stat(placeOf(id));
      return { id, sizeBytes: found.size, storedAt: found.mtime };
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return undefined;
      throw diskFailure(thrown);
    }
  }

  /** What a sweep had taken aside when its process died goes back: it may have been stored anew meanwhile, and one
   *  blob too many is what the next sweep is for. */
  async function putBack(leftover: string): Promise<void> {
    for (const name of await namesIn(leftover, (one) => one.startsWith(asidePrefix) && isBlobId(one.slice(asidePrefix.length)))) {
      const target = placeOf(name.slice(asidePrefix.length));
      await directories.ensure(dirname(target));
      await link(join(leftover, name), target).catch((thrown: unknown) => {
        if (codeOf(thrown) !== 'EEXIST') throw thrown;
      });
      await directories.sync(dirname(target));
    }
  }

  /** Takes the file aside first: only then nobody can store it anew between the look at its time and its end. */
  async function removeUnlessTouched(id: BlobId, ifStoredBefore: Date): Promise<void> {
    const [target, aside] = [placeOf(id), join(workFolder, asidePrefix + id)];
    await rename(target, aside);
    try {
      if ((await stat(aside)).mtime < ifStoredBefore) return;
      await link(aside, target).catch((thrown: unknown) => {
        if (codeOf(thrown) !== 'EEXIST') throw thrown;
      });
      await directories.sync(dirname(target));
    } finally {
      await unlink(aside);
    }
  }

  async function* list(): AsyncGenerator<Blob & { readonly storedAt: Date }> {
    for (const first of await namesIn(folder, isHexPair)) {
      for (const second of await namesIn(join(folder, first), isHexPair)) {
        for (const id of await namesIn(join(folder, first, second), isBlobId)) {
          const blob = await statBlob(id);
          if (blob) yield blob;
        }
      }
    }
  }

  return {
    spool,
    adopt: (path) => onDisk(adopt(path)),
    async workFolder() {
      const path = await onDisk(mkdtemp(join(workFolder, 'w')));
      return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
    },
    async read(id, range) {
      if (!isBlobId(id)) throw missing(id);
      const file = await open(placeOf(id)).catch((thrown: unknown) => {
        throw codeOf(thrown) === 'ENOENT' ? missing(id, thrown) : diskFailure(thrown);
      });
      return file.createReadStream({ highWaterMark: 262_144, ...(range ? { start: range.first, end: range.last } : {}) });
    },
    async localFile(id) {
      if (!(await statBlob(id))) throw missing(id);
      return placeOf(id);
    },
    async stat(id) {
      const found = await statBlob(id);
      return found && { id: found.id, sizeBytes: found.sizeBytes };
    },
    async remove(id, ifStoredBefore) {
      const found = await statBlob(id);
      if (!found || (ifStoredBefore && found.storedAt >= ifStoredBefore)) return;
      await onDisk(ifStoredBefore ? removeUnlessTouched(id, ifStoredBefore) : rm(placeOf(id), { force: true }));
    },
    list,
    async ping() {
      const probe = join(spoolFolder, 'ping');
      await onDisk(writeFile(probe, 'ping').finally(() => rm(probe, { force: true })));
    },
    async close() {
      for (const path of [spoolFolder, workFolder]) await rm(path, { recursive: true, force: true });
    },
  };
}

const missing = (id: BlobId, cause?: unknown): Failure =>
  new Failure('BLOB_MISSING', {}, { cause: cause ?? new Error(`No blob ${id}`) });

async function namesIn(folder: string, isWanted: (name: string) => boolean): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of await opendir(folder)) if (isWanted(name)) names.push(name);
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw diskFailure(thrown);
  }
  return names;
}
