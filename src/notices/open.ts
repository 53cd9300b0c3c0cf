import type { Accounts } from '#accounts';
import { asFailure, Failure, type Log } from '#base';
import type { Job, Jobs } from '#jobs';
import type { Library } from '#library';
import type { Clock, Database, Mailer, Outbound } from '#ports';
import { beganLetter, endedLetter, type LetterGround } from './job-letters.ts';
import { markedUpLetter, plainLetter, type Letter } from './letter.ts';
import { addNotice, claimDue, forgetNotices, recordAttempt, releaseNotice, selectNotice, selectNotices } from './outbox.ts';
import { requestPostHttpUrl, requestPurge, withoutQuery, type PurgeTarget } from './request.ts';
import { trashLetter } from './trash-letter.ts';
import type { Notice, NoticeAttempt, NoticeKind, Notices } from './types.ts';

export type NoticesOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly accounts: Accounts;
  readonly jobs: Jobs;
  readonly library: Library;
  readonly outbound: Outbound;
  readonly mailer: Mailer;
  readonly publicUrl: () => string | undefined;
  /** `PREPRESS_NOTICE_SECRET` */
  readonly secret: string | undefined;
  /** Who makes the caches of others forget; undefined where there is none. */
  readonly purge?: PurgeTarget | undefined;
  /** Of mails that speak of no job. Default `en`. */
  readonly locale?: string;
  /** How long ended notices are kept. */
  readonly keptDays: number;
};

/** Taken at a time; each has a connection of its own. */
const mostAtOnce = 16;
/** A taker that is not done by then is dead: the longest try, a mail, ends after two minutes. */
const claimMs = 300_000;
const minuteMs = 60_000;

/** Pauses between tries; there is one try more than pauses. @source specification of UploadPostJob, §3.18: 3 tries */
const pausesMs: { readonly [Kind in NoticeKind]: readonly number[] } = {
  PostHttpUrl: [5_000, 30_000],
  JobBegan: [minuteMs, 5 * minuteMs, 30 * minuteMs, 120 * minuteMs, 360 * minuteMs],
  JobEnded: [minuteMs, 5 * minuteMs, 30 * minuteMs, 120 * minuteMs, 360 * minuteMs],
  CdnPurge: [2_000, 10_000, minuteMs, 5 * minuteMs],
  TrashWarning: [minuteMs, 5 * minuteMs, 30 * minuteMs, 120 * minuteMs, 360 * minuteMs],
};

