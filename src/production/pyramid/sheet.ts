import type { Pixels } from '#ports';
import type { Samples } from '../kernels/types.ts';
import type { TilePlace } from './pyramid-file.ts';
import type { Rooms } from './rooms.ts';

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
