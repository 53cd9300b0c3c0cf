import type { Samples } from '../kernels/types.ts';
import type { LevelSize } from './levels.ts';
import { coloursOf } from '../flow/flow.ts';
import type { LevelRows, Sheet, TileShape } from './sheet.ts';

/** Pixels of a band: large enough that a call of the encoder does not matter, small enough to hold several. */
const bandPixels = 4_000_000;

/** Rows of a wide level, gathered over its whole width until several rows of tiles are together. */
export function openBand(shape: TileShape, level: number, { widthPx, heightPx }: LevelSize, flush: (sheet: Sheet) => void): LevelRows {
  const { tilePx, colour, bitsPerComponent, rooms } = shape;
  const rowSamples = widthPx * coloursOf(colour);
  const columns = Math.ceil(widthPx / tilePx);
  const bandRows = Math.max(1, Math.floor(bandPixels / (widthPx * tilePx))) * tilePx;
  let topPx = 0;
  let held = 0;
  let band: Samples = new Uint8Array();

  function pass(): void {
    const rows = held / rowSamples;
    const first = (topPx / tilePx) * columns;
    const places = Array.from({ length: Math.ceil(rows / tilePx) * columns }, (_, index) => ({ level, index: first + index }));
    flush({ pixels: { widthPx, heightPx: rows, colour, hasAlpha: false, bitsPerComponent, samples: band }, places, room: band });
    topPx += rows;
    held = 0;
  }

  return (rows) => {
    for (let from = 0; from < rows.length;) {
      if (topPx === heightPx) throw new TypeError(`Expected ${heightPx} rows of level ${level} but received more`);
      if (held === 0) band = rooms.take(Math.min(bandRows, heightPx - topPx) * rowSamples);
      const taken = Math.min(band.length - held, rows.length - from);
      band.set(rows.subarray(from, from + taken), held);
      held += taken;
      from += taken;
      if (held === band.length) pass();
    }
  };
}
