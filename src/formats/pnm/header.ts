import { Failure } from '#base';
import { brokenFile, latin1, type ByteSource } from '../bytes.ts';
import { checkPictureSize } from '../picture.ts';

/** Header of a portable anymap (P1 to P6) or arbitrary map (P7). */
export type PnmHeader = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colour: 'gray' | 'rgb';
  readonly hasAlpha: boolean;
  /** Value of the lightest sample, 1..65535. */
  readonly maxValue: number;
  /** `bits` and `digits` are the bitmaps P4 and P1, where 1 is black. */
  readonly coding: 'bytes' | 'text' | 'bits' | 'digits';
  readonly pixelOffset: number;
};

/** Headers are short; comments may not be. */
const headBytes = 64 * 1024;

/** @throws BROKEN_FILE, UNSUPPORTED_IMAGE
 *  @source Netpbm manual: pbm, pgm, ppm, pam */
export function readPnmHeader(source: ByteSource): PnmHeader {
  const head = latin1(source.read(0, Math.min(headBytes, source.sizeBytes)));
  const digit = /^P([1-7])/.exec(head)?.[1];
  if (digit === undefined) throw brokenFile('not a portable anymap');
  const header = digit === '7' ? readPam(head) : readPlain(head, Number(digit));
  checkPictureSize(header.widthPx, header.heightPx, 'portable anymap');
  if (header.maxValue < 1 || header.maxValue > 65_535) throw brokenFile(`a portable anymap with the largest value ${header.maxValue}`);
  return header;
}

const space = '(?:[ \\t\\n\\v\\f\\r]|#[^\\n\\r]*[\\n\\r])';

/** Width, height and, but for bitmaps, the largest value; one blank ends the header. */
function readPlain(head: string, digit: number): PnmHeader {
  const isBitmap = digit === 1 || digit === 4;
  const numbers = new RegExp(`^P\\d${`${space}+(\\d{1,9})`.repeat(isBitmap ? 2 : 3)}(?:#[^\\n\\r]*)?[ \\t\\n\\v\\f\\r]`).exec(head);
  if (!numbers) throw brokenFile('a portable anymap without a size');
  return {
    widthPx: Number(numbers[1]), heightPx: Number(numbers[2]), maxValue: isBitmap ? 1 : Number(numbers[3]),
    colour: digit === 3 || digit === 6 ? 'rgb' : 'gray', hasAlpha: false,
    coding: digit === 1 ? 'digits' : digit === 4 ? 'bits' : digit < 4 ? 'text' : 'bytes',
    pixelOffset: numbers[0].length,
  };
}

const colourByDepth = [, 'gray', 'gray', 'rgb', 'rgb'] as const;

/** Lines of a name and a value up to `ENDHDR`. What the tuple type leaves open the depth decides. */
function readPam(head: string): PnmHeader {
  const text = /^P7[ \t\r]*\n([\s\S]*?\n)?ENDHDR[ \t\r]*\n/.exec(head);
  if (!text) throw brokenFile('a portable arbitrary map without an end of its header');
  const lines = (text[1] ?? '').split('\n').filter((line) => !line.startsWith('#')).map((line) => line.trim().split(/[ \t]+/));
  const value = (name: string): string => lines.filter(([first]) => first === name).map(([, ...rest]) => rest.join(' ')).join(' ');
  const tuple = value('TUPLTYPE');
  const depth = Number(value('DEPTH'));
  const colour = colourByDepth[depth];
  const isKnown = tuple === '' || /^(BLACKANDWHITE|GRAYSCALE|RGB)(_ALPHA)?$/.test(tuple);
  if (colour === undefined || !isKnown) {
    throw new Failure('UNSUPPORTED_IMAGE', { detail: `portable arbitrary map of ${tuple === '' ? `${depth} channels` : tuple.slice(0, 40)}` });
  }
  return {
    widthPx: Number(value('WIDTH')), heightPx: Number(value('HEIGHT')), maxValue: Number(value('MAXVAL')), colour,
    hasAlpha: depth === 2 || depth === 4, coding: 'bytes', pixelOffset: text[0].length,
  };
}
