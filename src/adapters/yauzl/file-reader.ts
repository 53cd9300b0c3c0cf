import { read } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { RandomAccessReader } from 'yauzl';

/** Lets the library read pieces of an open file. Its own reader hands impossible offsets of an archive on to the system
 *  call, which throws where nobody can catch. @param sizeBytes Of the file. */
export function openFileReader(Base: typeof RandomAccessReader, file: FileHandle, sizeBytes: number): RandomAccessReader {
  class FileReader extends Base {
    override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null, readBytes?: number) => void): void {
      if (!(position >= 0 && position <= sizeBytes && Number.isSafeInteger(position))) {
        setImmediate(() => callback(new Error('it points to a place outside of itself')));
        return;
      }
      read(file.fd, buffer, offset, length, position, callback);
    }
  }
  return new FileReader();
}
