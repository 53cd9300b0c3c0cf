import type { Kernel } from '#ports';
import type { BaseLayer } from '../paths/base-layer.ts';
import type { Placed } from '../place.ts';
import type { Source } from '../plan-read.ts';
import type { ImageServing } from '../settings.ts';
import type { Flip } from '../size/layer.ts';
import type { PlacedLayer, Point } from '../size/placing.ts';
import type { Rect, Size } from '../size/types.ts';
import type { TextDocument } from '../text/document.ts';
import type { LaidOutText } from '../text/lay-out.ts';
import type { Understood, UnderstoodLayer } from '../understand.ts';

/** What a request shows, and how it lies in the view; nothing is said yet of the pixels that are drawn. */
export type ViewPlan = {
  readonly understood: Understood;
  readonly composition: Composition;
  readonly placed: Placed;
  readonly kernel: Kernel;
  readonly serving: ImageServing;
};

/** `straight`: one image that needs no canvas. */
export type Composition =
  | { readonly kind: 'straight'; readonly size: Size; readonly base: BaseLayer; readonly source: Source }
  | { readonly kind: 'layered'; readonly size: Size; readonly layers: readonly LaidOutLayer[] };

/** Pixels of a layer or mask, before anything is done to them. */
export type Content =
  | { readonly kind: 'image'; readonly source: Source; readonly size: Size }
  | { readonly kind: 'nested'; readonly plan: ViewPlan; readonly size: Size }
  | { readonly kind: 'text'; readonly text: LaidOutText; readonly document: TextDocument; readonly isCrisp: boolean; readonly size: Size }
  | { readonly kind: 'solid' };

/** A layer's content, cropped and scaled. */
export type SizedContent = {
  readonly content: Content;
  readonly mask: Exclude<Content, { readonly kind: 'solid' | 'text' }> | undefined;
  /** Of the content; what has none is its own source. */
  readonly source: Size;
  readonly crop: Rect;
  readonly inner: Size;
  /** The record's, in pixels of the source. */
  readonly anchor: Point | undefined;
  /** Where the origin lies when nothing is said of it, in pixels of the source; undefined: in the middle. */
  readonly origin: Point | undefined;
};

/** A layer with its place on the canvas. */
export type LaidOutLayer = {
  readonly understood: UnderstoodLayer;
  readonly sized: SizedContent;
  readonly placed: PlacedLayer;
  readonly flip: Flip;
  readonly angleDeg: number;
  /** Top left of the layer's rectangle on the canvas. */
  readonly corner: { readonly xPx: number; readonly yPx: number };
  readonly isHidden: boolean;
};

/** Plans the requests inside a request. */
export type Planner = { readonly serving: ImageServing; readonly plan: (nested: Understood) => ViewPlan };
