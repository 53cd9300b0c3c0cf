import type { Step } from '../plan.ts';
import { pixelsOf, type Context } from './context.ts';

/** Brings pixels without a usable profile to sRGB. */
export async function convertColour(context: Context, step: Extract<Step, { kind: 'convertColour' }>): Promise<void> {
  context.pixels = await context.raster.convertToSrgb(pixelsOf(context), step.from);
  context.profile = await context.raster.srgbProfile();
}
