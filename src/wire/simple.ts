import { Buffer } from 'node:buffer';

import type { WireValue } from './types.ts';

/** Reads the text of a simple type; undefined when it does not fit. White space around it counts only in strings. */
export function parseSimple(type: string, text: string): WireValue | undefined {
  if (type === 'string') return text;
  return parsers[type]?.(text.trim());
}

/** Writes a simple value; undefined when the value is not of the type. */
export function formatSimple(type: string, value: WireValue): string | undefined {
  return formatters[type]?.(value);
}

/** What a fault says about a value that does not fit. */
export const simpleExpectations: Readonly<Record<string, string>> = {
  boolean: 'true, false, 1 or 0',
  int: 'a whole number from -2147483648 to 2147483647',
  long: 'a whole number',
  double: 'a number',
  float: 'a number',
  dateTime: 'a date and time such as 2014-04-03T12:30:00.000Z',
  base64Binary: 'Base64 text',
};

const booleans: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };

const parsers: Readonly<Record<string, (text: string) => WireValue | undefined>> = {
  boolean: (text) => (Object.hasOwn(booleans, text) ? booleans[text] : undefined),
  int: (text) => parseWhole(text, -(2 ** 31), 2 ** 31 - 1),
  /** Beyond 2^53 a number could not be given back as it came. */
  long: (text) => parseWhole(text, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  double: parseDecimal,
  float: parseDecimal,
  dateTime: parseDateTime,
  base64Binary: parseBase64,
};

const formatters: Readonly<Record<string, (value: WireValue) => string | undefined>> = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  /** `| 0` is the identity for what fits into 32 bits, and for nothing else. */
  int: (value) => (typeof value === 'number' && (value | 0) === value ? String(value) : undefined),
  long: (value) => (Number.isSafeInteger(value) ? String(value) : undefined),
  double: (value) => (Number.isFinite(value) ? String(value) : undefined),
  float: (value) => (Number.isFinite(value) ? String(value) : undefined),
  dateTime: (value) => (value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined),
  base64Binary: (value) => (value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') : undefined),
};

function parseWhole(text: string, min: number, max: number): number | undefined {
  const number = /^[+-]?\d+$/.test(text) ? Number(text) + 0 : NaN;
  return number >= min && number <= max ? number : undefined;
}

/** `NaN` and `INF` are numbers to XML Schema, but no value of ours. */
function parseDecimal(text: string): number | undefined {
  const number = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

const dateTimeParts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/** Without a zone the time is the server's. Digits beyond milliseconds are cut. */
function parseDateTime(text: string): Date | undefined {
  const [, day, time, fraction = '', zone = ''] = dateTimeParts.exec(text) ?? [];
  if (day === undefined || time === undefined) return undefined;
  const date = new Date(`${day}T${time}${fraction.slice(0, '.123'.length)}${zone}`);
  const isRealDay = new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
  return Number.isNaN(date.getTime()) || !isRealDay ? undefined : date;
}

function parseBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/\s+/g, '');
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed)
    ? new Uint8Array(Buffer.from(packed, 'base64')) : undefined;
}
