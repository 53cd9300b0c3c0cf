/** A glyph of closed contours in units of the em; outer ones clockwise, inner ones the other way. */
export type BuiltGlyph = { readonly advance: number; readonly contours: readonly (readonly (readonly [number, number])[])[] };

export type BuiltFont = {
  readonly family: string;
  readonly isBold?: boolean;
  readonly isItalic?: boolean;
  readonly unitsPerEm?: number;
  readonly ascent?: number;
  readonly descent?: number;
  readonly lineGap?: number;
  /** By character. */
  readonly glyphs: Readonly<Record<string, BuiltGlyph>>;
};

/** A rectangle as an outer contour. */
export function block(left: number, bottom: number, right: number, top: number): readonly (readonly [number, number])[] {
  return [[left, bottom], [left, top], [right, top], [right, bottom]];
}

/** A font whose letters are blocks: `H` 600 wide in an advance of 700 and 700 high, `i` narrow, `g` reaching below the
 *  baseline, `O` a ring, `<` sticking out to the left. */
export function blockFont(change: Partial<BuiltFont> = {}): Uint8Array {
  return buildFont({
    family: 'Blocks',
    glyphs: {
      ' ': { advance: 500, contours: [] }, H: { advance: 700, contours: [block(50, 0, 650, 700)] }, i: { advance: 300, contours: [block(100, 0, 200, 500)] },
      g: { advance: 600, contours: [block(50, -200, 550, 500)] }, '-': { advance: 400, contours: [block(50, 200, 350, 300)] },
      O: { advance: 700, contours: [block(50, 0, 650, 700), [...block(150, 100, 550, 600)].reverse()] },
      '<': { advance: 400, contours: [block(-300, 0, 300, 900)] },
    },
    ...change,
  });
}

/** Writes a TrueType font. @source OpenType 1.9 */
export function buildFont({ family, isBold = false, isItalic = false, unitsPerEm = 1000, ascent = 800, descent = 200, lineGap = 0, glyphs }: BuiltFont): Uint8Array {
  const characters = Object.keys(glyphs).sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  const all = [{ advance: 500, contours: [block(0, 0, 400, 400)] }, ...characters.map((character) => glyphs[character]!)];
  const outlines = all.map(outlineOf);
  const offsets = outlines.reduce((sums, { length }) => [...sums, sums.at(-1)! + length], [0]);
  const style = `${isBold ? 'Bold' : ''}${isItalic ? 'Italic' : ''}` || 'Regular';
  const tables: Readonly<Record<string, Buffer>> = {
    'OS/2': Buffer.concat([words([4, 500, isBold ? 700 : 400, 5]), Buffer.alloc(54), words([(isItalic ? 1 : 0) | (isBold ? 0x20 : 0), 32, 126, ascent, -descent, lineGap, ascent, descent]), Buffer.alloc(18)]),
    cmap: cmapOf(characters),
    glyf: Buffer.concat(outlines),
    head: Buffer.concat([words([1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, unitsPerEm]), Buffer.alloc(16), words([-1000, -1000, 2000, 2000, (isBold ? 1 : 0) | (isItalic ? 2 : 0), 8, 2, 1, 0])]),
    hhea: Buffer.concat([words([1, 0, ascent, -descent, lineGap, 2000, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]), words([all.length])]),
    hmtx: Buffer.concat(all.map(({ advance, contours }) => words([advance, contours.length === 0 ? 0 : Math.min(...contours.flat().map(([x]) => x))]))),
    loca: Buffer.concat(offsets.map((offset) => longs([offset]))),
    maxp: Buffer.concat([longs([0x10000]), words([all.length, 100, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])]),
    name: nameOf({ 1: family, 2: style, 4: `${family} ${style}`, 6: `${family}-${style}` }),
    post: Buffer.concat([longs([0x30000]), Buffer.alloc(28)]),
  };
  const entries = Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1));
  const head = Buffer.concat([longs([0x10000]), words([entries.length, 128, 3, 32])]);
  let at = head.length + entries.length * 16;
  const directory = entries.map(([tag, { length }]) => {
    const entry = Buffer.concat([Buffer.from(tag), longs([0, at, length])]);
    at += (length + 3) & ~3;
    return entry;
  });
  return Buffer.concat([head, ...directory, ...entries.map(([, table]) => Buffer.concat([table, Buffer.alloc(-table.length & 3)]))]);
}

function outlineOf({ contours }: BuiltGlyph): Buffer {
  if (contours.length === 0) return Buffer.alloc(0);
  const points = contours.flat();
  const ends = contours.reduce<number[]>((sums, { length }) => [...sums, (sums.at(-1) ?? -1) + length], []);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const deltas = (values: readonly number[]): number[] => values.map((value, index) => value - (values[index - 1] ?? 0));
  const glyph = Buffer.concat([
    words([contours.length, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), ...ends, 0]), Buffer.alloc(points.length, 1), words(deltas(xs)), words(deltas(ys)),
  ]);
  return Buffer.concat([glyph, Buffer.alloc(-glyph.length & 3)]);
}

/** Format 12: one group for each character. */
function cmapOf(characters: readonly string[]): Buffer {
  const groups = characters.flatMap((character, index) => [character.codePointAt(0)!, character.codePointAt(0)!, index + 1]);
  return Buffer.concat([words([0, 1, 3, 10]), longs([12]), words([12, 0]), longs([16 + groups.length * 4, 0, characters.length, ...groups])]);
}

function nameOf(names: Readonly<Record<number, string>>): Buffer {
  const texts = Object.entries(names).map(([id, text]) => [Number(id), Buffer.from(text, 'utf16le').swap16()] as const);
  let at = 0;
  const records = texts.map(([id, { length }]) => {
    const record = words([3, 10, 0x409, id, length, at]);
    at += length;
    return record;
  });
  return Buffer.concat([words([0, texts.length, 6 + texts.length * 12]), ...records, ...texts.map(([, text]) => text)]);
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, index * 2);
  return bytes;
}

function longs(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4);
  return bytes;
}
