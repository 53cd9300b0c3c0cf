import { brokenFile } from '../bytes.ts';
import { readBmpHeader, type BmpHeader } from './header.ts';

export type BmpPixels = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasAlpha: boolean;
  /** RGB or RGBA, 8 bit, top row first. */
  readonly samples: Uint8Array;
};

/** Decodes every common bitmap: 1 to 32 bit, bit fields, run lengths, both directions, alpha masks.
 *  The caller has checked the number of pixels against its limit.
 *  @throws BROKEN_FILE when pixel data end early, UNSUPPORTED_IMAGE
 *  @source Microsoft "Bitmap Compression"; "Bitmap Storage" */
export function decodeBmp(bytes: Uint8Array): BmpPixels {
  const header = readBmpHeader(bytes);
  const data = bytes.subarray(pixelStart(header, bytes.byteLength));
  if (header.compression === 'rle8' || header.compression === 'rle4') {
    return { ...sizeOf(header), hasAlpha: false, samples: coloured(header, unpackRuns(header, data)) };
  }
  if (header.bitsPerPixel <= 8) return { ...sizeOf(header), hasAlpha: false, samples: coloured(header, unpackIndexes(header, data)) };
  return decodeDirect(header, data);
}

/** An 8-bit bitmap that is a gray ramp stays RGB: production turns it as any other. Some writers leave the offset 0. */
function pixelStart(header: BmpHeader, sizeBytes: number): number {
  if (header.pixelOffset >= 14 + 12 && header.pixelOffset <= sizeBytes) return header.pixelOffset;
  throw brokenFile('BMP ends before its contents do');
}

function sizeOf(header: BmpHeader): { widthPx: number; heightPx: number } {
  return { widthPx: header.widthPx, heightPx: header.heightPx };
}

/** Rows are padded to four bytes. @throws BROKEN_FILE */
function rowsOf(header: BmpHeader, data: Uint8Array): (row: number) => Uint8Array {
  const usedBytes = Math.ceil((header.widthPx * header.bitsPerPixel) / 8);
  const strideBytes = Math.ceil(usedBytes / 4) * 4;
  // The padding of the last row is often left out.
  if ((header.heightPx - 1) * strideBytes + usedBytes > data.byteLength) throw brokenFile('BMP ends before its contents do');
  return (row) => {
    const stored = header.isTopDown ? row : header.heightPx - 1 - row;
    return data.subarray(stored * strideBytes, stored * strideBytes + usedBytes);
  };
}

function unpackIndexes(header: BmpHeader, data: Uint8Array): Uint8Array {
  const rowAt = rowsOf(header, data);
  const { widthPx, heightPx, bitsPerPixel } = header;
  const perByte = 8 / bitsPerPixel;
  const mask = 2 ** bitsPerPixel - 1;
  const indexes = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    const row = rowAt(y);
    for (let x = 0; x < widthPx; x++) {
      const shift = 8 - bitsPerPixel * ((x % perByte) + 1);
      indexes[y * widthPx + x] = (row[Math.floor(x / perByte)]! >> shift) & mask;
    }
  }
  return indexes;
}

/** Run-length codes. Pixels that are skipped show palette entry 0; an end before the last row is allowed. */
function unpackRuns(header: BmpHeader, data: Uint8Array): Uint8Array {
  const { widthPx, heightPx } = header;
  const isNibble = header.compression === 'rle4';
  const indexes = new Uint8Array(widthPx * heightPx);
  let [x, y, at] = [0, 0, 0];
  const put = (index: number): void => {
    if (x < widthPx && y < heightPx) indexes[(header.isTopDown ? y : heightPx - 1 - y) * widthPx + x] = index;
    x += 1;
  };
  while (at + 1 < data.byteLength && y < heightPx) {
    const [count, code] = [data[at]!, data[at + 1]!];
    at += 2;
    if (count > 0) {
      for (let index = 0; index < count; index++) put(isNibble ? (index % 2 === 0 ? code >> 4 : code & 15) : code);
    } else if (code === 0) {
      [x, y] = [0, y + 1];
    } else if (code === 1) {
      break;
    } else if (code === 2) {
      x += data[at] ?? 0;
      y += data[at + 1] ?? 0;
      at += 2;
    } else {
      const length = isNibble ? Math.ceil(code / 2) : code;
      if (at + length > data.byteLength) throw brokenFile('BMP ends before its contents do');
      for (let index = 0; index < code; index++) {
        const byte = data[at + (isNibble ? index >> 1 : index)]!;
        put(isNibble ? (index % 2 === 0 ? byte >> 4 : byte & 15) : byte);
      }
      at += length + (length % 2);
    }
  }
  return indexes;
}

/** Indexes beyond the palette are black, as other readers show them. */
function coloured(header: BmpHeader, indexes: Uint8Array): Uint8Array {
  const samples = new Uint8Array(indexes.length * 3);
  const table = new Uint8Array(256 * 3);
  header.palette.forEach((entry, index) => table.set(entry, index * 3));
  for (let index = 0; index < indexes.length; index++) {
    const from = indexes[index]! * 3;
    samples[index * 3] = table[from]!;
    samples[index * 3 + 1] = table[from + 1]!;
    samples[index * 3 + 2] = table[from + 2]!;
  }
  return samples;
}

function decodeDirect(header: BmpHeader, data: Uint8Array): BmpPixels {
  const { widthPx, heightPx, bitsPerPixel } = header;
  const rowAt = rowsOf(header, data);
  const channels = header.masks.map(scaleOf);
  const hasAlpha = header.masks[3] !== 0 && !isAlphaEmpty(header, rowAt);
  const components = hasAlpha ? 4 : 3;
  const samples = new Uint8Array(widthPx * heightPx * components);
  const step = bitsPerPixel / 8;
  let to = 0;
  for (let y = 0; y < heightPx; y++) {
    const row = rowAt(y);
    for (let from = 0; from < widthPx * step; from += step) {
      const pixel = pixelAt(row, from, step);
      for (let component = 0; component < components; component++) samples[to++] = channels[component]!(pixel);
    }
  }
  return { widthPx, heightPx, hasAlpha, samples };
}

function pixelAt(row: Uint8Array, at: number, step: number): number {
  const low = row[at]! | (row[at + 1]! << 8);
  if (step === 2) return low;
  return (low | (row[at + 2]! << 16) | (step === 4 ? row[at + 3]! << 24 : 0)) >>> 0;
}

/** Writers that fill the alpha byte with 0 throughout mean an opaque picture. */
function isAlphaEmpty(header: BmpHeader, rowAt: (row: number) => Uint8Array): boolean {
  const step = header.bitsPerPixel / 8;
  for (let y = 0; y < header.heightPx; y++) {
    const row = rowAt(y);
    for (let at = 0; at < header.widthPx * step; at += step) {
      if ((pixelAt(row, at, step) & header.masks[3]) !== 0) return false;
    }
  }
  return true;
}

/** Cuts a field out of a pixel and stretches it to 0..255. */
function scaleOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const max = mask >>> shift;
  if (max === 255) return (pixel) => (pixel >>> shift) & 255;
  return (pixel) => Math.round((((pixel & mask) >>> shift) / max) * 255);
}
