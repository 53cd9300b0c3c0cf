import type { OpenFont } from '#ports';
import { badRequest } from '../failures.ts';
import type { TextDocument, TextStyle } from './document.ts';

/** A font of the company or of the default catalog. */
export type FoundFont = {
  readonly blobId: string;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly font: OpenFont;
};

/** Fonts by name and style; given by the door. */
export interface Fonts {
  /** @param name As a text names it; undefined: the default font.
   *  @returns the font, in another style where that one is missing; undefined for a name nobody knows. @throws BROKEN_FILE */
  find(name: string | undefined, style: { readonly isBold: boolean; readonly isItalic: boolean }): Promise<FoundFont | undefined>;
}

/** Fonts of a document by their style. */
export type DocumentFonts = ReadonlyMap<string, FoundFont>;

export function fontKey({ font, isBold, isItalic }: Pick<TextStyle, 'font' | 'isBold' | 'isItalic'>): string {
  return `${font ?? ''}/${isBold ? 'b' : ''}${isItalic ? 'i' : ''}`;
}

/** Most fonts of one text. */
const mostFonts = 32;

/** Finds every font that a document uses. @throws DELIVERY_BAD_REQUEST naming one that does not exist */
export async function findFonts(document: TextDocument, fonts: Fonts): Promise<DocumentFonts> {
  const styles = new Map(document.paragraphs.flatMap(({ runs }) => runs.map(({ style }) => [fontKey(style), style] as const)));
  if (styles.size > mostFonts) throw badRequest(`expected at most ${mostFonts} fonts in a text`);
  const found = await Promise.all([...styles].map(async ([key, style]) => {
    const name = style.font === undefined ? undefined : document.fonts.get(style.font);
    if (style.font !== undefined && name === undefined) throw badRequest(`no font has number ${style.font}`);
    const font = await fonts.find(name, style);
    if (!font) throw badRequest(name === undefined ? 'there is no font for texts that name none' : `unknown font ${name}`);
    return [key, font] as const;
  }));
  return new Map(found);
}
