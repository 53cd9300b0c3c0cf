import { asFailure, type Failure } from '#base';
import { packText, propertiesText, jsonCall, type ImageServing, type TextFormat } from '#rendering';
import { notCached } from './caching.ts';
import { bytesReply, type Headers, type Reply } from './reply.ts';

/** How the client wants to be answered, as far as it is known. */
export type ErrorForm = { readonly format: TextFormat | undefined; readonly id: string; readonly ignored: readonly string[] };

type Kind = 'notFound' | 'badRequest' | 'tooLarge' | 'refused' | 'overload' | 'internal';
type Verdict = { readonly kind: Kind; readonly status: number; readonly title: string };

const internalTitle = 'Internal error';

/** Says what a failure looks like from outside. @source delivery, §1.9 */
function judge(failure: Failure, notFoundStatus: number): Verdict {
  const title = failure.reasonIn('en');
  switch (failure.code) {
    case 'DELIVERY_BAD_REQUEST': case 'BROKEN_PROFILE': case 'PROFILE_MISMATCH': return { kind: 'badRequest', status: 403, title };
    case 'DELIVERY_TOO_LARGE': return { kind: 'tooLarge', status: 403, title };
    case 'DELIVERY_REFUSED': return { kind: 'refused', status: 403, title };
    case 'DELIVERY_NOT_FOUND': return { kind: 'notFound', status: notFoundStatus, title };
    case 'DELIVERY_URL_TOO_LONG': return { kind: 'badRequest', status: 414, title };
    case 'DELIVERY_OVERLOADED': return { kind: 'overload', status: 503, title };
    case 'TIME_LIMIT': return { kind: 'overload', status: 503, title: 'Server overloaded' };
    default: return { kind: 'internal', status: failure.row.httpStatus === 503 ? 503 : 500, title: internalTitle };
  }
}

/** Is it our fault rather than the sender's? */
export function isOperatorsFault(failure: Failure): boolean {
  return judge(failure, 403).status >= 500;
}

/** Answers what was thrown in the form asked for; scripts get theirs with 200, else they never see it. */
export function errorReply(
  thrown: unknown, form: ErrorForm, serving: Pick<ImageServing, 'errorDetail' | 'notFoundStatus' | 'debugHeaders'>, now: Date,
): Reply {
  const failure = asFailure(thrown);
  const { kind, status, title } = judge(failure, serving.notFoundStatus);
  const detail = detailOf(failure, serving.errorDetail);
  const headers: Headers = {
    ...notCached,
    ...(status === 503 && { 'retry-after': '5' }),
    ...(serving.debugHeaders && { 'x-is-error': kind, ...(form.ignored.length > 0 && { 'x-is-ignored': headerText(form.ignored) }) }),
  };
  if (form.format === undefined) {
    const plain = { ...headers, 'content-type': 'text/plain; charset=UTF-8' };
    return bytesReply(status, plain, Buffer.from([title, ...detail].join('\r\n')));
  }
  const message = detail.join('\n') || title;
  const text = form.format === 'json'
    ? jsonCall('s7jsonError', JSON.stringify({ message, title }), form.id)
    : propertiesText({ 'error.title': title, 'error.message': message }, form.format, { id: '', handler: '' }, now, 'ERROR');
  const { contentType, body } = packText(text, form.format, undefined)!;
  return bytesReply(form.format === 'json' ? 200 : status, { ...headers, 'content-type': contentType }, body);
}

function detailOf(failure: Failure, level: number): readonly string[] {
  if (level < 2) return [];
  const detail = failure.params['detail'];
  return [detail === undefined ? failure.message : String(detail), ...(level >= 3 && failure.stack ? [failure.stack] : [])];
}

/** Names of strangers, fit for a header. */
export function headerText(names: readonly string[]): string {
  return names.join(' ').replace(/[^\x21-\x7e ]/g, '?').slice(0, 500);
}
