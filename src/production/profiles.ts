import { Failure } from '#base';
import type { IccFacts } from '#formats';
import type { Asset, AssetFacts, Library } from '#library';
import type { Blobs } from '#ports';
import type { CompanyProfiles, TaskProfiles, UploadOptions } from './types.ts';

/** Name of the shared company's profile for CMYK that says nothing of itself; a company may set another one. */
export const sharedCmykName = 'GenericCMYK';

type Rooms = { readonly library: Pick<Library, 'assetsByIds' | 'assetsByNames'>; readonly blobs: Pick<Blobs, 'localFile'> };

/** Brings the profiles that a file may need to this machine: those the job chose, those the company set, and the shared one
 *  for CMYK. A setting that names a profile which is gone, or one of another colour space, counts as not set.
 *  @throws PROFILE_MISSING when one that the job chose is in the trash or gone, or is none any more. */
export async function profilesOf(rooms: Rooms, companyId: number, company: CompanyProfiles, options: UploadOptions): Promise<TaskProfiles> {
  const { colour } = options;
  const owners = [...new Set([companyId, ...(company.sharedCompanyId === undefined ? [] : [company.sharedCompanyId])])];
  const find = async (id: number | undefined): Promise<Asset | undefined> => {
    for (const owner of id === undefined ? [] : owners) {
      const [asset] = await rooms.library.assetsByIds(owner, [id!]);
      if (asset?.type === 'IccProfile' && asset.trashState === 'NotInTrash') return asset;
    }
    return undefined;
  };
  const pathOf = async (asset: Asset | undefined): Promise<string | undefined> => asset?.original && rooms.blobs.localFile(asset.original.blobId);
  const chosen = async (role: 'source' | 'output', id: number): Promise<string> => {
    const path = await pathOf(await find(id));
    if (path === undefined) throw new Failure('PROFILE_MISSING', { role, id });
    return path;
  };
  const fitting = async (id: number | undefined, space: string): Promise<Asset | undefined> => {
    const asset = await find(id);
    return asset?.facts?.['colourSpace'] === space ? asset : undefined;
  };
  const sharedCmyk = async (): Promise<Asset | undefined> => company.sharedCompanyId === undefined ? undefined
    : (await rooms.library.assetsByNames(company.sharedCompanyId, [sharedCmykName], { types: ['IccProfile'] }))[0];
  const isConverted = colour.mode === 'Convert';
  return {
    source: isConverted ? await chosen('source', colour.sourceProfileId) : undefined,
    output: isConverted ? await chosen('output', colour.outputProfileId) : undefined,
    defaultCmyk: await pathOf(await fitting(company.defaultSourceProfileId, 'CMYK') ?? await sharedCmyk()),
    defaultDisplay: await pathOf(await fitting(company.defaultDisplayProfileId, 'RGB')),
  };
}

/** What an asset that is a profile says of itself. */
export function profileFacts(profile: IccFacts): AssetFacts {
  return {
    profileClass: profile.profileClass, colourSpace: profile.space, connectionSpace: profile.connectionSpace, description: profile.description ?? '',
  };
}
