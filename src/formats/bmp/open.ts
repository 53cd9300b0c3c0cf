import { brokenFile, type ByteSource } from '../bytes.ts';
import { bandsByRow, makeBytes, type Picture } from '../picture.ts';
import { openWindow } from '../window.ts';
import { readBmpHeader, type BmpHeader } from './header.ts';
import { openRuns } from './runs.ts';

type StoredRow = (row: number) => Uint8Array;

/** Opens every common bitmap: 1 to 32 bit, bit fields, run lengths, both directions, alpha masks. A picture is RGB also
 *  where its palette is a gray ramp.
 *  @source Microsoft "Bitmap Compression"; "Bitmap Storage"; OS/2 2.x bitmaps */
export function openBmp(source: ByteSource): Picture {
  const header = readBmpHeader(source);
  if (header.pixelOffset < 14 + 12 || header.pixelOffset > source.sizeBytes) throw brokenFile('BMP ends before its contents do');
  const isRuns = header.compression === 'rle8' || header.compression === 'rle4' || header.compression === 'rle24';
  const rowAt = isRuns ? runRows(header, source) : plainRows(header, source);
  const hasAlpha = header.masks[3] !== 0 && !isAlphaEmpty(header, rowAt);
  const shape = { widthPx: header.widthPx, heightPx: header.heightPx, colour: 'rgb', hasAlpha, bitsPerComponent: 8 } as const;
  const fill = header.bitsPerPixel <= 8 ? indexedFill(header, rowAt, isRuns) : directFill(header, rowAt, hasAlpha);
  return {
    ...shape, resolutionPpi: header.resolutionPpi, icc: header.icc, photoshop: undefined,
    bands: () => bandsByRow(shape, makeBytes, fill),
  };
}

/** Rows as they are stored, padded to four bytes. @throws BROKEN_FILE when the file is too short for them */
function plainRows(header: BmpHeader, source: ByteSource): StoredRow {
  const usedBytes = Math.ceil((header.widthPx * header.bitsPerPixel) / 8);
  const strideBytes = Math.ceil(usedBytes / 4) * 4;
  // The padding of the last row is often left out.
  if (header.pixelOffset + (header.heightPx - 1) * strideBytes + usedBytes > source.sizeBytes) throw brokenFile('BMP ends before its contents do');
  const window = openWindow(source, 'BMP');
  return (row) => {
    const stored = header.isTopDown ? row : header.heightPx - 1 - row;
    return window.take(header.pixelOffset + stored * strideBytes, usedBytes);
  };
}

function runRows(header: BmpHeader, source: ByteSource): StoredRow {
  const runs = openRuns(header, source);
  return (row) => runs(header.isTopDown ? row : header.heightPx - 1 - row);
}

/** Indexes beyond the palette are black, as other readers show them. @param isUnpacked A byte for each index. */
function indexedFill(header: BmpHeader, rowAt: StoredRow, isUnpacked: boolean): (row: number, to: Uint8Array, at: number) => void {
  const table = new Uint8Array(256 * 3);
  header.palette.forEach((entry, index) => table.set(entry, index * 3));
  const bits = isUnpacked ? 8 : header.bitsPerPixel;
  const [perByte, mask] = [8 / bits, 2 ** bits - 1];
  return (row, to, at) => {
    const stored = rowAt(row);
    for (let x = 0, put = at; x < header.widthPx; x++, put += 3) {
      const index = bits === 8 ? stored[x]! : (stored[Math.floor(x / perByte)]! >> (8 - bits * ((x % perByte) + 1))) & mask;
      const from = index * 3;
      to[put] = table[from]!;
      to[put + 1] = table[from + 1]!;
      to[put + 2] = table[from + 2]!;
    }
  };
}

function directFill(header: BmpHeader, rowAt: StoredRow, hasAlpha: boolean): (row: number, to: Uint8Array, at: number) => void {
  const step = header.bitsPerPixel / 8;
  const [red, green, blue, alpha] = header.masks;
  const isPlain = step >= 3 && red === 0xff0000 && green === 0xff00 && blue === 0xff && (!hasAlpha || alpha === 0xff000000);
  const fields = header.masks.map(scaleOf);
  return (row, to, at) => {
    const stored = rowAt(row);
    let put = at;
    for (let from = 0; from < header.widthPx * step; from += step) {
      if (isPlain) {
        to[put++] = stored[from + 2]!;
        to[put++] = stored[from + 1]!;
        to[put++] = stored[from]!;
        if (hasAlpha) to[put++] = stored[from + 3]!;
      } else {
        const pixel = pixelAt(stored, from, step);
        for (let component = 0; component < (hasAlpha ? 4 : 3); component++) to[put++] = fields[component]!(pixel);
      }
    }
  };
}

function pixelAt(row: Uint8Array, at: number, step: number): number {
  const low = row[at]! | (row[at + 1]! << 8);
  if (step === 2) return low;
  return (low | (row[at + 2]! << 16) | (step === 4 ? row[at + 3]! << 24 : 0)) >>> 0;
}

/** Writers that fill the alpha byte with 0 throughout mean an opaque picture. The first pixel settles most files. */
function isAlphaEmpty(header: BmpHeader, rowAt: StoredRow): boolean {
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
