import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asFailure, Failure } from '#base';
import type { ArchiveRecord } from '#ports';
import { translateDisk } from '../translate-disk.ts';
import type { ArchiveLimits } from './types.ts';

/** Below this a file can do no harm, however well it was packed: swatches and blank pages are packed a thousandfold. */
const ratioFreeBytes = 2 ** 20;
/** Read ahead of what the decompressor has passed on. */
const readAheadBytes = 2 ** 19;

/** What has come out of an archive so far, left-out files included: the whole is limited, not only what is kept. */
export type Account = { totalBytes: number };

/** Writes a record's content to a file, counting.
 *  @param packedBytes Bytes read of the archive so far, where records are not packed one by one.
 *  @returns its size, or why it was left out; nothing is left of it then.
 *  @throws ARCHIVE_LIMIT, and what is ours: DISK_FULL */
export async function extract(
  record: ArchiveRecord, path: string, limits: ArchiveLimits, account: Account, packedBytes: (() => number) | undefined,
): Promise<number | Failure> {
  const tooLarge = new Failure('ENTRY_LIMIT', { limit: limits.fileBytes, unit: 'bytes' });
  if (record.sizeBytes !== undefined && record.sizeBytes > limits.fileBytes) return tooLarge;
  const packedBefore = packedBytes?.() ?? 0;
  const packed = (): number => (packedBytes ? packedBytes() - packedBefore + readAheadBytes : record.compressedBytes ?? 0);
  let sizeBytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      account.totalBytes += chunk.length;
      if (account.totalBytes > limits.totalBytes) done(new Failure('ARCHIVE_LIMIT', { limit: limits.totalBytes, unit: 'bytes' }));
      else if (sizeBytes > limits.fileBytes) done(tooLarge);
      else if (sizeBytes > ratioFreeBytes && sizeBytes > packed() * limits.ratio) done(new Failure('ENTRY_LIMIT', { limit: `${limits.ratio}:1`, unit: '(ratio)' }));
      else done(null, chunk);
    },
  });
  try {
    await pipeline(await record.content(), count, createWriteStream(path, { flags: 'wx' }));
    return sizeBytes;
  } catch (thrown) {
    await rm(path, { force: true });
    const failure = asFailure(translateDisk(thrown));
    if (failure.code === 'ARCHIVE_LIMIT' || failure.row.retry === 'later') throw failure;
    return failure;
  }
}
