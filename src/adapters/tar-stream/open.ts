import type { Readable } from 'node:stream';
import { asFailure, Failure } from '#base';
import { brokenFile } from '#formats';
import type { ArchiveRecord, OpenArchive } from '#ports';
import { contentOf, passOver } from './content.ts';
import { kindOf, nameOf, type Entry } from './records.ts';

/** Opens a tar as it comes: ustar, pax, GNU and the oldest form. @param bytes Whoever gives it destroys it. */
export async function openTar(bytes: Readable): Promise<OpenArchive> {
  const { extract } = await import('tar-stream');
  // Names are bytes that somebody believed to be text: taken one by one, and read as what they are.
  const options = { highWaterMark: 65_536, allowUnknownFormat: true, filenameEncoding: 'latin1' };
  const parser = extract(options);
  // What fails is told by the record in hand; without a listener it would end the process.
  parser.on('error', () => {});
  bytes.once('error', (cause: Error) => parser.destroy(cause));
  bytes.pipe(parser as unknown as NodeJS.WritableStream);
  return {
    statedRecords: undefined, records: recordsOf(parser[Symbol.asyncIterator]()),
    async [Symbol.asyncDispose]() {
      bytes.unpipe(parser);
      parser.destroy();
    },
  };
}

async function* recordsOf(entries: AsyncIterator<Entry>): AsyncGenerator<ArchiveRecord> {
  for (;;) {
    const next = await entries.next().catch((thrown: unknown) => { throw asBroken(thrown); });
    if (next.done === true) return;
    const entry = next.value;
    const { header } = entry;
    yield {
      name: nameOf(header), kind: kindOf(header), isEncrypted: false, sizeBytes: header.size, compressedBytes: undefined, place: undefined,
      modifiedAt: Number.isNaN(header.mtime.getTime()) ? new Date(0) : header.mtime,
      content: async () => contentOf(entry),
    };
    passOver(entry);
  }
}

/** The library speaks in plain errors; those of the source keep their code. */
function asBroken(thrown: unknown): unknown {
  if (thrown instanceof Failure || !(thrown instanceof Error) || 'code' in thrown) return asFailure(thrown);
  return brokenFile(thrown.message.slice(0, 200), thrown);
}
