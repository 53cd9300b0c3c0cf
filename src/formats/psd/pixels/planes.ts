import { byteReader, type ByteSource } from '../../bytes.ts';
import { openCursor, type Cursor } from './cursor.ts';
import type { Inflation } from './inflate.ts';
import { unpackBits } from './pack-bits.ts';

/** One channel, row by row from the top. */
export type Plane = {
  /** Bytes of the next row as the document stores samples: a view that holds until the next call. @throws BROKEN_FILE */
  nextRow(): Uint8Array;
};

/** Rows that stand one behind the other. */
export function plainPlane(cursor: Cursor, rowBytes: number): Plane {
  return { nextRow: () => cursor.take(rowBytes) };
}

/** Rows packed one by one. @param counts Packed bytes of each row. */
export function packedPlane(cursor: Cursor, counts: Uint16Array, rowBytes: number): Plane {
  const bytes = new Uint8Array(rowBytes);
  let index = 0;
  return {
    nextRow() {
      unpackBits(cursor.take(counts[index++] ?? 0), bytes);
      return bytes;
    },
  };
}

/** A part of a plane. @param skippedRows Passed over before the first row. */
export function windowPlane(plane: Plane, skippedRows: number, startByte: number, rowBytes: number): Plane {
  let skip = skippedRows;
  return {
    nextRow() {
      for (; skip > 0; skip--) plane.nextRow();
      return plane.nextRow().subarray(startByte, startByte + rowBytes);
    },
  };
}

/** Packed sizes of rows as they stand in front of them. */
export function readCounts(source: ByteSource, offset: number, rows: number): Uint16Array {
  const table = byteReader(source.read(offset, rows * 2), 'big', 'Photoshop pixels');
  return Uint16Array.from({ length: rows }, (_, row) => table.u16(row * 2));
}

/** Planes of a merged image: all of one channel, then all of the next.
 *  @param wanted The first so many are opened.
 *  @source Adobe Photoshop file formats specification, "Image data section" */
export function packedPlanes(source: ByteSource, offset: number, size: { rows: number; channels: number; rowBytes: number }, wanted: number): readonly Plane[] {
  let start = offset + size.rows * size.channels * 2;
  return Array.from({ length: wanted }, (_, channel) => {
    const counts = readCounts(source, offset + channel * size.rows * 2, size.rows);
    const end = start + counts.reduce((sum, count) => sum + count, 0);
    const plane = packedPlane(openCursor(source, start, end), counts, size.rowBytes);
    start = end;
    return plane;
  });
}

/** Rows out of a deflated stream, as they are or as differences from sample to sample. */
export function deflatedPlane(inflation: Inflation, rowBytes: number, differenceBytes: 0 | 1 | 2): Plane {
  const bytes = new Uint8Array(rowBytes);
  return {
    nextRow() {
      inflation.fill(bytes);
      if (differenceBytes === 1) for (let at = 1; at < rowBytes; at++) bytes[at] = bytes[at]! + bytes[at - 1]!;
      if (differenceBytes === 2) addWide(bytes);
      return bytes;
    },
  };
}

/** The same for samples of two bytes, the high one first. */
function addWide(bytes: Uint8Array): void {
  for (let at = 2, sum = (bytes[0]! << 8) | bytes[1]!; at + 1 < bytes.length; at += 2) {
    sum = (sum + ((bytes[at]! << 8) | bytes[at + 1]!)) & 0xffff;
    bytes[at] = sum >> 8;
    bytes[at + 1] = sum & 255;
  }
}
