import { brokenFile, byteReader, type ByteReader } from '../bytes.ts';

/** What a font calls itself, as `FontNames` of the ports. */
export type FontNames = {
  readonly family: string;
  readonly full: string;
  readonly postScript: string;
  readonly isBold: boolean;
  readonly isItalic: boolean;
};

/** Tables and names beyond which no font goes. */
const mostTables = 200;
const mostNames = 2000;

/** Reads the names of a TrueType or OpenType font, of the first one of a collection. @throws BROKEN_FILE
 *  @source OpenType 1.9, "The OpenType Font File", name, OS/2, head */
export function readFontNames(bytes: Uint8Array): FontNames {
  const { font, tables } = fontTables(bytes);
  const names = readNames(font, tables.get('name'));
  const [os2, head] = [tables.get('OS/2'), tables.get('head')];
  const selection = os2 === undefined ? 0 : font.u16(os2 + 62);
  const style = head === undefined ? 0 : font.u16(head + 44);
  return {
    family: names.get(16) ?? names.get(1) ?? '', full: names.get(4) ?? '', postScript: names.get(6) ?? '',
    isBold: (selection & 0x20) !== 0 || (style & 1) !== 0, isItalic: (selection & 1) !== 0 || (style & 2) !== 0,
  };
}

/** Names by their number, English ones of Windows before those of Macintosh. */
function readNames(font: ByteReader, table: number | undefined): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  if (table === undefined) return names;
  const count = Math.min(mostNames, font.u16(table + 2));
  const texts = table + font.u16(table + 4);
  for (let record = 0, at = table + 6; record < count; record++, at += 12) {
    const [platform, language, name] = [font.u16(at), font.u16(at + 4), font.u16(at + 6)];
    const isWide = platform === 3 || platform === 0;
    const isEnglish = platform === 3 ? (language & 0xff) === 0x09 : language === 0;
    if (![1, 4, 6, 16].includes(name) || !isEnglish || (names.has(name) && !isWide)) continue;
    const bytes = font.bytes(texts + font.u16(at + 10), font.u16(at + 8));
    names.set(name, isWide ? Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16().toString('utf16le') : Buffer.from(bytes).toString('latin1'));
  }
  return names;
}

/** How far the first line's baseline lies below the top of its characters, in ems. @throws BROKEN_FILE
 *  @source OpenType 1.9, hhea, OS/2 "fsSelection bit 7" */
export function readFontAscent(bytes: Uint8Array): number {
  const { font, tables } = fontTables(bytes);
  const [head, hhea, os2] = [tables.get('head'), tables.get('hhea'), tables.get('OS/2')];
  if (head === undefined || hhea === undefined) throw brokenFile('a font without its measures');
  const unitsPerEm = font.u16(head + 18);
  if (unitsPerEm === 0) throw brokenFile('a font without its measures');
  const usesTypo = os2 !== undefined && (font.u16(os2 + 62) & 0x80) !== 0;
  return (usesTypo ? font.i16(os2 + 68) : font.i16(hhea + 4)) / unitsPerEm;
}

/** Where the tables of a font lie, of the first one of a collection. */
function fontTables(bytes: Uint8Array): { readonly font: ByteReader; readonly tables: ReadonlyMap<string, number> } {
  const font = byteReader(bytes, 'big', 'font');
  const tag = font.latin1(0, 4);
  const start = tag === 'ttcf' ? font.u32(12) : 0;
  const version = tag === 'ttcf' ? font.latin1(start, 4) : tag;
  if (!['OTTO', 'true', '\u0000\u0001\u0000\u0000'].includes(version)) throw brokenFile('it is no TrueType or OpenType font');
  const tables = new Map<string, number>();
  const count = Math.min(mostTables, font.u16(start + 4));
  for (let table = 0, at = start + 12; table < count; table++, at += 16) tables.set(font.latin1(at, 4), font.u32(at + 8));
  return { font, tables };
}
