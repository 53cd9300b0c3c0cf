import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { brokenFile, joinPyramid, type ByteSource, type PyramidMetadata } from '#formats';

const chunkBytes = 1 << 20;

/** Joins single-level files into one pyramid and removes them; holds a chunk of tile data at a time.
 *  @param levels Files of each level, top band first. */
export async function joinFiles(levels: readonly (readonly string[])[], path: string, metadata: PyramidMetadata): Promise<void> {
  const paths = levels.flat();
  const files = paths.map((one) => openSync(one, 'r'));
  try {
    const sources = files.map(fileSource);
    let next = 0;
    const described = levels.map((bands) => bands.map(() => ({ source: next, content: sources[next++]! })));
    const output = await open(path, 'w');
    try {
      for (const piece of joinPyramid(described, metadata)) {
        if (piece.kind === 'bytes') await writeWhole(output, piece.bytes);
        else await copyRange(files[piece.source]!, output, piece.offset, piece.length);
      }
    } finally {
      await output.close();
    }
  } finally {
    for (const file of files) closeSync(file);
  }
  await Promise.all(paths.map((one) => rm(one)));
}

function fileSource(file: number): ByteSource {
  const sizeBytes = fstatSync(file).size;
  return {
    sizeBytes,
    read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > sizeBytes) throw brokenFile('it ends before its contents do');
      const bytes = new Uint8Array(length);
      readSync(file, bytes, 0, length, offset);
      return bytes;
    },
  };
}

async function copyRange(from: number, to: FileHandle, offset: number, length: number): Promise<void> {
  const buffer = new Uint8Array(Math.min(chunkBytes, length));
  for (let done = 0; done < length;) {
    const read = readSync(from, buffer, 0, Math.min(buffer.byteLength, length - done), offset + done);
    if (read === 0) throw brokenFile('a pyramid level ends before its tiles do');
    await writeWhole(to, buffer.subarray(0, read));
    done += read;
  }
}

/** A full disk shows as a short write, or as an error on the next. */
async function writeWhole(to: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) done += (await to.write(bytes, done, bytes.byteLength - done)).bytesWritten;
}
