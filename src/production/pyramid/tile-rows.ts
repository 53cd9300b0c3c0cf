import type { Samples } from '../kernels/types.ts';
import type { LevelSize } from './levels.ts';
import type { TilePlace } from './pyramid-file.ts';
import { coloursOf } from '../flow/flow.ts';
import type { LevelRows, Sheet, TileShape } from './sheet.ts';

type OpenSheet = { readonly samples: Samples; readonly places: (TilePlace | undefined)[]; used: number; unfinished: number; isClosed: boolean };
/** A row of tiles of one level, in neighbouring cells of one sheet. */
type TileRow = { readonly sheet: OpenSheet; readonly firstCell: number };

/** Tiles of one sheet at the most. */
const mostTiles = 32;

/** Rows of several narrow levels, cut into tiles that share sheets of a few columns of cells. Cells are taken a row of tiles
 *  at a time; a sheet goes when it is full and no row of tiles in it is half done. */
export function openTileRows(options: TileShape & {
  readonly columns: number;
  /** The levels that will come, to make sheets no larger than they need. */
  readonly levels: readonly LevelSize[];
  readonly flush: (sheet: Sheet) => void;
}): { level(level: number, size: LevelSize): LevelRows; finish(): void } {
  const { tilePx, colour, bitsPerComponent, rooms, columns, flush } = options;
  const cells = cellsOf(options);
  let tilesToCome = options.levels.reduce((sum, { widthPx, heightPx }) => sum + Math.ceil(widthPx / tilePx) * Math.ceil(heightPx / tilePx), 0);
  let current: OpenSheet | undefined;

  function takeTileRow(level: number, row: number, tiles: number): TileRow {
    if (current && current.places.length - current.used < tiles) close(current);
    current ??= openSheet(Math.ceil(Math.min(mostTiles, tilesToCome) / columns) * columns);
    const taken = { sheet: current, firstCell: current.used };
    for (let tile = 0; tile < tiles; tile++) current.places[current.used++] = { level, index: row * tiles + tile };
    current.unfinished += 1;
    tilesToCome -= tiles;
    return taken;
  }

  function openSheet(capacity: number): OpenSheet {
    const samples = rooms.take(capacity * cells.samples);
    return { samples, places: Array<undefined>(capacity).fill(undefined), used: 0, unfinished: 0, isClosed: false };
  }

  function close(sheet: OpenSheet): void {
    sheet.isClosed = true;
    current = undefined;
    if (sheet.unfinished === 0) pass(sheet);
  }

  function endTileRow({ sheet }: TileRow): void {
    sheet.unfinished -= 1;
    if (sheet.isClosed && sheet.unfinished === 0) pass(sheet);
  }

  /** Rows of empty cells at the end are left out, and what is left is empty indeed: rooms hold what was there before. */
  function pass(sheet: OpenSheet): void {
    const cellRows = Math.ceil(sheet.used / columns);
    for (let cell = sheet.used; cell < cellRows * columns; cell++) cells.empty(sheet, cell);
    flush({
      pixels: {
        widthPx: columns * tilePx, heightPx: cellRows * tilePx, colour, hasAlpha: false, bitsPerComponent,
        samples: sheet.samples.subarray(0, cellRows * columns * cells.samples),
      },
      places: sheet.places.slice(0, cellRows * columns),
      room: sheet.samples,
    });
  }

  return {
    level(level, { widthPx, heightPx }) {
      const tiles = Math.ceil(widthPx / tilePx);
      const rowSamples = widthPx * coloursOf(colour);
      let row = 0;
      let tileRow: TileRow | undefined;
      return (rows) => {
        for (let from = 0; from < rows.length; from += rowSamples) {
          if (row === heightPx) throw new TypeError(`Expected ${heightPx} rows of level ${level} but received more`);
          tileRow ??= takeTileRow(level, row / tilePx, tiles);
          cells.putRow(tileRow, row % tilePx, rows.subarray(from, from + rowSamples));
          row += 1;
          if (row !== heightPx && row % tilePx !== 0) continue;
          cells.repeatRow(tileRow, (row - 1) % tilePx, tiles);
          endTileRow(tileRow);
          tileRow = undefined;
        }
      };
    },
    finish() {
      if (current) close(current);
    },
  };
}

/** Where cells lie in the samples of a sheet. Tiles at the right and lower edge of a level are filled up with its last column
 *  and row, which costs an encoder least. */
function cellsOf({ tilePx, colour, columns }: TileShape & { readonly columns: number }): {
  /** Samples of one cell. */
  readonly samples: number;
  putRow(into: TileRow, y: number, row: Samples): void;
  empty(sheet: OpenSheet, cell: number): void;
  /** Copies row `y` to all below it. */
  repeatRow(into: TileRow, y: number, tiles: number): void;
} {
  const components = coloursOf(colour);
  const cellRow = tilePx * components;
  const sheetRow = columns * cellRow;
  const startOf = (cell: number): number => Math.floor(cell / columns) * tilePx * sheetRow + (cell % columns) * cellRow;
  return {
    samples: tilePx * cellRow,
    putRow({ sheet, firstCell }, y, row) {
      for (let tile = 0, from = 0; from < row.length; tile++, from += cellRow) {
        const at = startOf(firstCell + tile) + y * sheetRow;
        const part = row.subarray(from, from + cellRow);
        sheet.samples.set(part, at);
        for (let fill = part.length; fill < cellRow; fill++) sheet.samples[at + fill] = sheet.samples[at + fill - components]!;
      }
    },
    empty({ samples }, cell) {
      for (let y = 0, at = startOf(cell); y < tilePx; y++, at += sheetRow) samples.fill(0, at, at + cellRow);
    },
    repeatRow({ sheet, firstCell }, y, tiles) {
      for (let tile = 0; tile < tiles; tile++) {
        const at = startOf(firstCell + tile);
        for (let below = y + 1; below < tilePx; below++) {
          sheet.samples.copyWithin(at + below * sheetRow, at + y * sheetRow, at + y * sheetRow + cellRow);
        }
      }
    },
  };
}
