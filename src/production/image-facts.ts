import { iccFacts } from '#formats';
import type { ImageFacts } from '#library';
import type { Context } from './steps/context.ts';

/** What a finished pyramid says of its image, without what only its file knows. @throws TypeError before there is one */
export function imageFactsOf({ made, profile }: Context, resolutionPpi: number): ImageFacts {
  const top = made?.levels[0];
  if (!made || !top) throw new TypeError('Expected a finished pyramid');
  return {
    widthPx: top.widthPx, heightPx: top.heightPx, resolutionPpi,
    colour: made.colour, bitsPerComponent: made.bitsPerComponent, hasAlpha: made.hasAlpha,
    iccProfileName: profile && iccFacts(profile)?.description, levels: made.levels, hasXmp: false, photoshopPathNames: [],
  };
}
