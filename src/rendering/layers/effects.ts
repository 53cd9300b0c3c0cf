import { badRequest } from '../failures.ts';
import type { Commands, Scoped } from '../grammar/merge.ts';
import { optional } from '../read-commands.ts';
import type { EffectRecipe } from '../types.ts';
import { readColour } from '../values/colour.ts';
import { clamp, maxEdgePx, readReal, readReals } from '../values/numbers.ts';
import { isSwitchedOn, readBlend, readMaskUse, readOpacity } from './read.ts';

/** Reads the effects of a layer or of the composite, in drawing order.
 *  @param scale From the canvas to the pixels that are drawn.
 *  @param isMasked `effectMask`. @throws DELIVERY_BAD_REQUEST for an effect without colour @source delivery, §3.5 */
export function readEffects({ commands, effects }: Scoped, scale: number, isMasked: boolean): readonly EffectRecipe[] {
  const parentOpacity = readOpacity(commands.get('opac')).whole;
  return [...effects].filter(([, own]) => own.size > 0 && !isSwitchedOn(own.get('hide'))).sort(([a], [b]) => a - b)
    .map(([number, own]) => readEffect(number, own, scale, parentOpacity, isMasked))
    .filter(({ opacity, colour }) => opacity > 0 && colour.alpha > 0);
}

function readEffect(number: number, commands: Commands, scale: number, parentOpacity: number, isMasked: boolean): EffectRecipe {
  const colour = optional(commands.get('color'), readColour);
  if (!colour) throw badRequest(`effect ${number} has no color`);
  const [x = 0, y = 0] = optional(commands.get('pos'), readReals) ?? [];
  if (Math.abs(x) > maxEdgePx || Math.abs(y) > maxEdgePx) throw badRequest(`expected pixels up to ${maxEdgePx} for pos`);
  const { whole, fill } = readOpacity(commands.get('opac'));
  return {
    number, colour, opacity: parentOpacity * whole * fill, blend: readBlend(commands.get('blendmode')),
    growPx: clamp(optional(commands.get('op_grow'), readReal) ?? 0, -100, 100) * scale,
    blurPx: clamp(optional(commands.get('op_blur'), readReal) ?? 0, 0, 100) * scale,
    xPx: Math.floor(x * scale + 0.5), yPx: Math.floor(y * scale + 0.5), use: readMaskUse(commands.get('maskuse')), isMasked,
  };
}
