import { tiffTag } from './tags.ts';
import { directoryBytes, encodeDirectory, encodeHeader, long, short, type TiffField, type TiffValue } from './write.ts';

/** A level whose tiles already lie in the file. */
export type PyramidLevel = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** In reading order; the offsets count from the start of the file. */
  readonly tiles: readonly { readonly offset: number; readonly length: number }[];
};

export type PyramidMetadata = {
  readonly resolutionPpi: number | undefined;
  readonly icc: Uint8Array | undefined;
  readonly xmp: Uint8Array | undefined;
};

/** Bytes before the first tile: the header of a BigTIFF. */
export const pyramidHeadBytes = 16;

/**
 * What turns tiles in a file into a pyramid: directories to put behind the tiles, and the header that points to them. The
 * first directory is the full size; the others are marked as reduced-resolution copies. Always BigTIFF.
 * @param levels Largest first.
 * @param coding Fields that say how every tile is coded, as `readTileSheet` gives them.
 * @param directoriesAt Where the directories will stand: a multiple of 8 behind the last tile.
 * @source TIFF 6.0 §15 "Tiled Images" and §8 NewSubfileType; BigTIFF as libtiff reads it
 */
export function encodePyramid(
  levels: readonly PyramidLevel[], coding: readonly TiffField[], metadata: PyramidMetadata, directoriesAt: number,
): { readonly head: Uint8Array; readonly directories: readonly Uint8Array[] } {
  let at = directoriesAt;
  const directories = levels.map((level, index) => {
    const fields = fieldsOf(level, index, coding, metadata);
    const next = at + directoryBytes(fields, true);
    const bytes = encodeDirectory(fields, true, at, index === levels.length - 1 ? 0 : next);
    at = next;
    return bytes;
  });
  return { head: encodeHeader(true, directoriesAt), directories };
}

function fieldsOf(level: PyramidLevel, index: number, coding: readonly TiffField[], metadata: PyramidMetadata): readonly TiffField[] {
  return [
    { tag: tiffTag.newSubfileType, value: long(index === 0 ? 0 : 1) },
    { tag: tiffTag.imageWidth, value: long(level.widthPx) },
    { tag: tiffTag.imageLength, value: long(level.heightPx) },
    { tag: tiffTag.orientation, value: short(1) },
    ...coding,
    ...(index === 0 ? metadataFields(metadata) : []),
    { tag: tiffTag.tileOffsets, value: { type: 'long8', values: level.tiles.map((tile) => tile.offset) } },
    { tag: tiffTag.tileByteCounts, value: long(...level.tiles.map((tile) => tile.length)) },
  ];
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
