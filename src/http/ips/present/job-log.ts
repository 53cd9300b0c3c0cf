import { jobHandle, jobKinds, renderLine, renderNote, totalFileCount, type Job, type Line } from '#jobs';
import { formatAssetHandle, formatCompanyHandle, type WireObject } from '#wire';

import { itemArray, present } from './fields.ts';

/** A job as `JobLog` of the wire. @source specification of job tracking, §1.3 and §4
 *  @param details  The lines that were asked for and how many there are; absent in summaries. */
export function presentJobLog(job: Job, details?: {
  readonly totalRows: number; readonly lines: readonly Line[]; readonly locale: string;
}): WireObject {
  return present({
    companyHandle: formatCompanyHandle(job.companyId),
    jobHandle: jobHandle(job),
    jobName: job.name,
    originalJobName: job.originalName,
    submitUserEmail: job.userEmail,
    logType: jobKinds[job.kind].begin.type,
    jobSubType: subTypeOf(job),
    startDate: job.startedAt,
    endDate: job.endedAt,
    description: job.description,
    fileSuccessCount: job.counts.success,
    fileErrorCount: job.counts.error,
    fileWarningCount: job.counts.warning,
    fileDuplicateCount: job.counts.duplicate,
    fileUpdateCount: job.counts.update,
    totalFileCount: totalFileCount(job),
    transferSuccessCount: job.transfers.success,
    transferErrorCount: job.transfers.error,
    transferWarningCount: job.transfers.warning,
    fatalError: job.isFatal,
    detailTotalRows: details?.totalRows,
    detailArray: details && itemArray(details.lines.map((line) => presentLine(line, details.locale))),
  });
}

const subTypes: Readonly<Record<string, string>> = { Full: 'full', FullWithSearch: 'fullwithsearch', Incremental: 'increment' };

/** Only jobs that publish to Image Serving have kinds within their kind. @source specification of job tracking, §1.3 */
function subTypeOf(job: Job): string {
  if (job.kind !== 'ImageServingPublish') return '';
  const { publishType } = job.options as { readonly publishType?: string };
  return subTypes[publishType ?? ''] ?? '';
}

/** A line that concerns an asset, as `AssetJobLog` of the wire. */
export function presentAssetJobLog(
  { line, job }: { readonly line: Line; readonly job: Job }, locale: string,
): WireObject {
  return present({
    jobHandle: jobHandle(job),
    jobName: job.name,
    logMessage: renderLine(line, locale),
    logType: line.type,
    submitUserEmail: job.userEmail,
    logDate: line.at,
    auxArray: presentNotes(line, locale),
  });
}

function presentLine(line: Line, locale: string): WireObject {
  return present({
    logMessage: renderLine(line, locale),
    logType: line.type,
    dateCreated: line.at,
    assetName: line.asset?.name,
    assetType: line.asset?.fileType,
    assetHandle: line.asset?.id === undefined ? undefined : formatAssetHandle(line.asset.id),
    auxArray: presentNotes(line, locale),
  });
}

function presentNotes(line: Line, locale: string): WireObject | undefined {
  if (line.notes === undefined || line.notes.length === 0) return undefined;
  return itemArray(line.notes.map((note) => ({
    logMessage: renderNote(note, locale), logType: note.type, dateCreated: line.at,
  })));
}
