import type { ColourSpace } from '#ports';
import { badRequest } from '../failures.ts';

/** Components 0..255 (CMYK: 0 = no ink) and alpha 0..255, not premultiplied. */
export type Colour = { readonly space: ColourSpace; readonly components: readonly number[]; readonly alpha: number };

const counts: Readonly<Record<ColourSpace, number>> = { gray: 1, rgb: 3, cmyk: 4 };

/** Reads a colour in any of its forms. @throws DELIVERY_BAD_REQUEST @source delivery, §3.1 */
export function readColour(command: string, value: string): Colour {
  const text = value.trim().toLowerCase().replace(/s$/, '');
  const suffix = /[rgk]$/.exec(text)?.[0];
  const body = suffix ? text.slice(0, -1) : text;
  const colour = body.includes(',') || isDecimalGray(body, suffix) ? readDecimal(body, suffix) : readHex(body, suffix);
  if (colour === undefined) throw badRequest(`expected a colour for ${command} but received ${value}`);
  return colour;
}

/** One or two digits, or anything with a point, are a gray in percent; six and eight digits are hex. */
function isDecimalGray(body: string, suffix: string | undefined): boolean {
  return /^[\d.]+$/.test(body) && (suffix === 'g' || body.length < 6 || body.includes('.'));
}

function readDecimal(body: string, suffix: string | undefined): Colour | undefined {
  const numbers = body.split(',').map((item) => (item.trim() === '' ? NaN : Number(item)));
  if (numbers.some((item) => !Number.isFinite(item))) return undefined;
  const space: ColourSpace = suffix === 'k' ? 'cmyk' : suffix === 'g' ? 'gray' : suffix === 'r' || numbers.length > 2 ? 'rgb' : 'gray';
  const count = counts[space];
  if (numbers.length < count || numbers.length > count + 1) return undefined;
  const scaled = numbers.map((item) => (space === 'rgb' ? toByte(item) : toByte(item * 2.55)));
  return { space, components: scaled.slice(0, count), alpha: scaled[count] ?? 255 };
}

function readHex(body: string, suffix: string | undefined): Colour | undefined {
  const hasPrefix = body.startsWith('0x');
  const digits = hasPrefix ? body.slice(2) : body;
  if (!/^[0-9a-f]+$/.test(digits) || digits.length % 2 !== 0) return undefined;
  const bytes = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const isGray = suffix === 'g' || (suffix === undefined && bytes.length < 3);
  if (isGray && !hasPrefix) return undefined;
  const space: ColourSpace = suffix === 'k' ? 'cmyk' : isGray ? 'gray' : 'rgb';
  const count = counts[space];
  if (bytes.length < count || bytes.length > count + 1) return undefined;
  return { space, components: bytes.slice(0, count), alpha: bytes[count] ?? 255 };
}

/** Converts without a profile. @source delivery, §3.1 "Naïve conversions" */
export function convertColour(colour: Colour, to: ColourSpace): Colour {
  if (colour.space === to) return colour;
  const [r, g, b] = toRgb(colour);
  return { space: to, components: to === 'rgb' ? [r, g, b] : to === 'gray' ? [lumaOf(r, g, b)] : inksOf(r, g, b), alpha: colour.alpha };
}

function toRgb({ space, components }: Colour): readonly [number, number, number] {
  const [first = 0, second = 0, third = 0, fourth = 0] = components;
  if (space === 'rgb') return [first, second, third];
  if (space === 'gray') return [first, first, first];
  const light = (ink: number): number => toByte(((255 - ink) * (255 - fourth)) / 255);
  return [light(first), light(second), light(third)];
}

export function lumaOf(r: number, g: number, b: number): number {
  return toByte(0.299 * r + 0.587 * g + 0.114 * b);
}

export function inksOf(r: number, g: number, b: number): readonly [number, number, number, number] {
  const white = Math.max(r, g, b);
  if (white === 0) return [0, 0, 0, 255];
  const ink = (light: number): number => toByte(((white - light) * 255) / white);
  return [ink(r), ink(g), ink(b), 255 - white];
}

/** As properties show a colour: `0xffffff`. */
export function hexOf(colour: Colour): string {
  return `0x${convertColour(colour, 'rgb').components.map((one) => one.toString(16).padStart(2, '0')).join('')}`;
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.floor(value + 0.5 + 1e-9)));
}
