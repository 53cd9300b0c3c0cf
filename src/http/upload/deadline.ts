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
  const silence = watchSilence(request, policy.stallSeconds * 1000);

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
      clearInterval(silence);
    },
  };
}

/** Cuts a connection whose sender says nothing for `limitMs`. Time in which bytes of it wait for us does not count. */
function watchSilence(request: IncomingMessage, limitMs: number): NodeJS.Timeout {
  const { socket } = request;
  let heardBytes = socket.bytesRead;
  let heardAtMs = performance.now();
  return setInterval(() => {
    const isOurTurn = request.complete || request.readableLength > 0;
    if (isOurTurn || socket.bytesRead !== heardBytes) {
      heardBytes = socket.bytesRead;
      heardAtMs = performance.now();
    } else if (performance.now() - heardAtMs >= limitMs) {
      socket.destroy();
    }
  }, Math.max(20, limitMs / 10)).unref();
}
