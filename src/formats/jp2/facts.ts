import { byteReader, type ByteReader, type ByteSource } from '../bytes.ts';
import { perMetre } from '../resolution.ts';

/** What a JPEG 2000 file says in front of its pixels; undefined where it does not. */
export type Jp2Facts = {
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
  readonly icc: Uint8Array | undefined;
  readonly resolutionPpi: number | undefined;
};

/** Headers lie in front of the pixels; profiles among them may be long. */
const headBytes = 4 * 2 ** 20;
const maxBoxes = 200;
/** Boxes that hold boxes. */
const containers = ['jp2h', 'res '];
/** How a colour box tells its colour: a profile of the simple kinds, or of any kind. */
const profileMethods = [2, 3];

type Found = { -readonly [K in keyof Jp2Facts]: Jp2Facts[K] };

/** Reads the boxes of a file, or the head of a bare codestream; never throws.
 *  @source ISO/IEC 15444-1 annex A.5.1 "SIZ", annex I.5.3 "JP2 Header box" */
export function jp2Facts(source: ByteSource): Jp2Facts {
  const found: Found = { widthPx: undefined, heightPx: undefined, icc: undefined, resolutionPpi: undefined };
  try {
    const numbers = byteReader(source.read(0, Math.min(headBytes, source.sizeBytes)), 'big', 'JPEG 2000');
    if (numbers.u32(0) === 0xff4fff51) {
      found.widthPx = numbers.u32(8) - numbers.u32(16);
      found.heightPx = numbers.u32(12) - numbers.u32(20);
    } else readBoxes(numbers, 0, numbers.sizeBytes, found);
  } catch {
    // What was found before the end counts.
  }
  return found;
}

function readBoxes(numbers: ByteReader, start: number, end: number, found: Found): void {
  let at = start;
  for (let count = 0; count < maxBoxes && at + 8 <= end; count++) {
    const [length, type] = [numbers.u32(at), numbers.latin1(at + 4, 4)];
    if (length < 8 || type === 'jp2c') return;
    if (containers.includes(type)) readBoxes(numbers, at + 8, Math.min(end, at + length), found);
    else readBox(numbers, type, at + 8, at + length, found);
    at += length;
  }
}

function readBox(numbers: ByteReader, type: string, at: number, end: number, found: Found): void {
  if (type === 'ihdr') [found.heightPx, found.widthPx] = [numbers.u32(at), numbers.u32(at + 4)];
  // The first colour box counts.
  if (type === 'colr' && profileMethods.includes(numbers.u8(at))) found.icc ??= numbers.bytes(at + 3, end - at - 3).slice();
  if (type === 'resc' || type === 'resd') {
    const perMetreAcross = (numbers.u16(at + 4) / numbers.u16(at + 6)) * 10 ** ((numbers.u8(at + 9) << 24) >> 24);
    found.resolutionPpi ??= Number.isFinite(perMetreAcross) ? perMetre(Math.round(perMetreAcross)) : undefined;
  }
}
