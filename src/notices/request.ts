import { createHmac } from 'node:crypto';
import { Failure } from '#base';
import { jobHandle, type Job } from '#jobs';
import type { Clock, Outbound } from '#ports';

/** @source specification of UploadPostJob, §3.18 */
const timeLimitMs = 10_000;
const redirects = 3;

export type RequestSender = {
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** Signs requests; unset means that they are not signed. */
  readonly secret: string | undefined;
};

/** Tells a server that a job is done: one GET with the job in its query. Any status from 200 to 299 is an understanding.
 *  @throws OUTBOUND_REFUSED, OUTBOUND_FAILED */
export async function requestPostHttpUrl(sender: RequestSender, notice: { readonly key: string; readonly url: string; readonly attempt: number }, job: Job, signal: AbortSignal): Promise<void> {
  const url = completionUrl(notice.url, job);
  const answer = await sender.outbound.fetch({
    url, signal, limits: { connectMs: timeLimitMs, answerMs: timeLimitMs, totalMs: timeLimitMs, redirects },
    headers: {
      'idempotency-key': `"${notice.key}"`, 'prepress-attempt': String(notice.attempt),
      ...(sender.secret === undefined ? {} : { 'prepress-signature': signatureOf(sender.secret, url, sender.clock.now()) }),
    },
  });
  checkStatus(url, answer.status);
}

/** The address a job named, its query kept as it is, with the job behind it. */
export function completionUrl(text: string, job: Pick<Job, 'id' | 'companyId' | 'name' | 'originalName'>): string {
  const [address = ''] = text.split('#', 1);
  const join = address.includes('?') ? (/[?&]$/.test(address) ? '' : '&') : '?';
  const query = { jobHandle: jobHandle(job), jobName: job.originalName.toWellFormed(), status: 'Done' };
  return address + join + Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/** `t=<seconds since 1970>,v1=<HMAC-SHA256 in hex>` over `<t>.GET.<path and query as requested>`, or for a request with a body over
 *  `<t>.POST.<path and query>.<body>`. */
export function signatureOf(secret: string, url: string, now: Date, body?: string): string {
  const { pathname, search } = new URL(url);
  const seconds = Math.floor(now.getTime() / 1000);
  const base = body === undefined ? `${seconds}.GET.${pathname}${search}` : `${seconds}.POST.${pathname}${search}.${body}`;
  return `t=${seconds},v1=${createHmac('sha256', secret).update(base).digest('hex')}`;
}

export type PurgeTarget = {
  /** `PREPRESS_CDN_PURGE_URL` */
  readonly url: string;
  /** Sent as `Authorization: Bearer`. */
  readonly token: string | undefined;
};

/** Tells a cache which URLs to forget: one POST with `{"urls": […]}`. @throws OUTBOUND_REFUSED, OUTBOUND_FAILED */
export async function requestPurge(
  sender: RequestSender, target: PurgeTarget, notice: { readonly key: string; readonly urls: readonly string[]; readonly attempt: number }, signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify({ urls: notice.urls });
  const answer = await sender.outbound.fetch({
    url: target.url, method: 'POST', body, signal,
    headers: {
      'content-type': 'application/json', 'idempotency-key': `"${notice.key}"`, 'prepress-attempt': String(notice.attempt),
      ...(target.token === undefined ? {} : { authorization: `Bearer ${target.token}` }),
      ...(sender.secret === undefined ? {} : { 'prepress-signature': signatureOf(sender.secret, target.url, sender.clock.now(), body) }),
    },
  });
  checkStatus(target.url, answer.status);
}

/** @throws OUTBOUND_FAILED */
function checkStatus(url: string, status: number): void {
  if (status < 200 || status > 299) throw new Failure('OUTBOUND_FAILED', { url: withoutQuery(url), detail: `status ${status}` });
}

/** An address as logs show it: its query can hold secrets. */
export function withoutQuery(text: string): string {
  const url = URL.parse(text);
  return url === null ? text.slice(0, 200) : `${url.protocol}//${url.host}${url.pathname}`.slice(0, 500);
}
