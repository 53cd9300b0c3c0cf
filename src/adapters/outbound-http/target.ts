import { isIP, type LookupFunction } from 'node:net';
import { Failure } from '#base';
import type { Allowances } from './allowances.ts';
import { isOpenAddress, plainAddress } from './ranges.ts';

/** Asks for the addresses of a name, once per request. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** Where one request goes: the addresses have been checked, and no other is connected to. */
export type Target = {
  readonly url: URL;
  /** Without brackets. */
  readonly host: string;
  readonly addresses: readonly { readonly address: string; readonly family: number }[];
};

/** Longest address we ask for; servers refuse longer ones anyway. */
const maxUrlLength = 8_192;

/** Ports above 1023 that other protocols answer on: what HTTP sends there could be read as their commands.
 *  @source Fetch standard, "bad port", and the usual ports of databases, caches and coordinators */
const closedPorts: ReadonlySet<number> = new Set([
  1025, 1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5672, 5900,
  6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 9092, 9200, 9300, 10080, 10250, 11211, 27017,
]);

/** Reads an address a user named. @throws OUTBOUND_REFUSED */
export function readUrl(text: string, base?: URL): URL {
  const refuse = (detail: string): Failure => new Failure('OUTBOUND_REFUSED', { url: shownUrl(text), detail });
  if (text.length > maxUrlLength) throw refuse(`longer than ${maxUrlLength} characters`);
  // The parser drops line ends and tabs silently; nobody who means well writes them.
  if (/[\p{Cc} ]/u.test(text)) throw refuse('blank or control character');
  const url = URL.parse(text, base?.href);
  if (url === null) throw refuse('not an address');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refuse('only http and https are requested');
  if (url.username !== '' || url.password !== '') throw refuse('user and password do not belong into an address');
  url.hash = '';
  return url;
}

/** Finds the addresses of a URL's host and judges every one: a name with a single closed address is refused as a whole.
 *  @throws OUTBOUND_REFUSED; OUTBOUND_FAILED when the name is not known */
export async function findTarget(url: URL, resolve: Resolve, allowances: Allowances): Promise<Target> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isNameAllowed = allowances.hasName(host);
  const family = isIP(host);
  const found = family === 0 ? await addressesOf(url, host, resolve) : [{ address: host, family }];
  const addresses = found.map((entry) => ({ ...entry, plain: plainAddress(entry.address) }));
  const isAllowed = isNameAllowed || addresses.every(({ plain }) => allowances.hasAddress(plain));
  const port = url.port === '' ? undefined : Number(url.port);
  if (!isAllowed && port !== undefined && (closedPorts.has(port) || (port < 1024 && port !== 80 && port !== 443))) {
    throw new Failure('OUTBOUND_REFUSED', { url: shownUrl(url.href), detail: `port ${port} is closed` });
  }
  if (!isNameAllowed) {
    const closed = addresses.find(({ plain }) => !isOpenAddress(plain) && !allowances.hasAddress(plain));
    if (closed !== undefined) {
      throw new Failure('OUTBOUND_REFUSED', { url: shownUrl(url.href), detail: 'not a public address; PREPRESS_OUTBOUND_ALLOW names exceptions' });
    }
  }
  return { url, host, addresses: found };
}

async function addressesOf(url: URL, host: string, resolve: Resolve): Promise<Target['addresses']> {
  let found: Target['addresses'];
  try {
    found = await resolve(host);
  } catch (cause) {
    throw new Failure('OUTBOUND_FAILED', { url: shownUrl(url.href), detail: 'the name is not known' }, { cause });
  }
  if (found.length === 0) throw new Failure('OUTBOUND_FAILED', { url: shownUrl(url.href), detail: 'the name is not known' });
  return found;
}

/** Answers every look-up of a connection with the addresses that were judged. */
export function pinnedLookup(target: Target): LookupFunction {
  return (_host, options, answer) => {
    const [first] = target.addresses;
    if (options.all === true) answer(null, target.addresses.map(({ address, family }) => ({ address, family })));
    else if (first !== undefined) answer(null, first.address, first.family);
  };
}

/** An address as logs show it: queries and fragments can hold secrets, and users and passwords are some. */
export function shownUrl(text: string): string {
  const url = URL.parse(text);
  return url === null ? text.slice(0, 200) : `${url.protocol}//${url.host}${url.pathname}`.slice(0, 500);
}
