import { publishedProfile, publishedSpaces, type PublishedSpace } from '#formats';
import type { Blobs, ColourSpace, RenderingIntent } from '#ports';
import { badRequest } from '../failures.ts';

/** A colour profile by its content, as recipes name it. */
export type ProfileRef = {
  /** What `req=props` tells: the profile's own description. */
  readonly name: string;
  readonly colour: ColourSpace;
  readonly content: { readonly space: PublishedSpace } | { readonly blobId: string };
};

/** The profiles a request goes by; undefined: unmanaged. @source delivery, §3.1 "Colour management" */
export type ColourProfiles = {
  /** `icc=` */
  readonly requested: ProfileRef | undefined;
  /** Of replies, by their pixel type. */
  readonly output: Readonly<Record<ColourSpace, ProfileRef | undefined>>;
  /** Of images without one. */
  readonly input: Readonly<Record<ColourSpace, ProfileRef | undefined>>;
};

/** A published space by its id or its full name. @source delivery, §8.2 */
export function publishedRef(name: string): ProfileRef | undefined {
  const wanted = name.trim().toLowerCase();
  const space = (Object.keys(publishedSpaces) as PublishedSpace[])
    .find((one) => one.toLowerCase() === wanted || publishedSpaces[one].name.toLowerCase() === wanted);
  return space && { name: publishedSpaces[space].name, colour: publishedSpaces[space].primaries ? 'rgb' : 'gray', content: { space } };
}

const srgb = publishedRef('sRGB');

/** What holds where nobody decided anything: RGB is sRGB, the rest unmanaged. */
export const builtInProfiles: ColourProfiles = {
  requested: undefined, output: { rgb: srgb, gray: undefined, cmyk: undefined }, input: { rgb: srgb, gray: undefined, cmyk: undefined },
};

/** The bytes of a profile. @throws BLOB_MISSING */
export async function profileBytes(ref: ProfileRef, blobs: Pick<Blobs, 'localFile'>, read: (path: string) => Promise<Uint8Array>): Promise<Uint8Array> {
  return 'space' in ref.content ? publishedProfile(ref.content.space) : read(await blobs.localFile(ref.content.blobId));
}

export const intents: readonly RenderingIntent[] = ['perceptual', 'relative', 'saturation', 'absolute'];

/** `icc=profile[,intent[,bpc[,dither]]]`; what is left out, the settings decide. */
export type IccCommand = {
  readonly profile: string;
  readonly intent: RenderingIntent | undefined;
  readonly isBlackPointCompensated: boolean | undefined;
  readonly isDithered: boolean | undefined;
};

/** @throws DELIVERY_BAD_REQUEST @source delivery, §3.2 */
export function readIcc(value: string): IccCommand {
  const [profile = '', word = '', compensation = '', dither = '', ...rest] = value.split(',').map((item) => item.trim());
  const intent = word === '' ? undefined : intents.find((one) => one === word.toLowerCase());
  if (profile === '' || rest.length > 0 || (word !== '' && intent === undefined)) {
    throw badRequest(`expected profile,${intents.join('|')},0|1,0|1 for icc but received ${value}`);
  }
  return { profile, intent, isBlackPointCompensated: readFlag('icc', compensation), isDithered: readFlag('icc', dither) };
}

/** `0`, `1`, `true`, `false`, or nothing. */
export function readFlag(name: string, text: string): boolean | undefined {
  if (text === '') return undefined;
  if (/^(1|true)$/i.test(text)) return true;
  if (/^(0|false)$/i.test(text)) return false;
  throw badRequest(`expected 0 or 1 for ${name} but received ${text}`);
}
