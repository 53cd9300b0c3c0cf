import type { PsdBlock } from './blocks.ts';
import type { PsdBlendMode } from './blend-modes.ts';

/** A rectangle in pixels of the document; it may reach beyond the canvas, or be empty. */
export type PsdBox = { readonly leftPx: number; readonly topPx: number; readonly rightPx: number; readonly bottomPx: number };

/** Where the samples of one channel lie. 0.. colours, -1 transparency, -2 mask, -3 the user's own mask beside a vector mask. */
export type PsdChannel = { readonly id: number; readonly offset: number; readonly sizeBytes: number };

/** A raster mask. */
export type PsdMask = {
  readonly box: PsdBox;
  /** Of all pixels outside of the box: 0 hides, 255 shows. */
  readonly outside: number;
  readonly isDisabled: boolean;
  /** It was drawn from the vector mask (and the user's mask, if any). */
  readonly isFromVector: boolean;
  /** The channel that holds its samples. */
  readonly channelId: -2 | -3;
};

/** How strongly masks work; 255 and 0 px unless the document says otherwise. */
export type PsdMaskStrength = {
  readonly userDensity: number;
  readonly userFeatherPx: number;
  readonly vectorDensity: number;
  readonly vectorFeatherPx: number;
};

/** What layers and groups have in common. */
type PsdRecord = {
  /** Place among all records of the document, from the bottom. */
  readonly index: number;
  readonly name: string;
  /** Stable number that Photoshop gave it. */
  readonly id: number | undefined;
  readonly blendMode: PsdBlendMode;
  /** Of the layer with its effects: 0..255. */
  readonly opacity: number;
  /** Of the layer without its effects: 0..255. */
  readonly fillOpacity: number;
  readonly isVisible: boolean;
  /** It shows only where the next unclipped layer below does. */
  readonly isClipped: boolean;
  /** The mask to apply: what -2 holds. */
  readonly mask: PsdMask | undefined;
  /** The user's own mask, where `mask` was drawn from it and a vector mask. */
  readonly userMask: PsdMask | undefined;
  readonly maskStrength: PsdMaskStrength;
  readonly channels: readonly PsdChannel[];
  /** Additional information, unread: effects, text, fills, vector masks. */
  readonly blocks: readonly PsdBlock[];
  readonly parent: PsdGroup | undefined;
};

export type PsdLayer = PsdRecord & {
  readonly kind: 'layer';
  readonly box: PsdBox;
  /** The opaque bottom of a document: the only layer without a transparency channel. */
  readonly isBackground: boolean;
  /** What makes its pixels, if it is not just pixels. */
  readonly content: PsdContent;
};

export type PsdContent = 'pixels' | 'solidFill' | 'gradientFill' | 'patternFill' | 'adjustment' | 'text' | 'smartObject';

export type PsdGroup = PsdRecord & {
  readonly kind: 'group';
  readonly isOpen: boolean;
  /** From the bottom to the top. */
  readonly members: readonly (PsdLayer | PsdGroup)[];
};

/** The layers of a document, from the bottom to the top. */
export type PsdLayers = {
  /** Layers and groups that are in no group. */
  readonly members: readonly (PsdLayer | PsdGroup)[];
  /** All layers, those in groups included. */
  readonly layers: readonly PsdLayer[];
  readonly groups: readonly PsdGroup[];
};
