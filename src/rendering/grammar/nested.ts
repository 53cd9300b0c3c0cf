import { badRequest, notAvailableYet } from '../failures.ts';

/** A request inside another: still encoded, both parts. */
export type NestedRequest = { readonly object: string; readonly query: string };

const opening = /^(is|ir|fxg)?(?:\{|\(|%7b|%28)/i;
const closing = /(?:\}|\)|%7d|%29)$/i;

/** Is the value of `src=` or `mask=` a request of its own? Such values are not decoded: the request inside is. */
export function isNested(value: string): boolean {
  return opening.test(value);
}

/** @returns undefined when the value names an object. @throws DELIVERY_BAD_REQUEST for other servers and foreign addresses
 *  @source delivery, §1.7 */
export function readNested(command: string, value: string): NestedRequest | undefined {
  const opened = opening.exec(value);
  if (!opened) return undefined;
  const server = opened[1]?.toLowerCase();
  if (server === undefined) throw badRequest(`foreign addresses for ${command} are not allowed`);
  if (server !== 'is') throw badRequest(`${server} is not supported for ${command}`);
  if (!closing.test(value)) throw badRequest(`expected nothing after the nested request of ${command}`);
  const inner = value.slice(opened[0].length).replace(closing, '');
  const mark = inner.indexOf('?');
  if (/^\/?[a-z]+:\/\//i.test(inner)) throw notAvailableYet('foreign addresses');
  return { object: mark < 0 ? inner : inner.slice(0, mark), query: mark < 0 ? '' : inner.slice(mark + 1) };
}
