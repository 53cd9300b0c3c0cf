import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes names in directories durable. One `fsync` serves everybody who asked before it began. */
export class DirectorySync {
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();
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

  #start(directory: string): Promise<void> {
    const work = syncDirectory(directory).finally(() => {
      if (this.#running.get(directory) === work) this.#running.delete(directory);
    });
    this.#running.set(directory, work);
    return work;
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
