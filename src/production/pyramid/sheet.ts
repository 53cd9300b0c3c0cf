import type { Pixels } from '#ports';
import type { Samples } from '../kernels/types.ts';
import type { TilePlace } from './pyramid-file.ts';

/** Takes the rows of one level from the top, any number at a time. @throws TypeError beyond the last row. */
export type LevelRows = (rows: Samples) => void;

/** Pixels to encode as tiles, and where the tiles belong. */
export type Sheet = {
  readonly pixels: Pixels;
  readonly places: readonly (TilePlace | undefined)[];
  /** Where the samples lie, to be given back. */
  readonly room: Samples;
};

/** What the tiles of one pyramid have in common. */
export type TileShape = {
  readonly tilePx: number;
  readonly colour: Pixels['colour'];
  readonly bitsPerComponent: 8 | 16;
  readonly rooms: Rooms;
};

/** Room for the samples of sheets, used again and again: buffers of some megabytes that come and go grow a process far beyond
 *  what it holds. */
export interface Rooms {
  /** What is in it is left from before. */
  take(length: number): Samples;
  /** Call when nobody reads it any more. */
  giveBack(room: Samples): void;
}

export function openRooms(bitsPerComponent: 8 | 16): Rooms {
  const spare: Samples[] = [];
  return {
    take(length) {
      const found = spare.findIndex((room) => room.length === length);
      if (found >= 0) return spare.splice(found, 1)[0]!;
      return bitsPerComponent === 16 ? new Uint16Array(length) : new Uint8Array(length);
    },
    giveBack(room) {
      // Rooms of the last size asked for come back most likely.
      if (spare.length >= mostSpare) spare.shift();
      spare.push(room);
    },
  };
}

/** As many as can be in work. */
const mostSpare = 4;
