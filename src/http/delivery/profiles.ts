import { sharedCompany, type Company } from '#accounts';
import type { Log } from '#base';
import type { Asset, Library } from '#library';
import type { ColourSpace } from '#ports';
import { sharedCmykName } from '#production';
import { badRequest, publishedRef, readIcc, type ColourProfiles, type ImageServing, type MergedRequest, type ProfileRef } from '#rendering';

export type ProfileRooms = { readonly library: Pick<Library, 'assetsByIds' | 'assetsByNames'>; readonly log: Log };

const spaces: Readonly<Record<string, ColourSpace>> = { GRAY: 'gray', RGB: 'rgb', CMYK: 'cmyk' };

/** The profiles a request goes by: what it asks for, and what the settings and the company say.
 *  @param assets Their colours decide how much has to be looked up.
 *  @throws DELIVERY_BAD_REQUEST for an `icc=` that names no profile @source delivery, §3.1, §8.1, §8.2 */
export async function profilesFor(
  rooms: ProfileRooms, company: Company | undefined, merged: MergedRequest, assets: readonly Asset[], serving: ImageServing,
): Promise<ColourProfiles> {
  const icc = merged.commands.get('icc');
  const requested = icc && await requestedProfile(rooms, company, readIcc(icc.value).profile);
  const named = (name: string, colour: ColourSpace): Promise<ProfileRef | undefined> => settingsProfile(rooms, company, name, colour);
  const [rgb, gray, sourceRgb, sourceGray] = await Promise.all([
    named(serving.iccProfileRgb, 'rgb'), named(serving.iccProfileGray, 'gray'),
    named(serving.iccProfileSrcRgb, 'rgb'), named(serving.iccProfileSrcGray, 'gray'),
  ]);
  const isCmykNeeded = assets.some(({ image }) => image?.colour === 'cmyk') || /cmyk/i.test(merged.commands.get('fmt')?.value ?? '');
  const cmyk = isCmykNeeded ? await named(serving.iccProfileCmyk, 'cmyk') ?? await companyCmyk(rooms, company) : undefined;
  const sourceCmyk = isCmykNeeded ? await named(serving.iccProfileSrcCmyk, 'cmyk') : undefined;
  return { requested, output: { rgb, gray, cmyk }, input: { rgb: sourceRgb ?? rgb, gray: sourceGray ?? gray, cmyk: sourceCmyk ?? cmyk } };
}

async function requestedProfile(rooms: ProfileRooms, company: Company | undefined, name: string): Promise<ProfileRef> {
  const found = await profileNamed(rooms, company, name);
  if (!found) throw badRequest(`unknown profile ${name}`);
  return found;
}

/** One that a setting names wrongly counts as none, and the operator hears of it. */
async function settingsProfile(rooms: ProfileRooms, company: Company | undefined, name: string, colour: ColourSpace): Promise<ProfileRef | undefined> {
  if (name === '' || name.toLowerCase() === 'none') return undefined;
  const found = await profileNamed(rooms, company, name);
  if (found?.colour === colour) return found;
  rooms.log.warn('delivery.profile.wrong', { companyId: company?.id, name, expected: colour, found: found?.colour });
  return undefined;
}

/** Ids that everybody knows, then assets of the company, then shared ones. */
async function profileNamed(rooms: ProfileRooms, company: Company | undefined, name: string): Promise<ProfileRef | undefined> {
  const known = publishedRef(name);
  if (known) return known;
  for (const id of ownersOf(company)) {
    for (const asset of await rooms.library.assetsByNames(id, [name], { types: ['IccProfile'] })) {
      const ref = refOf(asset);
      if (ref) return ref;
    }
  }
  return undefined;
}

/** The company's own profile for CMYK, else the shared one. @source delivery, §8.1 `iccProfileCmyk` */
async function companyCmyk(rooms: ProfileRooms, company: Company | undefined): Promise<ProfileRef | undefined> {
  const id = company?.settings.defaultSourceProfileId;
  for (const owner of id === undefined ? [] : ownersOf(company)) {
    const [asset] = await rooms.library.assetsByIds(owner, [id!]);
    const ref = asset?.type === 'IccProfile' && asset.trashState === 'NotInTrash' ? refOf(asset) : undefined;
    if (ref?.colour === 'cmyk') return ref;
  }
  const [shared] = await rooms.library.assetsByNames(sharedCompany.id, [sharedCmykName], { types: ['IccProfile'] });
  return shared && refOf(shared);
}

function ownersOf(company: Company | undefined): readonly number[] {
  return [...new Set([...(company ? [company.id] : []), sharedCompany.id])];
}

/** Undefined for profiles that no picture can be in. */
function refOf({ original, facts, name }: Asset): ProfileRef | undefined {
  const colour = spaces[String(facts?.['colourSpace'])];
  const isUsable = ['Input', 'Display', 'Output', 'ColorSpaceConversion'].includes(String(facts?.['profileClass']));
  return original && colour && isUsable ? { name: String(facts?.['description'] || name), colour, content: { blobId: original.blobId } } : undefined;
}
