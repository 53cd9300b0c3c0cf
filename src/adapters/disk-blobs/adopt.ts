import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Blob } from '#ports';

const chunkBytes = 1_048_576;
/** Chunks that wait for the next file: a fresh one for every file was a third of the work of a job of small files. */
const spareChunks: Buffer[] = [];
const mostSpare = 4;

/** A file of the store's own disk, hashed and durable. `device` is the number of the disk it lies on. */
export type SealedFile = { readonly blob: Blob; readonly device: number };

/** Hashes a file and makes its content durable, both at once; nobody writes to it any more. */
export async function sealFile(path: string): Promise<SealedFile> {
  const file = await open(path, 'r');
  try {
    const [blob, { dev }] = await Promise.all([hashFile(file), file.stat(), file.datasync(), file.chmod(0o444)]);
    return { blob, device: dev };
  } finally {
    await file.close();
  }
}

async function hashFile(file: FileHandle): Promise<Blob> {
  const hash = createHash('sha256');
  const chunk = spareChunks.pop() ?? Buffer.allocUnsafeSlow(chunkBytes);
  let sizeBytes = 0;
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, sizeBytes);
    hash.update(bytesRead === chunk.length ? chunk : chunk.subarray(0, bytesRead));
    sizeBytes += bytesRead;
    // Nobody appends: a chunk that did not fill is the last.
    if (bytesRead < chunk.length) break;
  }
  if (spareChunks.length < mostSpare) spareChunks.push(chunk);
  return { id: hash.digest('hex'), sizeBytes };
}
