import { checkRange, type ByteSource } from './bytes.ts';

/** A view on a part of a source that moves where it is asked to: reading on, or row by row upwards, asks the source
 *  for large pieces. What it gives holds until the next call. */
export type ByteWindow = {
  readonly sizeBytes: number;
  /** @throws BROKEN_FILE outside of the source */
  take(offset: number, length: number): Uint8Array;
  /** @throws BROKEN_FILE outside of the source */
  byte(offset: number): number;
  /** Two bytes, the high one first. @throws BROKEN_FILE outside of the source */
  word(offset: number): number;
};

/** @param name of the format, for messages. @param windowBytes Bytes held, unless a single piece is longer. */
export function openWindow(source: ByteSource, name: string, windowBytes = 2 ** 18): ByteWindow {
  let held: Uint8Array = new Uint8Array(0);
  let start = 0;
  const take = (offset: number, length: number): Uint8Array => {
    checkRange(offset, length, source.sizeBytes, name);
    if (offset < start || offset + length > start + held.byteLength) {
      // Whoever goes upwards may go on downwards from there for a row.
      const isUpwards = offset < start && held.byteLength > 0;
      const from = isUpwards ? Math.max(0, offset - Math.floor((windowBytes * 3) / 4)) : offset;
      const end = Math.min(source.sizeBytes, Math.max(offset + length, from + windowBytes));
      held = source.read(from, end - from);
      start = from;
    }
    return held.subarray(offset - start, offset - start + length);
  };
  const byte = (offset: number): number => {
    const at = offset - start;
    return at >= 0 && at < held.byteLength ? held[at]! : take(offset, 1)[0]!;
  };
  return { sizeBytes: source.sizeBytes, take, byte, word: (offset) => (byte(offset) << 8) | byte(offset + 1) };
}
