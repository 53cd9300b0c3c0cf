import { BlockList, isIP } from 'node:net';

import { Failure, locales } from '#base';

/** Proxies whose `X-Forwarded-For` is believed. */
export type TrustedProxies = { readonly isTrusted: (address: string) => boolean };

/** The parts of a request that tell where it came from; both Node's and fastify's requests fit. */
export type RequestOrigin = {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
};

/** Reads a list of addresses and CIDR ranges, such as `10.0.0.0/8` or `::1`.
 *  @throws BAD_SETTING for an entry that is neither */
export function readTrustedProxies(entries: readonly string[], settingName = 'PREPRESS_TRUSTED_PROXIES'): TrustedProxies {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix, ...rest] = entry.trim().split('/');
    const kind = isIP(address);
    const longest = kind === 4 ? 32 : 128;
    const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : NaN;
    if (kind === 0 || rest.length > 0 || !(length >= 0 && length <= longest)) {
      throw new Failure('BAD_SETTING', {
        name: settingName, expected: 'addresses or CIDR ranges separated by commas', received: entry,
      });
    }
    list.addSubnet(address, length, kind === 4 ? 'ipv4' : 'ipv6');
  }
  return { isTrusted: (address) => isIP(address) > 0 && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6') };
}

/** The address a request came from: the peer, or behind trusted proxies the nearest hop that is not one of them.
 *  Only `X-Forwarded-For` is read: a proxy that appends one header lets a client forge any other. */
export function clientAddressOf(request: RequestOrigin, trustedProxies: TrustedProxies): string {
  let address = plainAddress(request.socket.remoteAddress ?? '') ?? '';
  const header = request.headers['x-forwarded-for'];
  const hops = (typeof header === 'string' ? header : (header ?? []).join(',')).split(',');
  for (const hop of hops.reverse()) {
    if (!trustedProxies.isTrusted(address)) break;
    const next = plainAddress(hop.trim());
    if (next === undefined) break;
    address = next;
  }
  return address;
}

/** The language of faults: the auth header's, else the first tag of `Accept-Language`, else the server's.
 *  A language we do not speak reads the server's. @source specification of the upload protocol, §7 */
export function operationLocale(question: {
  readonly authLocale: string | undefined;
  readonly acceptLanguage: string | undefined;
  readonly serverDefault: string;
}): string {
  const firstTag = question.acceptLanguage?.split(',')[0]?.split(';')[0]?.trim();
  return spokenLocale(question.authLocale?.trim() || firstTag, question.serverDefault);
}

/** A locale tag in the form `ll[-CC]` when we speak its language, else `fallback`. */
export function spokenLocale(tag: string | undefined, fallback: string): string {
  const [language = '', ...regions] = (tag ?? '').trim().split(/[-_]/);
  const spoken = locales.find((locale) => locale === language.toLowerCase());
  if (spoken === undefined) return fallback;
  const region = regions.find((part) => /^[A-Za-z]{2}$/.test(part));
  return region === undefined ? spoken : `${spoken}-${region.toUpperCase()}`;
}

/** Credentials of an `Authorization: Basic` header; undefined for anything else.
 *  UTF-8, or Latin-1 where the bytes are not UTF-8: RFC 7617 leaves the encoding open. */
export function basicCredentials(
  authorizationHeader: string | undefined,
): { readonly email: string; readonly password: string } | undefined {
  const match = /^\s*basic\s+([A-Za-z0-9+/_-]+={0,2})\s*$/i.exec(authorizationHeader ?? '');
  if (match === null) return undefined;
  const bytes = Buffer.from(match[1] ?? '', 'base64');
  const text = decodeText(bytes);
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { email: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** Without brackets, port, zone and the IPv4-in-IPv6 prefix, so that one client has one spelling. */
function plainAddress(spelling: string): string | undefined {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(spelling)?.[1];
  const address = (bracketed ?? spelling).replace(/%.*$/, '').toLowerCase();
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/.exec(address)?.[1];
  if (mapped !== undefined && isIP(mapped) === 4) return mapped;
  if (isIP(address) > 0) return address;
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(address)?.[1];
  return withPort !== undefined && isIP(withPort) === 4 ? withPort : undefined;
}
