import type { ByteRange } from '#ports';
import { wholeSeconds } from './caching.ts';

/** What part of a file a request wants; `whole` also where the range is not understood or there are several. */
export type RangeVerdict = { readonly kind: 'whole' } | { readonly kind: 'part'; readonly range: ByteRange } | { readonly kind: 'unsatisfiable' };

/** @source RFC 9110 §14.2; delivery, §7.2 */
export function readRange(
  headers: { readonly range?: string | undefined; readonly 'if-range'?: string | undefined },
  file: { readonly sizeBytes: number; readonly etag: string; readonly modifiedAt: Date },
): RangeVerdict {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(headers.range ?? '');
  if (!match || (match[1] === '' && match[2] === '') || !isStillMeant(headers['if-range'], file)) return { kind: 'whole' };
  const [first, last] = match[1] === ''
    ? [Math.max(0, file.sizeBytes - Number(match[2])), file.sizeBytes - 1]
    : [Number(match[1]), match[2] === '' ? file.sizeBytes - 1 : Math.min(Number(match[2]), file.sizeBytes - 1)];
  if (match[1] !== '' && match[2] !== '' && Number(match[2]) < Number(match[1])) return { kind: 'whole' };
  if (first >= file.sizeBytes || (match[1] === '' && Number(match[2]) === 0)) return { kind: 'unsatisfiable' };
  return { kind: 'part', range: { first, last } };
}

/** A part of another version would not fit what the client holds. A weak tag never matches here. */
function isStillMeant(ifRange: string | undefined, file: { readonly etag: string; readonly modifiedAt: Date }): boolean {
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"') || ifRange.startsWith('W/')) return ifRange.trim() === file.etag;
  return Date.parse(ifRange) === wholeSeconds(file.modifiedAt);
}
