import { Failure } from '#base';
import { jobHandle, scheduleHandle, type DueTime, type JobRequest } from '#jobs';
import type { WireObject } from '#wire';

import { spokenLocale } from '../../client.ts';
import { resolveReferences } from '../../job-options/index.ts';
import { invalid, momentOf, neededTextOf, textOf } from '../arguments.ts';
import type { Operation } from '../operation.ts';
import { companyOf, userOf } from '../subjects.ts';
import { submissions } from '../submissions/kinds.ts';

/** Every kind of the interface. @source operations, §4.1 "submitJob" */
const elements = [
  'imageServingPublishJob', 'imageRenderingPublishJob', 'videoPublishJob', 'serverDirectoryPublishJob', 'metadataPublishJob',
  'uploadDirectoryJob', 'uploadUrlsJob', 'optimizeImagesJob', 'ripPdfsJob', 'reprocessAssetsJob', 'createVideoSitemapJob', 'exportJob',
  'automatedSetGenerationJob',
] as const;

/** Opens a job now, or at the times it is scheduled for. @source job tracking, §7 */
export const submitJob: Operation = {
  name: 'submitJob',
  lacking: '`serverDirectoryPublishJob`, `metadataPublishJob`, `createVideoSitemapJob`, `exportJob`, and metadata files of `uploadDirectoryJob` '
    + 'answer fault 30000 with their name.',
  async handle(context, input) {
    const company = companyOf(context);
    const jobName = neededTextOf(input, 'jobName');
    const { element, job } = jobIn(input);
    const due = dueTimeIn(input);
    const read = submissions[element];
    if (read === undefined) throw new Failure('OPERATION_NOT_AVAILABLE', { operation: `submitJob/${element}` });
    const { kind, options, echo, references, items, followers, ...reading } = read(context, job, element);
    const [problem] = [...reading.missing, ...reading.invalid];
    if (problem !== undefined) throw problem;
    const receiver = await userOf(context, input);
    const { projectIds } = await resolveReferences(context.rooms, company.id, references);
    const { caller, client, rooms } = context;
    const request: JobRequest = {
      kind, companyId: company.id, companyRoot: company.rootPath, userId: caller.user.id, userEmail: caller.user.email,
      originalName: jobName, locale: spokenLocale(textOf(input, 'locale'), context.locale), description: textOf(input, 'description') ?? '',
      clientName: client.name, clientAddress: client.address, echo, isInputClosed: true,
      items: await items(), ...(followers && { followers }),
      options: { ...options, projectIds, ...(receiver.id === caller.user.id ? {} : { mailUserId: receiver.id }) },
    };
    return rooms.database.transaction().execute(async (transaction) => ({
      jobHandle: due === undefined
        ? jobHandle(await rooms.jobs.open(transaction, request))
        : scheduleHandle(await rooms.jobs.schedules.add(transaction, request, due)),
    }));
  },
};

/** The only job of a submission. @throws INVALID_PARAMETER for none and for several */
function jobIn(input: WireObject): { readonly element: string; readonly job: WireObject } {
  const sent = elements.filter((element) => input[element] !== undefined);
  const [element] = sent;
  if (element === undefined || sent.length > 1) throw invalid('job', `exactly one of ${elements.join(', ')}`, sent.join(' and ') || 'none');
  return { element, job: input[element] as WireObject };
}

/** When it is to be opened; undefined: now. @throws INVALID_PARAMETER */
function dueTimeIn(input: WireObject): DueTime | undefined {
  const at = momentOf(input, 'execTime');
  const cron = textOf(input, 'execSchedule');
  if (at !== undefined && cron !== undefined) throw invalid('execTime', 'only one of execTime and execSchedule', 'both');
  return at !== undefined ? { at } : cron !== undefined ? { cron } : undefined;
}