/** Opens what is told outside. Notices are rows: what a transaction wrote down is sent by whichever process comes by. */
export function openNotices(options: NoticesOptions): Notices {
  const { database, clock, log, accounts, jobs } = options;
  const ground: LetterGround = options;
  const closing = new AbortController();

  async function send(notice: Notice): Promise<void> {
    if (notice.kind === 'PostHttpUrl') {
      const job = await jobOf(notice);
      if (job === undefined) return;
      await requestPostHttpUrl(options, { key: notice.key, url: notice.content.url, attempt: notice.attempts.length + 1 }, job, closing.signal);
      return;
    }
    if (notice.kind === 'CdnPurge') {
      if (options.purge === undefined) return;
      await requestPurge(options, options.purge, { key: notice.key, urls: notice.content.urls, attempt: notice.attempts.length + 1 }, closing.signal);
      return;
    }
    const user = await accounts.userById(notice.content.userId);
    const letter = user && await letterOf(notice);
    if (user === undefined || letter === undefined) return;
    await options.mailer.send({
      to: user.email, subject: letter.subject, text: plainLetter(letter), html: markedUpLetter(letter), language: letter.language,
      id: notice.key, date: notice.createdAt,
    });
  }

  /** @returns nothing when there is nothing left to tell: job or company are gone */
  async function letterOf(notice: Exclude<Notice, { readonly kind: 'PostHttpUrl' | 'CdnPurge' }>): Promise<Letter | undefined> {
    const company = await accounts.companyById(notice.companyId);
    if (company === undefined) return undefined;
    if (notice.kind === 'TrashWarning') return trashLetter(notice.content, company, options.locale ?? 'en');
    const job = await jobOf(notice);
    if (job === undefined) return undefined;
    return notice.kind === 'JobBegan' ? beganLetter(job, company, notice.content.mode) : endedLetter(ground, job, company, notice.content.mode);
  }

  async function jobOf(notice: Notice): Promise<Job | undefined> {
    return notice.jobId === undefined ? undefined : (await jobs.findLogs({ companyId: notice.companyId, jobId: notice.jobId }))[0];
  }

  async function deliverOne(notice: Notice): Promise<void> {
    try {
      await send(notice);
      await recordAttempt(database, notice.id, { at: clock.now().toISOString() }, { state: 'sent' });
    } catch (thrown) {
      if (closing.signal.aborted) await releaseNotice(database, notice.id);
      else await recordFailure(notice, asFailure(thrown));
    }
  }

  async function recordFailure(notice: Notice, failure: Failure): Promise<void> {
    const now = clock.now();
    const attempt: NoticeAttempt = { at: now.toISOString(), failure: { key: failure.code, params: failure.params } };
    const pauseMs = failure.row.retry === 'later' ? pausesMs[notice.kind][notice.attempts.length] : undefined;
    log.warn('notice.failed', { id: notice.id, kind: notice.kind, attempt: notice.attempts.length + 1, isLast: pauseMs === undefined, cause: failure.message });
    if (pauseMs !== undefined) {
      await recordAttempt(database, notice.id, attempt, { state: 'waiting', nextAt: new Date(now.getTime() + pauseMs) });
      return;
    }
    await database.transaction().execute(async (transaction) => {
      const isRecorded = await recordAttempt(transaction, notice.id, attempt, { state: 'failed' });
      if (!isRecorded || notice.kind !== 'PostHttpUrl' || notice.jobId === undefined) return;
      const attempts = [...notice.attempts, attempt];
      await jobs.addLines(transaction, notice.jobId, [{
        type: 'UploadWarning', key: 'log.postFailed', params: { url: withoutQuery(notice.content.url), count: attempts.length },
        reason: { key: failure.code, params: failure.params },
        notes: attempts.flatMap((one) => (one.failure === undefined ? [] : [{ type: 'UploadWarning' as const, ...one.failure }])),
      }]);
    });
  }

  return {
    async deliver() {
      let count = 0;
      while (!closing.signal.aborted) {
        const taken = await claimDue(database, clock.now(), { most: mostAtOnce, claimMs });
        if (taken.length === 0) break;
        // Those of one job follow each other: a beginning before its end.
        const turns = Map.groupBy(taken, ({ id, jobId }) => (jobId === undefined ? `notice ${id}` : `job ${jobId}`));
        await Promise.all([...turns.values()].map(async (turn) => {
          for (const notice of turn) await deliverOne(notice);
        }));
        count += taken.length;
      }
      return count;
    },
    async warnOfTrash(transaction, { companyId, assetNames, assetCount, destroyedAt }) {
      for (const { id } of await accounts.administratorsOf(companyId)) {
        await addNotice(transaction, clock.now(), {
          companyId, kind: 'TrashWarning', content: { userId: id, assetNames, assetCount, destroyedAt: destroyedAt.toISOString() },
        });
      }
    },
    async purge(companyId, urls) {
      const id = await addNotice(database, clock.now(), { companyId, kind: 'CdnPurge', content: { urls } });
      const isDone = options.purge === undefined;
      if (isDone) await recordAttempt(database, id, { at: clock.now().toISOString() }, { state: 'sent' });
      return { id, isDone };
    },
    find: (companyId, id) => selectNotice(database, companyId, id),
    list: (companyId, filter) => selectNotices(database, companyId, filter),
    sweep: () => forgetNotices(database, new Date(clock.now().getTime() - options.keptDays * 86_400_000)),
    async close() {
      closing.abort(new Failure('UNEXPECTED'));
    },
  };
}
