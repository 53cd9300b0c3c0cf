import type { IncomingMessage } from 'node:http';

import { Failure } from '#base';

import type { UploadPolicy } from './settings.ts';

/** The time a body has to arrive. */
export interface Deadline extends Disposable {
  /** Fires with UPLOAD_LIMIT when the time is over. */
  readonly signal: AbortSignal;
  /** The sender is known and gets the full time, counted from the start. */
  extend(): void;
}

/** Starts the time of a sender nobody knows yet; a connection that falls silent is cut. Disposing stops both. */
export function openDeadline(
  request: IncomingMessage, policy: Pick<UploadPolicy, 'maxSeconds' | 'stallSeconds' | 'strangerMaxSeconds'>,
): Deadline {
  const controller = new AbortController();
  const startedMs = performance.now();
  let timer = startTimer(Math.min(policy.strangerMaxSeconds, policy.maxSeconds), 'seconds before authentication');
  request.setTimeout(policy.stallSeconds * 1000);

  function startTimer(seconds: number, unit: string): NodeJS.Timeout {
    const leftMs = Math.max(0, seconds * 1000 - (performance.now() - startedMs));
    return setTimeout(() => controller.abort(new Failure('UPLOAD_LIMIT', { limit: seconds, unit })), leftMs);
  }

  return {
    signal: controller.signal,
    extend() {
      clearTimeout(timer);
      timer = startTimer(policy.maxSeconds, 'seconds');
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      request.setTimeout(0);
    },
  };
}
