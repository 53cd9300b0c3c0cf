import { byteReader, type ByteReader, type ByteSource } from '../bytes.ts';
import { maxBlockBytes, type EmbeddedBlocks } from './types.ts';

const limits = { boxes: 1000, metaBytes: 16 * 2 ** 20, items: 10_000, extents: 1000 };

type Box = { readonly type: string; readonly start: number; readonly end: number };
type Item = { readonly id: number; readonly type: string; readonly contentType: string };
type Extent = { readonly offset: number; readonly length: number };

/** Reads the items of AVIF and HEIC that hold a packet and an EXIF block.
 *  @source ISO/IEC 14496-12 §8.11 "Metadata support"; ISO/IEC 23008-12 annex A "Exif and XMP metadata" */
export function heifBlocks(source: ByteSource): EmbeddedBlocks {
  const meta = [...topBoxes(source)].find((box) => box.type === 'meta');
  if (!meta || meta.end - meta.start > limits.metaBytes) return {};
  const numbers = byteReader(source.read(meta.start, meta.end - meta.start), 'big', 'HEIF');
  // A full box: four bytes of version and flags come first.
  const boxes = [...innerBoxes(numbers, 4, numbers.sizeBytes)];
  const named = (type: string): Box | undefined => boxes.find((box) => box.type === type);
  const [info, places] = [named('iinf'), named('iloc')];
  if (!info || !places) return {};
  const items = readItems(numbers, info);
  const locations = readLocations(numbers, places);
  const content = (item: Item | undefined): Uint8Array | undefined => {
    const location = item && locations.get(item.id);
    return location && readExtents(source, numbers, named('idat'), location);
  };
  const exif = content(items.find((item) => item.type === 'Exif'));
  return {
    xmp: content(items.find((item) => item.type === 'mime' && item.contentType === 'application/rdf+xml')),
    exif: exif && exif.byteLength > 8 ? afterOffset(exif) : undefined,
  };
}

/** The block says first how far its TIFF header is away. */
function afterOffset(exif: Uint8Array): Uint8Array {
  return exif.subarray(4 + byteReader(exif, 'big', 'EXIF').u32(0));
}

function* topBoxes(source: ByteSource): Generator<Box> {
  for (let at = 0, count = 0; count < limits.boxes && at + 8 <= source.sizeBytes; count++) {
    const head = byteReader(source.read(at, Math.min(16, source.sizeBytes - at)), 'big', 'HEIF');
    const size = head.u32(0);
    const headBytes = size === 1 ? 16 : 8;
    const end = size === 0 ? source.sizeBytes : at + (size === 1 ? head.u64(8) : size);
    if (end < at + headBytes || end > source.sizeBytes) return;
    yield { type: head.latin1(4, 4), start: at + headBytes, end };
    at = end;
  }
}

function* innerBoxes(numbers: ByteReader, start: number, end: number): Generator<Box> {
  for (let at = start, count = 0; count < limits.items && at + 8 <= end; count++) {
    const size = numbers.u32(at);
    if (size < 8 || at + size > end) return;
    yield { type: numbers.latin1(at + 4, 4), start: at + 8, end: at + size };
    at += size;
  }
}

function readItems(numbers: ByteReader, info: Box): readonly Item[] {
  const isWide = numbers.u8(info.start) > 0;
  const entries = [...innerBoxes(numbers, info.start + (isWide ? 8 : 6), info.end)].filter((box) => box.type === 'infe');
  return entries.flatMap((box) => {
    const version = numbers.u8(box.start);
    if (version < 2) return [];
    const idBytes = version === 2 ? 2 : 4;
    const id = version === 2 ? numbers.u16(box.start + 4) : numbers.u32(box.start + 4);
    const typeAt = box.start + 4 + idBytes + 2;
    const [, contentType = ''] = numbers.latin1(typeAt + 4, box.end - typeAt - 4).split('\0');
    return [{ id, type: numbers.latin1(typeAt, 4), contentType }];
  });
}

type Location = { readonly isInside: boolean; readonly extents: readonly Extent[] };

function readLocations(numbers: ByteReader, box: Box): ReadonlyMap<number, Location> {
  const version = numbers.u8(box.start);
  const sizes = numbers.u16(box.start + 4);
  const [offsetBytes, lengthBytes, baseBytes, indexBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15, version > 0 ? sizes & 15 : 0];
  let at = box.start + 6;
  const next = (bytes: number): number => {
    const value = bytes === 0 ? 0 : bytes === 2 ? numbers.u16(at) : bytes === 4 ? numbers.u32(at) : numbers.u64(at);
    at += bytes;
    return value;
  };
  const locations = new Map<number, Location>();
  const count = Math.min(next(version < 2 ? 2 : 4), limits.items);
  for (let index = 0; index < count; index++) {
    const id = next(version < 2 ? 2 : 4);
    const method = version > 0 ? next(2) & 15 : 0;
    next(2);
    const base = next(baseBytes);
    const extents = Array.from({ length: Math.min(next(2), limits.extents) }, (): Extent => {
      next(indexBytes);
      return { offset: base + next(offsetBytes), length: next(lengthBytes) };
    });
    if (method < 2) locations.set(id, { isInside: method === 1, extents });
  }
  return locations;
}

/** An item may lie in pieces, in the file or in the box beside. */
function readExtents(source: ByteSource, numbers: ByteReader, inside: Box | undefined, { isInside, extents }: Location): Uint8Array | undefined {
  const total = extents.reduce((sum, extent) => sum + extent.length, 0);
  if (total === 0 || total > maxBlockBytes || (isInside && !inside)) return undefined;
  return Buffer.concat(extents.map(({ offset, length }) => isInside
    ? numbers.bytes(inside!.start + offset, length) : source.read(offset, length)));
}
