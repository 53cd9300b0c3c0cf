import type { PsdBlendMode, PsdContent, PsdEffects } from '#formats';

/** A rectangle of the canvas. */
export type LayerBox = { readonly leftPx: number; readonly topPx: number; readonly widthPx: number; readonly heightPx: number };

/** What a layer says of itself: plain data, all that planning needs. */
export type LayerProbe = {
  /** Place among all records of the document. */
  readonly record: number;
  /** The Background is 0; every other layer counts from 1, from the bottom, groups left out.
   *  @source specification of production, §8.2 */
  readonly number: number;
  readonly name: string;
  /** Names of the groups around it, outermost first. */
  readonly groups: readonly string[];
  readonly content: PsdContent;
  /** The part of its pixels that lies on the canvas; undefined when it has pixels, but none there. */
  readonly box: LayerBox | undefined;
  readonly hasPixels: boolean;
  /** Something hides parts of it: transparency, masks of its own and of its groups, or the layer that it is clipped to. */
  readonly hasAlpha: boolean;
  readonly isFeathered: boolean;
  /** Of a fill without a mask, as delivery reads it: there is nothing else to it. */
  readonly colour: string | undefined;
  /** Neither it nor a group around it is hidden. */
  readonly isShown: boolean;
  /** 0..1; those of its groups multiplied in. */
  readonly opacity: number;
  readonly fillOpacity: number;
  readonly blendMode: PsdBlendMode;
  readonly effects: PsdEffects | undefined;
};

/** Layers of a document, from the bottom. */
export type LayersProbe = { readonly widthPx: number; readonly heightPx: number; readonly layers: readonly LayerProbe[] };
