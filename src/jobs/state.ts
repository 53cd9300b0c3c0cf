import type { FailureParams, TextKey } from '#base';
import type { ClientState, Job } from './types.ts';

type Counted = Pick<Job, 'receivedCount' | 'runningCount' | 'counts'>;
type Lived = Counted & Pick<Job, 'state' | 'isPaused' | 'inputClosedAt'>;

/** Files that came to an end, whatever it was. */
export function finishedCount(job: Counted): number {
  const { success, update, duplicate, error, skipped } = job.counts;
  return success + update + duplicate + error + skipped;
}

/** Files received and not yet taken. */
export function queuedCount(job: Counted): number {
  return job.receivedCount - job.runningCount - finishedCount(job);
}

/** What the log says of the number of files: 0 until the job has ended. */
export function totalFileCount(job: Counted & Pick<Job, 'endedAt'>): number {
  return job.endedAt === undefined ? 0 : finishedCount(job);
}

/** What a client sees of a job. `Unknown` never shows: a job and its queue survive a restart together.
 *  @source specification of job tracking, §2.2 */
export function clientState(job: Lived): ClientState {
  if (job.state === 'ended') return 'Done';
  if (job.state === 'stopping') return 'Stopping';
  if (job.isPaused) return 'WaitingCoordinator';
  if (job.runningCount > 0) return 'Running';
  if (queuedCount(job) > 0) return 'WaitingCoordinator';
  if (job.inputClosedAt !== undefined) return 'Running';
  return job.receivedCount === 0 ? 'New' : 'WaitingClient';
}

/** The words of `progressMessage`. @param file the file that was taken last */
export function progressOf(job: Lived, file: string): { readonly key: TextKey; readonly params: FailureParams } {
  const state = clientState(job);
  if (state === 'Done') return { key: 'progress.done', params: {} };
  if (state === 'Stopping') return { key: 'progress.stopping', params: {} };
  if (job.isPaused) return { key: 'progress.paused', params: {} };
  if (job.runningCount > 0) return file === '' ? { key: 'progress.listing', params: {} } : { key: 'progress.processing', params: { file } };
  if (queuedCount(job) > 0) return { key: 'progress.waitingForWorker', params: {} };
  return { key: 'progress.waitingForFiles', params: {} };
}
