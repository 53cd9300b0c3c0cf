import { Failure } from '#base';

export type ByteOrder = 'little' | 'big';

/** Bytes that can be read at any place, whole files too large to hold included. Never trusts a length. */
export type ByteSource = {
  readonly sizeBytes: number;
  /** @throws BROKEN_FILE when the range leaves the content. */
  read(offset: number, length: number): Uint8Array;
};

/** Numbers of one byte order at checked places. */
export type ByteReader = {
  readonly sizeBytes: number;
  u8(offset: number): number;
  i16(offset: number): number;
  u16(offset: number): number;
  i32(offset: number): number;
  u32(offset: number): number;
  /** @throws BROKEN_FILE above 2^53, which no file can reach. */
  u64(offset: number): number;
  f64(offset: number): number;
  bytes(offset: number, length: number): Uint8Array;
  latin1(offset: number, length: number): string;
};

/** Reads bytes held in memory. @param name of the thing, for messages: `TIFF`, `BMP` … */
export function byteReader(bytes: Uint8Array, order: ByteOrder, name: string): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = order === 'little';
  const at = (offset: number, length: number): number => checkRange(offset, length, bytes.byteLength, name);
  return {
    sizeBytes: bytes.byteLength,
    u8: (offset) => view.getUint8(at(offset, 1)),
    i16: (offset) => view.getInt16(at(offset, 2), isLittle),
    u16: (offset) => view.getUint16(at(offset, 2), isLittle),
    i32: (offset) => view.getInt32(at(offset, 4), isLittle),
    u32: (offset) => view.getUint32(at(offset, 4), isLittle),
    u64: (offset) => {
      const value = view.getBigUint64(at(offset, 8), isLittle);
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw brokenFile(`${name} names an impossible size`);
      return Number(value);
    },
    f64: (offset) => view.getFloat64(at(offset, 8), isLittle),
    bytes: (offset, length) => bytes.subarray(at(offset, length), offset + length),
    latin1: (offset, length) => latin1(bytes.subarray(at(offset, length), offset + length)),
  };
}

/** A source over bytes held in memory. */
export function bytesSource(bytes: Uint8Array, name = 'file'): ByteSource {
  return {
    sizeBytes: bytes.byteLength,
    read: (offset, length) => {
      const start = checkRange(offset, length, bytes.byteLength, name);
      return bytes.subarray(start, start + length);
    },
  };
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

export function brokenFile(detail: string, cause?: unknown): Failure {
  return new Failure('BROKEN_FILE', { detail }, cause === undefined ? undefined : { cause });
}

/** @returns `offset`, when the range lies inside. */
export function checkRange(offset: number, length: number, sizeBytes: number, name: string): number {
  const isInside = Number.isSafeInteger(offset) && Number.isSafeInteger(length)
    && offset >= 0 && length >= 0 && offset + length <= sizeBytes;
  if (!isInside) throw brokenFile(`${name} ends before its contents do`);
  return offset;
}
