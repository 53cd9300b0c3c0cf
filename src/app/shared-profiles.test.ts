import assert from 'node:assert/strict';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openDiskBlobs } from '#adapters/disk-blobs';
import { sharedCompany } from '#accounts';
import { silentLog } from '#base';
import { iccFacts } from '#formats';
import { openLibrary, type Asset, type Library } from '#library';
import { systemClock, type Blobs } from '#ports';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { shareProfiles } from './shared-profiles.ts';

let folder: string;
let database: OpenTestDatabase;
let blobs: Blobs;
let library: Library;
let share: () => Promise<void>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-shared-'));
  database = await openTestDatabase();
  blobs = await openDiskBlobs({ folder, log: silentLog });
  library = openLibrary({ database: database.database, clock: systemClock, log: silentLog });
  share = () => shareProfiles({ library, blobs, database: database.database, log: silentLog });
});
after(async () => {
  await blobs.close();
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function shared(): Promise<readonly Asset[]> {
  return (await library.search({ companyId: sharedCompany.id, folder: 'Shared/', includeSubfolders: true, trashState: 'Any', pageSize: 100, page: 1 })).assets;
}

test('the shared company gets its profiles once, also when two processes start at the same time', async () => {
  await Promise.all([share(), share()]);
  await share();
  assert.deepEqual((await shared()).map(({ name, folder: place, facts }) => `${place}${name}: ${facts?.['colourSpace']}`).toSorted(), [
    'Shared/ICCColorProfiles/CMYK Profiles/GenericCMYK: CMYK',
    'Shared/ICCColorProfiles/Gray Profiles/GrayGamma22: GRAY',
    ...['AdobeRGB', 'AppleRGB', 'CIERGB', 'ColorMatchRGB', 'DisplayP3', 'NTSC', 'PAL', 'ProPhoto', 'SMPTE', 'WideGamutRGB', 'sRGB']
      .map((name) => `Shared/ICCColorProfiles/RGB Profiles/${name}: RGB`),
  ]);
});

test('each of them is a whole profile, ready for everybody', async () => {
  for (const { name, type, isReadyForPublish, original, facts } of await shared()) {
    const bytes = await readFile(await blobs.localFile(original!.blobId));
    assert.equal(bytes.readUInt32BE(0), bytes.byteLength, name);
    assert.equal(iccFacts(bytes)?.description, facts?.['description']);
    assert.deepEqual([type, isReadyForPublish], ['IccProfile', true]);
  }
});

test('one that was put in the trash does not come back with the next start, one that was destroyed does', async () => {
  const [first] = (await shared()).filter(({ name }) => name === 'NTSC');
  await library.trash(sharedCompany.id, first!.id, 'admin@example.com');
  await share();
  assert.deepEqual((await shared()).filter(({ name }) => name.startsWith('NTSC')).map(({ trashState }) => trashState), ['InTrash']);
  await library.emptyTrash(sharedCompany.id);
  await share();
  assert.deepEqual((await shared()).filter(({ name }) => name.startsWith('NTSC')).map(({ trashState }) => trashState), ['NotInTrash']);
});
