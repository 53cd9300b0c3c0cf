import type { PsdBlendMode, PsdContent, PsdEffects, PsdMode, PsdText } from '#formats';

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
  /** All of its pixels, beyond the canvas too; undefined where there are none. */
  readonly pixelBox: LayerBox | undefined;
  /** Of text layers that can be read, when texts are asked for. */
  readonly text: PsdText | undefined;
  readonly hasPixels: boolean;
  /** Something hides parts of it: transparency, masks of its own and of its groups, or the layer that it is clipped to. */
  readonly hasAlpha: boolean;
  /** Masks of its own or of its groups hide parts of it. */
  readonly isMasked: boolean;
  readonly isFeathered: boolean;
  /** It shows only where the layer below it does. */
  readonly isClipped: boolean;
  /** Of a fill without a mask, as delivery reads it: there is nothing else to it. */
  readonly colour: string | undefined;
  /** Neither it nor a group around it is hidden. */
  readonly isShown: boolean;
  /** 0..1; those of its groups, and of the layer that it is clipped to, multiplied in. */
  readonly opacity: number;
  readonly fillOpacity: number;
  readonly blendMode: PsdBlendMode;
  readonly effects: PsdEffects | undefined;
};

/** A group as far as it does more than hold layers. */
export type GroupProbe = {
  readonly name: string;
  /** Neither it nor a group around it is hidden. */
  readonly isShown: boolean;
  /** Its members look the same when they are drawn one by one: it mixes normally or not at all, has no effects, and is opaque
   *  where members can cover each other. */
  readonly isPlain: boolean;
  /** Around the pixels of its members, on the canvas; undefined where there are none. */
  readonly box: LayerBox | undefined;
  /** It is a page of its own: place on the canvas, which may reach beyond. */
  readonly artboard: LayerBox | undefined;
};

/** Layers and groups of a document, from the bottom. */
export type LayersProbe = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly mode: PsdMode;
  readonly layers: readonly LayerProbe[];
  readonly groups: readonly GroupProbe[];
};
