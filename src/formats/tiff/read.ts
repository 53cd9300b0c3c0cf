import { brokenFile, byteReader, type ByteOrder, type ByteReader, type ByteSource } from '../bytes.ts';

/** One field of a directory; its values are read on demand. */
export type TiffEntry = {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Where the values lie in the file, inside the entry itself when they are short. */
  readonly valueOffset: number;
  readonly valueBytes: number;
};

export type TiffDirectory = { readonly offset: number; readonly entries: ReadonlyMap<number, TiffEntry> };

/** The structure of a TIFF file, classic or big, pixels untouched. */
export type Tiff = {
  readonly isBig: boolean;
  readonly order: ByteOrder;
  readonly directories: readonly TiffDirectory[];
  readonly source: ByteSource;
};

/** Bytes of one value of each field type; 0 where the type is unknown. @source TIFF 6.0 §2, BigTIFF */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** Bounds that no honest file comes near. */
const limits = { directories: 10_000, entries: 4096, valueBytes: 256 * 2 ** 20 };

/** Reads the chain of directories.
 *  @param most Directories wanted; the rest of the chain is not followed.
 *  @throws BROKEN_FILE for loops, lies about sizes and foreign content.
 *  @source TIFF 6.0 §2 "TIFF Structure"; BigTIFF as libtiff writes it */
export function readTiff(source: ByteSource, most = limits.directories): Tiff {
  const head = source.read(0, Math.min(16, source.sizeBytes));
  const order: ByteOrder = head[0] === 0x4d ? 'big' : 'little';
  const numbers = byteReader(head, order, 'TIFF');
  const version = numbers.u16(2);
  if (version !== 42 && version !== 43) throw brokenFile('not a TIFF file');
  const isBig = version === 43;
  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  let offset = isBig ? numbers.u64(8) : numbers.u32(4);
  while (offset !== 0 && directories.length < Math.min(most, limits.directories)) {
    if (seen.has(offset)) throw brokenFile('its TIFF directories run in a circle');
    seen.add(offset);
    const { directory, next } = readDirectory(source, offset, isBig, order);
    directories.push(directory);
    offset = next;
  }
  if (directories.length === 0) throw brokenFile('TIFF without a directory');
  return { isBig, order, directories, source };
}

/** A directory that stands beside the chain, such as those of EXIF. @throws BROKEN_FILE */
export function directoryAt(tiff: Tiff, offset: number): TiffDirectory {
  return readDirectory(tiff.source, offset, tiff.isBig, tiff.order).directory;
}

function readDirectory(source: ByteSource, offset: number, isBig: boolean, order: ByteOrder):
  { readonly directory: TiffDirectory; readonly next: number } {
  const countBytes = isBig ? 8 : 2;
  const entryBytes = isBig ? 20 : 12;
  const counter = byteReader(source.read(offset, countBytes), order, 'TIFF');
  const count = isBig ? counter.u64(0) : counter.u16(0);
  if (count > limits.entries) throw brokenFile(`a TIFF directory of ${count} entries`);
  const start = offset + countBytes;
  const table = byteReader(source.read(start, count * entryBytes), order, 'TIFF');
  const entries = new Map<number, TiffEntry>();
  for (let at = 0; at < count * entryBytes; at += entryBytes) {
    const entry = readEntry(table, at, start, isBig);
    // The first of two equal tags counts, as in libtiff.
    if (entry && !entries.has(entry.tag)) entries.set(entry.tag, entry);
  }
  // A file cut right behind its last directory is still readable: the missing link means "no more".
  const linkBytes = isBig ? 8 : 4;
  const linkOffset = start + count * entryBytes;
  const hasLink = linkOffset + linkBytes <= source.sizeBytes;
  const link = hasLink ? byteReader(source.read(linkOffset, linkBytes), order, 'TIFF') : undefined;
  return { directory: { offset, entries }, next: link ? (isBig ? link.u64(0) : link.u32(0)) : 0 };
}

function readEntry(table: ByteReader, at: number, tableOffset: number, isBig: boolean): TiffEntry | undefined {
  const tag = table.u16(at);
  const type = table.u16(at + 2);
  const count = isBig ? table.u64(at + 4) : table.u32(at + 4);
  const valueBytes = count * (typeBytes[type] ?? 0);
  const slot = at + (isBig ? 12 : 8);
  if (valueBytes === 0 || valueBytes > limits.valueBytes) return undefined;
  const isInline = valueBytes <= (isBig ? 8 : 4);
  const valueOffset = isInline ? tableOffset + slot : isBig ? table.u64(slot) : table.u32(slot);
  return { tag, type, count, valueOffset, valueBytes };
}

/** The raw bytes of a field; undefined when the directory lacks it. @throws BROKEN_FILE when they lie outside the file. */
export function entryBytes(tiff: Tiff, directory: TiffDirectory, tag: number): Uint8Array | undefined {
  const entry = directory.entries.get(tag);
  return entry && tiff.source.read(entry.valueOffset, entry.valueBytes);
}

/** The values of a field as numbers (rationals divided); empty when the directory lacks it. */
export function entryNumbers(tiff: Tiff, directory: TiffDirectory, tag: number): readonly number[] {
  const entry = directory.entries.get(tag);
  if (!entry) return [];
  const values = byteReader(tiff.source.read(entry.valueOffset, entry.valueBytes), tiff.order, 'TIFF');
  const read = numberOfType[entry.type];
  if (!read) return [];
  const step = typeBytes[entry.type] ?? 1;
  return Array.from({ length: entry.count }, (_, index) => read(values, index * step));
}

/** First value of a field, or `missing`. */
export function entryNumber(tiff: Tiff, directory: TiffDirectory, tag: number, missing: number): number {
  return entryNumbers(tiff, directory, tag)[0] ?? missing;
}

const numberOfType: Readonly<Record<number, (values: ByteReader, at: number) => number>> = {
  1: (values, at) => values.u8(at),
  3: (values, at) => values.u16(at),
  4: (values, at) => values.u32(at),
  5: (values, at) => values.u32(at) / values.u32(at + 4),
  7: (values, at) => values.u8(at),
  8: (values, at) => values.i16(at),
  9: (values, at) => values.i32(at),
  10: (values, at) => values.i32(at) / values.i32(at + 4),
  13: (values, at) => values.u32(at),
  16: (values, at) => values.u64(at),
  18: (values, at) => values.u64(at),
};
