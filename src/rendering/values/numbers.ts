import { badRequest } from '../failures.ts';

const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i;

/** Rounds sizes: half up, never below 1. @source delivery, §2.1 */
export function roundSize(value: number): number {
  return Math.max(1, Math.floor(value + 0.5));
}

/** Rounds positions: half up. */
export function roundPosition(value: number): number {
  const rounded = Math.floor(value + 0.5);
  return rounded === 0 ? 0 : rounded;
}

/** Reads a comma-separated list; empty items are undefined, surplus ones are the caller's to ignore.
 *  @throws DELIVERY_BAD_REQUEST when an item is no number. */
export function readReals(command: string, value: string): readonly (number | undefined)[] {
  return value.split(',').map((item) => {
    const text = item.trim();
    if (text === '') return undefined;
    const read = number.test(text) ? Number(text) : NaN;
    if (!Number.isFinite(read)) throw badRequest(`expected a number for ${command} but received ${text}`);
    return read;
  });
}

/** The first item of a list, which must be there. */
export function readReal(command: string, value: string): number {
  const [first] = readReals(command, value);
  if (first === undefined) throw badRequest(`expected a number for ${command} but received nothing`);
  return first;
}

/** A size: a whole number above 0, rounded half up. */
export function readSize(command: string, value: string): number {
  const size = Math.floor(readReal(command, value) + 0.5);
  if (size < 1 || size > maxEdgePx) throw badRequest(`expected a size from 1 to ${maxEdgePx} for ${command} but received ${value}`);
  return size;
}

/** A factor above 0. */
export function readFactor(command: string, value: string): number {
  const factor = readReal(command, value);
  if (factor <= 0) throw badRequest(`expected a number above 0 for ${command} but received ${value}`);
  return factor;
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Longest edge of anything we reckon with: beyond it positions would lose whole pixels. */
export const maxEdgePx = 10_000_000;
