import { Failure } from '#base';
import type { IccFacts } from '#formats';
import type { Asset, AssetFacts, Library } from '#library';
import type { Blobs, Clock } from '#ports';
import type { CompanyProfiles, TaskProfiles, UploadOptions } from './types.ts';

/** Name of the shared company's profile for CMYK that says nothing of itself; a company may set another one. */
export const sharedCmykName = 'GenericCMYK';

type Rooms = { readonly library: Pick<Library, 'assetsByIds' | 'assetsByNames'>; readonly blobs: Pick<Blobs, 'localFile'> };

/** Brings the profiles that a file may need to this machine: those the job chose, those the company set, and the shared one
 *  for CMYK. A setting that names a profile which is gone, or one of another colour space, counts as not set.
 *  @throws PROFILE_MISSING when one that the job chose is in the trash or gone, or is none any more. */
async function profilesOf(rooms: Rooms, companyId: number, company: CompanyProfiles, options: UploadOptions): Promise<TaskProfiles> {
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

/** Files of one job want the same profiles: what was found counts for a moment. */
const keptMs = 2000;
/** Companies times choices that are remembered. */
const mostKept = 100;

/** Finds the profiles of files, remembered for a moment. */
export type FindProfiles = (companyId: number, company: CompanyProfiles, options: UploadOptions) => Promise<TaskProfiles>;

/** `profilesOf` with a memory: without one each file of a job costs up to three statements. */
export function rememberProfiles(rooms: Rooms, clock: Clock): FindProfiles {
  const kept = new Map<string, { readonly atMs: number; readonly found: Promise<TaskProfiles> }>();
  return (companyId, company, options) => {
    const { sharedCompanyId, defaultSourceProfileId, defaultDisplayProfileId } = company;
    const key = JSON.stringify([companyId, sharedCompanyId, defaultSourceProfileId, defaultDisplayProfileId, options.colour]);
    const nowMs = clock.now().getTime();
    const known = kept.get(key);
    if (known && Math.abs(nowMs - known.atMs) < keptMs) return known.found;
    const found = profilesOf(rooms, companyId, company, options);
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, { atMs: nowMs, found });
    found.catch(() => kept.delete(key));
    return found;
  };
}

/** What an asset that is a profile says of itself. */
export function profileFacts(profile: IccFacts): AssetFacts {
  return {
    profileClass: profile.profileClass, colourSpace: profile.space, connectionSpace: profile.connectionSpace, description: profile.description ?? '',
  };
}
