import type { ColourConversion } from '#ports';
import type { Kernel } from './kernel.ts';

/** The same profile on both sides: nothing but the depth changes, whatever the profile's tables would make of a round trip. */
export function sameKernel({ from, to }: ColourConversion): Kernel {
  if (from.bitsPerComponent === to.bitsPerComponent) return (samples, into) => into.set(samples);
  if (from.bitsPerComponent === 8) return (samples, into) => { for (let at = 0; at < samples.length; at++) into[at] = samples[at]! * 257; };
  return (samples, into) => { for (let at = 0; at < samples.length; at++) into[at] = (samples[at]! + 128) / 257; };
}

export function isSameProfile({ from, to }: ColourConversion): boolean {
  return from.colour === to.colour && Buffer.compare(from.profile, to.profile) === 0;
}
