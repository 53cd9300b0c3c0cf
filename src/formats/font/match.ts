import type { FontNames } from './names.ts';

/** A font and what the library calls it. */
export type NamedFont = { readonly name: string; readonly names: FontNames };

export type FontStyle = { readonly isBold: boolean; readonly isItalic: boolean };

/** Chooses the font that a text names: by its name in the library, full or PostScript name, else by family; then its relative in
 *  the style wanted. Case, blanks, hyphens and underscores count for nothing.
 *  @returns Undefined for a name that none of them has. @source delivery, §3.8 */
export function matchFont<Font extends NamedFont>(fonts: readonly Font[], name: string, style: FontStyle): Font | undefined {
  const wanted = plain(name);
  const exact = fonts.find((font) => [font.name, font.names.full, font.names.postScript].some((one) => plain(one) === wanted));
  const relative = exact ?? fonts.find(({ names }) => plain(names.family) === wanted);
  return relative && fontInStyle(fonts, relative, style);
}

/** The relative of a font in a style; itself where there is none. What a font says of itself counts as much as what is asked for. */
export function fontInStyle<Font extends NamedFont>(fonts: readonly Font[], font: Font, style: FontStyle): Font {
  const isBold = style.isBold || font.names.isBold;
  const isItalic = style.isItalic || font.names.isItalic;
  const isNamedByFamily = (one: Font): boolean => plain(one.names.family) === plain(font.names.family);
  return fonts.filter(isNamedByFamily).find(({ names }) => names.isBold === isBold && names.isItalic === isItalic) ?? font;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}
