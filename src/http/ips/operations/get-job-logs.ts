import { choiceOf, countOf, momentOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { itemArray } from '../present/fields.ts';
import { presentJobLog } from '../present/job-log.ts';
import { companyIdsOf, userOf } from '../subjects.ts';

const sortFields = [
  'JobName', 'LogType', 'StartDate', 'CompanyName', 'UserId', 'Email',
  'FileErrorCount', 'FileWarningCount', 'FileSuccessCount',
] as const;

/** Job logs without their lines, newest first unless asked otherwise. @source specification of job tracking, §5 */
export const getJobLogs: Operation = {
  name: 'getJobLogs',
  async handle(context, input) {
    const startedFrom = momentOf(input, 'startDate');
    const startedTo = momentOf(input, 'endDate');
    const user = input['userHandle'] === undefined ? undefined : await userOf(context, input);
    const jobs = await context.rooms.jobs.logs({
      companyIds: context.company === undefined ? companyIdsOf(context) : [context.company.id],
      ...(user === undefined ? {} : { userId: user.id }),
      sortBy: choiceOf(input, 'sortBy', sortFields) ?? 'StartDate',
      isDescending: choiceOf(input, 'sortDirection', ['Ascending', 'Descending']) !== 'Ascending',
      ...(startedFrom === undefined ? {} : { startedFrom }),
      ...(startedTo === undefined ? {} : { startedTo }),
      limit: countOf(input, 'numRows', { least: 1, most: 10_000, fallback: 1000 }),
    });
    return { jobLogArray: itemArray(jobs.map((job) => presentJobLog(job))) };
  },
};
