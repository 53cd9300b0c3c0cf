import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough, Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { chain, Failure, readHead } from '#base';
import { brokenFile, gzipFacts, sniff, sniffBytes } from '#formats';
import { typeOfFileName } from '#library';
import type { ArchiveReader, ArchiveRecord, OpenArchive } from '#ports';
import { contentName } from '../contents.ts';
import type { ArchiveLimits } from './types.ts';

/** An archive, whatever its kind, with the bytes of the file that were read so far where it is read from front to back. */
export type AnyArchive = OpenArchive & { readonly sizeBytes: number; readonly packedBytes: (() => number) | undefined };

const pieceBytes = 262_144;
/** Where a gzip's header surely ends. */
const gzipHeadBytes = 65_536 + 1024;

/** Opens an archive by its content. A gzip that holds a tar is a tar; any other holds one file.
 *  @throws CONTENT_MISMATCH, BROKEN_FILE */
export async function openArchive(path: string, fileName: string, reader: ArchiveReader, limits: Pick<ArchiveLimits, 'totalBytes'>): Promise<AnyArchive> {
  const kind = sniff(await readHead(path, sniffBytes));
  const sizeBytes = (await stat(path)).size;
  if (kind === 'zip' || kind === 'ooxml') return { ...await reader.openZip(path), sizeBytes, packedBytes: undefined };
  if (kind === 'tar') return openStream(path, sizeBytes, undefined, (bytes) => reader.openTar(bytes));
  if (kind === 'gzip') {
    const guard = guardOf(limits.totalBytes);
    const isTar = sniff(await inflatedHead(path)) === 'tar';
    if (!isTar && /\.(?:tgz|tar\.gz)$/i.test(fileName)) throw brokenFile('there is no tar in it');
    return openStream(path, sizeBytes, guard, isTar ? (bytes) => reader.openTar(bytes) : async (bytes) => oneFile(await gzipRecord(path, fileName, sizeBytes, bytes)));
  }
  if (kind === 'empty') throw brokenFile('it is empty');
  throw new Failure('CONTENT_MISMATCH', { found: contentName(kind), extension: fileName.split('.').at(-1) ?? '' });
}

async function openStream(
  path: string, sizeBytes: number, guard: Transform | undefined, openOf: (bytes: Readable) => Promise<OpenArchive>,
): Promise<AnyArchive> {
  const source = createReadStream(path, { highWaterMark: pieceBytes });
  const bytes = guard ? chain([source, createGunzip({ chunkSize: pieceBytes }), guard], notGzip) : source;
  const archive = await openOf(bytes);
  return {
    statedRecords: archive.statedRecords, records: archive.records, sizeBytes, packedBytes: () => source.bytesRead,
    async [Symbol.asyncDispose]() {
      await archive[Symbol.asyncDispose]();
      bytes.on('error', () => {});
      bytes.destroy();
      source.destroy();
    },
  };
}

const notGzip = (cause: Error): Failure => brokenFile('it cannot be decompressed', cause);

/** Ends a stream that grows beyond what may come out of an archive at all, whatever becomes of its records. */
function guardOf(totalBytes: number): Transform {
  let passedBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passedBytes += chunk.length;
      if (passedBytes > totalBytes) done(new Failure('ARCHIVE_LIMIT', { limit: totalBytes, unit: 'bytes' }));
      else done(null, chunk);
    },
  });
}

/** @throws BROKEN_FILE */
async function inflatedHead(path: string): Promise<Buffer> {
  const bytes = chain([createReadStream(path, { highWaterMark: 4096 }), createGunzip({ chunkSize: 4096 }), new PassThrough()], notGzip);
  const pieces: Buffer[] = [];
  let gatheredBytes = 0;
  for await (const piece of bytes as AsyncIterable<Buffer>) {
    pieces.push(piece);
    gatheredBytes += piece.length;
    if (gatheredBytes >= sniffBytes) break;
  }
  return Buffer.concat(pieces);
}

/** The one file of a gzip: named as gunzip does by leaving `.gz` out, or as it was stored where that names no kind of file. */
async function gzipRecord(path: string, fileName: string, sizeBytes: number, bytes: Readable): Promise<ArchiveRecord> {
  const facts = gzipFacts(await readHead(path, gzipHeadBytes));
  const shortName = fileName.replace(/\.gz$/i, '');
  const isNamed = typeOfFileName(shortName) !== undefined && shortName !== fileName;
  return {
    name: isNamed ? shortName : facts?.name?.split('/').at(-1) ?? shortName, kind: 'file', isEncrypted: false, modifiedAt: facts?.modifiedAt ?? new Date(0),
    sizeBytes: undefined, compressedBytes: sizeBytes, place: undefined, content: async () => bytes,
  };
}

function oneFile(record: ArchiveRecord): OpenArchive {
  return {
    statedRecords: 1,
    records: (async function* one() { yield record; })(),
    async [Symbol.asyncDispose]() {},
  };
}
