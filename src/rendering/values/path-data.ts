import type { Knot, Path, SubPath } from '#formats';
import { badRequest } from '../failures.ts';
import { maxEdgePx } from './numbers.ts';

/** Coordinates of one pair, or of the two handles and the end of a curve. */
const countOf: Readonly<Record<string, number>> = { m: 2, l: 2, c: 6, z: 0 };

const token = /[\s,]*(?:([MmLlCcZz])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?)|$)/y;

/** Reads path data: `M m L l C c Z z` and coordinates, apart by commas or blanks. A command without a letter goes on with
 *  the last, after a move with lines. Sub-paths are closed where they say so.
 *  @returns a path in the units of the data. @throws DELIVERY_BAD_REQUEST @source delivery, §3.3 "Path data" */
export function readPathData(command: string, value: string): Path {
  const drawn: (SubPath & { isClosed: boolean; readonly knots: Knot[] })[] = [];
  let [x, y] = [0, 0];
  const place = (point: Knot): void => {
    [x, y] = [point.x, point.y];
    drawn.at(-1)!.knots.push(point);
  };
  for (const { letter, numbers } of segmentsOf(command, value)) {
    const kind = letter.toLowerCase();
    const [dx, dy] = letter === kind ? [x, y] : [0, 0];
    const at = (index: number): readonly [number, number] => [numbers[index]! + dx, numbers[index + 1]! + dy];
    const last = drawn.at(-1);
    if (kind === 'm') {
      drawn.push({ isClosed: false, knots: [] });
      place(corner(...at(0)));
    } else if (!last) throw badRequest(`expected ${command} to begin with M or m`);
    else if (kind === 'z') {
      last.isClosed = true;
      [x, y] = [last.knots[0]!.x, last.knots[0]!.y];
    } else {
      // After z the pen stands where the closed sub-path began.
      if (last.isClosed) drawn.push({ isClosed: false, knots: [corner(x, y)] });
      const { knots } = drawn.at(-1)!;
      if (kind === 'l') place(corner(...at(0)));
      else {
        const [[xOut, yOut], [xIn, yIn], [xEnd, yEnd]] = [at(0), at(2), at(4)];
        knots[knots.length - 1] = { ...knots.at(-1)!, xOut, yOut };
        place({ ...corner(xEnd, yEnd), xIn, yIn });
      }
    }
  }
  if (drawn.length === 0) throw badRequest(`expected path data for ${command} but received ${value}`);
  return { isInverted: false, subpaths: drawn };
}

function corner(x: number, y: number): Knot {
  return { xIn: x, yIn: y, x, y, xOut: x, yOut: y };
}

type Segment = { readonly letter: string; readonly numbers: readonly number[] };

function segmentsOf(command: string, value: string): readonly Segment[] {
  const segments: Segment[] = [];
  const words = wordsOf(command, value);
  for (let at = 0, letter = ''; at < words.length;) {
    const word = words[at]!;
    if (typeof word === 'string') {
      letter = word;
      at++;
    } else if (letter === 'M' || letter === 'm') letter = letter === 'M' ? 'L' : 'l';
    else if (letter === '' || letter === 'z' || letter === 'Z') throw badRequest(`expected a letter in ${command} before ${word}`);
    const count = countOf[letter.toLowerCase()]!;
    const numbers = words.slice(at, at + count).filter((one) => typeof one === 'number');
    if (numbers.length < count) throw badRequest(`expected ${count} numbers after ${letter} in ${command}`);
    segments.push({ letter, numbers });
    at += count;
  }
  return segments;
}

function wordsOf(command: string, value: string): readonly (string | number)[] {
  const words: (string | number)[] = [];
  for (let at = 0; at < value.length; at = token.lastIndex) {
    token.lastIndex = at;
    const found = token.exec(value);
    if (!found) throw badRequest(`expected path data for ${command} but received ${value.slice(at, at + 20)}`);
    const [, letter, number] = found;
    if (letter !== undefined) words.push(letter);
    else if (number !== undefined) {
      if (Math.abs(Number(number)) > maxEdgePx) throw badRequest(`expected pixels up to ${maxEdgePx} for ${command} but received ${number}`);
      words.push(Number(number));
    }
  }
  return words;
}
