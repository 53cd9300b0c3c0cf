import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { Failure } from '#base';
import type { Outbound, OutboundAnswer, OutboundRequest } from '#ports';
import { readAllowances, type Allowances } from './allowances.ts';
import { headOf, impersonalHeaders, requestHeaders } from './headers.ts';
import { Patience } from './patience.ts';
import { receive, SinkFailure } from './receive.ts';
import { send } from './send.ts';
import { findTarget, readUrl, shownUrl, type Resolve } from './target.ts';

export type OutboundHttpOptions = {
  /** Exceptions from the rule that only public addresses are requested; see `readAllowances`. */
  readonly allow: readonly string[];
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  /** Certificates (PEM) of authorities in place of the usual ones. */
  readonly authorities?: readonly string[];
};

const defaults = { connectMs: 10_000, answerMs: 30_000, stallMs: 30_000, totalMs: 60_000, redirects: 5 } as const;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);
const systemResolve: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/** Requests over HTTP and HTTPS. A name is resolved once, every address it has is judged, and the connection goes to
 *  those addresses; certificates and `Host` stay those of the name. Each redirect is judged like a new request.
 *  @throws BAD_SETTING for an exception that cannot be read */
export function openOutboundHttp(options: OutboundHttpOptions): Outbound {
  const allowances = readAllowances(options.allow);
  const resolve = options.resolve ?? systemResolve;
  return { fetch: (request) => fetchGuarded(request, { allowances, resolve, authorities: options.authorities }) };
}

type Guard = { readonly allowances: Allowances; readonly resolve: Resolve; readonly authorities: readonly string[] | undefined };

async function fetchGuarded(request: OutboundRequest, guard: Guard): Promise<OutboundAnswer> {
  const limits = { ...defaults, ...request.limits };
  const method = request.method ?? 'GET';
  const shown = shownUrl(request.url);
  let url = readUrl(request.url);
  let headers = requestHeaders(request.headers ?? {}, shown);
  using patience = new Patience(shown, limits.totalMs, request.signal);
  try {
    for (let hops = 0; ; hops += 1) {
      patience.give(limits.connectMs, 'connection');
      const target = await patience.within(findTarget(url, guard.resolve, guard.allowances));
      const response = await patience.within(send({
        target, method, headers, body: method === 'POST' ? request.body ?? '' : undefined, authorities: guard.authorities, answerMs: limits.answerMs, patience,
      }));
      const next = method === 'POST' || limits.redirects === 0 ? undefined : redirectOf(response, url);
      if (next === undefined) {
        const head = headOf(response, url);
        return { ...head, receivedBytes: await receive(response, head, request, { patience, stallMs: limits.stallMs, maxBytes: limits.maxBytes }) };
      }
      response.destroy();
      if (hops >= limits.redirects) throw new Failure('OUTBOUND_REFUSED', { url: shown, detail: `more than ${limits.redirects} redirects` });
      if (next.origin !== url.origin) headers = impersonalHeaders(headers);
      url = next;
    }
  } catch (thrown) {
    if (patience.signal.aborted) throw patience.signal.reason;
    if (thrown instanceof SinkFailure) throw thrown.cause;
    throw thrown instanceof Failure ? thrown : new Failure('OUTBOUND_FAILED', { url: shown, detail: reasonOf(thrown) }, { cause: thrown });
  }
}

/** Where an answer sends us. @throws OUTBOUND_REFUSED for what may not be asked, and for a way from https to http */
function redirectOf(response: IncomingMessage, from: URL): URL | undefined {
  const { location } = response.headers;
  if (!redirectStatuses.has(response.statusCode ?? 0) || location === undefined) return undefined;
  try {
    const next = readUrl(location, from);
    if (from.protocol === 'https:' && next.protocol === 'http:') {
      throw new Failure('OUTBOUND_REFUSED', { url: shownUrl(next.href), detail: 'a redirect from https to http' });
    }
    return next;
  } catch (thrown) {
    response.destroy();
    throw thrown;
  }
}

function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as { readonly code?: string; readonly message?: string };
  return code ?? message ?? String(thrown);
}
