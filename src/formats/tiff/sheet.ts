import { brokenFile, byteReader, type ByteSource } from '../bytes.ts';
import { entryBytes, entryNumber, entryNumbers, readTiff, type Tiff, type TiffDirectory } from './read.ts';
import { tiffTag } from './tags.ts';
import type { TiffField, TiffValue } from './write.ts';

/** A sheet: a single-page tiled TIFF whose tiles are wanted, and whose page does not matter. */
export type TileSheet = {
  /** How every tile is coded; equal in all sheets of one pyramid. */
  readonly coding: readonly TiffField[];
  /** Tiles in reading order of the sheet. */
  readonly tiles: readonly { readonly offset: number; readonly length: number }[];
  readonly tilePx: number;
};

/** Fields that describe how tiles are coded. */
const codingTags = [
  tiffTag.bitsPerSample, tiffTag.compression, tiffTag.photometric, tiffTag.samplesPerPixel, tiffTag.planarConfiguration,
  tiffTag.predictor, tiffTag.tileWidth, tiffTag.tileLength, tiffTag.inkSet, tiffTag.extraSamples, tiffTag.sampleFormat,
  tiffTag.jpegTables, tiffTag.yCbCrSubSampling, tiffTag.referenceBlackWhite,
] as const;

/** Reads where the tiles of a sheet lie and how they are coded.
 *  @throws BROKEN_FILE when it is not what a writer of tiles promises. */
export function readTileSheet(source: ByteSource): TileSheet {
  const tiff = readTiff(source, 1);
  const page = tiff.directories[0]!;
  const offsets = entryNumbers(tiff, page, tiffTag.tileOffsets);
  const lengths = entryNumbers(tiff, page, tiffTag.tileByteCounts);
  if (offsets.length === 0 || offsets.length !== lengths.length) throw brokenFile('a sheet without tiles');
  return {
    coding: codingTags.flatMap((tag) => copyField(tiff, page, tag)),
    tiles: offsets.map((offset, index) => ({ offset, length: lengths[index]! })),
    tilePx: entryNumber(tiff, page, tiffTag.tileWidth, 0),
  };
}

/** Carries a field over, numbers through their values so that the byte order of the source does not matter. */
function copyField(tiff: Tiff, page: TiffDirectory, tag: number): readonly TiffField[] {
  const entry = page.entries.get(tag);
  if (!entry) return [];
  const value = ((): TiffValue | undefined => {
    if (entry.type === 3) return { type: 'short', values: entryNumbers(tiff, page, tag) };
    if (entry.type === 4) return { type: 'long', values: entryNumbers(tiff, page, tag) };
    const bytes = entryBytes(tiff, page, tag)!;
    if (entry.type === 7 || entry.type === 1) return { type: 'undefined', bytes: bytes.slice() };
    if (entry.type !== 5) return undefined;
    const numbers = byteReader(bytes, tiff.order, 'TIFF');
    const values = Array.from({ length: entry.count }, (_, index) => [numbers.u32(index * 8), numbers.u32(index * 8 + 4)] as const);
    return { type: 'rational', values };
  })();
  return value ? [{ tag, value }] : [];
}
