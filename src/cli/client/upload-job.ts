import type { WireObject } from '#wire';
import type { Screen } from '../terminal/screen.ts';
import { bar, fitted, readableBytes } from '../terminal/bar.ts';
import { type Connection } from './call.ts';
import type { ConnectedCompany } from './connect.ts';
import { followJob, type JobReport, type JobSight } from './follow.ts';
import { batches } from './local-files.ts';
import { postFiles, type LocalFile } from './upload-post.ts';

/** Sends files as one job, shows a bar per file and one for the job, and waits for its end.
 *  @param options  The job's UploadPostJob. */
export async function uploadJob(
  connection: Connection,
  company: ConnectedCompany,
  job: { readonly name: string; readonly destination: string | undefined; readonly description: string; readonly options: WireObject },
  files: readonly LocalFile[],
  screen: Screen,
): Promise<JobReport> {
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const groups = batches(files);
  let handle: string | undefined;
  let doneBytes = 0;
  for (const [groupIndex, group] of groups.entries()) {
    const sent = group.map(() => 0);
    const draw = throttled(() => screen.redraw(sendingLines(group, sent, doneBytes, totalBytes, screen.columns)));
    const params: WireObject = {
      companyHandle: company.handle,
      ...(handle === undefined ? { jobName: job.name, description: job.description, uploadParams: job.options } : { jobHandle: handle }),
      ...(job.destination === undefined ? {} : { destFolder: job.destination }),
      endJob: groupIndex === groups.length - 1,
    };
    handle = await postFiles(connection, params, group, (index, sentBytes) => {
      sent[index] = sentBytes;
      draw();
    });
    doneBytes += group.reduce((sum, file) => sum + file.sizeBytes, 0);
    screen.event({ event: 'sent', jobHandle: handle, files: group.map(({ target }) => target) });
  }
  if (handle === undefined) throw new Error('there is nothing to upload');
  screen.redraw([`sent      ${bar(1, 30)} ${readableBytes(totalBytes)}`]);
  screen.settle();
  let told = -1;
  const report = await followJob(connection, company.handle, handle, (sight) => {
    screen.redraw(workingLines(sight, screen.columns));
    if (sight.finished !== told) screen.event({ event: 'progress', state: sight.state, finished: sight.finished, total: sight.total });
    told = sight.finished;
  });
  screen.redraw([`processed ${bar(1, 30)} ${report.total} of ${report.total}`]);
  screen.settle();
  return report;
}

function sendingLines(group: readonly LocalFile[], sent: readonly number[], doneBytes: number, totalBytes: number, columns: number): readonly string[] {
  const width = Math.max(16, Math.min(40, columns - 56));
  const current = sent.findLastIndex((bytes) => bytes > 0);
  const from = Math.max(0, current - 3);
  const rows = group.slice(from, from + 6).map((file, index) => {
    const bytes = sent[from + index] ?? 0;
    return `  ${fitted(file.target, width)} ${bar(file.sizeBytes === 0 ? 1 : bytes / file.sizeBytes, 20)} ${readableBytes(bytes)}`;
  });
  const soFar = doneBytes + sent.reduce((sum, bytes) => sum + bytes, 0);
  return [...rows, `sending   ${bar(totalBytes === 0 ? 1 : soFar / totalBytes, 30)} ${readableBytes(soFar)} of ${readableBytes(totalBytes)}`];
}

function workingLines(sight: JobSight, columns: number): readonly string[] {
  const width = Math.max(16, Math.min(40, columns - 40));
  const rows = sight.running.map(({ name, progress }) => `  ${fitted(name, width)} ${bar(progress, 20)}`);
  return [...rows, `processed ${bar(sight.total === 0 ? 0 : sight.finished / sight.total, 30)} ${sight.finished} of ${sight.total}  ${sight.state}`];
}

/** At most twenty drawings a second. */
function throttled(draw: () => void): () => void {
  let last = 0;
  return () => {
    const now = Date.now();
    if (now - last < 50) return;
    last = now;
    draw();
  };
}
