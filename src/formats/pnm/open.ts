import { brokenFile, type ByteSource } from '../bytes.ts';
import { bandsByRow, componentsOfPicture, makeBytes, makeWords, type Picture, type Samples } from '../picture.ts';
import { openWindow, type ByteWindow } from '../window.ts';
import { readPnmHeader, type PnmHeader } from './header.ts';

/** Opens a portable bitmap, graymap, pixmap or arbitrary map, text or binary, of up to 16 bits. Values are stretched to the
 *  full range; of several images in a row the first one is read.
 *  @throws BROKEN_FILE when the file is too short for its size, UNSUPPORTED_IMAGE
 *  @source Netpbm manual: pbm, pgm, ppm, pam */
export function openPnm(source: ByteSource): Picture {
  const header = readPnmHeader(source);
  const { widthPx, heightPx, colour, hasAlpha } = header;
  const shape = { widthPx, heightPx, colour, hasAlpha, bitsPerComponent: header.maxValue > 255 ? 16 : 8 } as const;
  const rowSamples = widthPx * componentsOfPicture(shape);
  if (header.pixelOffset + leastBytes(header, rowSamples) > source.sizeBytes) throw brokenFile('portable anymap ends before its contents do');
  const rowReaders: Record<PnmHeader['coding'], (one: PnmHeader, window: ByteWindow, samples: number) => RowReader> = {
    bytes: binaryRows, bits: bitRows, text: textRows, digits: digitRows,
  };
  return {
    ...shape, resolutionPpi: undefined, icc: undefined, photoshop: undefined,
    bands: () => {
      const read = rowReaders[header.coding](header, openWindow(source, 'portable anymap'), rowSamples);
      return bandsByRow<Samples>(shape, shape.bitsPerComponent === 16 ? makeWords : makeBytes, read);
    },
  };
}

type RowReader = (row: number, to: Samples, at: number) => void;

/** Bytes without which the samples cannot be there: text takes a digit and a blank for each. */
function leastBytes(header: PnmHeader, rowSamples: number): number {
  const samples = rowSamples * header.heightPx;
  switch (header.coding) {
    case 'bytes': return samples * (header.maxValue > 255 ? 2 : 1);
    case 'bits': return Math.ceil(header.widthPx / 8) * header.heightPx;
    case 'text': return samples * 2 - 1;
    case 'digits': return samples;
  }
}

/** Values above the largest one count as that. */
function stretch(maxValue: number): (value: number) => number {
  const full = maxValue > 255 ? 65_535 : 255;
  return maxValue === full ? (value) => value : (value) => Math.round((Math.min(value, maxValue) * full) / maxValue);
}

function binaryRows(header: PnmHeader, window: ByteWindow, rowSamples: number): RowReader {
  const scale = stretch(header.maxValue);
  const rowBytes = rowSamples * (header.maxValue > 255 ? 2 : 1);
  return (row, to, at) => {
    const stored = window.take(header.pixelOffset + row * rowBytes, rowBytes);
    if (header.maxValue === 255) return to.set(stored, at);
    for (let index = 0; index < rowSamples; index++) {
      to[at + index] = scale(header.maxValue > 255 ? (stored[index * 2]! << 8) | stored[index * 2 + 1]! : stored[index]!);
    }
  };
}

function bitRows(header: PnmHeader, window: ByteWindow): RowReader {
  const rowBytes = Math.ceil(header.widthPx / 8);
  return (row, to, at) => {
    const stored = window.take(header.pixelOffset + row * rowBytes, rowBytes);
    for (let x = 0; x < header.widthPx; x++) to[at + x] = (stored[x >> 3]! >> (7 - (x & 7))) & 1 ? 0 : 255;
  };
}

/** Digits of P1 need nothing between them. */
function digitRows(header: PnmHeader, window: ByteWindow): RowReader {
  let offset = header.pixelOffset;
  return (_row, to, start) => {
    for (let at = start; at < start + header.widthPx; at++) {
      offset = skipBlanks(window, offset);
      const digit = window.byte(offset++) - 48;
      if (digit !== 0 && digit !== 1) throw brokenFile('a portable bitmap with other digits than 0 and 1');
      to[at] = digit === 1 ? 0 : 255;
    }
  };
}

function textRows(header: PnmHeader, window: ByteWindow, rowSamples: number): RowReader {
  const scale = stretch(header.maxValue);
  let offset = header.pixelOffset;
  return (_row, to, start) => {
    for (let at = start; at < start + rowSamples; at++) {
      offset = skipBlanks(window, offset);
      let [value, digits] = [0, 0];
      for (; offset < window.sizeBytes && isDigit(window.byte(offset)) && digits < 10; offset++, digits++) value = value * 10 + window.byte(offset) - 48;
      if (digits === 0) throw brokenFile('a portable anymap with something other than numbers');
      to[at] = scale(Math.min(value, header.maxValue));
    }
  };
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/** Over blanks, and comments to the end of their line. */
function skipBlanks(window: ByteWindow, from: number): number {
  let [offset, isComment] = [from, false];
  for (; offset < window.sizeBytes; offset++) {
    const byte = window.byte(offset);
    if (isComment) isComment = byte !== 10 && byte !== 13;
    else if (byte === 35) isComment = true;
    else if (byte !== 32 && (byte < 9 || byte > 13)) break;
  }
  return offset;
}
