import type { Affine, Path } from '#formats';
import type { Asset } from '#library';
import type { ColourSpace, Kernel, PixelRect } from '#ports';
import type { ColourPlan, Conversion } from './colour/plan.ts';
import type { Macros } from './grammar/macros.ts';
import type { Colour } from './values/colour.ts';
import type { OutputFormat } from './values/format.ts';
import type { Flip } from './size/layer.ts';
import type { Fonts } from './text/fonts.ts';
import type { GlyphRun, TextRule } from './text/lay-out.ts';
import type { Turn } from './size/turn.ts';
import type { Size } from './size/types.ts';

/** What an object names: a record, or a company alone. */
export type FoundRecord = { readonly asset: Asset | undefined; readonly path: string };

/** Records of a catalog; given by the door so that rendering knows nothing of companies. */
export interface Records {
  /** @param object Of `src=`, `mask=`, `template=` or a nested request, decoded. Empty: the company alone.
   *  @returns undefined for what does not exist or is not published. @source delivery, §1.1 "object lookup" */
  find(object: string): Promise<FoundRecord | undefined>;
  /** Image presets of the company and of the default catalog. */
  readonly macroOf: Macros;
  readonly fonts: Fonts;
}

/** How a piece of scaled pixels is cut out of something larger and where it comes to lie. */
export type WindowRead = {
  /** Halvings before anything is read. */
  readonly level: number;
  readonly window: PixelRect;
  readonly scaled: Size;
  readonly keep: PixelRect;
  readonly kernel: Kernel;
  readonly flip: Flip;
  /** Where the pixels kept stand. */
  readonly at: { readonly xPx: number; readonly yPx: number };
};

/** What to read of an asset's pyramids, and where it comes to lie. */
export type ImageRead = WindowRead & {
  readonly blobId: string;
  readonly maskBlobId: string | undefined;
  /** As the pyramid is coded. */
  readonly colour: ColourSpace;
  readonly bitsPerComponent: 8 | 16;
  /** How its colours become those of the reply; undefined: components are taken as they are. */
  readonly conversion: Conversion | undefined;
};

/** An outline that cuts off what lies on its other side. */
export type Clip = {
  readonly keeps: 'inside' | 'outside';
  /** Drawn by the request, or saved with the image as Photoshop path records in base64. */
  readonly outline:
    | { readonly kind: 'drawn'; readonly path: Path }
    | { readonly kind: 'embedded'; readonly records: string };
  readonly toReply: Affine;
};

/** A base layer as far as it shows in the reply. */
export type LayerRecipe = {
  /** Undefined when nothing of the image shows. */
  readonly image: ImageRead | undefined;
  /** `bgColor`: fills the layer's rectangle below the image. */
  readonly fill: { readonly rect: PixelRect; readonly colour: Colour } | undefined;
  /** Cut image and fill. */
  readonly clips: readonly Clip[];
};

/** Unsharp masking as the commands give it, its radius at the size of the pixels it works on. */
export type UnsharpMask = {
  readonly amount: number; readonly radiusPx: number; readonly threshold: number; readonly isMonochrome: boolean;
};

/** What is done to pixels, in the order of the protocol. @source delivery, §2.2 step 5, §3.4 */
export type Operation =
  | { readonly kind: 'colorize'; readonly colour: Colour; readonly isNormalised: boolean; readonly contrast: number }
  | { readonly kind: 'grow' | 'blur'; readonly radiusPx: number }
  | { readonly kind: 'unsharp'; readonly mask: UnsharpMask }
  | { readonly kind: 'sharpen' };

export const blendModes = ['norm', 'dissolve', 'lighten', 'darken', 'mult', 'screen'] as const;
export type BlendMode = (typeof blendModes)[number];

export const maskUses = ['norm', 'invert', 'off'] as const;
export type MaskUse = (typeof maskUses)[number];

/** A shadow or glow, drawn from the alpha of its parent. */
export type EffectRecipe = {
  /** Below 0 behind the parent, above 0 inside it. */
  readonly number: number;
  readonly colour: Colour;
  /** 0..1 */
  readonly opacity: number;
  readonly blend: BlendMode;
  readonly growPx: number;
  readonly blurPx: number;
  readonly xPx: number;
  readonly yPx: number;
  readonly use: MaskUse;
  /** Is an outer effect kept from showing through its parent? */
  readonly isMasked: boolean;
};

