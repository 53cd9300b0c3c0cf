import type { ShapedGlyph } from '#ports';
import { badRequest } from '../failures.ts';
import type { FoundFont, DocumentFonts } from './fonts.ts';
import { fontKey } from './fonts.ts';
import type { Paragraph, TextStyle } from './document.ts';

export type Wrapping = 'wrap' | 'noWrap' | 'nbWrap';

/** Characters of one style with their glyphs. Lengths in points. */
export type Piece = {
  readonly text: string;
  readonly style: TextStyle;
  readonly found: FoundFont;
  /** Of the em, super- and subscript made smaller. */
  readonly emPt: number;
  readonly glyphs: readonly ShapedGlyph[];
  readonly widthPt: number;
};

export type Line = { readonly pieces: readonly Piece[]; readonly widthPt: number; readonly isLast: boolean };

/** Of sub- and superscripts. */
export const scriptScale = 0.58;

/** Breaks a paragraph into lines: where it says so, and by width after blanks and hyphens; a word that is too long alone is
 *  split between characters, unless `nbWrap`. @param widthPt Undefined: no limit. */
export function breakLines(paragraph: Paragraph, fonts: DocumentFonts, widthPt: number | undefined, wrapping: Wrapping): readonly Line[] {
  const lines: Line[] = [];
  let pieces: Piece[] = [];
  let width = 0;
  const { firstIndentPt, leftIndentPt, rightIndentPt } = paragraph.style;
  const room = (): number => (widthPt ?? Infinity) - leftIndentPt - rightIndentPt - (lines.length === 0 ? firstIndentPt : 0);
  const end = (isLast: boolean): void => {
    lines.push(lineOf(pieces, isLast));
    [pieces, width] = [[], 0];
  };
  const add = (piece: Piece): void => {
    pieces.push(piece);
    width += piece.widthPt;
  };
  for (const { text, style } of paragraph.runs) {
    for (const word of wordsOf(text)) {
      if (word === '\n') {
        add(shapePiece('', style, fonts));
        end(true);
        continue;
      }
      let piece = shapePiece(word, style, fonts);
      const isBroken = wrapping !== 'noWrap' && widthPt !== undefined;
      if (isBroken && width > 0 && width + visibleWidth(piece) > room() + 1e-6) end(false);
      while (isBroken && wrapping === 'wrap' && visibleWidth(piece) > room() + 1e-6) {
        const [head, tail] = splitWord(piece, room(), fonts);
        if (tail === undefined) break;
        add(head);
        end(false);
        piece = tail;
      }
      add(piece);
    }
  }
  end(true);
  return lines;
}

/** Words with the blanks behind them, parts of words up to a hyphen, and ends of lines. */
function wordsOf(text: string): readonly string[] {
  return text === '' ? [''] : (text.match(/\n|[^\n\t -]*(?:-+|[\t ]+|(?=\n)|$)/g) ?? []).filter((word) => word !== '');
}

export function shapePiece(written: string, style: TextStyle, fonts: DocumentFonts): Piece {
  const text = written.replaceAll('\u00ad', '');
  const found = fonts.get(fontKey(style));
  if (!found) throw badRequest('a font is missing');
  const emPt = (style.halfPoints / 2) * (style.script === 'normal' ? 1 : scriptScale);
  const glyphs = text === '' ? [] : found.font.shape(text, style);
  return { text, style, found, emPt, glyphs, widthPt: glyphs.reduce((sum, { advance }) => sum + advancePt(advance, style, found, emPt), 0) };
}

export function advancePt(advance: number, style: TextStyle, { font }: FoundFont, emPt: number): number {
  return (advance / font.unitsPerEm) * emPt * style.scaleX + style.expandPt;
}

/** Without the blanks at its end. */
function visibleWidth({ text, glyphs, style, found, emPt, widthPt }: Piece): number {
  const blanks = text.length - text.trimEnd().length;
  if (blanks === 0) return widthPt;
  return widthPt - glyphs.filter(({ cluster }) => cluster >= text.length - blanks).reduce((sum, { advance }) => sum + advancePt(advance, style, found, emPt), 0);
}

/** As many characters as there is room for, at least one. */
function splitWord(piece: Piece, roomPt: number, fonts: DocumentFonts): readonly [Piece, Piece | undefined] {
  const { text, style, found, emPt } = piece;
  let [width, at] = [0, 0];
  for (const [index, { advance, cluster }] of piece.glyphs.entries()) {
    width += advancePt(advance, style, found, emPt);
    if (width > roomPt && index > 0 && cluster > 0) {
      at = cluster;
      break;
    }
  }
  if (at <= 0 || at >= text.length) return [piece, undefined];
  return [shapePiece(text.slice(0, at), style, fonts), shapePiece(text.slice(at), style, fonts)];
}

function lineOf(pieces: readonly Piece[], isLast: boolean): Line {
  const last = pieces.findLastIndex(({ text }) => text.trim() !== '');
  const width = pieces.slice(0, last).reduce((sum, { widthPt }) => sum + widthPt, 0) + (last < 0 ? 0 : visibleWidth(pieces[last]!));
  return { pieces, widthPt: width, isLast };
}
