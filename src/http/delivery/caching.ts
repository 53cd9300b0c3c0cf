/** How long a reply may be kept. @param hours −1 never expires. @source delivery, §6.1 */
export function cacheHeaders(hours: number, now: Date): Readonly<Record<string, string>> {
  if (hours === 0) return { 'cache-control': 'public, max-age=0, must-revalidate', expires: now.toUTCString() };
  const seconds = hours < 0 ? neverSeconds : Math.round(hours * 3600);
  return { 'cache-control': `public, max-age=${seconds}`, expires: new Date(now.getTime() + seconds * 1000).toUTCString() };
}

const neverSeconds = 31_536_000;

export const notCached = { 'cache-control': 'no-store' } as const;

/** Says whether the client has the reply already: `If-None-Match` decides alone where it is sent.
 *  @param isEternal Replies that never expire are never checked. @source delivery, §6.1, §6.2 */
export function isUnchanged(
  headers: { readonly 'if-none-match'?: string | undefined; readonly 'if-modified-since'?: string | undefined },
  reply: { readonly etag: string; readonly modifiedAt: Date | undefined; readonly isEternal: boolean },
): boolean {
  const tags = headers['if-none-match'];
  const since = headers['if-modified-since'];
  if (reply.isEternal && (tags !== undefined || since !== undefined)) return true;
  if (tags !== undefined) return tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === reply.etag);
  if (since === undefined || reply.modifiedAt === undefined) return false;
  const sinceMs = Date.parse(since);
  return Number.isFinite(sinceMs) && wholeSeconds(reply.modifiedAt) <= sinceMs;
}

/** HTTP dates know no fractions. */
export function wholeSeconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000) * 1000;
}
