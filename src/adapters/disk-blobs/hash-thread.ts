/** A thread of its own that hashes files while they grow; started by `growing-hash.ts`. */
import { createHash, type Hash } from 'node:crypto';
import { readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

export type HashRequest =
  /** Bytes `start` to `end` of the file are written: hash them. */
  | { readonly kind: 'grown'; readonly id: number; readonly fd: number; readonly start: number; readonly end: number }
  /** Nothing more comes; the answer frees the file to be closed. */
  | { readonly kind: 'end'; readonly id: number };

export type HashAnswer = { readonly id: number; readonly digest: string } | { readonly id: number; readonly error: Error };

const chunk = Buffer.allocUnsafe(1_048_576);
const hashes = new Map<number, Hash>();
const errors = new Map<number, Error>();

parentPort?.on('message', (request: HashRequest) => {
  if (request.kind === 'grown') hashSlice(request);
  else parentPort?.postMessage(finish(request.id));
});

function hashSlice({ id, fd, start, end }: Extract<HashRequest, { kind: 'grown' }>): void {
  const hash = hashes.get(id) ?? createHash('sha256');
  hashes.set(id, hash);
  try {
    for (let position = start; position < end;) {
      const readBytes = readSync(fd, chunk, 0, Math.min(chunk.length, end - position), position);
      if (readBytes === 0) throw new Error(`Expected ${end} bytes in a spool but found ${position}`);
      hash.update(chunk.subarray(0, readBytes));
      position += readBytes;
    }
  } catch (error) {
    errors.set(id, error instanceof Error ? error : new Error(String(error)));
  }
}

function finish(id: number): HashAnswer {
  const [hash, error] = [hashes.get(id), errors.get(id)];
  hashes.delete(id);
  errors.delete(id);
  return error || !hash ? { id, error: error ?? new Error('Nothing was hashed') } : { id, digest: hash.digest('hex') };
}