/** Pixels of a layer, before it is masked and worked on. */
export type Foreground =
  | { readonly kind: 'image'; readonly read: ImageRead }
  | { readonly kind: 'drawing'; readonly drawing: Drawing; readonly read: WindowRead }
  | { readonly kind: 'solid'; readonly colour: Colour }
  | TextForeground
  | { readonly kind: 'nothing' };

/** Glyphs as they were set, in the box of their text. */
export type TextForeground = {
  readonly kind: 'text';
  readonly runs: readonly { readonly run: GlyphRun; readonly colour: Colour }[];
  readonly rules: readonly { readonly rule: TextRule; readonly colour: Colour }[];
  /** Pixels are full or empty. */
  readonly isCrisp: boolean;
  /** From the box to the pixels of the layer before they are turned. */
  readonly toInner: Affine;
};

/** A layer of a scene; all lengths in pixels of the scene. */
export type SceneLayer = {
  readonly foreground: Foreground;
  /** The pixels before they are turned. */
  readonly inner: Size;
  /** Replaces the alpha of the foreground. */
  readonly mask: Exclude<Foreground, { readonly kind: 'solid' | 'text' | 'nothing' }> | undefined;
  readonly maskUse: MaskUse;
  readonly operations: readonly Operation[];
  /** Of the foreground, 0..1. */
  readonly opacity: number;
  /** `color` of images and texts. */
  readonly under: Colour | undefined;
  readonly turn: (Turn & { readonly isRight: boolean }) | undefined;
  /** Where the (turned) pixels stand in the frame. */
  readonly innerAt: { readonly xPx: number; readonly yPx: number };
  /** What is drawn of the layer, on the canvas. */
  readonly frame: PixelRect;
  /** `bgColor` and the part of the frame it fills. */
  readonly fill: Colour | undefined;
  /** In pixels of the canvas. */
  readonly clips: readonly Clip[];
  readonly blend: BlendMode;
  readonly effects: readonly EffectRecipe[];
};

/** Layers over each other on a canvas of their own. */
export type Scene = {
  /** The part of the canvas that is drawn. */
  readonly window: PixelRect;
  readonly layers: readonly SceneLayer[];
  /** What is done to the composite. */
  readonly flip: Flip;
  readonly operations: readonly Operation[];
  readonly opacity: number;
  readonly clips: readonly Clip[];
  readonly effects: readonly EffectRecipe[];
};

/** Sharpening of the finished view. */
export type Finish = {
  readonly operations: readonly Operation[];
  /** Where the composite lies in what was drawn; the rest stays as it is. */
  readonly area: PixelRect;
  /** What is left afterwards: filters see beyond a tile. */
  readonly cut: PixelRect;
};

/** How the pixels of a request come about. `straight`: the base layer alone, read at the size it is shown.
 *  `composed`: a scene, scaled. */
export type Drawing = {
  /** What is drawn, before `finish` cuts it. */
  readonly size: Size;
  readonly finish: Finish | undefined;
} & (
  | { readonly kind: 'straight'; readonly layer: LayerRecipe; readonly clips: readonly Clip[] }
  | { readonly kind: 'composed'; readonly scene: Scene; readonly read: WindowRead }
  | { readonly kind: 'empty' }
);

/** Everything decided about a reply's pixels: plain data, equal for requests that mean the same. */
export type Recipe = {
  /** Rises when the same recipe would come out differently. */
  readonly version: 3;
  readonly kind: 'image' | 'mask';
  readonly reply: Size;
  readonly drawing: Drawing;
  /** `bgc`: below everything unless the reply has alpha. */
  readonly background: Colour;
  readonly format: OutputFormat;
  readonly quality: number;
  readonly isFullChroma: boolean;
  readonly printResPpi: number;
  /** The profile the reply's colours are in. */
  readonly profile: ColourPlan['profile'];
  /** `iccEmbed`: the reply carries it. */
  readonly isProfileEmbedded: boolean;
};
