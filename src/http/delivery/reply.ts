import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { TextReply } from '#rendering';
import { shouldGzip } from '../answer.ts';
import { isUnchanged } from './caching.ts';

export type Headers = Readonly<Record<string, string>>;

/** What goes out; `sizeBytes` stands for a body that a HEAD leaves out, and a file is opened only when it is sent. */
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer | (() => Promise<Readable>) | undefined;
  readonly sizeBytes: number;
};

/** What a request says, as far as delivery looks. */
export type RequestHeaders = {
  readonly range?: string | undefined;
  readonly 'if-range'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
  readonly 'if-modified-since'?: string | undefined;
  readonly 'accept-encoding'?: string | string[] | undefined;
};

/** Strong validator of a body. @source delivery, §6.2 */
export function etagOf(body: Uint8Array): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

export function bytesReply(status: number, headers: Headers, body: Buffer): Reply {
  return { status, headers, body, sizeBytes: body.byteLength };
}

/** A reply that a client may hold already. */
export function checkedReply(
  request: RequestHeaders, headers: Headers, body: Buffer,
  validators: { readonly etag: string; readonly modifiedAt: Date | undefined; readonly isEternal: boolean },
): Reply {
  const tagged = { ...headers, etag: validators.etag, ...(validators.modifiedAt && { 'last-modified': validators.modifiedAt.toUTCString() }) };
  if (isUnchanged(request, validators)) {
    const { 'content-type': _type, ...kept } = tagged as Headers & { readonly 'content-type'?: string };
    return { status: 304, headers: kept, body: undefined, sizeBytes: 0 };
  }
  return bytesReply(200, tagged, body);
}

const compress = promisify(gzip) as (plain: Buffer) => Promise<Buffer>;

/** Smaller texts only grow. */
const gzipFromBytes = 200;

/** A text, compressed where that is accepted. @source delivery, §6.6 */
export async function textReply(
  headers: Headers, text: TextReply, request: RequestHeaders,
): Promise<{ readonly headers: Headers; readonly body: Buffer }> {
  const accepted = request['accept-encoding'];
  const isGzipped = text.body.byteLength >= gzipFromBytes
    && shouldGzip({ setting: 'accept', gzipResponse: undefined, acceptEncoding: Array.isArray(accepted) ? accepted.join(',') : accepted });
  return {
    headers: {
      ...headers, 'content-type': text.contentType, vary: 'Accept-Encoding', ...(isGzipped && { 'content-encoding': 'gzip' }),
    },
    body: isGzipped ? await compress(text.body) : text.body,
  };
}
