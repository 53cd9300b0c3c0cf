import { Failure, renderText } from '#base';
import { jobHandle, type Job } from '#jobs';
import type { Notice } from '#notices';

import { countIn, jobOf, mostPerPage } from './resources.ts';
import type { Visit } from './visit.ts';

const states = ['waiting', 'sent', 'failed'] as const;

/** What was or will be told outside about the company's jobs, with every try. @throws RESOURCE_NOT_FOUND, INVALID_PARAMETER */
export async function listNotices(visit: Visit, _parameters: unknown, query: Readonly<Record<string, string>>): Promise<unknown> {
  const { notices, jobs } = visit.rooms;
  const state = states.find((one) => one === query['state']);
  if (query['state'] !== undefined && state === undefined) {
    throw new Failure('INVALID_PARAMETER', { name: 'state', expected: states.join(', '), received: query['state'].slice(0, 200) });
  }
  const only = query['job'] === undefined ? undefined : await jobOf(visit, query['job']);
  const found = await notices.list(visit.company.id, {
    ...(only === undefined ? {} : { jobId: only.id }), ...(state === undefined ? {} : { state }),
    pageSize: countIn(query, 'pageSize', 100, mostPerPage), page: countIn(query, 'page', 1, 2 ** 31 - 1),
  });
  const known = new Map<number, Job | undefined>();
  for (const { jobId } of found) {
    if (jobId !== undefined && !known.has(jobId)) known.set(jobId, (await jobs.findLogs({ companyId: visit.company.id, jobId }))[0]);
  }
  return { notices: await Promise.all(found.map((notice) => noticeOf(visit, notice, notice.jobId === undefined ? undefined : known.get(notice.jobId)))) };
}

async function noticeOf({ rooms, locale }: Visit, notice: Notice, job: Job | undefined): Promise<unknown> {
  return {
    id: notice.id, kind: notice.kind, state: notice.state, to: await receiverOf(rooms, notice),
    ...(job === undefined ? {} : { job: { handle: jobHandle(job), name: job.originalName } }),
    createdAt: notice.createdAt, ...(notice.endedAt === undefined ? { dueAt: notice.dueAt } : { endedAt: notice.endedAt }),
    attempts: notice.attempts.map(({ at, failure }) => ({
      at, isTaken: failure === undefined, ...(failure === undefined ? {} : { code: failure.key, message: renderText(locale, failure.key, failure.params) }),
    })),
  };
}

/** The query of an address can hold secrets. */
async function receiverOf(rooms: Visit['rooms'], notice: Notice): Promise<string> {
  if (notice.kind === 'CdnPurge') return `${notice.content.urls.length} URLs`;
  if (notice.kind !== 'PostHttpUrl') return (await rooms.accounts.userById(notice.content.userId))?.email ?? '';
  const url = URL.parse(notice.content.url);
  return url === null ? '' : `${url.origin}${url.pathname}`;
}
