import type { PsdBlendMode } from '../layers/blend-modes.ts';
import type { PsdColour } from './colour.ts';

/** A shadow or glow of a layer, in the numbers of Photoshop's dialog. */
export type PsdEffect = {
  readonly kind: 'dropShadow' | 'innerShadow' | 'outerGlow' | 'innerGlow';
  readonly isEnabled: boolean;
  readonly blendMode: PsdBlendMode;
  /** Undefined for a glow of a gradient, and for colours of books. */
  readonly colour: PsdColour | undefined;
  /** Percent. */
  readonly opacity: number;
  /** Where the light comes from: degrees counter-clockwise from the right, that of the document already put in. Shadows only. */
  readonly angleDeg: number;
  readonly distancePx: number;
  readonly sizePx: number;
  /** Spread of a shadow or outer glow, choke of an inner one: percent of the size. */
  readonly spread: number;
  /** Percent. */
  readonly noise: number;
  /** Of inner glows: from the middle instead of from the edge. */
  readonly isFromCentre: boolean;
};

export type PsdEffects = {
  /** All effects are switched off at once. */
  readonly areHidden: boolean;
  readonly effects: readonly PsdEffect[];
  /** Enabled effects of other kinds, by their keys: `ebbl` bevel, `SoFi` colour, `GrFl` gradient, `ChFX` satin, `FrFX` stroke,
   *  `patternFill`. */
  readonly others: readonly string[];
};
