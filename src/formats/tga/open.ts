import { brokenFile, type ByteSource } from '../bytes.ts';
import { bandsByRow, makeBytes, type Picture } from '../picture.ts';
import { openWindow } from '../window.ts';
import { readTgaHeader, type TgaHeader } from './header.ts';
import { openTgaRuns } from './runs.ts';

type StoredRow = (row: number) => Uint8Array;

/** Opens a Targa image: mapped, direct or gray, plain or run-length coded, from any corner, of 8 to 32 bits.
 *  @throws BROKEN_FILE, UNSUPPORTED_IMAGE
 *  @source Truevision TGA File Format Specification 2.0 */
export function openTga(source: ByteSource): Picture {
  const header = readTgaHeader(source);
  const rows = header.isRunLength ? openTgaRuns(header, source) : plainRows(header, source);
  const rowAt: StoredRow = (row) => rows(header.isTopDown ? row : header.heightPx - 1 - row);
  const entry = header.pixels === 'mapped' ? mappedPixel(header) : header.pixels === 'gray' ? grayPixel(header) : directPixel(header.bitsPerPixel);
  const hasAlpha = header.alpha !== 'none' && !isAlphaEmpty(header, rowAt, entry);
  const shape = {
    widthPx: header.widthPx, heightPx: header.heightPx, colour: header.pixels === 'gray' ? 'gray' : 'rgb', hasAlpha, bitsPerComponent: 8,
  } as const;
  return {
    ...shape, resolutionPpi: undefined, icc: undefined, photoshop: undefined,
    bands: () => bandsByRow(shape, makeBytes, (row, to, at) => fillRow(header, rowAt(row), entry, hasAlpha, to, at)),
  };
}

function plainRows(header: TgaHeader, source: ByteSource): StoredRow {
  const rowBytes = header.widthPx * pixelBytes(header);
  if (header.pixelOffset + rowBytes * header.heightPx > source.sizeBytes) throw brokenFile('TGA ends before its contents do');
  const window = openWindow(source, 'TGA');
  return (row) => window.take(header.pixelOffset + row * rowBytes, rowBytes);
}

function pixelBytes(header: TgaHeader): number {
  return Math.ceil(header.bitsPerPixel / 8);
}

/** Reads a pixel as red, green, blue and alpha into `into`; gray counts as red. */
type ReadPixel = (row: Uint8Array, at: number, into: Uint8Array) => void;

function fillRow(header: TgaHeader, row: Uint8Array, read: ReadPixel, hasAlpha: boolean, to: Uint8Array, start: number): void {
  const pixel = new Uint8Array(4);
  const step = pixelBytes(header);
  const colours = header.pixels === 'gray' ? 1 : 3;
  let put = start;
  for (let x = 0; x < header.widthPx; x++) {
    read(row, (header.isMirrored ? header.widthPx - 1 - x : x) * step, pixel);
    const alpha = pixel[3]!;
    const isDivided = hasAlpha && header.alpha === 'multiplied' && alpha > 0;
    for (let colour = 0; colour < colours; colour++) {
      to[put++] = isDivided ? Math.min(255, Math.round((pixel[colour]! * 255) / alpha)) : pixel[colour]!;
    }
    if (hasAlpha) to[put++] = alpha;
  }
}

/** Five bits of each colour; the attribute bit marks a transparent pixel, as other readers take it. */
function directPixel(bits: number): ReadPixel {
  if (bits <= 16) {
    return (row, at, into) => {
      const value = row[at]! | (row[at + 1]! << 8);
      into[0] = fiveBits[(value >> 10) & 31]!;
      into[1] = fiveBits[(value >> 5) & 31]!;
      into[2] = fiveBits[value & 31]!;
      into[3] = value & 0x8000 ? 0 : 255;
    };
  }
  return (row, at, into) => {
    into[0] = row[at + 2]!;
    into[1] = row[at + 1]!;
    into[2] = row[at]!;
    into[3] = bits === 32 ? row[at + 3]! : 255;
  };
}

const fiveBits = Uint8Array.from({ length: 32 }, (_, value) => Math.round((value * 255) / 31));

function grayPixel(header: TgaHeader): ReadPixel {
  return (row, at, into) => {
    into[0] = row[at]!;
    into[3] = header.bitsPerPixel === 16 ? row[at + 1]! : 255;
  };
}

/** Indexes beyond the map are black. */
function mappedPixel(header: TgaHeader): ReadPixel {
  const { first, count, bits, bytes } = header.map;
  const colours = new Uint8Array(count * 4);
  const [read, step, one] = [directPixel(bits), Math.ceil(bits / 8), new Uint8Array(4)];
  for (let index = 0; index < count; index++) {
    read(bytes, index * step, one);
    colours.set(one, index * 4);
  }
  return (row, at, into) => {
    const index = (header.bitsPerPixel === 8 ? row[at]! : row[at]! | (row[at + 1]! << 8)) - first;
    for (let part = 0; part < 4; part++) into[part] = colours[index * 4 + part] ?? (part === 3 ? 255 : 0);
  };
}

/** Alpha that would hide the whole picture was never meant. */
function isAlphaEmpty(header: TgaHeader, rowAt: StoredRow, read: ReadPixel): boolean {
  const [pixel, step] = [new Uint8Array(4), pixelBytes(header)];
  for (let y = 0; y < header.heightPx; y++) {
    const row = rowAt(y);
    for (let x = 0; x < header.widthPx; x++) {
      read(row, x * step, pixel);
      if (pixel[3] !== 0) return false;
    }
  }
  return true;
}
