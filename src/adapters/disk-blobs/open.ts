import { createReadStream } from 'node:fs';
import { link, mkdir, mkdtemp, open, rename, rm, rmdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure, type Log } from '#base';
import type { Blob, BlobId, Blobs } from '#ports';
import { sealFile } from './adopt.ts';
import { DirectorySync } from './directory-sync.ts';
import { openDiskSpool } from './disk-spool.ts';
import { codeOf, diskFailure, onDisk } from './failures.ts';
import { nameInstance, removeLeftovers } from './instance.ts';
import { flatten, isBlobId, isHexPair, namesIn } from './layout.ts';

export type DiskBlobsOptions = {
  /** A folder for the store alone; made when missing. */
  readonly folder: string;
  readonly log: Log;
};

/** Names what a sweep has taken aside and not yet removed. */
const asidePrefix = 'removed-';

/** Opens a store of blobs in a folder: content `abcd…` lies at `sha256/ab/abcd…`, written once, read-only. 256 folders,
 *  because to make a folder durable costs as much as the file in it. What processes that died left in `spool/` and `work/` is removed.
 *  @throws DISK_FULL, BLOB_STORE_DOWN */
export async function openDiskBlobs({ folder, log }: DiskBlobsOptions): Promise<Blobs> {
  const instance = await nameInstance();
  const [spoolRoot, workRoot] = [join(folder, 'spool'), join(folder, 'work')];
  const [spoolFolder, workFolder] = [join(spoolRoot, instance), join(workRoot, instance)];
  const contentRoot = join(folder, 'sha256');
  const directories = new DirectorySync(folder);
  const placeOf = (id: BlobId): string => join(contentRoot, id.slice(0, 2), id);
  await onDisk((async () => {
    // Nobody but us has a reason to list what is stored.
    await mkdir(folder, { recursive: true, mode: 0o711 });
    for (const path of [spoolFolder, workFolder]) await mkdir(path, { recursive: true, mode: 0o711 });
    await flatten(folder, directories, placeOf);
    await removeLeftovers([spoolRoot, workRoot], putBack);
  })());
  const ownDevice = (await onDisk(stat(spoolFolder))).dev;
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
    const { blob, device } = await sealFile(path);
    if (device !== ownDevice) {
      const copy = await spool();
      await pipeline(createReadStream(path, { highWaterMark: 1_048_576 }), copy.writable);
      await copy.keep();
      await unlink(path);
      return blob;
    }
    return place(path, blob);
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
    for (const pair of await namesIn(contentRoot, isHexPair)) {
      for (const id of await namesIn(join(contentRoot, pair), isBlobId)) {
        const blob = await statBlob(id);
        if (blob) yield blob;
      }
    }
  }

  return {
    spool,
    adopt: (path) => onDisk(adopt(path)),
    async workFolder() {
      const path = await onDisk(mkdtemp(join(workFolder, 'w')));
      return { path, [Symbol.asyncDispose]: () => removeFolder(path) };
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
      await directories.close();
      for (const path of [spoolFolder, workFolder]) await rm(path, { recursive: true, force: true });
    },
  };
}

/** Empty as a rule: what was made in it has moved into the store. */
async function removeFolder(path: string): Promise<void> {
  await rmdir(path).catch(() => rm(path, { recursive: true, force: true }));
}

const missing = (id: BlobId, cause?: unknown): Failure =>
  new Failure('BLOB_MISSING', {}, { cause: cause ?? new Error(`No blob ${id}`) });
