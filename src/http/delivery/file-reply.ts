import type { Blobs } from '#ports';
import { isUnchanged, notCached } from './caching.ts';
import { readRange } from './ranges.ts';
import type { Headers, Reply, RequestHeaders } from './reply.ts';

/** A stored file, or a part of one that is served as a file of its own. */
export type ServedFile = {
  readonly blobId: string;
  readonly isPart: boolean;
  /** Where it begins in what is stored. */
  readonly first: number;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedAt: Date;
  /** What kind it is. */
  readonly typeHeaders: Headers;
};

/** Answers with a file, with the range of it that is asked for, or that the client has it already. @source delivery, §7.2 */
export function fileReply(
  file: ServedFile, request: RequestHeaders, caching: { readonly headers: Headers; readonly isEternal: boolean }, blobs: Pick<Blobs, 'read'>,
): Reply {
  const { blobId, first: start, sizeBytes, etag, modifiedAt, typeHeaders } = file;
  const headers: Headers = {
    ...caching.headers, etag, 'last-modified': modifiedAt.toUTCString(),
    'accept-ranges': 'bytes', 'content-disposition': 'inline', 'x-content-type-options': 'nosniff',
  };
  if (isUnchanged(request, { etag, modifiedAt, isEternal: caching.isEternal })) return { status: 304, headers, body: undefined, sizeBytes: 0 };
  const typed = { ...headers, ...typeHeaders };
  const verdict = readRange(request, { sizeBytes, etag, modifiedAt });
  if (verdict.kind === 'unsatisfiable') {
    const refusal = { ...notCached, 'content-range': `bytes */${sizeBytes}`, 'accept-ranges': 'bytes' };
    return { status: 416, headers: refusal, body: undefined, sizeBytes: 0 };
  }
  if (verdict.kind === 'whole') {
    const range = file.isPart ? { first: start, last: start + sizeBytes - 1 } : undefined;
    return { status: 200, headers: typed, body: () => blobs.read(blobId, range), sizeBytes };
  }
  const { first, last } = verdict.range;
  return {
    status: 206, headers: { ...typed, 'content-range': `bytes ${first}-${last}/${sizeBytes}` },
    body: () => blobs.read(blobId, { first: start + first, last: start + last }), sizeBytes: last - first + 1,
  };
}
