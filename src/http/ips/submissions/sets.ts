import { Failure } from '#base';
import { cleanFolderPath } from '#library';
import { parseAssetHandle } from '#wire';

import { echoOptions, readReprocessOptions } from '../../job-options/index.ts';
import { flagOf, textOf, textsOf } from '../arguments.ts';
import { companyOf } from '../subjects.ts';
import { itemsOfHandles } from './assets.ts';
import type { ReadSubmission } from './submission.ts';

/** Sets of assets that are there already: the job has no files, only its end. @source specification of job tracking, §7 */
export const readSetGeneration: ReadSubmission = (context, job, element) => {
  const { readyForPublish, autoSetCreationOptions, emailSetting } = job;
  const { options, ...reading } = readReprocessOptions({
    createMask: false, ...(readyForPublish !== undefined && { readyForPublish }), ...(autoSetCreationOptions !== undefined && { autoSetCreationOptions }),
    ...(emailSetting !== undefined && { emailSetting }),
  }, element);
  const missing = [
    ...reading.missing, ...(flagOf(job, 'readyForPublish') === undefined ? [new Failure('MISSING_PARAMETER', { name: `${element}.readyForPublish` })] : []),
  ];
  const folder = textOf(job, 'destFolder');
  const destFolder = folder === undefined ? undefined : cleanFolderPath(companyOf(context).rootPath, folder.replace(/^f\|/, ''));
  const assetIds = (textsOf(job, 'assetHandleArray') ?? []).flatMap((handle) => parseAssetHandle(handle) ?? []);
  return {
    ...reading, missing, kind: 'AutomatedSetGeneration', options: { ...options, assetIds, ...(destFolder !== undefined && { destFolder }) },
    echo: { ...echoOptions(job), ...(folder !== undefined && { destFolder: folder }) },
    async items() {
      await itemsOfHandles(context, job, 'assetHandleArray', element);
      return [];
    },
  };
};
