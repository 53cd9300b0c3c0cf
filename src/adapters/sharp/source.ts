import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { brokenFile, type ByteSource } from '#formats';

/** Reads a file piece by piece while `read` runs. */
export function withSource<T>(path: string, read: (source: ByteSource) => T): T {
  const { source, close } = openSource(path);
  try {
    return read(source);
  } finally {
    close();
  }
}

/** A file whose pieces are read when they are asked for. */
export function openSource(path: string): { readonly source: ByteSource; readonly close: () => void } {
  const file = openSync(path, 'r');
  const sizeBytes = fstatSync(file).size;
  const source: ByteSource = {
    sizeBytes,
    read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > sizeBytes) throw brokenFile('it ends before its contents do');
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const count = readSync(file, bytes, done, length - done, offset + done);
        if (count === 0) throw brokenFile('it ends before its contents do');
        done += count;
      }
      return bytes;
    },
  };
  return { source, close: () => closeSync(file) };
}
