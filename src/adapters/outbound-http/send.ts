import { request as requestPlain, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestTls } from 'node:https';
import type { Socket } from 'node:net';
import type { Patience } from './patience.ts';
import { plainAddress } from './ranges.ts';
import { pinnedLookup, type Target } from './target.ts';

export type Sending = {
  readonly target: Target;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
  /** Certificates trusted beside the usual ones; for tests and private authorities. */
  readonly authorities: readonly string[] | undefined;
  readonly answerMs: number;
  readonly patience: Patience;
};

const maxHeadBytes = 32_768;

/** Sends one request over a connection of its own and resolves with the head of the answer. */
export function send(sending: Sending): Promise<IncomingMessage> {
  const { target, patience, answerMs } = sending;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = openRequest(sending);
  request.on('error', reject);
  request.on('response', resolve);
  request.on('socket', (socket: Socket) => {
    socket.once('connect', () => {
      // The look-up is pinned; this catches a connection that came about otherwise.
      const reached = plainAddress(socket.remoteAddress ?? '');
      if (!target.addresses.some(({ address }) => plainAddress(address) === reached)) request.destroy(new Error('connected to an address that was not judged'));
    });
    socket.once(target.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => patience.give(answerMs, 'answer'));
  });
  request.end(sending.body);
  return promise;
}

function openRequest({ target, method, headers, body, authorities, patience }: Sending): ClientRequest {
  const { url, host } = target;
  const options: RequestOptions = {
    host, port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port, path: `${url.pathname}${url.search}`, method,
    headers: { host: url.host, ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
    // A connection of its own: one that stays open was judged for somebody else, and no proxy of the environment is asked.
    agent: false, lookup: pinnedLookup(target), signal: patience.signal, maxHeaderSize: maxHeadBytes,
  };
  if (url.protocol === 'http:') return requestPlain(options);
  return requestTls({ ...options, ...(authorities === undefined ? {} : { ca: [...authorities] }) });
}
