import { hash } from 'node:crypto';
import type { ColourConversion } from '#ports';
import type { Kernel } from './kernel.ts';

/** Remembers the kernels asked for last: most images of a company have one of few profiles, and making a grid costs as much
 *  as converting megapixels.
 *  @param most Kernels kept; each holds up to 5 MB. */
export function keepKernels(most: number, make: (conversion: ColourConversion) => Promise<Kernel>): (conversion: ColourConversion) => Promise<Kernel> {
  const kept = new Map<string, Promise<Kernel>>();
  return (conversion) => {
    const key = keyOf(conversion);
    const kernel = kept.get(key) ?? make(conversion);
    kept.delete(key);
    kept.set(key, kernel);
    kernel.catch(() => { if (kept.get(key) === kernel) kept.delete(key); });
    if (kept.size > most) kept.delete(kept.keys().next().value!);
    return kernel;
  };
}

function keyOf({ from, to, intent = 'relative', isBlackPointCompensated = true }: ColourConversion): string {
  const sides = [from, to].map((side) => `${side.colour}${side.bitsPerComponent} ${hash('sha256', side.profile, 'base64url')}`);
  return `${sides.join(' ')} ${intent} ${isBlackPointCompensated}`;
}
