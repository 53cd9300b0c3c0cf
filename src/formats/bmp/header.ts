import { brokenFile, byteReader, type ByteReader, type ByteSource } from '../bytes.ts';
import { Failure } from '#base';
import { checkPictureSize } from '../picture.ts';
import { perMetre } from '../resolution.ts';

/** Header of a Windows or OS/2 bitmap. */
export type BmpHeader = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly isTopDown: boolean;
  readonly bitsPerPixel: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  readonly compression: 'none' | 'rle8' | 'rle4' | 'rle24' | 'fields';
  /** Bit masks of red, green, blue and alpha for 16 and 32 bit; alpha 0 means none. */
  readonly masks: readonly [red: number, green: number, blue: number, alpha: number];
  /** Palette as red, green, blue triples. */
  readonly palette: readonly (readonly [number, number, number])[];
  readonly pixelOffset: number;
  readonly resolutionPpi: number | undefined;
  /** The profile a version 5 header embeds. */
  readonly icc: Uint8Array | undefined;
};

const fileHeaderBytes = 14;
/** The longest header (version 5), four masks behind a short one, and the largest palette. */
const headBytes = fileHeaderBytes + 124 + 16 + 256 * 4;
const embeddedProfile = 0x4d424544;
const maxProfileBytes = 16 * 2 ** 20;

/** @throws BROKEN_FILE, UNSUPPORTED_IMAGE (embedded JPEG or PNG, Huffman codes)
 *  @source Microsoft "Bitmap Header Types" (BITMAPCOREHEADER … BITMAPV5HEADER); OS/2 2.x bitmap header */
export function readBmpHeader(source: ByteSource): BmpHeader {
  const numbers = byteReader(source.read(0, Math.min(headBytes, source.sizeBytes)), 'little', 'BMP');
  if (numbers.latin1(0, 2) !== 'BM') throw brokenFile('not a BMP file');
  const headerBytes = numbers.u32(fileHeaderBytes);
  return headerBytes === 12 ? readCore(numbers) : readInfo(numbers, headerBytes, source);
}

/** The 12-byte header of OS/2 1.x: 16-bit sizes, palette in triples. */
function readCore(numbers: ByteReader): BmpHeader {
  const bitsPerPixel = bitsOf(numbers.u16(24));
  const pixelOffset = numbers.u32(10);
  return checkSize({
    widthPx: numbers.u16(18), heightPx: numbers.u16(20), isTopDown: false, bitsPerPixel, compression: 'none',
    masks: defaultMasks(bitsPerPixel), pixelOffset, resolutionPpi: undefined, icc: undefined,
    palette: readPalette(numbers, 26, 3, paletteSize(bitsPerPixel, 0, numbers, 26, 3, pixelOffset)),
  });
}

function readInfo(numbers: ByteReader, headerBytes: number, source: ByteSource): BmpHeader {
  if (headerBytes < 16 || headerBytes > 124) throw brokenFile(`a BMP header of ${headerBytes} bytes`);
  const has = (endsAt: number): boolean => headerBytes >= endsAt;
  const height = numbers.i32(22);
  const bitsPerPixel = bitsOf(numbers.u16(28));
  const isOs2 = headerBytes === 64 || headerBytes === 16;
  const compression = compressionOf(has(20) ? numbers.u32(30) : 0, bitsPerPixel, isOs2);
  const pixelOffset = numbers.u32(10);
  // A 40-byte header keeps its masks behind it; longer ones have them inside: the same place either way.
  const masks = compression === 'fields'
    ? [numbers.u32(54), numbers.u32(58), numbers.u32(62), has(56) || numbers.u32(30) === 6 ? numbers.u32(66) : 0] as const
    : defaultMasks(bitsPerPixel);
  const maskBytes = compression === 'fields' && headerBytes === 40 ? (numbers.u32(30) === 6 ? 16 : 12) : 0;
  const paletteAt = fileHeaderBytes + headerBytes + maskBytes;
  const used = has(36) ? numbers.u32(46) : 0;
  return checkSize({
    widthPx: numbers.i32(18), heightPx: Math.abs(height), isTopDown: height < 0, bitsPerPixel, compression, masks, pixelOffset,
    resolutionPpi: has(28) ? perMetre(numbers.i32(38)) : undefined,
    icc: has(124) ? readProfile(numbers, source) : undefined,
    palette: readPalette(numbers, paletteAt, 4, paletteSize(bitsPerPixel, used, numbers, paletteAt, 4, pixelOffset)),
  });
}

