import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, open } from 'node:fs/promises';
import type { Blob } from '#ports';

/** Hashes a file of the store's own disk and makes its content durable, both at once. */
export async function sealFile(path: string): Promise<Blob> {
  const [blob] = await Promise.all([hashFile(path), flushFile(path)]);
  await chmod(path, 0o444);
  return blob;
}

async function hashFile(path: string): Promise<Blob> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { id: hash.digest('hex'), sizeBytes };
}

async function flushFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}
