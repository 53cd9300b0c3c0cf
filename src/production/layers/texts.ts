import { matchFont, type PsdText } from '#formats';
import type { TaskFont } from '../types.ts';
import { writeRtf } from './rtf.ts';
import type { LayerProbe } from './types.ts';

/** A text as a template's layer: commands for its foreground, and where its box lies. */
export type PlacedText = {
  readonly command: 'text' | 'textPs';
  readonly rtf: string;
  /** Pixels of 72 points. */
  readonly ppi: number;
  readonly isWrapped: boolean;
  readonly box: { readonly leftPx: number; readonly topPx: number; readonly widthPx: number; readonly heightPx: number };
};

/** What becomes of a text layer in a template. */
export type TextVerdict =
  | { readonly kind: 'text'; readonly text: PlacedText }
  /** It stays a picture; `fonts`: those that the company lacks, by PostScript name. */
  | { readonly kind: 'picture'; readonly fonts: readonly string[] };

/** No text in earnest is larger, or lies further away. */
const mostPx = 100_000;
/** Longer ones would not fit into the URL of a template. */
const mostRtfBytes = 8000;

/** Decides whether a layer can be set as text, and where. Bent, vertical, turned, masked, clipped, struck and unfilled texts stay
 *  pictures, and so do those in fonts that the company lacks: delivery draws no part of a template that names one.
 *  @param ppi Of the document: sizes are in its points. @source specification of production, §8.5 */
export function judgeText(layer: LayerProbe, fonts: readonly TaskFont[], ppi: number): TextVerdict {
  const { text, pixelBox } = layer;
  if (!text || text.text.trim() === '' || !pixelBox) return { kind: 'picture', fonts: [] };
  const missing = [...new Set(text.styles.flatMap(({ style }) => (fontOf(style, fonts) ? [] : [style.fontName ?? '?'])))];
  if (missing.length > 0) return { kind: 'picture', fonts: missing };
  const [a, b, c, d] = text.toCanvas;
  const isUpright = a > 0 && Math.abs(b) < a * 1e-3 && Math.abs(c) < a * 1e-3 && Math.abs(d - a) < a * 1e-2;
  const isPlain = isUpright && text.warp === undefined && !text.isVertical && !layer.isClipped && !layer.isMasked;
  if (!isPlain || text.styles.some(({ style }) => style.isStruck || style.fill === undefined)) return { kind: 'picture', fonts: [] };
  const written = writeRtf(text, { points: (a * 72) / ppi });
  if (Buffer.byteLength(encodeURIComponent(written.rtf)) > mostRtfBytes) return { kind: 'picture', fonts: [] };
  const box = text.box ? boxOf(text, text.box) : boxAround(text, pixelBox, fonts);
  if (!Object.values(box).every((px) => Math.abs(px) <= mostPx)) return { kind: 'picture', fonts: [] };
  return { kind: 'text', text: { ...written, ppi, isWrapped: text.box !== undefined, box } };
}

function fontOf({ fontName, isBold, isItalic }: PsdText['styles'][number]['style'], fonts: readonly TaskFont[]): TaskFont | undefined {
  return fontName === undefined ? undefined : matchFont(fonts, fontName, { isBold, isItalic });
}

/** Text that flows in a box: delivery sets it from the top of that as Photoshop does. */
function boxOf({ toCanvas: [a, , , , x, y] }: PsdText, [left, top, right, bottom]: NonNullable<PsdText['box']>): PlacedText['box'] {
  return {
    leftPx: Math.round(a * left + x), topPx: Math.round(a * top + y),
    widthPx: Math.max(1, Math.round(a * (right - left))), heightPx: Math.max(1, Math.round(a * (bottom - top))),
  };
}

/** A box around text from a point: its first baseline lies where the point is, its lines begin, end or are centred there. */
function boxAround(text: PsdText, pixelBox: NonNullable<LayerProbe['pixelBox']>, fonts: readonly TaskFont[]): PlacedText['box'] {
  const [scale, , , , x, y] = text.toCanvas;
  const firstLine = text.text.search(/[\n\v]/);
  let at = 0;
  let [ascentPx, emPx] = [0, 0];
  for (const { length, style } of text.styles) {
    const sizePx = style.size * scale;
    emPx = Math.max(emPx, sizePx);
    const rise = style.baselineShift * scale + (style.position === 'superscript' ? 0.33 : style.position === 'subscript' ? -0.14 : 0) * sizePx;
    if (firstLine < 0 || at < firstLine) ascentPx = Math.max(ascentPx, fontOf(style, fonts)!.ascent * sizePx * style.verticalScale + rise);
    at += length;
  }
  const [left, right] = [pixelBox.leftPx, pixelBox.leftPx + pixelBox.widthPx];
  // An em of room keeps glyphs that lean out of their advance from being moved.
  const halfPx = Math.ceil(Math.max(x - left, right - x, 1) + emPx);
  const alignment = text.paragraphs[0]?.style.alignment ?? 'left';
  const topPx = Math.round(y - ascentPx);
  return {
    leftPx: Math.round(alignment === 'left' ? x : x - halfPx), topPx,
    widthPx: alignment === 'center' ? 2 * halfPx : halfPx,
    heightPx: Math.ceil(Math.max(1, pixelBox.topPx + pixelBox.heightPx - topPx) + emPx),
  };
}
