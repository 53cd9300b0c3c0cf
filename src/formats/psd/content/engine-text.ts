import { brokenFile, latin1 } from '../../bytes.ts';

/** A value of the notation that Photoshop's text engine keeps itself in: that of PDF, without references. */
export type EngineValue = number | boolean | string | undefined | readonly EngineValue[] | EngineTable;
export type EngineTable = { readonly [key: string]: EngineValue };

/** Real ones go about 12 deep and hold some thousands of values. */
const most = { depth: 64, values: 500_000 };

/** Parses text engine data. Strings are UTF-16 with a mark in front, or Latin-1 without.
 *  @throws BROKEN_FILE
 *  @source ISO 32000-1 §7.3 "Objects", for the notation */
export function parseEngineText(bytes: Uint8Array): EngineTable {
  const parsed = openParser(bytes).value(0);
  if (!isEngineTable(parsed)) throw brokenFile('Photoshop text without a table');
  return parsed;
}

export function isEngineTable(value: EngineValue): value is EngineTable {
  return typeof value === 'object' && !Array.isArray(value);
}

const end = Symbol('end');
type Token = EngineValue | typeof end;

const code = { open: 0x3c, close: 0x3e, listOpen: 0x5b, listClose: 0x5d, stringOpen: 0x28, stringClose: 0x29, name: 0x2f, escape: 0x5c } as const;

function openParser(bytes: Uint8Array): { value(depth: number): EngineValue } {
  let at = 0;
  let count = 0;
  const isBlank = (byte: number): boolean => byte <= 0x20;
  const isDelimiter = (byte: number): boolean => isBlank(byte) || [code.open, code.close, code.listOpen, code.listClose, code.stringOpen, code.name].includes(byte as 0x3c);
  const skipBlanks = (): void => {
    while (at < bytes.length && isBlank(bytes[at]!)) at++;
  };
  const word = (): string => {
    const start = at;
    while (at < bytes.length && !isDelimiter(bytes[at]!)) at++;
    return latin1(bytes.subarray(start, at));
  };
  const token = (depth: number): Token => {
    if (depth > most.depth || ++count > most.values) throw brokenFile('Photoshop text is nested too deeply or too long');
    skipBlanks();
    const byte = bytes[at];
    if (byte === undefined) throw brokenFile('Photoshop text ends before its contents do');
    switch (byte) {
      case code.open: at += 2; return table(depth);
      case code.listOpen: at++; return list(depth);
      case code.stringOpen: at++; return string();
      case code.name: at++; return word();
      case code.close: at += 2; return end;
      case code.listClose: at++; return end;
      default: return simple();
    }
  };
  const simple = (): EngineValue => {
    const start = at;
    const text = word();
    if (at === start) at++;
    if (text === 'true' || text === 'false') return text === 'true';
    const number = Number(text);
    return text === '' || Number.isNaN(number) ? undefined : number;
  };
  const list = (depth: number): readonly EngineValue[] => {
    const items: EngineValue[] = [];
    for (;;) {
      const item = token(depth + 1);
      if (item === end) return items;
      items.push(item);
    }
  };
  const table = (depth: number): EngineTable => {
    // Keys come from strangers: none of them may reach what all objects have in common.
    const entries: [string, EngineValue][] = [];
    for (;;) {
      skipBlanks();
      if (bytes[at] === code.close) {
        at += 2;
        return Object.assign(Object.create(null) as object, Object.fromEntries(entries)) as EngineTable;
      }
      if (bytes[at] !== code.name) throw brokenFile('Photoshop text has a table without keys');
      at++;
      const key = word();
      const value = token(depth + 1);
      if (value === end) throw brokenFile('Photoshop text has a key without a value');
      entries.push([key, value]);
    }
  };
  const string = (): string => {
    const start = at;
    let escapes = 0;
    while (at < bytes.length && bytes[at] !== code.stringClose) {
      if (bytes[at] === code.escape) [at, escapes] = [at + 1, escapes + 1];
      at++;
    }
    if (at >= bytes.length) throw brokenFile('Photoshop text ends before its contents do');
    const raw = bytes.subarray(start, at++);
    return decode(escapes > 0 ? unescape(raw) : raw);
  };
  return {
    value(depth) {
      const value = token(depth);
      return value === end ? undefined : value;
    },
  };
}

/** Only brackets and the backslash itself are escaped. */
function unescape(raw: Uint8Array): Uint8Array {
  const plain = new Uint8Array(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === code.escape && at + 1 < raw.length) at++;
    plain[length++] = raw[at]!;
  }
  return plain.subarray(0, length);
}

function decode(bytes: Uint8Array): string {
  return bytes[0] === 0xfe && bytes[1] === 0xff ? new TextDecoder('utf-16be').decode(bytes.subarray(2)) : latin1(bytes);
}
