import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Values of the server setting that decides about compressed answers. @source specification of the upload protocol, §6 */
export const gzipSettings = ['never', 'soap', 'accept', 'always'] as const;
export type GzipSetting = (typeof gzipSettings)[number];

export const xmlContentType = 'text/xml;charset=utf-8';

/** Says whether an answer goes out compressed.
 *  @param gzipResponse  What the auth header said; undefined when it said nothing.
 *  @source specification of the upload protocol, §6 */
export function shouldGzip(question: {
  readonly setting: GzipSetting;
  readonly gzipResponse: boolean | undefined;
  readonly acceptEncoding: string | undefined;
}): boolean {
  switch (question.setting) {
    case 'never': return false;
    case 'soap': return question.gzipResponse === true;
    case 'accept': return question.gzipResponse ?? acceptsGzip(question.acceptEncoding);
    case 'always': return true;
  }
}

/** HTTP status of a fault: what the sender asked for when it is 200..599 and may carry a body, else 500. */
export function faultHttpStatus(asked: number | undefined): number {
  const isUsable = asked !== undefined && Number.isInteger(asked) && asked >= 200 && asked <= 599;
  return isUsable && !bodylessStatuses.has(asked) ? asked : 500;
}

/** Body and headers of an XML answer, compressed or not.
 *  `vary` belongs on every answer whose compression depended on the request, the uncompressed ones too. */
export async function packAnswer(text: string, options: {
  readonly isGzipped: boolean;
  readonly contentType?: string;
}): Promise<{ readonly body: Buffer; readonly headers: Readonly<Record<string, string>> }> {
  const plain = Buffer.from(text, 'utf8');
  const headers = { 'content-type': options.contentType ?? xmlContentType, vary: 'Accept-Encoding' };
  if (!options.isGzipped) return { body: plain, headers };
  return { body: await compress(plain), headers: { ...headers, 'content-encoding': 'gzip' } };
}

const compress = promisify(gzip) as (plain: Buffer) => Promise<Buffer>;

/** HTTP forbids these a body, so the fault itself would be lost. */
const bodylessStatuses: ReadonlySet<number> = new Set([204, 205, 304]);

function acceptsGzip(header: string | undefined): boolean {
  return (header ?? '').split(',').some((part) => {
    const [coding, ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
    if (coding !== 'gzip' && coding !== 'x-gzip') return false;
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return quality === undefined || Number(quality.slice(2)) > 0;
  });
}
