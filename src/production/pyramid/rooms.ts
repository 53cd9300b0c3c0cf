import type { Samples } from '../kernels/types.ts';

/** Room for the samples of sheets, used again and again: buffers of megabytes that come and go grow a process far beyond what
 *  it holds, and make the engine collect garbage for each. */
export interface Rooms {
  /** What is in it is left from before. */
  take(length: number): Samples;
  /** Call when nobody reads it any more. */
  giveBack(room: Samples): void;
  /** After the last sheet: what small pictures need waits for the next image, the rest is let go. */
  close(): void;
}

/** As many as can be in work at once. */
const mostSpare = 4;
/** A buffer serves what needs at least a quarter of it. */
const mostWaste = 4;
/** Bytes that wait between images, for a process that may do nothing for hours: what a page of A4 at 150 pixels an inch needs. */
const keptBytes = 12 * 2 ** 20;

let kept: ArrayBuffer[] = [];

export function openRooms(bitsPerComponent: 8 | 16): Rooms {
  const spare = kept;
  kept = [];
  const sampleBytes = bitsPerComponent / 8;
  const viewOf = (buffer: ArrayBuffer, length: number): Samples =>
    (bitsPerComponent === 16 ? new Uint16Array(buffer, 0, length) : new Uint8Array(buffer, 0, length));
  return {
    take(length) {
      const needed = length * sampleBytes;
      const found = spare.findIndex(({ byteLength }) => byteLength >= needed && byteLength <= needed * mostWaste);
      return viewOf(found < 0 ? new ArrayBuffer(needed) : spare.splice(found, 1)[0]!, length);
    },
    giveBack(room) {
      if (spare.length >= mostSpare) spare.shift();
      spare.push(room.buffer as ArrayBuffer);
    },
    close() {
      let bytes = 0;
      kept = [...kept, ...spare].filter(({ byteLength }) => (bytes += byteLength) <= keptBytes);
      spare.length = 0;
    },
  };
}
