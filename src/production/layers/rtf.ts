import type { PsdColour, PsdParagraphStyle, PsdText, PsdTextStyle } from '#formats';
import { rgbOf } from './probe.ts';

/** A text as delivery reads it. */
export type WrittenText = {
  /** `textps` knows justified lines and indents. */
  readonly command: 'text' | 'textPs';
  readonly rtf: string;
};

/** Points of a unit of the text's space. */
type Scale = { readonly points: number };

/** Writes a text as RTF: fonts by PostScript name, sizes in half-points, colours, alignment, leading.
 *  @param points Of a unit of the text's space. @source delivery, §3.8; production, §8.5 */
export function writeRtf(text: PsdText, { points }: Scale): WrittenText {
  const fonts = [...new Set(text.styles.map(({ style }) => style.fontName ?? ''))];
  const colours = [...new Map(text.styles.map(({ style }) => [JSON.stringify(style.fill), style.fill])).values()].filter((fill) => fill !== undefined);
  const isJustified = text.paragraphs.some(({ style }) => style.alignment.startsWith('justify') || style.firstLineIndent !== 0 || style.startIndent !== 0 || style.endIndent !== 0);
  const pieces = piecesOf(text).map(({ characters, style, paragraph }, index, all) => {
    const before = all[index - 1];
    const words = [
      ...(paragraph === before?.paragraph ? [] : paragraphWords(paragraph, isJustified, points)),
      ...(paragraph === before?.paragraph && style === before?.style ? [] : leadingWords(text, paragraph, points)),
      ...(style === before?.style ? [] : styleWords(style, fonts, colours, points)),
    ];
    return `${words.map((word) => `\\${word}`).join('')}${words.length > 0 ? ' ' : ''}${escaped(style.caps === 'all' ? characters.toUpperCase() : characters)}`;
  });
  return { command: isJustified ? 'textPs' : 'text', rtf: `{\\rtf1${fontTable(fonts)}${colourTables(colours)}${pieces.join('')}}` };
}

type Piece = { readonly characters: string; readonly style: PsdTextStyle; readonly paragraph: PsdParagraphStyle };

/** Characters that share a style and a paragraph's look. */
function piecesOf({ text, styles, paragraphs }: PsdText): readonly Piece[] {
  const pieces: Piece[] = [];
  let [at, styleLeft, paragraphLeft, styleIndex, paragraphIndex] = [0, styles[0]?.length ?? 0, paragraphs[0]?.length ?? 0, 0, 0];
  while (at < text.length && styleIndex < styles.length && paragraphIndex < paragraphs.length) {
    const length = Math.min(styleLeft, paragraphLeft);
    pieces.push({ characters: text.slice(at, at + length), style: styles[styleIndex]!.style, paragraph: paragraphs[paragraphIndex]!.style });
    at += length;
    styleLeft -= length;
    paragraphLeft -= length;
    if (styleLeft === 0) styleLeft = styles[++styleIndex]?.length ?? 0;
    if (paragraphLeft === 0) paragraphLeft = paragraphs[++paragraphIndex]?.length ?? 0;
  }
  return pieces;
}

function fontTable(fonts: readonly string[]): string {
  return `{\\fonttbl${fonts.map((font, index) => `{\\f${index} ${escaped(font.replaceAll(';', ''))};}`).join('')}}`;
}

/** Colour 0 is the usual one; inks stand in a table of their own beside what they look like. */
function colourTables(colours: readonly PsdColour[]): string {
  const rgb = colours.map((colour) => {
    const [red, green, blue] = rgbOf(colour);
    return `\\red${red}\\green${green}\\blue${blue};`;
  });
  const inks = colours.every(({ space }) => space === 'cmyk') ? colours.map((colour) => (colour.space === 'cmyk'
    ? `\\cyan${whole(colour.cyan)}\\magenta${whole(colour.magenta)}\\yellow${whole(colour.yellow)}\\black${whole(colour.black)};` : '')) : [];
  return `{\\colortbl;${rgb.join('')}}${inks.length > 0 ? `{\\cmykcolortbl;${inks.join('')}}` : ''}`;
}

const alignments: Readonly<Record<PsdParagraphStyle['alignment'], string>> = {
  left: 'ql', right: 'qr', center: 'qc', justifyLeft: 'qj', justifyRight: 'qj', justifyCenter: 'qj', justifyAll: 'qj',
};

function paragraphWords({ alignment, firstLineIndent, startIndent, endIndent, spaceBefore, spaceAfter }: PsdParagraphStyle, isPhotoshop: boolean, points: number): readonly string[] {
  const twips = (value: number): number => whole(value * points * 20);
  return [
    alignments[alignment], `sb${twips(spaceBefore)}`, `sa${twips(spaceAfter)}`,
    ...(isPhotoshop ? [`fi${twips(firstLineIndent)}`, `li${twips(startIndent)}`, `ri${twips(endIndent)}`] : []),
  ];
}

/** Baselines are as far apart as the largest character of a paragraph wants. */
function leadingWords(text: PsdText, paragraph: PsdParagraphStyle, points: number): readonly string[] {
  const styles = piecesOf(text).filter((piece) => piece.paragraph === paragraph).map(({ style }) => style);
  const leading = Math.max(0, ...styles.map((style) => style.leading ?? style.size * paragraph.autoLeading));
  return leading > 0 ? [`sl-${Math.max(1, whole(leading * points * 20))}`, 'slmult0'] : [];
}

function styleWords(style: PsdTextStyle, fonts: readonly string[], colours: readonly PsdColour[], points: number): readonly string[] {
  const colour = colours.findIndex((one) => JSON.stringify(one) === JSON.stringify(style.fill)) + 1;
  const rise = whole(style.baselineShift * points * 2);
  return [
    `f${fonts.indexOf(style.fontName ?? '')}`, `fs${Math.max(1, whole(style.size * points * 2))}`, `cf${colour}`,
    style.isBold ? 'b' : 'b0', style.isItalic ? 'i' : 'i0', style.isUnderlined ? 'ul' : 'ulnone',
    { normal: 'nosupersub', superscript: 'super', subscript: 'sub' }[style.position],
    rise < 0 ? `dn${-rise}` : `up${rise}`,
    `expndtw${whole((style.tracking / 1000) * style.size * points * 20)}`,
    `charscalex${whole(style.horizontalScale * 100)}`, `charscaley${whole(style.verticalScale * 100)}`,
  ];
}

/** Numbers of RTF have 16 bits. */
function whole(value: number): number {
  return Math.min(32_767, Math.max(-32_767, Math.round(value))) + 0;
}

function escaped(text: string): string {
  return text.replace(/[\\{}]/g, (mark) => `\\${mark}`)
    .replace(/\n/g, '\\par ').replace(/\v/g, '\\line ').replace(/\t/g, '\\tab ')
    // eslint-disable-next-line no-control-regex -- control characters are what this takes out
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .replace(/[\u0080-\uffff]/g, (character) => {
      const code = character.charCodeAt(0);
      return `\\u${code >= 0x8000 ? code - 0x1_0000 : code}?`;
    });
}