function bitsOf(bits: number): BmpHeader['bitsPerPixel'] {
  if (bits === 1 || bits === 2 || bits === 4 || bits === 8 || bits === 16 || bits === 24 || bits === 32) return bits;
  if (bits === 0) throw new Failure('UNSUPPORTED_IMAGE', { detail: 'a BMP that holds a JPEG or PNG' });
  throw new Failure('UNSUPPORTED_IMAGE', { detail: `BMP with ${bits} bits per pixel` });
}

/** The codes 3 and 4 mean other things in OS/2 headers than in those of Windows. */
function compressionOf(code: number, bitsPerPixel: number, isOs2: boolean): BmpHeader['compression'] {
  if (code === 0) return 'none';
  if (code === 1 && bitsPerPixel === 8) return 'rle8';
  if (code === 2 && bitsPerPixel === 4) return 'rle4';
  if (isOs2 && code === 4 && bitsPerPixel === 24) return 'rle24';
  if ((code === 3 || code === 6) && !isOs2 && (bitsPerPixel === 16 || bitsPerPixel === 32)) return 'fields';
  const named = isOs2 ? (code === 3 ? 'Huffman codes' : undefined) : code === 4 ? 'a JPEG inside' : code === 5 ? 'a PNG inside' : undefined;
  throw new Failure('UNSUPPORTED_IMAGE', { detail: `BMP with ${named ?? `compression ${code} at ${bitsPerPixel} bits`}` });
}

function defaultMasks(bitsPerPixel: number): BmpHeader['masks'] {
  return bitsPerPixel === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0x00ff00, 0x0000ff, 0];
}

/** Entries the file has room for: writers leave the count 0, or lie. */
function paletteSize(
  bitsPerPixel: number, used: number, numbers: ByteReader, paletteAt: number, entryBytes: number, pixelOffset: number,
): number {
  if (bitsPerPixel > 8) return 0;
  const most = 2 ** bitsPerPixel;
  const end = pixelOffset > paletteAt ? Math.min(pixelOffset, numbers.sizeBytes) : numbers.sizeBytes;
  return Math.max(0, Math.min(used === 0 ? most : used, most, Math.floor((end - paletteAt) / entryBytes)));
}

function readPalette(numbers: ByteReader, at: number, entryBytes: number, count: number): BmpHeader['palette'] {
  return Array.from({ length: count }, (_, index) => {
    const entry = at + index * entryBytes;
    return [numbers.u8(entry + 2), numbers.u8(entry + 1), numbers.u8(entry)] as const;
  });
}

/** The profile lies anywhere, counted from the header; one that leaves the file counts as none.
 *  @source Microsoft BITMAPV5HEADER: bV5CSType, bV5ProfileData, bV5ProfileSize */
function readProfile(numbers: ByteReader, source: ByteSource): Uint8Array | undefined {
  if (numbers.u32(fileHeaderBytes + 56) !== embeddedProfile) return undefined;
  const offset = fileHeaderBytes + numbers.u32(fileHeaderBytes + 112);
  const length = numbers.u32(fileHeaderBytes + 116);
  const isThere = length > 0 && length <= maxProfileBytes && offset + length <= source.sizeBytes;
  return isThere ? source.read(offset, length).slice() : undefined;
}

function checkSize(header: BmpHeader): BmpHeader {
  checkPictureSize(header.widthPx, header.heightPx, 'BMP');
  return header;
}
