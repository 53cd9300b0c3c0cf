import { writev } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { Failure } from '#base';
import type { Blob, Spool } from '#ports';
import { diskFailure, onDisk } from './failures.ts';
import { GrowingHash } from './growing-hash.ts';

/** Bytes that may wait in memory while the disk is busy. */
const highWaterMark = 1_048_576;
/** Written at once: a socket gives 64 KiB at a time, and to wake a thread for each costs more than to copy it. */
const writeBytes = 524_288;
/** Opens a spool file and its stream. Files are made read-only: nothing ever writes to a blob again.
 *  @param store  Puts the finished, durable file in its place. */
export async function openDiskSpool(path: string, store: (path: string, blob: Blob) => Promise<Blob>): Promise<Spool> {
  const file = await onDisk(open(path, 'wx+', 0o444));
  const writable = new SpoolStream(file, path);
  let keeping: Promise<Blob> | undefined;
  const keep = async (): Promise<Blob> => {
    try {
      const blob = await writable.seal();
      return await store(path, blob);
    } catch (thrown) {
      await writable.remove();
      throw diskFailure(thrown);
    }
  };
  return {
    writable,
    get sizeBytes() { return writable.sizeBytes; },
    async keep() {
      if (!writable.writableFinished) throw writable.errored ?? unfinished();
      keeping ??= keep();
      return keeping;
    },
    async discard() {
      // What is being kept belongs to the store.
      if (keeping) return void await keeping.catch(() => undefined);
      writable.destroy();
      await writable.remove();
    },
  };
}

const unfinished = (): Failure => new Failure('UNEXPECTED', {}, {
  cause: new Error('Expected a finished stream for keep() but received an open one'),
});

/** Writes, counts and hashes. Takes over the file and closes it. */
export class SpoolStream extends Writable {
  sizeBytes = 0;
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #hash: GrowingHash;
  #writing: Promise<void> | undefined;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #removing: Promise<void> | undefined;
  #isClosed = false;

  constructor(file: FileHandle, path: string) {
    super({ highWaterMark, autoDestroy: false, decodeStrings: true });
    this.#file = file;
    this.#path = path;
    this.#hash = new GrowingHash(file.fd);
    // Whoever pipes hears of errors through the pipeline; without one they reach keep().
    this.on('error', () => undefined);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#gather([chunk], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#gather(chunks.map(({ chunk }) => chunk), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#gatheredBytes === 0) done();
    else this.#put(this.#takeGathered(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.writableFinished) return done(error);
    this.remove().then(() => done(error), () => done(error));
  }

  /** Makes the content durable and closes the file. */
  async seal(): Promise<Blob> {
    const [id] = await Promise.all([this.#hash.digest(), this.#file.datasync()]);
    await this.#close();
    return { id, sizeBytes: this.sizeBytes };
  }

  /** Closes and removes the file; once. */
  remove(): Promise<void> {
    this.#removing ??= (async () => {
      // The system may give the number of a closed file to another one, which a late write would then spoil.
      await this.#writing;
      await this.#hash.abandon();
      await this.#close();
      await rm(this.#path, { force: true });
    })();
    return this.#removing;
  }

  async #close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#file.close();
  }

  #gather(chunks: readonly Buffer[], done: (error?: Error | null) => void): void {
    this.#gathered.push(...chunks);
    for (const chunk of chunks) this.#gatheredBytes += chunk.length;
    if (this.#gatheredBytes < writeBytes) done();
    else this.#put(this.#takeGathered(), done);
  }

  #takeGathered(): readonly Buffer[] {
    const taken = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    return taken;
  }

  /** Hashes while the disk writes. */
  #put(chunks: readonly Buffer[], done: (error?: Error | null) => void): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#writing = promise;
    this.#writeAll(chunks, (error) => {
      resolve();
      if (error !== undefined) return done(diskFailure(error));
      this.#hash.written();
      done();
    });
    this.#hash.passing(chunks);
    this.sizeBytes += chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  #writeAll(chunks: readonly Buffer[], finish: (error: unknown) => void): void {
    const wantedBytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    writev(this.#file.fd, chunks, (error, writtenBytes) => {
      if (error) return finish(error);
      if (writtenBytes === wantedBytes) return finish(undefined);
      // A disk that is nearly full takes a part first and refuses the rest.
      this.#writeAll(skipBytes(chunks, writtenBytes), finish);
    });
  }
}

function skipBytes(chunks: readonly Buffer[], count: number): readonly Buffer[] {
  let toSkip = count;
  return chunks.flatMap((chunk) => {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    return skipped === chunk.length ? [] : [chunk.subarray(skipped)];
  });
}
