import { badRequest } from '../failures.ts';
import type { Command } from '../grammar/merge.ts';
import { clamp, maxEdgePx } from '../values/numbers.ts';
import type { Wrapping } from './breaking.ts';
import type { TextDocument } from './document.ts';
import type { DocumentFonts } from './fonts.ts';
import { layOutText, type LaidOutText } from './lay-out.ts';
import { inkOf } from './outline.ts';

/** `textAttr` */
export type TextAttributes = {
  /** Pixels of 72 points. */
  readonly ppi: number;
  readonly isCrisp: boolean;
  readonly fit: 'fixedRes' | 'autoRes' | 'maxRes';
  readonly wrapping: Wrapping;
};

const smoothing = ['off', 'norm', 'crisp', 'sharp', 'strong', 'smooth'];
const fits = ['fixedres', 'autores', 'maxres'];
const wrappings = ['wrap', 'nowrap', 'nbwrap'];

/** @throws DELIVERY_BAD_REQUEST @source delivery, §3.7 `textAttr` */
export function readTextAttributes(command: Command | undefined, isPhotoshop: boolean): TextAttributes {
  const [res = '', ...words] = (command?.value ?? '').split(',').map((item) => item.trim());
  const word = (index: number, known: readonly string[], fallback: string): string => {
    const written = words[index]?.toLowerCase() || fallback;
    if (!known.includes(written)) throw badRequest(`expected one of ${known.join(', ')} for textAttr but received ${words[index]}`);
    return written;
  };
  const ppi = res === '' ? 72 : Number(res);
  if (!(ppi > 0 && ppi <= 10_000)) throw badRequest(`expected a resolution above 0 for textAttr but received ${res}`);
  const fit = (['fixedRes', 'autoRes', 'maxRes'] as const)[fits.indexOf(word(1, fits, 'fixedres'))]!;
  const wrapping = (['wrap', 'noWrap', 'nbWrap'] as const)[wrappings.indexOf(word(2, wrappings, 'wrap'))]!;
  if (isPhotoshop && (fit !== 'fixedRes' || wrapping !== 'wrap')) throw badRequest('textPs wraps and has a fixed resolution');
  return { ppi, isCrisp: word(0, smoothing, 'norm') === 'off', fit, wrapping };
}

/** Resolutions that are tried, and how near the best one is found. @source delivery, §3.7 */
const [leastPpi, mostPpi, stepPpi] = [1, 1200, 0.25];

export type FitRequest = {
  readonly document: TextDocument;
  readonly fonts: DocumentFonts;
  readonly attributes: TextAttributes;
  /** `size`; 0 leaves a side to the text. */
  readonly box: { readonly widthPx: number; readonly heightPx: number } | undefined;
  /** `scale` of the layer. */
  readonly scale: number;
  readonly isPhotoshop: boolean;
};

/** Sets a text at its resolution, or at the largest at which it fits; that of `text` is moved so that no glyph leaves its box.
 *  @throws DELIVERY_BAD_REQUEST, also for a box without a width */
export function fitText({ document, fonts, attributes, box, scale, isPhotoshop }: FitRequest): LaidOutText {
  if (box && box.widthPx === 0 && box.heightPx > 0) throw badRequest('expected a width for a text of this height');
  const [widthPx, heightPx] = [box?.widthPx || undefined, box?.heightPx || undefined];
  const at = (ppi: number): LaidOutText =>
    layOutText(document, fonts, { widthPx, heightPx, scale: (ppi / 72) * scale, wrapping: attributes.wrapping, isPhotoshop });
  const settle = (text: LaidOutText): LaidOutText => settled(text, fonts, isPhotoshop, widthPx === undefined);
  if (attributes.fit === 'fixedRes') return settle(at(attributes.ppi));
  if (widthPx === undefined || heightPx === undefined) throw badRequest(`${attributes.fit} needs a full size`);
  let [fitting, beyond] = [leastPpi, attributes.fit === 'maxRes' ? clamp(attributes.ppi, leastPpi, mostPpi) : mostPpi];
  const fits = (ppi: number): boolean => {
    const { contentPx, widestPx } = at(ppi);
    return contentPx <= heightPx + 1e-6 && widestPx <= widthPx + 1e-6;
  };
  if (fits(beyond)) return settle(at(beyond));
  while (beyond - fitting > stepPpi) {
    const middle = (fitting + beyond) / 2;
    if (fits(middle)) fitting = middle;
    else beyond = middle;
  }
  return settle(at(fitting));
}

/** Moves glyphs into the box, from the left rather than from the right, from the top rather than from the bottom.
 *  @param mayGrow A box that nobody gave a width is wide enough for all. */
function settled(text: LaidOutText, fonts: DocumentFonts, isPhotoshop: boolean, mayGrow: boolean): LaidOutText {
  const { heightPx } = text.size;
  const byBlob = new Map([...fonts.values()].map(({ blobId, font }) => [blobId, font]));
  const ink = isPhotoshop ? undefined : inkOf(text.runs, (blobId) => byBlob.get(blobId)!);
  const widthPx = ink && mayGrow ? Math.max(text.size.widthPx, Math.ceil(ink.right - Math.min(0, ink.left) - 1e-6)) : text.size.widthPx;
  if (widthPx > maxEdgePx || heightPx > maxEdgePx) throw badRequest('the text is too large');
  if (!ink) return text;
  const dx = ink.left < 0 ? -ink.left : Math.max(Math.min(0, widthPx - ink.right), -ink.left);
  const dy = ink.top < 0 ? -ink.top : 0;
  return {
    ...text, size: { widthPx, heightPx }, baselinePx: text.baselinePx + dy,
    runs: text.runs.map((run) => ({ ...run, glyphs: run.glyphs.map(({ glyph, xPx, yPx }) => ({ glyph, xPx: xPx + dx, yPx: yPx + dy })) })),
    rules: text.rules.map((rule) => ({ ...rule, xPx: rule.xPx + dx, yPx: rule.yPx + dy })),
  };
}
