import type { TextKey } from '#base';
import type { JobKind, LogType, NewLine, PublishContext } from './types.ts';

type KindRow = {
  readonly begin: { readonly type: LogType; readonly key: TextKey };
  readonly end: { readonly type: LogType; readonly key: TextKey };
  /** Type of the line of an item that failed. */
  readonly error: LogType;
  /** Whether the files of its items come with requests. */
  readonly isPosted: boolean;
  /** Its files are fetched from other servers, which are not to be pressed, nor to keep the files of other jobs waiting. */
  readonly isFetched?: true;
  /** Where it publishes to. */
  readonly context?: PublishContext;
};

const uploading: Pick<KindRow, 'begin' | 'end' | 'error'> = {
  begin: { type: 'BeginUpload', key: 'log.begin' }, end: { type: 'EndUpload', key: 'log.end' }, error: 'UploadError',
};

/** Optimizing is reprocessing with the options an asset was made with: both speak of it in the same words. */
const reprocessing: KindRow = {
  begin: { type: 'BeginReoptimize', key: 'log.beginReoptimize' }, end: { type: 'EndReoptimize', key: 'log.endReoptimize' },
  error: 'ReoptimizeFailure', isPosted: false,
};

function publishing(context: PublishContext): KindRow {
  return {
    begin: { type: `Begin${context}Publish`, key: 'log.beginPublish' }, end: { type: `End${context}Publish`, key: 'log.endPublish' },
    error: `${context}PublishError`, isPosted: false, context,
  };
}

/** How the log of each kind of job speaks. @source specification of job tracking, §2.1, §2.3 */
export const jobKinds: { readonly [Kind in JobKind]: KindRow } = {
  UploadPost: { ...uploading, isPosted: true },
  UrlUpload: {
    ...uploading, isPosted: false, isFetched: true,
    begin: { type: 'BeginUploadUrls', key: 'log.begin' }, end: { type: 'EndUploadUrls', key: 'log.end' },
  },
  AutomatedSetGeneration: {
    begin: { type: 'BeginUpload', key: 'log.beginSets' }, end: { type: 'EndUpload', key: 'log.endSets' },
    error: 'UploadError', isPosted: false,
  },
  UploadFromServerDirectory: { ...uploading, isPosted: false },
  ReprocessAssets: reprocessing,
  ImageOptimization: reprocessing,
  PdfRip: {
    ...reprocessing, error: 'PdfRipError',
    begin: { type: 'BeginPdfRip', key: 'log.beginReoptimize' }, end: { type: 'EndPdfRip', key: 'log.endReoptimize' },
  },
  ImageServingPublish: publishing('ImageServing'),
  ImageRenderingPublish: publishing('ImageRendering'),
  VideoPublish: publishing('Video'),
};

/** Kinds whose files are fetched. */
export const fetchedKinds: readonly JobKind[] = (Object.keys(jobKinds) as JobKind[]).filter((kind) => jobKinds[kind].isFetched === true);

/** The line of an item that failed in a job of this kind. */
export function errorLine(kind: JobKind, path: string, reason: NonNullable<NewLine['reason']>): NewLine {
  return { type: jobKinds[kind].error, key: 'log.error', params: { path }, reason };
}
