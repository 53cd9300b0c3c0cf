/** Encodes directories; used by the joiner and by the in-memory wrapper. */

export type TiffValue =
  | { readonly type: 'short' | 'long' | 'long8'; readonly values: readonly number[] }
  | { readonly type: 'rational'; readonly values: readonly (readonly [number, number])[] }
  | { readonly type: 'byte' | 'undefined'; readonly bytes: Uint8Array };

export type TiffField = { readonly tag: number; readonly value: TiffValue };

const typeCode = { byte: 1, short: 3, long: 4, rational: 5, undefined: 7, long8: 16 } as const;
const valueSize = { byte: 1, short: 2, long: 4, rational: 8, undefined: 1, long8: 8 } as const;

/** Bytes a directory takes with all values that do not fit into its entries, rounded up to 8. */
export function directoryBytes(fields: readonly TiffField[], isBig: boolean): number {
  const shape = shapeOf(isBig);
  const table = shape.countBytes + fields.length * shape.entryBytes + shape.slotBytes;
  return fields.reduce((sum, field) => {
    const size = sizeOf(field.value);
    return size <= shape.slotBytes ? sum : sum + align(size);
  }, align(table));
}

/** Encodes a directory that will stand at `offset`, little-endian, its long values behind it.
 *  @param nextOffset Place of the following directory, 0 for none. */
export function encodeDirectory(fields: readonly TiffField[], isBig: boolean, offset: number, nextOffset: number): Uint8Array {
  const shape = shapeOf(isBig);
  const sorted = fields.toSorted((a, b) => a.tag - b.tag);
  const bytes = new Uint8Array(directoryBytes(fields, isBig));
  const view = new DataView(bytes.buffer);
  const setOffset = (at: number, value: number): void =>
    isBig ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, value, true);
  if (isBig) view.setBigUint64(0, BigInt(sorted.length), true); else view.setUint16(0, sorted.length, true);
  const linkAt = shape.countBytes + sorted.length * shape.entryBytes;
  setOffset(linkAt, nextOffset);
  let free = align(linkAt + shape.slotBytes);
  for (const [index, field] of sorted.entries()) {
    const at = shape.countBytes + index * shape.entryBytes;
    view.setUint16(at, field.tag, true);
    view.setUint16(at + 2, typeCode[field.value.type], true);
    setOffset(at + 4, countOf(field.value));
    const slot = at + 4 + (isBig ? 8 : 4);
    const size = sizeOf(field.value);
    if (size <= shape.slotBytes) {
      putValue(bytes, view, slot, field.value);
    } else {
      setOffset(slot, offset + free);
      putValue(bytes, view, free, field.value);
      free += align(size);
    }
  }
  return bytes;
}

/** The first bytes of a little-endian file. */
export function encodeHeader(isBig: boolean, firstDirectoryOffset: number): Uint8Array {
  const bytes = new Uint8Array(isBig ? 16 : 8);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49]);
  view.setUint16(2, isBig ? 43 : 42, true);
  if (isBig) {
    view.setUint16(4, 8, true);
    view.setBigUint64(8, BigInt(firstDirectoryOffset), true);
  } else {
    view.setUint32(4, firstDirectoryOffset, true);
  }
  return bytes;
}

export const short = (...values: readonly number[]): TiffValue => ({ type: 'short', values });
export const long = (...values: readonly number[]): TiffValue => ({ type: 'long', values });

function shapeOf(isBig: boolean): { readonly countBytes: number; readonly entryBytes: number; readonly slotBytes: number } {
  return isBig ? { countBytes: 8, entryBytes: 20, slotBytes: 8 } : { countBytes: 2, entryBytes: 12, slotBytes: 4 };
}

function countOf(value: TiffValue): number {
  return 'bytes' in value ? value.bytes.byteLength : value.values.length;
}

function sizeOf(value: TiffValue): number {
  return countOf(value) * valueSize[value.type];
}

function align(size: number): number {
  return Math.ceil(size / 8) * 8;
}

function putValue(bytes: Uint8Array, view: DataView, at: number, value: TiffValue): void {
  switch (value.type) {
    case 'byte': case 'undefined':
      bytes.set(value.bytes, at);
      break;
    case 'short':
      value.values.forEach((number, index) => view.setUint16(at + index * 2, number, true));
      break;
    case 'long':
      value.values.forEach((number, index) => view.setUint32(at + index * 4, number, true));
      break;
    case 'long8':
      value.values.forEach((number, index) => view.setBigUint64(at + index * 8, BigInt(number), true));
      break;
    case 'rational':
      value.values.forEach(([above, below], index) => {
        view.setUint32(at + index * 8, above, true);
        view.setUint32(at + index * 8 + 4, below, true);
      });
  }
}
