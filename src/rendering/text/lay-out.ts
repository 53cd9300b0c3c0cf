import { badRequest } from '../failures.ts';
import type { Size } from '../size/types.ts';
import { advancePt, breakLines, type Line, type Piece, type Wrapping } from './breaking.ts';
import type { Paragraph, TextDocument, TextStyle } from './document.ts';
import type { DocumentFonts } from './fonts.ts';

/** Glyphs of one font, size and colour; positions in pixels of the text's box. */
export type GlyphRun = {
  readonly blobId: string;
  readonly colour: number | undefined;
  /** Pixels of the em, across and down. */
  readonly emXPx: number;
  readonly emYPx: number;
  /** How far the top of an em leans to the right, in ems: 0 for fonts that are italic themselves. */
  readonly slant: number;
  /** Pixels that strokes are widened by. */
  readonly boldPx: number;
  readonly glyphs: readonly { readonly glyph: number; readonly xPx: number; readonly yPx: number }[];
};

export type TextRule = { readonly colour: number | undefined; readonly xPx: number; readonly yPx: number; readonly widthPx: number; readonly heightPx: number };

export type LaidOutText = {
  readonly size: Size;
  readonly runs: readonly GlyphRun[];
  readonly rules: readonly TextRule[];
  /** Of the first line. */
  readonly baselinePx: number;
  /** Height of all lines together. */
  readonly contentPx: number;
  readonly widestPx: number;
};

export type TextBox = {
  /** Undefined: as wide as the text. */
  readonly widthPx: number | undefined;
  /** Undefined: as high as the text. */
  readonly heightPx: number | undefined;
  /** Pixels of a point. */
  readonly scale: number;
  readonly wrapping: Wrapping;
  readonly isPhotoshop: boolean;
};

/** Sets text in a box. @throws DELIVERY_BAD_REQUEST when lines of text without a box are aligned differently
 *  @source delivery, §3.7 "Boxes" */
export function layOutText(document: TextDocument, fonts: DocumentFonts, box: TextBox): LaidOutText {
  const { scale } = box;
  const margins = document.marginsPt;
  if (document.paragraphs.every(({ runs }) => runs.every(({ text }) => text === ''))) {
    return { size: { widthPx: box.widthPx ?? 1, heightPx: box.heightPx ?? 1 }, runs: [], rules: [], baselinePx: 0, contentPx: 0, widestPx: 0 };
  }
  const innerPt = box.widthPx === undefined ? undefined : Math.max(1, box.widthPx / scale - margins.left - margins.right);
  const aligns = new Set(document.paragraphs.map(({ style }) => style.align));
  if (box.widthPx === undefined && !box.isPhotoshop && aligns.size > 1) throw badRequest('expected one of ql, qr and qc in a text without size');

  const set = document.paragraphs.flatMap((paragraph, index) => setLines(paragraph, fonts, innerPt, box, index === 0, index === document.paragraphs.length - 1));
  const widestPt = Math.max(0, ...set.map(({ line, indentPt }) => line.widthPt + indentPt));
  const contentPt = set.reduce((sum, { beforePt, heightPt, afterPt }) => sum + beforePt + heightPt + afterPt, 0) + margins.top + margins.bottom;
  const widthPt = innerPt ?? widestPt;
  const size = {
    widthPx: box.widthPx ?? Math.max(1, Math.ceil((widestPt + margins.left + margins.right) * scale - 1e-6)),
    heightPx: box.heightPx ?? Math.max(1, Math.ceil(contentPt * scale - 1e-6)),
  };
  const spare = size.heightPx / scale - contentPt;
  let top = margins.top + (document.vertical === 'top' ? 0 : document.vertical === 'centre' ? spare / 2 : spare);
  const runs: GlyphRun[] = [];
  const rules: TextRule[] = [];
  let baselinePx: number | undefined;
  for (const { line, paragraph, indentPt, beforePt, ascentPt, heightPt, afterPt } of set) {
    top += beforePt;
    const baseline = top + ascentPt;
    const isWhole = (top + heightPt) * scale <= size.heightPx + 1e-6;
    baselinePx ??= baseline * scale;
    if (!box.isPhotoshop || isWhole || box.heightPx === undefined) {
      placeLine(line, paragraph, margins.left + indentPt, widthPt - indentPt - paragraph.style.rightIndentPt, baseline, scale, runs, rules);
    }
    top += heightPt + afterPt;
  }
  return { size, runs, rules, baselinePx: baselinePx ?? 0, contentPx: contentPt * scale, widestPx: widestPt * scale };
}

