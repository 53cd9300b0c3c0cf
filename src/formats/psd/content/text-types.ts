import type { Affine } from '../../path/transform.ts';
import type { PsdColour } from './colour.ts';

/** The text of a layer. Its own space has y downwards and the beginning of the first base line (or the corner of its box) at 0, 0. */
export type PsdText = {
  /** Paragraphs end with `\n`, the last one with nothing; `\v` breaks a line inside of a paragraph. */
  readonly text: string;
  /** From the space of the text to pixels of the canvas. Sizes are multiplied by it too. */
  readonly toCanvas: Affine;
  readonly isVertical: boolean;
  /** Box that the text flows in: left, top, right, bottom in its own space; undefined for text from a point. */
  readonly box: readonly [number, number, number, number] | undefined;
  /** It is bent (by name, such as `warpArc`); undefined for straight text. */
  readonly warp: string | undefined;
  /** Runs of characters of one style: they cover the text without gaps. */
  readonly styles: readonly PsdRun<PsdTextStyle>[];
  /** Runs of paragraphs. */
  readonly paragraphs: readonly PsdRun<PsdParagraphStyle>[];
};

/** @property length In characters of `text` (UTF-16), at least 1. */
export type PsdRun<T> = { readonly length: number; readonly style: T };

export type PsdTextStyle = {
  /** PostScript name; undefined where the document names none. */
  readonly fontName: string | undefined;
  /** In units of the text's space. */
  readonly size: number;
  /** Distance of base lines; undefined: automatic, by the paragraph's factor. */
  readonly leading: number | undefined;
  /** Undefined for none. */
  readonly fill: PsdColour | undefined;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
  readonly isStruck: boolean;
  readonly caps: 'none' | 'small' | 'all';
  readonly position: 'normal' | 'superscript' | 'subscript';
  /** Thousandths of the size between characters. */
  readonly tracking: number;
  /** Upwards. */
  readonly baselineShift: number;
  /** 1 = as the font has it. */
  readonly horizontalScale: number;
  readonly verticalScale: number;
};

export type PsdParagraphStyle = {
  /** Of the last line where the others are justified; `justifyAll` stretches the last one too. */
  readonly alignment: 'left' | 'right' | 'center' | 'justifyLeft' | 'justifyRight' | 'justifyCenter' | 'justifyAll';
  readonly firstLineIndent: number;
  readonly startIndent: number;
  readonly endIndent: number;
  readonly spaceBefore: number;
  readonly spaceAfter: number;
  /** Automatic leading in sizes. */
  readonly autoLeading: number;
};
