import type { ArchiveReader, ArchiveRecord } from '#ports';
import { openArchive } from './open.ts';
import type { ArchiveListing, ListTask } from './types.ts';

/** Reads what an archive says is in it, names as they stand there, and unpacks nothing. Runs inside a child process.
 *  @returns at most as many records as the limit has files
 *  @throws BROKEN_FILE, CONTENT_MISMATCH, ARCHIVE_LIMIT */
export async function listArchive(task: ListTask, reader: ArchiveReader): Promise<ArchiveListing> {
  const listing: ArchiveListing[number][] = [];
  await using archive = await openArchive(task.sourcePath, task.fileName, reader, task.archive);
  for await (const record of archive.records) {
    if (listing.length >= task.archive.files) break;
    const sizeBytes = record.sizeBytes ?? await contentBytes(record);
    listing.push({
      name: record.name, isFolder: record.kind === 'folder', modifiedAt: record.modifiedAt,
      // What is packed as one stream has no packed size of its own.
      sizeBytes, compressedBytes: record.compressedBytes ?? sizeBytes,
    });
  }
  return listing;
}

/** Only by reading it to its end. */
async function contentBytes(record: ArchiveRecord): Promise<number> {
  let sizeBytes = 0;
  for await (const chunk of await record.content() as AsyncIterable<Buffer>) sizeBytes += chunk.length;
  return sizeBytes;
}
