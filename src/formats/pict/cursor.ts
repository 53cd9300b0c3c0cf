import type { ByteWindow } from '../window.ts';

/** Reads on from a place, the high byte of a number first. Leaving the file throws BROKEN_FILE at the next read. */
export type Cursor = {
  offset: number;
  u8(): number;
  i16(): number;
  u16(): number;
  u32(): number;
  rectangle(): Rectangle;
  /** The bytes that follow; they hold until the next call. */
  take(length: number): Uint8Array;
  skip(length: number): void;
};

/** Edges in the coordinates of a picture; the lower and right ones lie behind the last pixel. */
export type Rectangle = { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number };

export function cursorAt(window: ByteWindow, start: number): Cursor {
  const cursor: Cursor = {
    offset: start,
    u8: () => window.byte(cursor.offset++),
    u16: () => (cursor.u8() << 8) | cursor.u8(),
    i16: () => (cursor.u16() << 16) >> 16,
    u32: () => cursor.u16() * 65_536 + cursor.u16(),
    rectangle: () => ({ top: cursor.i16(), left: cursor.i16(), bottom: cursor.i16(), right: cursor.i16() }),
    take: (length) => {
      const bytes = window.take(cursor.offset, length);
      cursor.offset += length;
      return bytes;
    },
    skip: (length) => { cursor.offset += length; },
  };
  return cursor;
}

export function isEmpty({ top, left, bottom, right }: Rectangle): boolean {
  return bottom <= top || right <= left;
}
