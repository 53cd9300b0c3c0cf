import { Failure, type Setting } from '#base';
import type { Outbound } from '#ports';
import type { FetchFrom } from './fetchers.ts';

/** How much of others' servers a job on URLs bears. */
export type FetchPolicy = {
  readonly maxBytes: number;
  /** For one file, redirects included. */
  readonly timeMs: number;
  /** Between two pieces of a file, and before the first. */
  readonly stallMs: number;
};

export const defaultFetchPolicy: FetchPolicy = { maxBytes: 2_147_483_648, timeMs: 600_000, stallMs: 30_000 };

export const fetchSettings: readonly Setting[] = [
  {
    name: 'PREPRESS_FETCH_LIMIT_BYTES', kind: 'integer', unit: 'bytes', min: 1, max: Number.MAX_SAFE_INTEGER, default: defaultFetchPolicy.maxBytes,
    meaning: 'Size of a file that `uploadUrlsJob` fetches beyond which it ends in error.',
  },
  {
    name: 'PREPRESS_FETCH_TIME_LIMIT_SECONDS', kind: 'integer', unit: 's', min: 1, max: 86_400, default: defaultFetchPolicy.timeMs / 1000,
    meaning: 'Time that fetching one file may take, redirects included; then it is tried again like any failure that may pass.',
  },
  {
    name: 'PREPRESS_FETCH_STALL_SECONDS', kind: 'integer', unit: 's', min: 1, max: 3600, default: defaultFetchPolicy.stallMs / 1000,
    meaning: 'Silence of a server that a file is fetched from after which the attempt is given up.',
  },
];

export function fetchPolicy(settings: { integer(name: string): number }): FetchPolicy {
  return {
    maxBytes: settings.integer('PREPRESS_FETCH_LIMIT_BYTES'),
    timeMs: settings.integer('PREPRESS_FETCH_TIME_LIMIT_SECONDS') * 1000,
    stallMs: settings.integer('PREPRESS_FETCH_STALL_SECONDS') * 1000,
  };
}

/** Answers that the same request may get another one than, later. @source RFC 9110 §15.5.9, §15.6; RFC 6585 §4; RFC 8470 §5.2 */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** Fetches URLs through whatever guards requests to servers that users name.
 *  @throws FETCH_REFUSED, FETCH_FAILED for answers that are no file, and what `Outbound` throws
 *  @source specification of job tracking, §7 "UploadUrlsJob" */
export function fetchUrlBy(outbound: Outbound, policy: FetchPolicy): FetchFrom<'url'> {
  return async ({ url }, spool, { signal, progress }) => {
    const answer = await outbound.fetch({
      url, signal,
      limits: { maxBytes: policy.maxBytes, totalMs: policy.timeMs, stallMs: policy.stallMs, answerMs: policy.stallMs },
      sink: ({ status }) => isFile(status) ? spool.writable : undefined,
      onProgress(receivedBytes, totalBytes) {
        if (totalBytes !== undefined && totalBytes > 0) progress(Math.min(1, receivedBytes / totalBytes));
      },
    });
    const { status } = answer;
    if (isFile(status)) return;
    throw new Failure(status >= 500 || passing.has(status) ? 'FETCH_FAILED' : 'FETCH_REFUSED', { status });
  };
}

/** 206 answers a request for a part, which none of ours is; 204 and 205 have nothing in them. */
function isFile(status: number): boolean {
  return status === 200 || status === 203;
}
