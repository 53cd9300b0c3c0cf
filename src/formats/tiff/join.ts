import { Failure } from '#base';
import { brokenFile, byteReader } from '../bytes.ts';
import { entryBytes, entryNumber, entryNumbers, readTiff, type Tiff, type TiffDirectory } from './read.ts';
import type { ByteSource } from '../bytes.ts';
import { tiffTag } from './tags.ts';
import { directoryBytes, encodeDirectory, encodeHeader, long, short, type TiffField, type TiffValue } from './write.ts';

/** The joined file is these pieces one after another: bytes made here, or ranges copied from a source. */
export type TiffPiece =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'copy'; readonly source: number; readonly offset: number; readonly length: number };

/** A level as one or more tiled files, stacked from top to bottom; each but the last is a whole number of tiles high. */
export type PyramidLevel = readonly { readonly source: number; readonly content: ByteSource }[];

export type PyramidMetadata = {
  readonly resolutionPpi: number | undefined;
  readonly icc: Uint8Array | undefined;
  readonly xmp: Uint8Array | undefined;
};

type Tile = { readonly source: number; readonly offset: number; readonly length: number };
type Level = { readonly fields: readonly TiffField[]; readonly tiles: readonly Tile[] };

/** Classic TIFF ends where a 32-bit offset does. */
const classicLimitBytes = 2 ** 32 - 2 ** 16;

/**
 * Plans one TIFF whose first directory is the full size and whose others, each marked as a reduced-resolution copy,
 * follow in the order given. Directories stand first and tile data after them, smallest level last; tiles are copied
 * as they are, with the JPEG tables they need.
 * @param levels Largest first.
 * @param format `big` always writes BigTIFF; `classic` refuses what does not fit; `smallest` takes classic where it fits.
 * @returns The pieces of the file in order.
 * @throws TIFF_TOO_LARGE for `classic` above 4 GiB; BROKEN_FILE when a level is not what the tile writer promises.
 * @source TIFF 6.0 §15 "Tiled Images" and §8 NewSubfileType; BigTIFF as libtiff reads it
 */
export function joinPyramid(
  levels: readonly PyramidLevel[], metadata: PyramidMetadata, format: 'big' | 'classic' | 'smallest' = 'big',
): readonly TiffPiece[] {
  const read = levels.map((level, index) => readLevel(level, index, metadata));
  const dataBytes = read.flatMap((level) => level.tiles).reduce((sum, tile) => sum + tile.length, 0);
  const headBytes = (isBig: boolean): number =>
    read.reduce((sum, level) => sum + directoryBytes(withTiles(level, isBig, []), isBig), isBig ? 16 : 8);
  const fitsClassic = headBytes(false) + dataBytes < classicLimitBytes;
  if (format === 'classic' && !fitsClassic) throw new Failure('TIFF_TOO_LARGE');
  const isBig = format === 'big' || !fitsClassic;

  const pieces: TiffPiece[] = [{ kind: 'bytes', bytes: encodeHeader(isBig, isBig ? 16 : 8) }];
  let directoryAt = isBig ? 16 : 8;
  let dataAt = headBytes(isBig);
  for (const [index, level] of read.entries()) {
    const offsets = level.tiles.map((tile) => {
      const offset = dataAt;
      dataAt += tile.length;
      return offset;
    });
    const fields = withTiles(level, isBig, offsets);
    const size = directoryBytes(fields, isBig);
    const next = index === read.length - 1 ? 0 : directoryAt + size;
    pieces.push({ kind: 'bytes', bytes: encodeDirectory(fields, isBig, directoryAt, next) });
    directoryAt += size;
  }
  return [...pieces, ...tilePieces(read.flatMap((level) => level.tiles))];
}

/** Neighbours in the source stay neighbours, so that one copy moves them all. */
function tilePieces(tiles: readonly Tile[]): readonly TiffPiece[] {
  const runs: { source: number; offset: number; length: number }[] = [];
  for (const tile of tiles) {
    const run = runs.at(-1);
    if (run && run.source === tile.source && run.offset + run.length === tile.offset) run.length += tile.length;
    else runs.push({ ...tile });
  }
  return runs.map((run) => ({ kind: 'copy', ...run }));
}

