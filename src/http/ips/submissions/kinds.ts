import type { JobKind, NewItem } from '#jobs';

import { echoOptions, plainOptions, readReprocessOptions, type OptionsReading } from '../../job-options/index.ts';
import type { WireObject } from '#wire';
import type { OperationContext } from '../operation.ts';
import { companyOf } from '../subjects.ts';
import { itemsOfHandles } from './assets.ts';
import { readSetGeneration } from './sets.ts';
import type { ReadSubmission, Submission } from './submission.ts';
import { readUploadUrls } from './urls.ts';

/** Kinds of jobs that can be submitted, by the element that holds their options. */
export const submissions: { readonly [element: string]: ReadSubmission } = {
  uploadUrlsJob: readUploadUrls,
  automatedSetGenerationJob: readSetGeneration,
  reprocessAssetsJob: (context, job, element) => onAssets('ReprocessAssets', job, readReprocessOptions(job, element),
    () => itemsOfHandles(context, job, 'assetHandleArray', element)),
  optimizeImagesJob: (context, job, element) => onAssets('ImageOptimization', job, plainOptions(job, element), () => [imagesOf(context)]),
};

function onAssets(kind: JobKind, job: WireObject, { options, ...reading }: OptionsReading, items: Submission['items']): Submission {
  return { kind, ...reading, options, echo: echoOptions(job), items };
}

/** Looked up when the job's turn comes: it may be opened again and again. */
function imagesOf(context: OperationContext): NewItem {
  return { folder: companyOf(context).rootPath, fileName: '', orderKey: '|images', listing: { kind: 'images' } };
}
