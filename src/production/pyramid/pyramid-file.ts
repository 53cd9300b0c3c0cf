import { open } from 'node:fs/promises';
import { bytesSource, encodePyramid, pyramidHeadBytes, readTileSheet, type PyramidMetadata, type TiffField } from '#formats';
import type { LevelSize } from './levels.ts';

/** Which tile of which level stands at a place of a sheet; undefined where a place is empty. */
export type TilePlace = { readonly level: number; readonly index: number };

/** A pyramid on its way to disk: tiles are appended in whatever order they come, directories close it. */
export interface PyramidFile {
  /** @param sheet A tiled TIFF. @param places One for each of its tiles, in reading order. */
  append(sheet: Uint8Array, places: readonly (TilePlace | undefined)[]): Promise<void>;
  finish(metadata: PyramidMetadata): Promise<void>;
  /** After a failure: closes the file and leaves what is there. */
  close(): Promise<void>;
}

type Tile = { readonly offset: number; readonly length: number };

/** @param levels Sizes, largest first. @throws TypeError when a tile is missing or coded unlike the others at the end. */
export async function openPyramidFile(path: string, levels: readonly LevelSize[], tilePx: number): Promise<PyramidFile> {
  const file = await open(path, 'w');
  const tiles = levels.map(({ widthPx, heightPx }) => Array<Tile | undefined>(Math.ceil(widthPx / tilePx) * Math.ceil(heightPx / tilePx)).fill(undefined));
  let endBytes = pyramidHeadBytes;
  let coding: readonly TiffField[] | undefined;
  let isOpen = true;

  /** A full disk shows as a short write, or as an error on the next. */
  async function write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.byteLength;) {
      done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten;
    }
  }

  async function close(): Promise<void> {
    if (isOpen) await file.close();
    isOpen = false;
  }

  return {
    async append(bytes, places) {
      const sheet = readTileSheet(bytesSource(bytes));
      if (sheet.tiles.length !== places.length) throw new TypeError(`Expected ${places.length} tiles but received ${sheet.tiles.length}`);
      coding ??= sheet.coding;
      if (!isEqual(coding, sheet.coding)) throw new TypeError('Expected all tiles of a pyramid to be coded alike');
      const first = Math.min(...sheet.tiles.map((tile) => tile.offset));
      const end = Math.max(...sheet.tiles.map((tile) => tile.offset + tile.length));
      const at = endBytes;
      endBytes += end - first;
      for (const [index, place] of places.entries()) {
        const tile = sheet.tiles[index]!;
        if (place) tiles[place.level]![place.index] = { offset: at + tile.offset - first, length: tile.length };
      }
      await write(bytes.subarray(first, end), at);
    },
    async finish(metadata) {
      const described = levels.map((size, level) => ({ ...size, tiles: tiles[level]!.map((tile, index) => tile ?? missing(level, index)) }));
      const at = Math.ceil(endBytes / 8) * 8;
      const { head, directories } = encodePyramid(described, coding ?? [], metadata, at);
      await write(Buffer.concat(directories), at);
      await write(head, 0);
      await close();
    },
    close,
  };
}

function missing(level: number, index: number): never {
  throw new TypeError(`Expected tile ${index} of level ${level}`);
}

function isEqual(a: readonly TiffField[], b: readonly TiffField[]): boolean {
  return a === b || (a.length === b.length && a.every((field, index) => isSameField(field, b[index]!)));
}

function isSameField(a: TiffField, b: TiffField): boolean {
  if (a.tag !== b.tag || a.value.type !== b.value.type) return false;
  if ('bytes' in a.value) return 'bytes' in b.value && Buffer.compare(a.value.bytes, b.value.bytes) === 0;
  return 'values' in b.value && String(a.value.values) === String(b.value.values);
}
