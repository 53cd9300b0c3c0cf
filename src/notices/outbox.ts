import { sql } from 'kysely';
import type { Database, Queryable } from '#ports';
import type { Notice, NoticeAttempt, NoticeContent, NoticeKind } from './types.ts';

type NoticeRow = {
  id: string | number; company_id: string | number; job_id: string | number | null; kind: NoticeKind; content: unknown; key: string;
  state: Notice['state']; attempts: readonly NoticeAttempt[]; due_at: Date; created_at: Date; ended_at: Date | null;
};

const columns = sql.raw('id, company_id, job_id, kind, content, key, state, attempts, due_at, created_at, ended_at');

/** Writes a notice in the transaction that gives the reason for it. @returns its number */
export async function addNotice<Kind extends NoticeKind>(
  database: Queryable, now: Date,
  notice: { readonly companyId: number; readonly jobId?: number; readonly kind: Kind; readonly content: NoticeContent[Kind] },
): Promise<number> {
  const { rows } = await sql<{ id: string | number }>`insert into notice (company_id, job_id, kind, content, due_at, created_at)
    values (${notice.companyId}, ${notice.jobId ?? null}, ${notice.kind}, ${storableJson(notice.content)}::jsonb, ${now}, ${now}) returning id`.execute(database);
  return Number(rows[0]?.id);
}

/** Takes notices that are due, for a while: one whose taker dies is taken again. */
export async function claimDue(database: Database, now: Date, { most, claimMs }: { readonly most: number; readonly claimMs: number }): Promise<readonly Notice[]> {
  const { rows } = await sql<NoticeRow>`
    update notice set claimed_until = ${new Date(now.getTime() + claimMs)}
    where id in (
      select id from notice where state = 'waiting' and due_at <= ${now} and (claimed_until is null or claimed_until <= ${now})
      order by due_at, id limit ${most} for update skip locked
    ) returning ${columns}`.execute(database);
  return rows.map(noticeOf).sort((one, other) => one.id - other.id);
}

/** Gives a notice back untouched, to be taken at once. */
export async function releaseNotice(database: Queryable, id: number): Promise<void> {
  await sql`update notice set claimed_until = null where id = ${id} and state = 'waiting'`.execute(database);
}

/** Records a try and what comes of it: the end, or the next try at `nextAt`. @returns false when it has ended already */
export async function recordAttempt(
  database: Queryable, id: number, attempt: NoticeAttempt, next: { readonly state: 'sent' | 'failed' } | { readonly state: 'waiting'; readonly nextAt: Date },
): Promise<boolean> {
  const dueAt = next.state === 'waiting' ? next.nextAt : null;
  const { rows } = await sql`
    update notice set state = ${next.state}, attempts = attempts || ${storableJson([attempt])}::jsonb, claimed_until = null,
      due_at = coalesce(${dueAt}::timestamptz, due_at), ended_at = case when ${next.state}::text = 'waiting' then null else ${attempt.at}::timestamptz end
    where id = ${id} and state = 'waiting' returning id`.execute(database);
  return rows.length > 0;
}

/** Notices of a company, the newest first. */
export async function selectNotices(
  database: Queryable, companyId: number, filter: { readonly jobId?: number; readonly state?: Notice['state']; readonly pageSize: number; readonly page: number },
): Promise<readonly Notice[]> {
  const { rows } = await sql<NoticeRow>`
    select ${columns} from notice where company_id = ${companyId}
      ${filter.jobId === undefined ? sql`` : sql`and job_id = ${filter.jobId}`} ${filter.state === undefined ? sql`` : sql`and state = ${filter.state}`}
    order by id desc limit ${filter.pageSize} offset ${(filter.page - 1) * filter.pageSize}`.execute(database);
  return rows.map(noticeOf);
}

export async function selectNotice(database: Queryable, companyId: number, id: number): Promise<Notice | undefined> {
  const { rows } = await sql<NoticeRow>`select ${columns} from notice where company_id = ${companyId} and id = ${id}`.execute(database);
  return rows[0] && noticeOf(rows[0]);
}

/** @returns how many that ended before were forgotten. */
export async function forgetNotices(database: Queryable, endedBefore: Date): Promise<number> {
  const { rows } = await sql`delete from notice where state <> 'waiting' and ended_at < ${endedBefore} returning id`.execute(database);
  return rows.length;
}

function noticeOf(row: NoticeRow): Notice {
  return {
    id: Number(row.id), companyId: Number(row.company_id), jobId: row.job_id === null ? undefined : Number(row.job_id),
    kind: row.kind, content: row.content, key: row.key, state: row.state, attempts: row.attempts,
    dueAt: row.due_at, createdAt: row.created_at, endedAt: row.ended_at ?? undefined,
  } as Notice;
}

/** Texts come from strangers and may hold what the database cannot keep. */
function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? part.toWellFormed().replaceAll('\0', '\uFFFD') : part));
}
