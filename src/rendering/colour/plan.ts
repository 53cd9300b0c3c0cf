import type { ImageFacts } from '#library';
import type { ColourSpace, RenderingIntent } from '#ports';
import { badRequest } from '../failures.ts';
import type { ImageServing } from '../settings.ts';
import type { ColourProfiles, IccCommand, ProfileRef } from './profiles.ts';
import { intents } from './profiles.ts';

/** Which profile pixels come from and which they go to. */
export type Conversion = {
  /** `embedded`: the one in the pyramid; `otherwise` where that one cannot be used. */
  readonly from: ProfileRef | 'embedded';
  readonly otherwise: ProfileRef | undefined;
  readonly to: ProfileRef;
  readonly intent: RenderingIntent;
  readonly isBlackPointCompensated: boolean;
  /** Spreads what rounding to 8 bits would lose over neighbouring pixels. */
  readonly isDithered: boolean;
};

/** What becomes of the colours of a reply. */
export type ColourPlan = {
  /** Undefined: components are taken as they are, and other pixel types made of them naïvely. */
  readonly conversion: Conversion | undefined;
  /** The profile the reply is in; undefined: nobody knows. */
  readonly profile: ProfileRef | 'embedded' | undefined;
};

/** Source: embedded, else the input profile of its type, else unmanaged. Output: `icc=`, else the output profile of its type,
 *  else the image's own if it is of that type, else undefined.
 *  @param colour Pixel type of the reply. @throws DELIVERY_BAD_REQUEST when `icc=` names a profile of another one.
 *  @source delivery, §3.1 "Colour management" */
export function planColour(
  image: ImageFacts, colour: ColourSpace, profiles: ColourProfiles, icc: IccCommand | undefined, serving: ImageServing,
): ColourPlan {
  const { requested } = profiles;
  if (requested && requested.colour !== colour) {
    throw badRequest(`profile ${requested.name} is for ${requested.colour}, the reply is ${colour}`);
  }
  const hasOwn = image.iccProfileName !== undefined;
  const otherwise = profiles.input[image.colour];
  const from = hasOwn ? 'embedded' : otherwise;
  const to = requested ?? profiles.output[colour];
  if (!to) return { conversion: undefined, profile: hasOwn && image.colour === colour ? 'embedded' : undefined };
  if (!from || isSame(from, to, image)) return { conversion: undefined, profile: to };
  return {
    profile: to,
    conversion: {
      from, otherwise, to, intent: icc?.intent ?? intents[serving.iccRenderIntent]!,
      isBlackPointCompensated: icc?.isBlackPointCompensated ?? serving.iccBlackPointCompensation,
      isDithered: icc?.isDithered ?? serving.iccDither,
    },
  };
}

/** sRGB under any of its names is shown in sRGB as it is. */
function isSame(from: ProfileRef | 'embedded', to: ProfileRef, image: ImageFacts): boolean {
  if (from === 'embedded') return 'space' in to.content && to.content.space === 'sRGB' && /^sRGB\b/i.test(image.iccProfileName ?? '');
  return JSON.stringify(from.content) === JSON.stringify(to.content);
}

/** The name that `req=props` tells. */
export function profileName(profile: ColourPlan['profile'], image: ImageFacts): string {
  return profile === 'embedded' ? image.iccProfileName ?? '' : profile?.name ?? '';
}
