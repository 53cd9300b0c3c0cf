import { brokenFile, type ByteSource } from '../../bytes.ts';

/** Reads on from a place, piece by piece. */
export type Cursor = {
  /** The next bytes: a view that holds until the next call. @throws BROKEN_FILE at the end */
  take(length: number): Uint8Array;
};

/** What is read ahead: one document has up to five of these at once, so it is small against a row of a large one. */
const aheadBytes = 128 * 1024;

/** @param end Bytes from here on belong to something else. */
export function openCursor(source: ByteSource, start: number, end: number): Cursor {
  let position = start;
  let held = new Uint8Array();
  let used = 0;
  const stop = Math.min(end, source.sizeBytes);
  return {
    take(length) {
      if (held.byteLength - used < length) {
        const at = position - (held.byteLength - used);
        if (at + length > stop) throw brokenFile('Photoshop pixels end before the image does');
        const size = Math.min(Math.max(length, aheadBytes), stop - at);
        held = new Uint8Array(source.read(at, size));
        position = at + size;
        used = 0;
      }
      used += length;
      return held.subarray(used - length, used);
    },
  };
}
