import type { WireObject } from '#wire';
import { call, type Connection } from './call.ts';
import { items } from './connect.ts';

/** A job on its way, as far as a client can see. */
export type JobSight = {
  readonly state: string;
  readonly total: number;
  readonly finished: number;
  readonly message: string;
  readonly running: readonly { readonly name: string; readonly progress: number }[];
};

export type LogLine = { readonly type: string; readonly message: string; readonly assetName: string | undefined; readonly notes: readonly string[] };
export type JobReport = {
  readonly handle: string;
  readonly name: string;
  readonly success: number; readonly update: number; readonly duplicate: number; readonly error: number; readonly warning: number; readonly total: number;
  readonly isFatal: boolean;
  readonly lines: readonly LogLine[];
};

/** Asks again and again until the job is no longer active, then reads its log whole.
 *  @param everyMs  Pause between two looks. */
export async function followJob(
  connection: Connection, companyHandle: string, jobHandle: string, onSight: (sight: JobSight) => void, everyMs = 200,
): Promise<JobReport> {
  for (;;) {
    const answer = await call(connection, 'getActiveJobs', { companyHandle, jobHandle });
    const active = items(answer['jobArray'])[0];
    if (active === undefined) return readReport(connection, companyHandle, jobHandle);
    onSight(sightOf(active));
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** The log of a job with all its lines. */
export async function readReport(connection: Connection, companyHandle: string, jobHandle: string): Promise<JobReport> {
  const lines: LogLine[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await call(connection, 'getJobLogDetails', { companyHandle, jobHandle, recordsPerPage: 1000, resultsPage: page });
    const log = items(answer['jobLogArray'])[0];
    if (log === undefined) throw new Error(`job '${jobHandle}' has no log`);
    const details = items(log['detailArray']);
    lines.push(...details.map(lineOf));
    if (details.length < 1000) return reportOf(log, lines);
  }
}

export function reportOf(log: WireObject, lines: readonly LogLine[]): JobReport {
  return {
    handle: String(log['jobHandle']),
    name: String(log['originalJobName']),
    success: Number(log['fileSuccessCount']),
    update: Number(log['fileUpdateCount']),
    duplicate: Number(log['fileDuplicateCount']),
    error: Number(log['fileErrorCount']),
    warning: Number(log['fileWarningCount']),
    total: Number(log['totalFileCount']),
    isFatal: log['fatalError'] === true,
    lines,
  };
}

function lineOf(detail: WireObject): LogLine {
  return {
    type: String(detail['logType']),
    message: String(detail['logMessage']),
    assetName: detail['assetName'] === undefined ? undefined : String(detail['assetName']),
    notes: items(detail['auxArray']).map((note) => String(note['logMessage'])),
  };
}

export function sightOf(active: WireObject): JobSight {
  const tasks = items(active['taskProgressArray']);
  return {
    state: String(active['state']),
    total: Number(active['totalSize']),
    finished: Number(active['progress']),
    message: String(active['progressMessage']),
    running: tasks.flatMap((task) => items(task['taskItemProgressArray'])).map((item) => ({ name: String(item['itemName']), progress: Number(item['progress']) })),
  };
}
