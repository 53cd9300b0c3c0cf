import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from 'kysely';
import { silentLog } from '#base';
import { TestClock } from '#test/build/clock';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { publicationOf, publishAlone } from '#test/build/library';
import { openLibrary } from './library.ts';
import type { AssetMetadata, Library, MetadataMerge, PublishOutcome } from './types.ts';

const user = 'ann@example.com';
let world: OpenTestDatabase;
let library: Library;
const clock = new TestClock();
let companies = 0;

before(async () => {
  world = await openTestDatabase();
  library = openLibrary({ database: world.database, clock, log: silentLog });
});
after(() => world[Symbol.asyncDispose]());

const metadata = (change: Partial<AssetMetadata>): AssetMetadata => ({ packet: undefined, edits: undefined, description: '', keywords: [], ...change });
const upload = (companyId: number, mergeMetadata?: MetadataMerge, keywords: readonly string[] = []): Promise<PublishOutcome> =>
  publishAlone(world.database, library, publicationOf(companyId, 'Co/a.jpg', { keywords, ...(mergeMetadata && { mergeMetadata }) }));
const packetText = async (companyId: number, id: number): Promise<string | undefined> => {
  const packet = await library.packetOf(companyId, id);
  return packet && Buffer.from(packet).toString('latin1');
};

it('metadata is stored with a new asset, and the old one handed over when another file comes', async () => {
  const companyId = companies += 1;
  const seen: (AssetMetadata | undefined)[] = [];
  const first = metadata({ packet: Buffer.of(0, 255, 60), edits: Buffer.from('e'), description: 'd', keywords: ['a', 'b'] });
  const { asset } = await upload(companyId, (old) => { seen.push(old); return first; });
  assert.deepEqual([asset.description, asset.keywords], ['d', ['a', 'b']]);
  assert.equal(await packetText(companyId, asset.id), '\x00\xff<');
  const second = await upload(companyId, (old) => { seen.push(old); return metadata({ packet: Buffer.from('second'), keywords: ['c'] }); });
  assert.equal(second.kind, 'replaced');
  assert.deepEqual([second.asset.description, second.asset.keywords], ['', ['c']]);
  assert.deepEqual(seen, [undefined, first]);
  await upload(companyId, () => metadata({}));
  assert.equal(await library.packetOf(companyId, asset.id), undefined);
  assert.deepEqual((await sql`select * from asset_packet where asset_id = ${asset.id}`.execute(world.database)).rows, []);
});

it('an upload that says nothing of metadata leaves packet and description, and its keywords join', async () => {
  const companyId = companies += 1;
  const { asset } = await upload(companyId, () => metadata({ packet: Buffer.from('p'), description: 'd', keywords: ['a'] }));
  const again = await upload(companyId, undefined, ['b']);
  assert.deepEqual([again.asset.description, again.asset.keywords], ['d', ['a', 'b']]);
  assert.equal(await packetText(companyId, asset.id), 'p');
});

it('a packet is its company\'s alone', async () => {
  const companyId = companies += 1;
  const { asset } = await upload(companyId, () => metadata({ packet: Buffer.from('p') }));
  assert.equal(await library.packetOf(companyId + 1000, asset.id), undefined);
  await assert.rejects(library.changeMetadata(companyId + 1000, asset.id, (old) => old, user), { code: 'NOT_FOUND' });
});

it('changes of users are seen at once, count as a version, and happen wholly or not', async () => {
  const companyId = companies += 1;
  const { asset } = await upload(companyId, () => metadata({ packet: Buffer.from('p') }));
  assert.equal((await library.servable(companyId, 'a'))?.description, '');
  await library.changeMetadata(companyId, asset.id, (old) => ({ ...old, description: 'D', keywords: [' x ', '', 'x', 'y'] }), 'bob@example.com');
  const changed = await library.servable(companyId, 'a');
  assert.deepEqual([changed?.description, changed?.keywords, changed?.version, changed?.modifiedBy], ['D', ['x', 'y'], asset.version + 1, 'bob@example.com']);
  assert.equal(await packetText(companyId, asset.id), 'p');
  await assert.rejects(library.changeMetadata(companyId, asset.id, () => { throw new Error('no'); }, user), /no/);
  assert.equal((await library.servable(companyId, 'a'))?.version, asset.version + 1);
});

it('words longer than the index of keywords can hold are cut, whatever their letters', async () => {
  const companyId = companies += 1;
  const letters = Array.from({ length: 3000 }, (_, index) => String.fromCodePoint(0x20000 + (index * 7919) % 40_000)).join('');
  const { asset } = await upload(companyId, () => metadata({ keywords: [letters] }));
  assert.ok([499, 500].includes(asset.keywords?.[0]?.length ?? 0));
});

it('what is destroyed leaves no packet behind', async () => {
  const companyId = companies += 1;
  const { asset } = await upload(companyId, () => metadata({ packet: Buffer.from('p') }));
  await library.trash(companyId, asset.id, user);
  assert.equal(await packetText(companyId, asset.id), 'p');
  await library.emptyTrash(companyId);
  assert.equal(await library.packetOf(companyId, asset.id), undefined);
});
