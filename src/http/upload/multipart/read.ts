import type { Readable } from 'node:stream';

import { Failure } from '#base';

import { createPartDecoder, type PartDecoder } from './encodings.ts';
import type { PartHead } from './head.ts';
import { pullFrom } from './pull.ts';
import { createScanner, type ScanEvent, type ScanLimits } from './scan.ts';

/** Takes the decoded bytes of one part. */
export type PartSink = {
  /** A promise means: wait for it before the next write. */
  write(bytes: Buffer): Promise<void> | undefined;
  end(): Promise<void>;
};

export type MultipartLimits = ScanLimits & {
  /** Parts of any kind. */
  readonly parts: number;
};

/** Reads a multipart body from a stream, handing each part to a sink in the order of arrival.
 *  Holds no more than a chunk and the headers of one part; reads on only when the sink is ready.
 *  @param openPart  Called once per part with what its headers say.
 *  @throws MALFORMED_MULTIPART, UPLOAD_LIMIT, REQUEST_ABORTED, and whatever the sinks throw; the stream stays open */
export async function readMultipart(source: Readable, options: {
  readonly boundary: string;
  readonly limits: MultipartLimits;
  readonly signal: AbortSignal;
  readonly openPart: (head: PartHead) => Promise<PartSink> | PartSink;
}): Promise<void> {
  const scanner = createScanner(options.boundary, options.limits);
  let sink: PartSink | undefined;
  let decoder: PartDecoder | undefined;
  let parts = 0;

  async function take(event: ScanEvent): Promise<void> {
    if (event.kind === 'head') {
      parts += 1;
      if (parts > options.limits.parts) throw new Failure('UPLOAD_LIMIT', { limit: options.limits.parts, unit: 'parts' });
      decoder = createPartDecoder(event.head.transferEncoding);
      sink = await options.openPart(event.head);
    } else if (event.kind === 'end') {
      const last = decoder?.finish();
      if (last !== undefined && last.length > 0) await sink?.write(last);
      await sink?.end();
      sink = undefined;
    }
  }

  async function takeAll(events: Iterable<ScanEvent>): Promise<void> {
    for (const event of events) {
      if (event.kind === 'bytes') {
        const content = decoder?.decode(event.bytes) ?? event.bytes;
        const isReady = content.length > 0 ? sink?.write(content) : undefined;
        if (isReady !== undefined) await isReady;
      } else await take(event);
    }
  }

  using pull = pullFrom(source, options.signal);
  for (let chunk = await pull.next(); chunk !== undefined; chunk = await pull.next()) {
    await takeAll(scanner.feed(chunk));
  }
  await takeAll(scanner.finish());
}
