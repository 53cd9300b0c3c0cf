/** A glyph where shaping put it, in units of the em. */
export type ShapedGlyph = {
  readonly glyph: number;
  /** UTF-16 index of the first character it stands for. */
  readonly cluster: number;
  readonly advance: number;
  readonly xOffset: number;
  /** Upwards. */
  readonly yOffset: number;
};

/** A piece of an outline, in units of the em, y upwards; letters and numbers as in path data. */
export type OutlineSegment = { readonly kind: 'M' | 'L' | 'Q' | 'C' | 'Z'; readonly values: readonly number[] };

/** A font, opened. */
export interface OpenFont {
  readonly unitsPerEm: number;
  /** Above and below the baseline, both positive, and between lines. */
  readonly ascent: number;
  readonly descent: number;
  readonly lineGap: number;
  /** Turns characters of one style into glyphs, from left to right. @param text At most 64 kB. */
  shape(text: string, how: { readonly isKerned: boolean }): readonly ShapedGlyph[];
  outline(glyph: number): readonly OutlineSegment[];
}

/** What a font calls itself. */
export type FontNames = {
  readonly family: string;
  readonly full: string;
  readonly postScript: string;
  readonly isBold: boolean;
  readonly isItalic: boolean;
};

/** Opens fonts. They are strangers' files: a broken one costs its request alone. */
export interface FontEngine {
  /** @param path Local copy of a TrueType or OpenType font; the first of a collection. @throws BROKEN_FILE */
  open(path: string): Promise<OpenFont>;
  /** Reads what a font is called, without opening it. @throws BROKEN_FILE */
  names(path: string): Promise<FontNames>;
}
