import { encodeDirectory, encodeHeader, long, short, directoryBytes, type TiffField } from '../../src/formats/tiff/write.ts';

const text = (value: string): TiffField['value'] => ({ type: 'byte', bytes: Buffer.from(`${value}\0`, 'latin1') });
const bytes = (...values: readonly number[]): TiffField['value'] => ({ type: 'byte', bytes: Uint8Array.from(values) });
const fractions = (...values: readonly number[]): TiffField['value'] =>
  ({ type: 'rational', values: values.map((value) => [Math.round(value * 10_000), 10_000] as const) });

/** A camera's raw file: a mosaic of red, green, green and blue, 16 bits, in an uncompressed DNG.
 *  @param colourAt Red, green and blue of a place, 0..65535.
 *  @source Adobe Digital Negative Specification 1.4 */
export function dngBytes(widthPx: number, heightPx: number, colourAt: (x: number, y: number) => readonly [number, number, number], orientation = 1): Buffer {
  const mosaic = Buffer.alloc(widthPx * heightPx * 2);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) mosaic.writeUInt16LE(colourAt(x, y)[(x % 2) + (y % 2)]!, (y * widthPx + x) * 2);
  }
  const fieldsAt = (dataOffset: number): readonly TiffField[] => [
    { tag: 254, value: long(0) }, { tag: 256, value: long(widthPx) }, { tag: 257, value: long(heightPx) }, { tag: 258, value: short(16) },
    { tag: 259, value: short(1) }, { tag: 262, value: short(32803) }, { tag: 271, value: text('Prepress') }, { tag: 272, value: text('Test Camera') },
    { tag: 273, value: long(dataOffset) }, { tag: 274, value: short(orientation) }, { tag: 277, value: short(1) }, { tag: 278, value: long(heightPx) },
    { tag: 279, value: long(mosaic.length) }, { tag: 33421, value: short(2, 2) }, { tag: 33422, value: bytes(0, 1, 1, 2) },
    { tag: 50706, value: bytes(1, 4, 0, 0) }, { tag: 50708, value: text('Prepress Test Camera') }, { tag: 50714, value: short(0) },
    { tag: 50717, value: long(65_535) }, { tag: 50721, value: fractions(1, 0, 0, 0, 1, 0, 0, 0, 1) }, { tag: 50728, value: fractions(1, 1, 1) },
    { tag: 50778, value: short(21) },
  ];
  const dataOffset = 8 + directoryBytes(fieldsAt(0), false);
  return Buffer.concat([encodeHeader(false, 8), encodeDirectory(fieldsAt(dataOffset), false, 8, 0), mosaic]);
}
