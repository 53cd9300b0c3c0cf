/** A Windows or OS/2 bitmap to make, rows given from top to bottom as they are to be stored in each row. */
export type Bitmap = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitsPerPixel: number;
  /** Bytes of the pixel data, exactly as they stand in the file. */
  readonly data: readonly number[];
  readonly compression?: number;
  readonly palette?: readonly (readonly [number, number, number])[];
  /** Masks behind a 40-byte header, or inside a longer one. */
  readonly masks?: readonly number[];
  readonly headerBytes?: 12 | 16 | 40 | 52 | 56 | 64 | 108 | 124;
  readonly pixelsPerMetre?: number;
  /** Embedded behind the pixels; needs a header of 124 bytes. */
  readonly icc?: Uint8Array;
};

/** Negative heights are stored from top to bottom. */
export function bitmapBytes(bitmap: Bitmap): Buffer {
  const { widthPx, heightPx, bitsPerPixel, data, compression = 0, palette = [], masks = [], headerBytes = 40, pixelsPerMetre = 0, icc } = bitmap;
  const isCore = headerBytes === 12;
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(headerBytes, 0);
  if (isCore) {
    [widthPx, heightPx, 1, bitsPerPixel].forEach((value, index) => header.writeUInt16LE(value, 4 + index * 2));
  } else {
    header.writeInt32LE(widthPx, 4);
    header.writeInt32LE(heightPx, 8);
    header.writeUInt16LE(1, 12);
    header.writeUInt16LE(bitsPerPixel, 14);
  }
  if (headerBytes >= 40) {
    header.writeUInt32LE(compression, 16);
    header.writeInt32LE(pixelsPerMetre, 24);
    header.writeUInt32LE(palette.length, 32);
    if (headerBytes > 40) masks.forEach((mask, index) => header.writeUInt32LE(mask >>> 0, 40 + index * 4));
  }
  const behind = headerBytes === 40 ? Buffer.alloc(masks.length * 4) : Buffer.alloc(0);
  if (headerBytes === 40) masks.forEach((mask, index) => behind.writeUInt32LE(mask >>> 0, index * 4));
  const colours = Buffer.from(palette.flatMap(([red, green, blue]) => (isCore ? [blue, green, red] : [blue, green, red, 0])));
  const start = Buffer.alloc(14);
  start.write('BM');
  start.writeUInt32LE(14 + headerBytes + behind.length + colours.length, 10);
  if (icc) {
    header.write('DEBM', 56, 'latin1');
    header.writeUInt32LE(headerBytes + behind.length + colours.length + data.length, 112);
    header.writeUInt32LE(icc.length, 116);
  }
  return Buffer.concat([start, header, behind, colours, Buffer.from(data), icc ?? Buffer.alloc(0)]);
}
