import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Failure } from './failure.ts';

/** Bytes of a file, read when they are asked for. */
export type FileSource = {
  readonly sizeBytes: number;
  /** @throws BROKEN_FILE when the range leaves the content. */
  read(offset: number, length: number): Uint8Array;
};

/** Reads a file piece by piece while `read` runs. */
export function withSource<T>(path: string, read: (source: FileSource) => T): T {
  const { source, close } = openSource(path);
  try {
    return read(source);
  } finally {
    close();
  }
}

/** A file whose pieces are read when they are asked for. */
export function openSource(path: string): { readonly source: FileSource; readonly close: () => void } {
  const file = openSync(path, 'r');
  const sizeBytes = fstatSync(file).size;
  const source: FileSource = {
    sizeBytes,
    read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > sizeBytes) throw endsEarly();
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const count = readSync(file, bytes, done, length - done, offset + done);
        if (count === 0) throw endsEarly();
        done += count;
      }
      return bytes;
    },
  };
  return { source, close: () => closeSync(file) };
}

function endsEarly(): Failure {
  return new Failure('BROKEN_FILE', { detail: 'it ends before its contents do' });
}
