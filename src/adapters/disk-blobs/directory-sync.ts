import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes names in directories durable. One `fsync` serves everybody who asked before it began. Directories stay open:
 *  there are few, and each is synced again and again. */
export class DirectorySync {
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();
  readonly #handles = new Map<string, Promise<FileHandle>>();
  /** Directories whose own name is known to be durable. */
  readonly #durable: Set<string>;

  constructor(durableRoot: string) {
    this.#durable = new Set([durableRoot]);
  }

  /** Makes the directory, and those above it up to the root, exist durably. */
  async ensure(directory: string): Promise<void> {
    if (this.#durable.has(directory)) return;
    const parent = dirname(directory);
    await this.ensure(parent);
    await mkdir(directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await this.sync(parent);
    this.#durable.add(directory);
  }

  /** Resolves when every name present in the directory now survives power loss. */
  sync(directory: string): Promise<void> {
    const running = this.#running.get(directory);
    if (!running) return this.#start(directory);
    // The running one may have begun before the caller's name was there; the next one has not.
    const waiting = this.#waiting.get(directory)
      ?? running.catch(() => undefined).then(() => {
        this.#waiting.delete(directory);
        return this.#start(directory);
      });
    this.#waiting.set(directory, waiting);
    return waiting;
  }

  async close(): Promise<void> {
    for (const handle of this.#handles.values()) await handle.then((one) => one.close(), () => undefined);
    this.#handles.clear();
  }

  #start(directory: string): Promise<void> {
    const work = this.#open(directory).then((handle) => handle.sync()).finally(() => {
      if (this.#running.get(directory) === work) this.#running.delete(directory);
    });
    this.#running.set(directory, work);
    return work;
  }

  #open(directory: string): Promise<FileHandle> {
    const known = this.#handles.get(directory);
    if (known) return known;
    const handle = open(directory, 'r');
    this.#handles.set(directory, handle);
    handle.catch(() => this.#handles.delete(directory));
    return handle;
  }
}
