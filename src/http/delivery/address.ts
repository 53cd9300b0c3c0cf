import { decodePathElement } from '#rendering';

/** Where a delivery URL points, from its raw bytes. */
export type Address = {
  readonly door: 'image' | 'content';
  /** Decoded path elements of the object; empty when there is none. */
  readonly elements: readonly string[];
  /** Still encoded, without the question mark. */
  readonly query: string;
};

const doors: readonly (readonly [prefix: string, door: Address['door']])[] = [
  ['/is/image', 'image'], ['/is/content', 'content'], ['/e2', 'content'], ['/hls-vod', 'content'],
];

/** Does the URL belong to this door? Tells without decoding anything. */
export function isDeliveryUrl(url: string): boolean {
  return doors.some(([prefix]) => url.startsWith(prefix) && (url.length === prefix.length || url[prefix.length] === '/' || url[prefix.length] === '?'));
}

/** Takes a raw URL apart. Each element of the path is decoded by itself, so that an encoded slash stays part of it.
 *  @source delivery, §1.1, §1.2 */
export function readAddress(url: string): Address {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const [prefix, door] = doors.find(([one]) => path === one || path.startsWith(`${one}/`)) ?? doors[0]!;
  let object = path.slice(prefix.length);
  // Published examples repeat the prefix.
  if (door === 'image' && /^\/is\/image(\/|$)/.test(object)) object = object.slice('/is/image'.length);
  const elements = object.split('/').slice(1);
  // A doubled slash in front means the same object.
  while (elements.length > 0 && elements[0] === '') elements.shift();
  return { door, elements: elements.map(decodePathElement), query: mark < 0 ? '' : url.slice(mark + 1) };
}
