import { neededTextOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { presentAssetJobLog } from '../present/job-log.ts';
import { assetOf } from '../subjects.ts';

/** The log lines that concern one asset, oldest first. */
export const getAssetJobLogs: Operation = {
  name: 'getAssetJobLogs',
  async handle(context, input) {
    const asset = await assetOf(context, neededTextOf(input, 'assetHandle'));
    const entries = await context.rooms.jobs.linesOfAsset(asset.companyId, asset.id);
    return { jobLogArray: itemArray(entries.map((entry) => presentAssetJobLog(entry, context.locale))) };
  },
};
