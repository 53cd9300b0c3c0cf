import { Readable, Transform } from 'node:stream';
import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { chain, Failure } from '#base';
import { brokenFile } from '#formats';
import type { Entry, LocalFileHeader } from 'yauzl';

const pieceBytes = 65_536;

/** Bytes of an entry, decompressed, and checked against the size and the checksum that the directory tells.
 *  @throws ENTRY_ENCRYPTED, ENTRY_UNSUPPORTED, BROKEN_FILE */
export function contentOf(file: FileHandle, entry: Entry, header: LocalFileHeader): Readable {
  if (entry.isEncrypted()) throw new Failure('ENTRY_ENCRYPTED');
  if (![0, 8].includes(entry.compressionMethod)) {
    throw new Failure('ENTRY_UNSUPPORTED', { detail: `compression method ${entry.compressionMethod}` });
  }
  const start = header.fileDataStart;
  const checked = checkOf(entry);
  const packed = Readable.from(piecesOf(file, start, start + entry.compressedSize), { objectMode: false });
  const inflate = entry.compressionMethod === 8 ? [createInflateRaw({ chunkSize: pieceBytes })] : [];
  return chain([packed, ...inflate, checked], (cause) => brokenFile('it cannot be decompressed', cause));
}

/** A stream of the file handle's own would close it. */
async function* piecesOf(file: FileHandle, startByte: number, endByte: number): AsyncGenerator<Buffer> {
  for (let at = startByte; at < endByte;) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(pieceBytes, endByte - at)), 0, null, at);
    if (bytesRead === 0) throw brokenFile('it ends behind the archive');
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

function checkOf(entry: Entry): Transform {
  let sizeBytes = 0;
  let checksum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      checksum = crc32(chunk, checksum);
      if (sizeBytes > entry.uncompressedSize) done(brokenFile('it is longer than the archive says'));
      else done(null, chunk);
    },
    flush(done) {
      if (sizeBytes < entry.uncompressedSize) done(brokenFile('it is shorter than the archive says'));
      else if (checksum !== entry.crc32) done(brokenFile('its checksum is wrong'));
      else done();
    },
  });
}
