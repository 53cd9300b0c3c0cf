import { asFailure } from '#base';

import { readAutoCrop } from '../../job-options/index.ts';
import { invalid, neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { assetOf } from '../subjects.ts';

/** The rectangle an upload of the asset's original would be cropped to, whatever crop it has; all of it where nothing can
 *  be cut off. @source specification of production, §4 */
export const getAutoCropRect: Operation = {
  name: 'getAutoCropRect',
  async handle(context, input) {
    const handle = neededTextOf(input, 'assetHandle');
    const crop = readAutoCrop(input);
    const asset = await assetOf(context, handle);
    const { original, originalFileName: fileName } = asset;
    if (original === undefined || asset.image === undefined) throw invalid('assetHandle', 'an image', `${handle} (${asset.type})`);
    try {
      const { xPx, yPx, widthPx, heightPx } = await context.rooms.measurer.cropOf({ blobId: original.blobId, fileName }, crop);
      return { xOffset: xPx, yOffset: yPx, width: widthPx, height: heightPx };
    } catch (thrown) {
      const failure = asFailure(thrown);
      // What is wrong with a file ends in a log line elsewhere; here the caller is to hear of it.
      if (failure.row.fault !== 'none') throw failure;
      throw invalid('assetHandle', 'an image whose pixels can be read', `${handle} (${failure.reasonIn(context.locale)})`);
    }
  },
};
