import type { JobKind, NewItem } from '#jobs';
import type { WireObject } from '#wire';

import { echoOptions, plainOptions, readReprocessOptions, type OptionsReading } from '../../job-options/index.ts';
import type { OperationContext } from '../operation.ts';
import { companyOf } from '../subjects.ts';
import { itemsOfHandles } from './assets.ts';
import { readUploadDirectory } from './directory.ts';
import { readFollowers, readPublishing } from './publishing.ts';
import { readSetGeneration } from './sets.ts';
import type { ReadSubmission, Submission } from './submission.ts';
import { readUploadUrls } from './urls.ts';

/** Kinds of jobs that can be submitted, by the element that holds their options. */
export const submissions: { readonly [element: string]: ReadSubmission } = {
  uploadUrlsJob: followed(readUploadUrls),
  uploadDirectoryJob: followed(readUploadDirectory),
  automatedSetGenerationJob: readSetGeneration,
  reprocessAssetsJob: followed(onAssets('ReprocessAssets', 'assetHandleArray')),
  ripPdfsJob: followed(onAssets('PdfRip', 'pdfHandleArray')),
  optimizeImagesJob: (context, job, element) => ({ ...read('ImageOptimization', job, plainOptions(job, element)), items: () => [imagesOf(context)] }),
  imageServingPublishJob: readPublishing('ImageServingPublish'),
  imageRenderingPublishJob: readPublishing('ImageRenderingPublish'),
  videoPublishJob: readPublishing('VideoPublish'),
};

/** A job on assets that are there already, named by their handles. */
function onAssets(kind: JobKind, array: string): ReadSubmission {
  return (context, job, element) => ({
    ...read(kind, job, readReprocessOptions(job, element)), items: () => itemsOfHandles(context, job, array, element),
  });
}

function read(kind: JobKind, job: WireObject, { options, ...reading }: OptionsReading): Omit<Submission, 'items'> {
  return { kind, ...reading, options, echo: echoOptions(job) };
}

/** A job that another may follow on. */
function followed(readSubmission: ReadSubmission): ReadSubmission {
  return (context, job, element) => {
    const submission = readSubmission(context, job, element);
    const { missing, invalid, ...following } = readFollowers(context, job, element);
    return { ...submission, ...following, missing: [...submission.missing, ...missing], invalid: [...submission.invalid, ...invalid] };
  };
}

/** Looked up when the job's turn comes: it may be opened again and again. */
function imagesOf(context: OperationContext): NewItem {
  return { folder: companyOf(context).rootPath, fileName: '', orderKey: '|images', listing: { kind: 'images' } };
}
