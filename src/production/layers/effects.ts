import type { PsdBlendMode, PsdEffect, PsdEffects } from '#formats';
import { colourText } from './probe.ts';

/** Blend modes that delivery knows, by its words. @source delivery, §3.3 */
const blendWords: { readonly [M in PsdBlendMode]?: string } = {
  normal: 'norm', passThrough: 'norm', dissolve: 'dissolve', lighten: 'lighten', darken: 'darken', multiply: 'mult', screen: 'screen',
};

/** @returns undefined for modes that delivery does not know. */
export function blendWord(mode: PsdBlendMode): string | undefined {
  return blendWords[mode];
}

const words: Readonly<Record<PsdEffect['kind'], string>> = {
  dropShadow: 'Drop%20Shadow', innerShadow: 'Inner%20Shadow', outerGlow: 'Outer%20Glow', innerGlow: 'Inner%20Glow',
};
/** From the bottom. */
const order: readonly PsdEffect['kind'][] = ['dropShadow', 'outerGlow', 'innerGlow', 'innerShadow'];

/** Writes shadows and glows as effects of a template's layer: those outside count down from -1, those inside up from 1.
 *  @returns `isWhole`: false when something of them cannot be said so. @source specification of production, §8.1; delivery, §3.5 */
export function effectsText(effects: PsdEffects | undefined): { readonly text: string; readonly isWhole: boolean } {
  if (!effects || effects.areHidden) return { text: '', isWhole: true };
  const wanted = effects.effects.filter(({ isEnabled }) => isEnabled);
  // Of several shadows Photoshop draws the last at the bottom.
  const written = order.flatMap((kind) => wanted.filter((effect) => effect.kind === kind).toReversed())
    .flatMap((effect) => (isWritable(effect) ? [effect] : []));
  const outer = written.filter(({ kind }) => isOuter(kind));
  const numbered = written.map((effect, index) => ({ effect, number: index < outer.length ? index - outer.length : index - outer.length + 1 }));
  return {
    text: numbered.map(({ effect, number }) => effectText(effect, number)).join(''),
    isWhole: effects.others.length === 0 && written.length === wanted.length && written.every(({ blendMode, noise }) => blendWord(blendMode) !== undefined && noise === 0),
  };
}

function isOuter(kind: PsdEffect['kind']): boolean {
  return kind === 'dropShadow' || kind === 'outerGlow';
}

function isWritable({ colour, isFromCentre }: PsdEffect): boolean {
  return colour !== undefined && colourText(colour, 1) !== undefined && !isFromCentre;
}

function effectText(effect: PsdEffect, number: number): string {
  const { kind, colour, opacity, blendMode, sizePx, spread, angleDeg, distancePx } = effect;
  const grow = tenths((sizePx * spread) / 100);
  const blur = tenths(sizePx - grow);
  const mode = blendWord(blendMode) ?? 'norm';
  // A shadow falls away from the light; rows count downwards.
  const angle = (angleDeg * Math.PI) / 180;
  const [x, y] = [Math.round(-Math.cos(angle) * distancePx) + 0, Math.round(Math.sin(angle) * distancePx) + 0];
  return `&effect=${number}&.effect=${words[kind]}&color=${colourText(colour!, opacity / 100)}`
    + (mode === 'norm' ? '' : `&blendMode=${mode}`)
    + (grow === 0 ? '' : `&op_grow=${grow}`) + (blur === 0 ? '' : `&op_blur=${blur}`)
    + (kind.endsWith('Shadow') && (x !== 0 || y !== 0) ? `&pos=${x},${y}` : '');
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
