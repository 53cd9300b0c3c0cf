import { asFailure } from '#base';

import { invalid, neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { assetOf } from '../subjects.ts';

/** What is in an archive that was stored, names as they stand in it: at most as many as an archive may have to be unpacked.
 *  Where entries are not packed one by one (tar), the packed size is the size. */
export const getZipEntries: Operation = {
  name: 'getZipEntries',
  async handle(context, input) {
    const handle = neededTextOf(input, 'assetHandle');
    const asset = await assetOf(context, handle);
    const { original, originalFileName: fileName } = asset;
    if (asset.type !== 'Zip' || original === undefined) throw invalid('assetHandle', 'the handle of an asset of type Zip', `${handle} (${asset.type})`);
    try {
      const entries = await context.rooms.archives.entriesOf({ blobId: original.blobId, fileName });
      return {
        zipArray: {
          items: entries.map(({ name, isFolder, modifiedAt, compressedBytes, sizeBytes }) => ({
            name, isDirectory: isFolder, lastModified: modifiedAt, compressedSize: compressedBytes, uncompressedSize: sizeBytes,
          })),
        },
      };
    } catch (thrown) {
      const failure = asFailure(thrown);
      // What is wrong with a file ends in a log line elsewhere; here the caller is to hear of it.
      if (failure.row.fault !== 'none') throw failure;
      throw invalid('assetHandle', 'an archive that can be read', `${handle} (${failure.reasonIn(context.locale)})`);
    }
  },
};
