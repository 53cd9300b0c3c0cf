import { Failure } from '#base';
import { brokenFile, byteReader, type ByteReader, type ByteSource } from '../bytes.ts';
import { checkPictureSize } from '../picture.ts';

/** Header of a Targa image, with what its footer says of alpha. */
export type TgaHeader = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: 'mapped' | 'direct' | 'gray';
  readonly isRunLength: boolean;
  /** Bits of a stored pixel: a mapped one is an index. */
  readonly bitsPerPixel: 8 | 15 | 16 | 24 | 32;
  /** Rows are stored from the top; otherwise from the bottom. */
  readonly isTopDown: boolean;
  /** Pixels of a row are stored from the right. */
  readonly isMirrored: boolean;
  /** Of a pixel, or of a colour map entry. */
  readonly alpha: 'none' | 'plain' | 'multiplied';
  readonly map: { readonly first: number; readonly count: number; readonly bits: 15 | 16 | 24 | 32; readonly bytes: Uint8Array };
  readonly pixelOffset: number;
};

const headerBytes = 18;
const footerMark = 'TRUEVISION-XFILE.';
const footerBytes = 26;

/** @throws BROKEN_FILE, UNSUPPORTED_IMAGE
 *  @source Truevision TGA File Format Specification 2.0 */
export function readTgaHeader(source: ByteSource): TgaHeader {
  const numbers = byteReader(source.read(0, headerBytes), 'little', 'TGA');
  const type = numbers.u8(2);
  const pixels = ([, 'mapped', 'direct', 'gray'] as const)[type & 7];
  if (pixels === undefined || (type & ~11) !== 0) throw new Failure('UNSUPPORTED_IMAGE', { detail: `TGA of type ${type}` });
  const [widthPx, heightPx, bits, descriptor] = [numbers.u16(12), numbers.u16(14), numbers.u8(16), numbers.u8(17)];
  checkPictureSize(widthPx, heightPx, 'TGA');
  if ((descriptor & 0xc0) !== 0) throw new Failure('UNSUPPORTED_IMAGE', { detail: 'TGA with interleaved rows' });
  const map = readMap(numbers, source, pixels === 'mapped');
  const alphaBits = pixels === 'mapped' ? map.map.bits : bits;
  return {
    widthPx, heightPx, pixels, isRunLength: type >= 8, bitsPerPixel: bitsOf(bits, pixels),
    isTopDown: (descriptor & 0x20) !== 0, isMirrored: (descriptor & 0x10) !== 0,
    alpha: alphaOf(alphaBits, descriptor & 15, pixels, source), map: map.map, pixelOffset: map.end,
  };
}

const possibleBits: Readonly<Record<TgaHeader['pixels'], readonly number[]>> = { mapped: [8, 15, 16], direct: [15, 16, 24, 32], gray: [8, 16] };

function bitsOf(bits: number, pixels: TgaHeader['pixels']): TgaHeader['bitsPerPixel'] {
  if (!possibleBits[pixels].includes(bits)) throw new Failure('UNSUPPORTED_IMAGE', { detail: `TGA with ${bits} bits per pixel` });
  return bits as TgaHeader['bitsPerPixel'];
}

/** A map may be there though nothing uses it. */
function readMap(numbers: ByteReader, source: ByteSource, isUsed: boolean): { readonly map: TgaHeader['map']; readonly end: number } {
  const [isThere, first, count, bits] = [numbers.u8(1) === 1, numbers.u16(3), numbers.u16(5), numbers.u8(7)];
  const start = headerBytes + numbers.u8(0);
  if (isUsed && (!isThere || count === 0)) throw brokenFile('a TGA without the colour map it needs');
  if (!isThere) return { map: { first: 0, count: 0, bits: 24, bytes: new Uint8Array(0) }, end: start };
  if (isUsed && ![15, 16, 24, 32].includes(bits)) throw new Failure('UNSUPPORTED_IMAGE', { detail: `TGA with a colour map of ${bits} bits` });
  const mapBytes = count * Math.ceil(bits / 8);
  const bytes = isUsed ? source.read(start, mapBytes).slice() : new Uint8Array(0);
  return { map: { first, count, bits: bits as TgaHeader['map']['bits'], bytes }, end: start + mapBytes };
}

/** The extension area knows best; without one the alpha bits of the descriptor count. */
function alphaOf(bits: number, alphaBits: number, pixels: TgaHeader['pixels'], source: ByteSource): TgaHeader['alpha'] {
  const hasRoom = bits === 32 || bits === 16 && (pixels === 'gray' ? alphaBits === 8 : alphaBits === 1);
  if (!hasRoom) return 'none';
  const stated = attributesType(source);
  if (stated !== undefined && stated <= 4) return stated === 4 ? 'multiplied' : stated === 3 ? 'plain' : 'none';
  return alphaBits > 0 ? 'plain' : 'none';
}

const attributesTypeAt = 494;

function attributesType(source: ByteSource): number | undefined {
  if (source.sizeBytes < headerBytes + footerBytes) return undefined;
  const footer = byteReader(source.read(source.sizeBytes - footerBytes, footerBytes), 'little', 'TGA');
  const extension = footer.u32(0);
  const isThere = footer.latin1(8, footerMark.length) === footerMark && extension >= headerBytes
    && extension + attributesTypeAt < source.sizeBytes;
  return isThere ? source.read(extension + attributesTypeAt, 1)[0] : undefined;
}
