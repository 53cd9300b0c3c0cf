import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure } from '#base';
import type { Clock } from '#ports';
import type { FetchFrom } from '../fetchers.ts';
import { insideHotFolder } from './inside.ts';
import { ageMs } from './look.ts';
import type { HotFolderPolicy } from './policy.ts';

/** Copies a file of the hot folder. One that changes meanwhile, or did so a moment ago, is tried again later.
 *  @throws HOT_FOLDER_OFF, HOT_FOLDER_MISSING, FILE_CHANGING, UPLOAD_TOO_LARGE */
export function fetchServerFileBy(policy: HotFolderPolicy, clock: Clock, limits: { readonly maxBytes: number }): FetchFrom<'serverFile'> {
  return async ({ companyRoot, folder, name }, spool, { signal, progress }) => {
    const path = join(await insideHotFolder(policy, companyRoot, folder), name);
    // The last part of the path is not followed either: it may have become a link meanwhile.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
      .catch((cause: unknown) => { throw new Failure('HOT_FOLDER_MISSING', { path: companyRoot + folder + name }, { cause }); });
    try {
      const before = await file.stat();
      if (!before.isFile()) throw new Failure('HOT_FOLDER_MISSING', { path: companyRoot + folder + name });
      if (before.size > limits.maxBytes) throw new Failure('UPLOAD_TOO_LARGE', { file: name, limitBytes: limits.maxBytes });
      if (ageMs(before, clock.now().getTime()) < policy.settleMs) throw new Failure('FILE_CHANGING');
      let copiedBytes = 0;
      // One byte more than there was: who writes as fast as we read must not keep us reading.
      const pieces = file.createReadStream({ autoClose: false, highWaterMark: 262_144, end: before.size });
      pieces.on('data', (chunk) => {
        copiedBytes += chunk.length;
        if (before.size > 0) progress(Math.min(1, copiedBytes / before.size));
      });
      await pipeline(pieces, spool.writable, { signal });
      const after = await lstat(path).catch(() => undefined);
      if (after === undefined || copiedBytes !== before.size || after.ino !== before.ino || after.mtimeMs !== before.mtimeMs || after.ctimeMs !== before.ctimeMs) {
        throw new Failure('FILE_CHANGING');
      }
    } finally {
      await file.close().catch(() => {});
    }
  };
}
