import { Writable } from 'node:stream';
import { Failure } from '#base';
import type { Blobs, Queue, Spool } from '#ports';

/** A store whose disk is full after so many more bytes; what is there already can be read. */
export function fullDisk(blobs: Blobs, freeBytes = 0): Blobs {
  let leftBytes = freeBytes;
  const full = () => new Failure('DISK_FULL', {}, { cause: new Error('ENOSPC: no space left on device') });
  return {
    ...forward(blobs),
    async spool() {
      const inner = await blobs.spool();
      return throughWritable(inner, (chunk, pass) => {
        leftBytes -= chunk.length;
        if (leftBytes < 0) pass(full());
        else inner.writable.write(chunk, pass);
      });
    },
    adopt: () => Promise.reject(full()),
    ping: () => Promise.reject(full()),
  };
}

/** A store that takes bytes and then cannot make them durable. */
export function failingKeep(blobs: Blobs, code: 'DISK_FULL' | 'BLOB_STORE_DOWN' = 'BLOB_STORE_DOWN'): Blobs {
  return {
    ...forward(blobs),
    async spool() {
      const inner = await blobs.spool();
      return {
        writable: inner.writable,
        get sizeBytes() { return inner.sizeBytes; },
        keep: () => Promise.reject(new Failure(code)),
        discard: () => inner.discard(),
      };
    },
    adopt: () => Promise.reject(new Failure(code)),
  };
}

/** A store that is gone: everything but closing fails. */
export function deadBlobs(): Blobs {
  const down = () => Promise.reject(new Failure('BLOB_STORE_DOWN'));
  return {
    spool: down, adopt: down, workFolder: down, read: down, localFile: down, stat: down, remove: down, ping: down,
    async* list() { throw new Failure('BLOB_STORE_DOWN'); },
    close: () => Promise.resolve(),
  };
}

/** A store that answers late. */
export function slowBlobs(blobs: Blobs, delayMs: number): Blobs {
  const late = <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) => async (...args: Args) => {
    await new Promise((resolve) => { setTimeout(resolve, delayMs); });
    return call(...args);
  };
  const inner = forward(blobs);
  return {
    ...inner,
    spool: late(inner.spool), adopt: late(inner.adopt), workFolder: late(inner.workFolder), read: late(inner.read),
    localFile: late(inner.localFile), stat: late(inner.stat), remove: late(inner.remove), ping: late(inner.ping),
  };
}

/** A queue that loses every ticket it is given, and gives none. */
export function deadQueue(): Queue {
  const down = () => Promise.reject(new Failure('QUEUE_DOWN'));
  return { send: down, work: down, ping: down, close: () => Promise.resolve() };
}

function forward(blobs: Blobs): Blobs {
  return {
    spool: () => blobs.spool(), adopt: (path) => blobs.adopt(path), workFolder: () => blobs.workFolder(),
    read: (id, range) => blobs.read(id, range), localFile: (id) => blobs.localFile(id), stat: (id) => blobs.stat(id),
    remove: (id, ifStoredBefore) => blobs.remove(id, ifStoredBefore), list: () => blobs.list(),
    ping: () => blobs.ping(), close: () => blobs.close(),
  };
}

function throughWritable(
  inner: Spool, write: (chunk: Buffer, pass: (error?: Error | null) => void) => void,
): Spool {
  const writable = new Writable({
    highWaterMark: inner.writable.writableHighWaterMark,
    write: (chunk: Buffer, _encoding, pass) => write(chunk, pass),
    final: (done) => { inner.writable.end(done); },
    destroy: (error, done) => { void inner.discard().then(() => done(error), () => done(error)); },
    autoDestroy: false,
  });
  return {
    writable,
    get sizeBytes() { return inner.sizeBytes; },
    keep: () => (writable.errored ? Promise.reject(writable.errored) : inner.keep()),
    discard: () => inner.discard(),
  };
}
