import type { FailureParams, TextKey } from '#base';
import type { IccFacts } from '#formats';
import type { AssetFacts, AssetType, GenerationEngine, ModifierPiece, SearchLine } from '#library';
import type { ColourSpace, EncodeTarget, PageDrawing, PageSize, PyramidCompression } from '#ports';
import type { Rectangle } from './crop.ts';
import type { Suspect } from './layers/fidelity.ts';
import type { LayerBox } from './layers/types.ts';
import type { Sharpening } from './kernels/types.ts';
import type { LevelSize } from './pyramid/levels.ts';
import type { Corner } from './types.ts';

/** A profile as a plan names it: chosen by the job, the company's for CMYK without one, or sRGB. */
export type ProfileName = 'source' | 'output' | 'defaultCmyk' | 'srgb';

/** One thing to do to the file, in order. @source specification of UploadPostJob, §4 */
export type Step =
  | {
      readonly kind: 'decode'; readonly densityPpi: number | undefined; readonly profile: 'kept' | 'none';
      /** Where the pixels are held: a file keeps a child small. */
      readonly into: 'memory' | 'file';
    }
  | { readonly kind: 'clipPath'; readonly name: string }
  | { readonly kind: 'knockout'; readonly corner: Corner; readonly tolerance: number; readonly fillMethod: 'FloodFill' | 'MatchPixel' }
  | { readonly kind: 'colourCrop'; readonly corner: Corner; readonly tolerance: number }
  | { readonly kind: 'transparentCrop'; readonly tolerance: number }
  | {
      readonly kind: 'convertColour'; readonly from: ProfileName; readonly to: ProfileName;
      /** What comes out. */
      readonly colour: ColourSpace; readonly bitsPerComponent: 8 | 16;
    }
  | {
      readonly kind: 'pyramid'; readonly role: 'optimized' | 'preview'; readonly tilePx: number; readonly levels: readonly LevelSize[];
      readonly colour: PyramidCompression;
      /** Of the alpha, where there is any. */
      readonly mask: PyramidCompression;
      readonly sharpening: Sharpening | undefined;
      readonly isXmpCopied: boolean;
      readonly resolutionPpi: number;
    }
  | { readonly kind: 'thumbnail'; readonly boxPx: number }
  /** The thumbnail is in the file already. */
  | { readonly kind: 'embeddedPreview'; readonly boxPx: number }
  | LayerStep
  | PageStep
  | { readonly kind: 'catalog'; readonly name: string; readonly members: readonly string[] }
  | EncodeStep
  /** Cuts the source itself for streaming. */
  | { readonly kind: 'streamSource'; readonly segmentMs: number }
  | { readonly kind: 'adaptiveSet'; readonly name: string; readonly parts: readonly string[]; readonly isSourceMember: boolean }
  | { readonly kind: 'template'; readonly name: string; readonly modifier: readonly ModifierPiece[] }
  /** Draws the template and compares it with the merged image. */
  | {
      readonly kind: 'compare'; readonly canvas: { readonly widthPx: number; readonly heightPx: number }; readonly suspects: readonly Suspect[];
      readonly isSharpened: boolean;
    };
export type StepKind = Step['kind'];

/** A layer of a Photoshop document that becomes an image. */
type LayerStep = {
  readonly kind: 'layer';
  /** Finds its image again at the next upload. */
  readonly part: string;
  /** Place among all records of the document. */
  readonly record: number;
  readonly name: string;
  readonly subfolder?: string;
  /** What the image shows of the canvas. */
  readonly box: LayerBox;
  readonly isExtended: boolean;
  readonly anchor: { readonly xPx: number; readonly yPx: number };
  readonly profile: 'kept' | 'none';
  readonly conversion: Extract<Step, { kind: 'convertColour' }> | undefined;
  readonly pyramid: Extract<Step, { kind: 'pyramid' }>;
  readonly thumbnail: Extract<Step, { kind: 'thumbnail' }>;
  /** What a text layer says, when texts are asked for. */
  readonly searchLines?: readonly SearchLine[];
};

/** A page of a document that becomes an image beside it, or the document's thumbnail. */
type PageStep = {
  readonly kind: 'page';
  readonly role: 'image' | 'thumbnail';
  /** Counts from 1. */
  readonly page: number;
  /** Finds its image again at the next upload. */
  readonly part: string;
  readonly name: string;
  readonly size: PageSize;
  readonly drawing: PageDrawing;
  /** What is looked for beside the pixels. */
  readonly content: { readonly lines: boolean; readonly links: boolean };
  readonly crop: Rectangle | undefined;
  /** What is done to the drawn page, in order: all that may be done to an image once it is decoded. */
  readonly steps: readonly Step[];
  readonly warnings: readonly Remark[];
};

/** A film or recording made of the source. */
export type EncodeStep = {
  readonly kind: 'encode';
  /** Finds it again at the next upload. */
  readonly part: string;
  readonly name: string;
  readonly type: 'Video' | 'Audio';
  /** Of the preset, for messages. */
  readonly presetName: string;
  readonly target: EncodeTarget;
  /** Of its stream, where it is one; undefined: none is made. */
  readonly segmentMs: number | undefined;
};

export type Remark = { readonly key: TextKey; readonly params: FailureParams };

/** What will be done to a file: plain data, kept with the item. */
export type Plan = {
  readonly type: AssetType;
  readonly steps: readonly Step[];
  /** Pixels of level 0 of all images, and the most memory the steps need at once. */
  readonly price: { readonly pixels: number; readonly bytes: number };
  readonly crop: Rectangle | undefined;
  readonly facts: AssetFacts | undefined;
  readonly warnings: readonly Remark[];
  readonly notes: readonly Remark[];
  /** Who makes by-products of such a file, when it makes any: those that are no longer made go into the trash. */
  readonly derivedBy?: GenerationEngine;
};

export type PlanVerdict = { readonly kind: 'plan'; readonly plan: Plan } | { readonly kind: 'skip'; readonly warning: Remark };

/** What a conversion between chosen profiles needs to know of them. */
export type ChosenProfiles = { readonly source: IccFacts | undefined; readonly output: IccFacts | undefined };