function withTiles(level: Level, isBig: boolean, offsets: readonly number[]): readonly TiffField[] {
  const places = offsets.length > 0 ? offsets : level.tiles.map(() => 0);
  return [
    ...level.fields,
    { tag: tiffTag.tileOffsets, value: { type: isBig ? 'long8' : 'long', values: places } },
    { tag: tiffTag.tileByteCounts, value: long(...level.tiles.map((tile) => tile.length)) },
  ];
}

/** Fields that describe how tiles are coded: copied from the first file of a level, equal in all of them. */
const codingTags = [
  tiffTag.bitsPerSample, tiffTag.compression, tiffTag.photometric, tiffTag.samplesPerPixel, tiffTag.planarConfiguration,
  tiffTag.predictor, tiffTag.tileWidth, tiffTag.tileLength, tiffTag.inkSet, tiffTag.extraSamples, tiffTag.sampleFormat,
  tiffTag.jpegTables, tiffTag.yCbCrSubSampling, tiffTag.referenceBlackWhite,
] as const;

function readLevel(parts: PyramidLevel, index: number, metadata: PyramidMetadata): Level {
  const files = parts.map((part) => ({ ...part, tiff: readTiff(part.content, 1) }));
  const first = files[0];
  if (!first) throw brokenFile('a pyramid level without a file');
  const firstPage = first.tiff.directories[0]!;
  const tileHeight = entryNumber(first.tiff, firstPage, tiffTag.tileLength, 0);
  let height = 0;
  const tiles: Tile[] = [];
  for (const [at, file] of files.entries()) {
    const page = file.tiff.directories[0]!;
    const partHeight = entryNumber(file.tiff, page, tiffTag.imageLength, 0);
    const isAligned = at === files.length - 1 || (tileHeight > 0 && partHeight % tileHeight === 0);
    if (!isAligned || !isCodedAlike(first.tiff, firstPage, file.tiff, page)) throw brokenFile('pyramid bands that do not fit together');
    height += partHeight;
    tiles.push(...tilesOf(file.tiff, page, file.source));
  }
  const width = entryNumber(first.tiff, firstPage, tiffTag.imageWidth, 0);
  const fields: TiffField[] = [
    { tag: tiffTag.newSubfileType, value: long(index === 0 ? 0 : 1) },
    { tag: tiffTag.imageWidth, value: long(width) },
    { tag: tiffTag.imageLength, value: long(height) },
    { tag: tiffTag.orientation, value: short(1) },
    ...codingTags.flatMap((tag) => copyField(first.tiff, firstPage, tag)),
    ...(index === 0 ? metadataFields(metadata) : []),
  ];
  return { fields, tiles };
}

function tilesOf(tiff: Tiff, page: TiffDirectory, source: number): readonly Tile[] {
  const offsets = entryNumbers(tiff, page, tiffTag.tileOffsets);
  const lengths = entryNumbers(tiff, page, tiffTag.tileByteCounts);
  if (offsets.length === 0 || offsets.length !== lengths.length) throw brokenFile('a pyramid level without tiles');
  return offsets.map((offset, index) => ({ source, offset, length: lengths[index]! }));
}

function isCodedAlike(a: Tiff, aPage: TiffDirectory, b: Tiff, bPage: TiffDirectory): boolean {
  return [tiffTag.imageWidth, ...codingTags].every((tag) => {
    const [left, right] = [entryBytes(a, aPage, tag), entryBytes(b, bPage, tag)];
    return left === right || (left !== undefined && right !== undefined && Buffer.compare(left, right) === 0);
  });
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

function metadataFields(metadata: PyramidMetadata): readonly TiffField[] {
  const ppi = metadata.resolutionPpi;
  const resolution: TiffValue = { type: 'rational', values: [[Math.round((ppi ?? 0) * 10_000), 10_000]] };
  return [
    ...(ppi === undefined ? [] : [
      { tag: tiffTag.xResolution, value: resolution },
      { tag: tiffTag.yResolution, value: resolution },
      { tag: tiffTag.resolutionUnit, value: short(2) },
    ]),
    ...(metadata.icc ? [{ tag: tiffTag.icc, value: { type: 'undefined', bytes: metadata.icc } as const }] : []),
    ...(metadata.xmp ? [{ tag: tiffTag.xmp, value: { type: 'byte', bytes: metadata.xmp } as const }] : []),
  ];
}
