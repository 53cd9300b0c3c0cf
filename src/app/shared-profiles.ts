import { pipeline } from 'node:stream/promises';
import { sharedCompany } from '#accounts';
import { iccFacts, publishedProfile, publishedSpaces, type PublishedSpace } from '#formats';
import type { StoredFile } from '#library';
import type { Database } from '#ports';
import { profileFacts, sharedCmykName } from '#production';
import type { Ground } from './ground.ts';

/** Where the shared company keeps them, as the documentation's example has it. @source specification of assets, §1.1 */
const folder = `${sharedCompany.name}/ICCColorProfiles/`;

/** Whose work they are. */
const author = 'Prepress';

export type SharingRooms = Pick<Ground, 'library' | 'blobs' | 'log'> & { readonly database: Database };

type SharedProfile = { readonly name: string; readonly folder: string; readonly bytes: () => Promise<Uint8Array> | Uint8Array };

const profiles: readonly SharedProfile[] = [
  ...(Object.keys(publishedSpaces) as PublishedSpace[]).map((name): SharedProfile => ({
    name, folder: `${folder}${publishedSpaces[name].primaries ? 'RGB' : 'Gray'} Profiles/`, bytes: () => publishedProfile(name),
  })),
  {
    name: sharedCmykName, folder: `${folder}CMYK Profiles/`,
    bytes: async () => (await import('#adapters/sharp')).builtInCmykProfile(),
  },
];

/** Gives the shared company the colour profiles that every company may use. Safe at every start and in several processes at
 *  once: what is there under its name, changed or in the trash, stays as it is.
 *  @source specification of production, §3 "shared company" */
export async function shareProfiles(ground: SharingRooms): Promise<void> {
  const there = new Set((await ground.library.search({
    companyId: sharedCompany.id, includeSubfolders: true, types: ['IccProfile'], trashState: 'Any', pageSize: 1000, page: 1,
  })).assets.map((asset) => asset.name));
  const missing = profiles.filter(({ name }) => !there.has(name));
  for (const profile of missing) await share(ground, profile);
  if (missing.length > 0) ground.log.info('profiles.shared', { names: missing.map(({ name }) => name) });
}

async function share({ library, blobs, database }: SharingRooms, profile: SharedProfile): Promise<void> {
  const bytes = await profile.bytes();
  const facts = iccFacts(bytes);
  if (!facts) throw new TypeError(`Expected an ICC profile for ${profile.name}`);
  const original = await store(blobs, bytes);
  await database.transaction().execute((transaction) => library.publish(transaction, {
    companyId: sharedCompany.id, folder: profile.folder, fileName: `${profile.name}.icc`, type: 'IccProfile',
    overwrite: false, overwriteMode: 'OverwriteFullNameAnyFolder', userEmail: author, original, artifacts: {}, image: undefined,
    facts: profileFacts(facts), readyForPublish: true, preservePublishState: undefined, retainPublishState: false, preserveCrop: true,
    crop: undefined, projectIds: [], keywords: [],
  }));
}

async function store(blobs: Ground['blobs'], bytes: Uint8Array): Promise<StoredFile> {
  const spool = await blobs.spool();
  try {
    await pipeline([Buffer.from(bytes)], spool.writable);
    const { id, sizeBytes } = await spool.keep();
    return { blobId: id, sizeBytes };
  } finally {
    await spool.discard();
  }
}
