import { Failure } from '#base';
import { parseJobHandle } from '#jobs';

import { choiceOf, countOf, textOf, textsOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { presentJobLog } from '../present/job-log.ts';
import { companyOf, jobFilterOf, jobReferenceOf } from '../subjects.ts';

/** Job logs with their lines, by handle or original name. One that does not exist yet answers an empty list:
 *  clients poll this while their job runs. @source specification of job tracking, §5; client behaviours, 18 */
export const getJobLogDetails: Operation = {
  name: 'getJobLogDetails',
  async handle(context, input) {
    const company = companyOf(context);
    const { jobs } = context.rooms;
    const handle = textOf(input, 'jobHandle');
    const originalName = input['originalName'];
    const isNamed = typeof originalName === 'string' && originalName !== '';
    if (handle === undefined && !isNamed) throw new Failure('MISSING_PARAMETER', { name: 'jobHandle' });
    const isDescending = choiceOf(input, 'sortDirection', ['Ascending', 'Descending']) === 'Descending';
    const types = textsOf(input, 'logTypeArray')?.map((type) => printedAs[type] ?? type);
    const page = {
      ...(types === undefined ? {} : { types }),
      sortBy: choiceOf(input, 'sortBy', ['Date', 'LogType']) ?? 'Date' as const,
      isDescending,
      pageSize: countOf(input, 'recordsPerPage', { least: 1, most: 1000, fallback: 1000 }),
      page: countOf(input, 'resultsPage', { least: 1, most: 2 ** 31 - 1, fallback: 1 }),
    };
    if (handle !== undefined && parseJobHandle(handle) === undefined) return { jobLogArray: itemArray([]) };
    const reference = handle === undefined ? undefined : jobReferenceOf(handle, company);
    const found = await jobs.findLogs({
      companyId: company.id,
      ...(reference && jobFilterOf(reference)),
      ...(isNamed ? { originalName } : {}),
    });
    // The old form of a handle has no id and means the newest log of that name.
    const meant = reference !== undefined && reference.jobId === undefined ? found.slice(0, 1) : found;
    const logs = [];
    for (const job of meant) {
      logs.push(presentJobLog(job, { ...await jobs.lines(job.id, page), locale: context.locale }));
    }
    return { jobLogArray: itemArray(logs) };
  },
};

/** Log types as the reference misprints them. @source specification of job tracking, §2.3 */
const printedAs: Readonly<Record<string, string>> = {
  FleEnd: 'FileEnd',
  endReoptimize: 'EndReoptimize',
  'BeginVideoPubl]ish': 'BeginVideoPublish',
  VideoPubilshSuccess: 'VideoPublishSuccess',
};
