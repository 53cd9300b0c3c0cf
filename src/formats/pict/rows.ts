import { brokenFile, type ByteSource } from '../bytes.ts';
import { openWindow } from '../window.ts';
import { cursorAt } from './cursor.ts';
import { neededBytes, storedRowBytes, unpackedBytes, widthOf, type PictBitmap } from './pixel-map.ts';
import { unpackRuns } from './unpack.ts';

/** Colours a bitmap comes out in; `alpha` only where it has a fourth component that is not empty. */
export type RowColours = 'gray' | 'rgb' | 'rgbAlpha';

/** Reads the painted part of a bitmap row by row from the top.
 *  @param windowBytes Bytes held, for pictures of many bitmaps.
 *  @returns Writes the next row into `to` from `at` on. */
export function openRows(
  source: ByteSource, bitmap: PictBitmap, part: PictBitmap['from'], colours: RowColours, windowBytes?: number,
): (to: Uint8Array, at: number) => void {
  const cursor = cursorAt(openWindow(source, 'PICT', windowBytes), bitmap.dataOffset);
  const { sizeBytes } = bitmap;
  const row = new Uint8Array(unpackedBytes(bitmap, sizeBytes));
  const read = pixelReader(bitmap, colours);
  const [first, count] = [part.left - bitmap.bounds.left, part.right - part.left];
  const nextRow = (): void => {
    const stored = cursor.take(storedRowBytes(bitmap, sizeBytes, cursor));
    if (sizeBytes === 0) return row.set(stored);
    const { written, used } = unpackRuns(stored, row, bitmap.packing === 'words' ? 2 : 1);
    if (written < neededBytes(bitmap, sizeBytes) || used > stored.length) throw brokenFile('PICT rows that end before their pixels do');
  };
  for (let y = bitmap.bounds.top; y < part.top; y++) nextRow();
  return (to, at) => {
    nextRow();
    read(row, first, count, to, at);
  };
}

type ReadPixels = (row: Uint8Array, first: number, count: number, to: Uint8Array, at: number) => void;

function pixelReader(bitmap: PictBitmap, colours: RowColours): ReadPixels {
  if (bitmap.pixelBits <= 8) return bitmap.palette ? mapped(bitmap.pixelBits, bitmap.palette) : blackAndWhite(colours);
  if (bitmap.pixelBits === 16) return fiveBitFields;
  if (bitmap.packing === 'planes' && bitmap.sizeBytes > 0) {
    // Alpha stands first.
    const width = widthOf(bitmap);
    const skipped = (bitmap.components - 3) * width;
    return strided([skipped, skipped + width, skipped + 2 * width, ...(colours === 'rgbAlpha' ? [0] : [])], 1);
  }
  if (bitmap.packing === 'triples') return strided([0, 1, 2], 3);
  return strided([1, 2, 3, ...(colours === 'rgbAlpha' ? [0] : [])], 4);
}

/** Components that begin at these places and go on at a step. */
function strided(starts: readonly number[], step: number): ReadPixels {
  return (row, first, count, to, at) => {
    starts.forEach((start, component) => {
      for (let x = 0, put = at + component; x < count; x++, put += starts.length) to[put] = row[start + (first + x) * step]!;
    });
  };
}

/** One bit without colours: 1 is black. */
function blackAndWhite(colours: RowColours): ReadPixels {
  const repeats = colours === 'gray' ? 1 : 3;
  return (row, first, count, to, at) => {
    for (let x = 0, put = at; x < count; x++) {
      const value = (row[(first + x) >> 3]! >> (7 - ((first + x) & 7))) & 1 ? 0 : 255;
      for (let component = 0; component < repeats; component++) to[put++] = value;
    }
  };
}

function mapped(bits: number, palette: Uint8Array): ReadPixels {
  const [perByte, mask] = [8 / bits, 2 ** bits - 1];
  return (row, first, count, to, at) => {
    for (let x = first, put = at; x < first + count; x++) {
      const shift = 8 - bits * ((x % perByte) + 1);
      const entry = ((row[Math.floor(x / perByte)]! >> shift) & mask) * 3;
      for (let component = 0; component < 3; component++) to[put++] = palette[entry + component]!;
    }
  };
}

function fiveBitFields(row: Uint8Array, first: number, count: number, to: Uint8Array, at: number): void {
  for (let x = first, put = at; x < first + count; x++) {
    const value = (row[x * 2]! << 8) | row[x * 2 + 1]!;
    for (let shift = 10; shift >= 0; shift -= 5) to[put++] = Math.round((((value >> shift) & 31) * 255) / 31);
  }
}
