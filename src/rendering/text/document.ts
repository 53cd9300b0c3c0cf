import type { Colour } from '../values/colour.ts';

/** How characters look. */
export type TextStyle = {
  /** Number in the font table; undefined: the default font. */
  readonly font: number | undefined;
  readonly halfPoints: number;
  readonly colour: number | undefined;
  readonly isBold: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
  readonly script: 'normal' | 'sub' | 'super';
  /** Above the baseline, in half-points. */
  readonly rise: number;
  readonly isKerned: boolean;
  /** Added after each character, in points. */
  readonly expandPt: number;
  /** 1 is 100 %. */
  readonly scaleX: number;
  readonly scaleY: number;
  readonly isUpperCase: boolean;
};

export type Align = 'left' | 'right' | 'centre' | 'justified';

export type ParagraphStyle = {
  readonly align: Align;
  /** Distance of baselines; undefined: that of the font. */
  readonly line: { readonly kind: 'least' | 'exact'; readonly points: number } | { readonly kind: 'multiple'; readonly factor: number } | undefined;
  readonly beforePt: number;
  readonly afterPt: number;
  readonly firstIndentPt: number;
  readonly leftIndentPt: number;
  readonly rightIndentPt: number;
};

/** Characters of one style; `\n` begins a line within the paragraph. */
export type TextRun = { readonly text: string; readonly style: TextStyle };
export type Paragraph = { readonly style: ParagraphStyle; readonly runs: readonly TextRun[] };

export type TextDocument = {
  readonly paragraphs: readonly Paragraph[];
  readonly fonts: ReadonlyMap<number, string>;
  readonly colours: { readonly is: readonly Colour[]; readonly cmyk: readonly Colour[]; readonly rgb: readonly Colour[] };
  readonly vertical: 'top' | 'centre' | 'bottom';
  readonly marginsPt: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
};

/** The colour of a style: the first table that has its number. @param isInk Is the layer CMYK? @source delivery, §3.8 */
export function textColour({ colours }: TextDocument, number: number | undefined, isInk: boolean): Colour {
  const found = number === undefined ? undefined : colours.is[number] ?? (isInk ? colours.cmyk[number] : undefined) ?? colours.rgb[number];
  return found ?? { space: 'rgb', components: [0, 0, 0], alpha: 255 };
}
