import { isEmpty, type Cursor, type Rectangle } from './cursor.ts';

/** A bitmap that a picture paints, its pixels not yet read. */
export type PictBitmap = PixelMap & {
  /** The part that is painted, and where it is painted to. */
  readonly from: Rectangle;
  readonly to: Rectangle;
  readonly sizeBytes: RowSizeBytes;
  readonly dataOffset: number;
};

export type PixelMap = {
  /** Where its pixels lie, in its own coordinates. */
  readonly bounds: Rectangle;
  readonly rowBytes: number;
  readonly pixelBits: 1 | 2 | 4 | 8 | 16 | 32;
  /** `bytes`, `words`: runs of them; `planes`: runs over one component after the other; `triples`: without the unused byte. */
  readonly packing: 'none' | 'bytes' | 'words' | 'planes' | 'triples';
  /** Components of a direct pixel: 3, or 4 with alpha first. */
  readonly components: number;
  /** Red, green, blue of 256 entries; undefined for bitmaps of one bit without colours and for direct pixels. */
  readonly palette: Uint8Array | undefined;
  readonly resolutionPpi: number | undefined;
};

/** Bytes of the size in front of each row: 0 for rows that are not packed. */
export type RowSizeBytes = 0 | 1 | 2;

/** Bytes of the row that follows; moves behind its size when it has one. */
export function storedRowBytes({ packing, rowBytes }: PixelMap, sizeBytes: RowSizeBytes, cursor: Cursor): number {
  if (sizeBytes > 0) return sizeBytes === 2 ? cursor.u16() : cursor.u8();
  return packing === 'triples' ? Math.floor((rowBytes * 3) / 4) : rowBytes;
}

/** Moves behind all rows. @throws BROKEN_FILE when they leave the file */
export function skipRows(map: PixelMap, sizeBytes: RowSizeBytes, cursor: Cursor): void {
  const rows = map.bounds.bottom - map.bounds.top;
  for (let row = 0; row < rows; row++) cursor.skip(storedRowBytes(map, sizeBytes, cursor));
  // What was skipped must exist.
  cursor.skip(-1);
  cursor.u8();
}

/** Bytes of a row after unpacking. */
export function unpackedBytes(map: PixelMap, sizeBytes: RowSizeBytes): number {
  if (map.packing === 'planes' && sizeBytes > 0) return widthOf(map) * map.components;
  return map.packing === 'triples' ? Math.floor((map.rowBytes * 3) / 4) : map.rowBytes;
}

/** Bytes without which pixels are missing. */
export function neededBytes(map: PixelMap, sizeBytes: RowSizeBytes): number {
  return map.packing === 'planes' && sizeBytes > 0 ? widthOf(map) * map.components : Math.ceil((widthOf(map) * map.pixelBits) / 8);
}

export function widthOf({ bounds }: PixelMap): number {
  return bounds.right - bounds.left;
}

/** The part of a bitmap that is painted; one that leaves the bitmap means all of it. */
export function paintedPart({ bounds, from }: Pick<PictBitmap, 'bounds' | 'from'>): Rectangle {
  const isInside = !isEmpty(from) && from.top >= bounds.top && from.left >= bounds.left && from.bottom <= bounds.bottom && from.right <= bounds.right;
  return isInside ? from : bounds;
}
