import type { Affine, Path } from '#formats';
import type { Asset } from '#library';
import type { ColourSpace, Kernel, PixelRect } from '#ports';
import type { ColourPlan, Conversion } from './colour/plan.ts';
import type { Colour } from './values/colour.ts';
import type { OutputFormat } from './values/format.ts';
import type { Flip } from './size/layer.ts';
import type { Size } from './size/types.ts';

/** Finds what a URL names; given by the door so that rendering knows nothing of companies. */
export interface AssetSource {
  find(path: string): Promise<Asset | undefined>;
}

/** What to read of an asset's pyramids, and where it comes to lie. */
export type ImageRead = {
  readonly blobId: string;
  readonly maskBlobId: string | undefined;
  /** As the pyramid is coded. */
  readonly colour: ColourSpace;
  readonly bitsPerComponent: 8 | 16;
  /** How its colours become those of the reply; undefined: components are taken as they are. */
  readonly conversion: Conversion | undefined;
  readonly level: number;
  readonly window: PixelRect;
  readonly scaled: Size;
  readonly keep: PixelRect;
  readonly kernel: Kernel;
  readonly flip: Flip;
  /** Where the pixels kept stand in the reply. */
  readonly at: { readonly xPx: number; readonly yPx: number };
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

/** A layer as far as it shows in the reply. Layers stand in drawing order; today there is only the base. */
export type LayerRecipe = {
  /** Undefined when nothing of the image shows. */
  readonly image: ImageRead | undefined;
  /** `bgColor`: fills the layer's rectangle below the image. */
  readonly fill: { readonly rect: PixelRect; readonly colour: Colour } | undefined;
  /** Cut image and fill. */
  readonly clips: readonly Clip[];
};

/** Everything decided about a reply's pixels: plain data, equal for requests that mean the same. */
export type Recipe = {
  /** Rises when the same recipe would come out differently. */
  readonly version: 2;
  readonly kind: 'image' | 'mask';
  readonly reply: Size;
  readonly layers: readonly LayerRecipe[];
  /** Cut the composite of all layers. */
  readonly clips: readonly Clip[];
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
