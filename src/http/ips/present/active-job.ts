import { renderText, type TextKey } from '#base';
import { jobHandle, jobKinds, type ActiveJob, type ClosingTask, type JobKind } from '#jobs';
import { encodesInWork } from '#production';
import { formatCompanyHandle, type WireObject } from '#wire';

import { itemArray } from './fields.ts';

/** A job as `ActiveJob` of the wire. Sizes and progress count files.
 *  @source specification of job tracking, §1.1 and §1.2 */
export function presentActiveJob(active: ActiveJob, locale: string): WireObject {
  const { job } = active;
  return {
    companyHandle: formatCompanyHandle(job.companyId),
    jobHandle: jobHandle(job),
    name: job.name,
    originalName: job.originalName,
    type: job.kind,
    state: active.clientState,
    submitUserEmail: job.userEmail,
    locale: job.locale,
    description: job.description,
    serverName: job.serverName,
    startDate: job.startedAt,
    triggerTime: job.startedAt,
    totalSize: job.receivedCount,
    progress: active.task.processed,
    progressMessage: renderText(locale, job.progress.key, job.progress.params),
    lastProgressUpdate: job.progress.at,
    taskProgressArray: itemArray([
      ...(job.receivedCount === 0 ? [] : [presentTask(active, locale)]),
      ...(active.encoding.length === 0 ? [] : [presentEncoding(active, locale)]),
      ...(active.closing === undefined ? [] : [presentClosing(active.closing, locale)]),
    ]),
    // The door that took the job kept its options as they are to be echoed.
    [jobElements[job.kind]]: job.echo as WireObject,
  };
}

/** Ingesting and optimizing are one task here: each file is taken once and done when it is in the library. */
function presentTask({ job, clientState, task, running, closing }: ActiveJob, locale: string): WireObject {
  const total = task.processed + task.processing + task.pending;
  const done = running.reduce((sum, item) => sum + Math.min(item.progress, 1), task.processed);
  return {
    taskType: taskTypeOf(job.kind),
    taskState: closing === undefined ? taskStates[clientState] : 'Done',
    numProcessed: task.processed,
    numProcessing: task.processing,
    numPending: task.pending,
    progress: total === 0 ? 0 : Math.min(done / total, 1),
    progressMessage: renderText(locale, job.progress.key, job.progress.params),
    lastProgressUpdate: job.progress.at,
    taskItemProgressArray: itemArray(running.map((item) => ({
      itemName: item.fileName,
      progress: item.progress,
      progressMessage: renderText(locale, 'progress.processing', { file: item.fileName }),
      lastProgressUpdate: item.at,
    }))),
  };
}

/** The encodes of the films in work, one after the other in each. @source specification of job tracking, §1.2 */
function presentEncoding({ clientState, encoding }: ActiveJob, locale: string): WireObject {
  const encodes = encoding.flatMap(({ encodes: shares, progress, at }) => encodesInWork(shares, progress).map((encode) => ({ ...encode, at })));
  const inWork = encodes.filter(({ progress }) => progress > 0 && progress < 1);
  const [current] = inWork;
  const message = current ? renderText(locale, 'progress.processing', { file: current.name }) : '';
  return {
    taskType: 'VideoTranscode',
    taskState: taskStates[clientState],
    numProcessed: encodes.filter(({ progress }) => progress === 1).length,
    numProcessing: inWork.length,
    numPending: encodes.filter(({ progress }) => progress === 0).length,
    progress: encodes.length === 0 ? 0 : encodes.reduce((sum, { progress }) => sum + progress, 0) / encodes.length,
    progressMessage: message,
    lastProgressUpdate: new Date(Math.max(...encoding.map(({ at }) => at.getTime()))),
    taskItemProgressArray: itemArray(encodes.map(({ name, progress, at }) => ({
      itemName: name, progress, progressMessage: renderText(locale, 'progress.processing', { file: name }), lastProgressUpdate: at,
    }))),
  };
}

/** @source specification of job tracking, §1.2; publishing has no word there */
function taskTypeOf(kind: JobKind): string {
  const { context, error } = jobKinds[kind];
  return context !== undefined ? 'Publish' : error === 'UploadError' ? 'Ingest' : 'Optimize';
}

/** @source specification of job tracking, §1.2 and §3 */
const closingTasks = { autoSets: { taskType: 'AutoSet', words: 'progress.autoSets' } } as const satisfies {
  readonly [Task in ClosingTask]: { readonly taskType: string; readonly words: TextKey };
};

function presentClosing({ task, isRunning, progress, at }: NonNullable<ActiveJob['closing']>, locale: string): WireObject {
  const { taskType, words } = closingTasks[task];
  return {
    taskType, taskState: isRunning ? 'Processing' : 'New', numProcessed: 0, numProcessing: isRunning ? 1 : 0, numPending: isRunning ? 0 : 1,
    progress, progressMessage: renderText(locale, words, {}), lastProgressUpdate: at, taskItemProgressArray: itemArray([]),
  };
}

/** The element that holds a job's options. */
export const jobElements: { readonly [Kind in JobKind]: string } = {
  UploadPost: 'uploadPostJob', UrlUpload: 'uploadUrlsJob', UploadFromServerDirectory: 'uploadDirectoryJob',
  AutomatedSetGeneration: 'automatedSetGenerationJob', ReprocessAssets: 'reprocessAssetsJob', ImageOptimization: 'optimizeImagesJob', PdfRip: 'ripPdfsJob',
  ImageServingPublish: 'imageServingPublishJob', ImageRenderingPublish: 'imageRenderingPublishJob', VideoPublish: 'videoPublishJob',
};

/** @source specification of job tracking, §1.2: Unknown stands for a task between two states. */
const taskStates: { readonly [State in ActiveJob['clientState']]: string } = {
  Unknown: 'Unknown',
  New: 'New',
  WaitingCoordinator: 'New',
  Running: 'Processing',
  WaitingClient: 'Unknown',
  Stopping: 'Stopping',
  Done: 'Done',
};
