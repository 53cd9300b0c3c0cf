import { open } from 'node:fs/promises';
import { asFailure, Failure } from '#base';
import { brokenFile } from '#formats';
import type { ArchiveRecord, OpenArchive } from '#ports';
import type { Entry, ZipFile } from 'yauzl';
import { contentOf } from './content.ts';
import { openFileReader } from './file-reader.ts';
import { kindOf, nameOf } from './records.ts';

/** Opens a ZIP archive by its central directory: only what that lists is in it. A record that is wrong in itself costs
 *  itself alone; a directory that is broken ends the reading where it is broken. @throws BROKEN_FILE */
export async function openZip(path: string): Promise<OpenArchive> {
  const yauzl = await import('yauzl');
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const reader = openFileReader(yauzl.RandomAccessReader, file, size);
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, size, {
      // Names and sizes are judged record by record: the library would give up the whole archive for one of them.
      lazyEntries: true, decodeStrings: false, validateEntrySizes: false, autoClose: false,
    }).catch((thrown: unknown) => { throw asBroken(thrown); });
    // What fails is told by the promise in hand; without a listener it would end the process.
    zip.on('error', () => {});
    const recordOf = (entry: Entry): ArchiveRecord => {
      const startByte = entry.relativeOffsetOfLocalHeader;
      return {
        name: nameOf(entry, yauzl.getFileNameLowLevel), kind: kindOf(entry), isEncrypted: entry.isEncrypted(),
        modifiedAt: entry.getLastModDate({ timezone: 'UTC' }), sizeBytes: entry.uncompressedSize, compressedBytes: entry.compressedSize,
        place: { startByte, endByte: startByte + 30 + entry.fileNameLength + entry.compressedSize },
        content: async () => contentOf(file, entry, await zip.readLocalFileHeaderPromise(entry).catch((thrown: unknown) => { throw asBroken(thrown); })),
      };
    };
    return {
      statedRecords: zip.entryCount, records: recordsOf(zip, recordOf),
      async [Symbol.asyncDispose]() {
        zip.close();
        await file.close();
      },
    };
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

async function* recordsOf(zip: ZipFile, recordOf: (entry: Entry) => ArchiveRecord): AsyncGenerator<ArchiveRecord> {
  const entries = zip.eachEntry();
  for (;;) {
    const next = await entries.next().catch((thrown: unknown) => { throw asBroken(thrown); });
    if (next.done === true) return;
    yield recordOf(next.value);
  }
}

/** The library speaks in plain errors; those of the disk keep their code. */
function asBroken(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || 'code' in thrown) return asFailure(thrown);
  // It gives up at the first entry of this kind, since not even sizes can be believed then.
  if (thrown.message.startsWith('strong encryption')) return new Failure('ENTRY_ENCRYPTED', {}, { cause: thrown });
  return brokenFile(thrown.message.slice(0, 200), thrown);
}
