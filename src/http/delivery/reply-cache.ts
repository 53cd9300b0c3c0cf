/** A finished body with what identifies it. */
export type CachedReply = { readonly body: Buffer; readonly etag: string; readonly contentType: string };

/** Finished replies in memory, the longest unused leaving first. Keys hold the content of all sources, so that nothing
 *  stale can be found. */
export interface ReplyCache {
  get(key: string): CachedReply | undefined;
  put(key: string, reply: CachedReply): void;
  readonly sizeBytes: number;
  readonly replies: number;
}

/** What an entry costs beside its body. */
const overheadBytes = 500;

/** @param limitBytes 0 keeps nothing. A reply larger than a quarter of it is not kept: it would push out all others. */
export function openReplyCache(limitBytes: number): ReplyCache {
  const entries = new Map<string, CachedReply>();
  let sizeBytes = 0;
  const costOf = (key: string, reply: CachedReply): number => reply.body.byteLength + key.length + overheadBytes;
  const drop = (key: string, reply: CachedReply): void => {
    entries.delete(key);
    sizeBytes -= costOf(key, reply);
  };
  return {
    get(key) {
      const reply = entries.get(key);
      if (!reply) return undefined;
      entries.delete(key);
      entries.set(key, reply);
      return reply;
    },
    put(key, reply) {
      const known = entries.get(key);
      if (known) drop(key, known);
      if (costOf(key, reply) > limitBytes / 4) return;
      entries.set(key, reply);
      sizeBytes += costOf(key, reply);
      for (const [oldest, old] of entries) {
        if (sizeBytes <= limitBytes) break;
        drop(oldest, old);
      }
    },
    get sizeBytes() { return sizeBytes; },
    get replies() { return entries.size; },
  };
}
