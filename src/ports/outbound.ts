import type { Writable } from 'node:stream';

/** How much of a stranger's server we bear. */
export type OutboundLimits = {
  /** Bytes of the body as they come over the line; nothing is unpacked. Default 65,536 without a sink. */
  readonly maxBytes?: number;
  /** Until the connection stands: name, TCP and TLS. Default 10,000. */
  readonly connectMs?: number;
  /** From the request's end to the head of the answer. Default 30,000. */
  readonly answerMs?: number;
  /** Between two pieces of the body. Default 30,000. */
  readonly stallMs?: number;
  /** For everything, redirects included. Default 60,000. */
  readonly totalMs?: number;
  /** Redirects that are followed; beyond them the request fails. 0 hands the redirect to the caller. Default 5; a POST is never redirected. */
  readonly redirects?: number;
};

export type OutboundRequest = {
  /** Absolute, http or https, without user and password. */
  readonly url: string;
  /** Default GET. */
  readonly method?: 'GET' | 'HEAD' | 'POST';
  /** Without those that belong to the connection. `authorization` and `cookie` do not follow a redirect to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of a POST. */
  readonly body?: string | Uint8Array;
  readonly limits?: OutboundLimits;
  /** Where the body goes, asked when the head of the last answer is there; without one the body is read and dropped.
   *  It is ended when the body is complete and destroyed when it is not. */
  readonly sink?: (head: OutboundHead) => Writable | undefined | Promise<Writable | undefined>;
  /** @param totalBytes As the other side promised; undefined when it did not say. */
  readonly onProgress?: (receivedBytes: number, totalBytes: number | undefined) => void;
  /** Ends the request at once with the signal's reason. */
  readonly signal?: AbortSignal;
};

/** What came before the body. */
export type OutboundHead = {
  readonly status: number;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** By lower-case name; several of one name are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Length that was promised. */
  readonly promisedBytes: number | undefined;
};

export type OutboundAnswer = OutboundHead & { readonly receivedBytes: number };

/** Requests to servers that users name. What must not be reached from here is refused, whatever its name resolves to. */
export interface Outbound {
  /** Sends one request. Answers of every status are returned: the caller judges.
   *  @throws OUTBOUND_REFUSED for what may not be asked, redirects included; OUTBOUND_TOO_LARGE; OUTBOUND_FAILED for what did not work,
   *    time limits included; what the sink fails with; the signal's reason */
  fetch(request: OutboundRequest): Promise<OutboundAnswer>;
}
