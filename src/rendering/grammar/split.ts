import { badRequest } from '../failures.ts';

/** One `&` part of a query: name as written, value still encoded; undefined without `=`. */
export type Part = { readonly name: string; readonly value: string | undefined };

/** Commands whose value may be a nested request. */
const nesting = new Set(['src', 'mask', 'imageset']);

const opening = /^(?:is|ir|fxg)?(\{|\(|%7b|%28)/i;
const closers: Readonly<Record<string, RegExp>> = {
  '{': /\{|\}|%7b|%7d/gi, '%7b': /\{|\}|%7b|%7d/gi, '(': /\(|\)|%28|%29/gi, '%28': /\(|\)|%28|%29/gi,
};
const isOpener = new Set(['{', '(', '%7b', '%28']);

/** Splits a query at `&`, leaving nested requests whole. Comments and empty parts vanish.
 *  @throws DELIVERY_BAD_REQUEST when a nested request is not closed. @source delivery, §1.2 steps 3 and 4 */
export function splitQuery(query: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < query.length;) {
    const end = partEnd(query, at);
    const text = query.slice(at, end);
    at = end + 1;
    if (text === '' || text.startsWith('.')) continue;
    const equals = text.indexOf('=');
    parts.push(equals < 0 ? { name: text, value: undefined } : { name: text.slice(0, equals), value: text.slice(equals + 1) });
  }
  return parts;
}

function partEnd(query: string, start: number): number {
  const plainEnd = endOr(query.indexOf('&', start), query.length);
  const length = query.slice(start, plainEnd).indexOf('=');
  const equals = start + length;
  if (length < 0 || !nesting.has(query.slice(start, equals).toLowerCase())) return plainEnd;
  const opened = opening.exec(query.slice(equals + 1, equals + 16));
  if (!opened) return plainEnd;
  const close = nestedEnd(query, equals + 1 + opened[0].length, opened[1]!.toLowerCase());
  return endOr(query.indexOf('&', close), query.length);
}

function nestedEnd(query: string, start: number, opener: string): number {
  const delimiter = new RegExp(closers[opener]!);
  delimiter.lastIndex = start;
  let depth = 1;
  for (let found = delimiter.exec(query); found; found = delimiter.exec(query)) {
    depth += isOpener.has(found[0].toLowerCase()) ? 1 : -1;
    if (depth === 0) return delimiter.lastIndex;
  }
  throw badRequest('a nested request is not closed');
}

function endOr(index: number, length: number): number {
  return index < 0 ? length : index;
}
