import type { IncomingMessage } from 'node:http';
import { Failure } from '#base';
import type { OutboundHead } from '#ports';

/** They belong to the connection, not to whoever asks. */
const ownNames = /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|accept-encoding|proxy-.*)$/;
/** They speak for somebody: another origin must not learn them. */
const personalNames = new Set(['authorization', 'cookie']);

/** The headers of a request by lower-case name. @throws OUTBOUND_REFUSED for names and values that would break out of their line */
export function requestHeaders(given: Readonly<Record<string, string>>, shown: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { 'user-agent': 'Prepress', accept: '*/*' };
  for (const [name, value] of Object.entries(given)) {
    const isLegal = /^[!#$%&'*+.^_`|~0-9a-zA-Z-]+$/.test(name) && /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value);
    if (!isLegal || ownNames.test(name.toLowerCase())) {
      throw new Failure('OUTBOUND_REFUSED', { url: shown, detail: `header ${JSON.stringify(name.slice(0, 60))} cannot be sent` });
    }
    headers[name.toLowerCase()] = value;
  }
  // What is unpacked on the way would have no honest size.
  return { ...headers, 'accept-encoding': 'identity' };
}

/** What is left of the headers for another origin. */
export function impersonalHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !personalNames.has(name)));
}

export function headOf(response: IncomingMessage, url: URL): OutboundHead {
  const headers = Object.fromEntries(Object.entries(response.headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]));
  const length = headers['content-length'];
  return {
    status: response.statusCode ?? 0, url: url.href, headers,
    promisedBytes: length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined,
  };
}
