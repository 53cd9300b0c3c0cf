import type { IncomingMessage } from 'node:http';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure } from '#base';
import type { OutboundHead, OutboundRequest } from '#ports';
import type { Patience } from './patience.ts';
import { shownUrl } from './target.ts';

/** A body nobody wants is read this far, so that the other side is not cut off in the middle of a sentence. */
const droppedBytes = 65_536;

/** Reads the body into the sink the caller gives. @returns bytes received. */
export async function receive(
  response: IncomingMessage, head: OutboundHead, request: OutboundRequest,
  { patience, stallMs, maxBytes }: { readonly patience: Patience; readonly stallMs: number; readonly maxBytes: number | undefined },
): Promise<number> {
  const sink = await request.sink?.(head);
  if (sink === undefined) return drop(response, Math.min(maxBytes ?? droppedBytes, droppedBytes));
  const tooLarge = (): Failure => new Failure('OUTBOUND_TOO_LARGE', { url: shownUrl(head.url), limitBytes: maxBytes ?? 0 });
  if (maxBytes !== undefined && head.promisedBytes !== undefined && head.promisedBytes > maxBytes) {
    sink.destroy();
    response.destroy();
    throw tooLarge();
  }
  let receivedBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      receivedBytes += chunk.length;
      if (maxBytes !== undefined && receivedBytes > maxBytes) {
        done(tooLarge());
        return;
      }
      patience.give(stallMs, 'piece');
      request.onProgress?.(receivedBytes, head.promisedBytes);
      done(null, chunk);
    },
  });
  patience.give(stallMs, 'piece');
  await intoSink(response, meter, sink, patience.signal);
  return receivedBytes;
}

/** What the sink fails with is told as it is. */
async function intoSink(response: IncomingMessage, meter: Transform, sink: Writable, signal: AbortSignal): Promise<void> {
  let first: 'sink' | 'response' | undefined;
  // Whichever fails first is destroyed first; the pipeline then destroys the others with the same error.
  sink.on('error', () => {
    first ??= 'sink';
  });
  response.on('error', () => {
    first ??= 'response';
  });
  try {
    await pipeline(response, meter, sink, { signal });
  } catch (thrown) {
    throw first === 'sink' ? new SinkFailure(thrown) : thrown;
  }
}

/** Carries what a sink failed with past the reading of network errors. */
export class SinkFailure extends Error {
  constructor(cause: unknown) {
    super('sink', { cause });
  }
}

async function drop(response: IncomingMessage, mostBytes: number): Promise<number> {
  let receivedBytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      receivedBytes += chunk.length;
      if (receivedBytes >= mostBytes) break;
    }
  } catch {
    // The head has said what there was to say.
  }
  return receivedBytes;
}