type SetLine = {
  readonly line: Line; readonly paragraph: Paragraph; readonly indentPt: number;
  readonly beforePt: number; readonly ascentPt: number; readonly heightPt: number; readonly afterPt: number;
};

function setLines(paragraph: Paragraph, fonts: DocumentFonts, widthPt: number | undefined, box: TextBox, isFirst: boolean, isLast: boolean): readonly SetLine[] {
  const { style } = paragraph;
  const lines = breakLines(paragraph, fonts, widthPt, box.wrapping);
  return lines.map((line, index) => {
    const shown = line.pieces.length > 0 ? line.pieces : [];
    const ascent = Math.max(0, ...shown.map((piece) => lengthOf(piece, piece.found.font.ascent) + risePt(piece.style)));
    const descent = Math.max(0, ...shown.map((piece) => lengthOf(piece, piece.found.font.descent + piece.found.font.lineGap) - risePt(piece.style)));
    const natural = ascent + descent;
    const height = style.line === undefined ? natural : style.line.kind === 'multiple' ? natural * style.line.factor
      : style.line.kind === 'least' ? Math.max(natural, style.line.points) : style.line.points;
    // Spacing of paragraphs at the ends of the box counts for `text` alone.
    const [hasBefore, hasAfter] = [index === 0 && (!isFirst || !box.isPhotoshop), index === lines.length - 1 && (!isLast || !box.isPhotoshop)];
    return {
      line, paragraph, indentPt: style.leftIndentPt + (index === 0 ? style.firstIndentPt : 0),
      beforePt: hasBefore ? style.beforePt : 0, afterPt: hasAfter ? style.afterPt : 0,
      // What lines are further apart than they need stands above them, save in the first.
      ascentPt: isFirst && index === 0 ? ascent : ascent + height - natural, heightPt: isFirst && index === 0 ? Math.max(natural, 0) : height,
    };
  });
}

function lengthOf({ found, emPt, style }: Piece, units: number): number {
  return (units / found.font.unitsPerEm) * emPt * style.scaleY;
}

/** Above the baseline. */
function risePt({ rise, script, halfPoints }: TextStyle): number {
  return rise / 2 + (script === 'super' ? 0.33 : script === 'sub' ? -0.14 : 0) * (halfPoints / 2);
}

/** Slope of italics that are made of upright letters: 12 degrees. */
const slant = Math.tan((12 * Math.PI) / 180);
/** Share of the em by which strokes of a made bold are wider. */
const boldShare = 1 / 24;

function placeLine(
  line: Line, { style }: Paragraph, leftPt: number, roomPt: number, baselinePt: number, scale: number, runs: GlyphRun[], rules: TextRule[],
): void {
  const spare = roomPt - line.widthPt;
  const gaps = line.pieces.map(({ text }) => text).join('').trimEnd().match(/[^\S\u00a0]/g)?.length ?? 0;
  const perGap = style.align === 'justified' && !line.isLast && gaps > 0 ? Math.max(0, spare) / gaps : 0;
  let x = leftPt + (style.align === 'right' ? spare : style.align === 'centre' ? spare / 2 : 0);
  for (const piece of line.pieces) {
    const { style: look, found, emPt } = piece;
    const start = x;
    const baseline = baselinePt - risePt(look);
    const perUnit = emPt / found.font.unitsPerEm;
    const glyphs = piece.glyphs.map(({ glyph, cluster, advance, xOffset, yOffset }) => {
      const placed = { glyph, xPx: (x + xOffset * perUnit * look.scaleX) * scale, yPx: (baseline - yOffset * perUnit * look.scaleY) * scale };
      x += advancePt(advance, look, found, emPt) + (/[^\S\u00a0]/.test(piece.text[cluster] ?? '') ? perGap : 0);
      return placed;
    });
    if (glyphs.length > 0) {
      runs.push({
        blobId: found.blobId, colour: look.colour, emXPx: emPt * look.scaleX * scale, emYPx: emPt * look.scaleY * scale, glyphs,
        slant: look.isItalic && !found.isItalic ? slant : 0, boldPx: look.isBold && !found.isBold ? emPt * scale * boldShare : 0,
      });
    }
    if (look.isUnderlined && x > start) {
      rules.push({
        colour: look.colour, xPx: start * scale, yPx: (baseline + emPt * 0.08) * scale, widthPx: (x - start) * scale,
        heightPx: Math.max(1, emPt * 0.05 * scale),
      });
    }
  }
}

