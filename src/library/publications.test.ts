import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { silentLog } from '#base';
import { TestClock } from '#test/build/clock';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { publicationOf, publishAlone } from '#test/build/library';
import { openLibrary } from './library.ts';
import type { Asset, Library, Publication, PublicationBatch, PublicationRequest } from './types.ts';

const user = 'ann@example.com';
const clock = new TestClock();
let world: OpenTestDatabase;
let instant: Library;
let classic: Library;
let companies = 100;

before(async () => {
  world = await openTestDatabase();
  const options = { database: world.database, clock, log: silentLog, serverName: 'host-1' };
  instant = openLibrary(options);
  classic = openLibrary({ ...options, isInstant: false });
});
after(() => world[Symbol.asyncDispose]());

const store = async (companyId: number, path: string, change: Partial<Publication> = {}): Promise<Asset> =>
  (await publishAlone(world.database, instant, publicationOf(companyId, path, change))).asset;
const namesIn = (batch: PublicationBatch): string => `${batch.published.map(({ name }) => name).join(' ')} / ${batch.withdrawn.map(({ name }) => name).join(' ')}`;
const publish = (library: Library, request: Partial<PublicationRequest> & { companyId: number; most?: number }): Promise<PublicationBatch> =>
  world.database.transaction().execute((transaction) => library.publishBatch(transaction, { context: 'ImageServing', isFull: false, startedAt: clock.now(), most: 100, ...request }));
/** What delivery finds once what it remembers is old. */
async function shown(library: Library, companyId: number, name: string): Promise<Asset | undefined> {
  clock.advance(2_000);
  return library.servable(companyId, name);
}
const member = (containerId: number, memberId: number, place: number) =>
  sql`insert into asset_member (container_id, place, member_id) values (${containerId}, ${place}, ${memberId})`.execute(world.database);

describe('the instant model', () => {
  test('a mark shows an asset at once, and every change of it is its last publication', async () => {
    const companyId = companies += 1;
    const asset = await store(companyId, 'Co/a.jpg', { readyForPublish: false });
    assert.deepEqual(await instant.publicationsOf(companyId, asset.id), []);
    assert.equal(await shown(instant, companyId, 'a'), undefined);
    await instant.setPublishState(companyId, asset.id, true, user);
    assert.equal((await shown(instant, companyId, 'a'))?.id, asset.id);
    const markedAt = (await instant.assetsByIds(companyId, [asset.id]))[0]?.modifiedAt;
    assert.deepEqual(await instant.publicationsOf(companyId, asset.id), [{ serverName: 'host-1', context: 'ImageServing', publishedAt: markedAt }]);
    clock.advance(60_000);
    await instant.setUrlModifiers(companyId, asset.id, { urlModifier: 'wid=1' }, user);
    assert.deepEqual((await instant.publicationsOf(companyId, asset.id)).map(({ publishedAt }) => publishedAt), [clock.now()]);
  });

  test('the history outlives the mark and the trash', async () => {
    const companyId = companies += 1;
    const asset = await store(companyId, 'Co/a.jpg');
    const published = await instant.publicationsOf(companyId, asset.id);
    clock.advance(60_000);
    await instant.trash(companyId, asset.id, user);
    assert.deepEqual(await instant.publicationsOf(companyId, asset.id), published);
    await instant.restore(companyId, asset.id, user);
    assert.deepEqual((await instant.publicationsOf(companyId, asset.id)).map(({ publishedAt }) => publishedAt), [clock.now()]);
    await instant.setPublishState(companyId, asset.id, false, user);
    clock.advance(60_000);
    assert.equal((await instant.publicationsOf(companyId, asset.id)).length, 1);
  });

  test('publishing again gives an unchanged asset a new version, unless it is not marked', async () => {
    const companyId = companies += 1;
    const marked = await store(companyId, 'Co/a.jpg');
    const hidden = await store(companyId, 'Co/b.jpg', { readyForPublish: false });
    assert.deepEqual(await instant.republish(companyId, [marked.id, hidden.id, 999_999]), [marked.id]);
    assert.equal((await shown(instant, companyId, 'a'))?.version, marked.version + 1);
  });
});

describe('marks', () => {
  test('a set takes its members along when it is marked, sets in sets as well, and leaves them alone when its mark goes', async () => {
    const companyId = companies += 1;
    const [outer, inner, one, two] = await Promise.all(['outer', 'inner', 'one', 'two'].map((name) => store(companyId, `Co/${name}.jpg`, { readyForPublish: false })));
    await member(outer!.id, inner!.id, 1);
    await member(outer!.id, one!.id, 2);
    await member(inner!.id, two!.id, 1);
    // A set that contains itself ends nowhere.
    await member(inner!.id, outer!.id, 2);
    const changed = await instant.setPublishStates(companyId, [outer!.id], true, user);
    assert.deepEqual([...changed].sort((a, b) => a - b), [outer, inner, one, two].map((asset) => asset!.id).sort((a, b) => a - b));
    assert.deepEqual(await instant.setPublishStates(companyId, [outer!.id], false, user), [outer!.id]);
    assert.equal((await shown(instant, companyId, 'two'))?.id, two!.id);
  });

  test('views derived from an image follow it both ways; layers of it are images of their own', async () => {
    const companyId = companies += 1;
    const [master, view, layer] = await Promise.all(['master', 'view', 'layer'].map((name) => store(companyId, `Co/${name}.jpg`)));
    await sql`update asset set type = 'AdjustedView' where id = ${view!.id}`.execute(world.database);
    for (const [part, asset] of [['view', view], ['layer 1', layer]] as const) {
      await sql`insert into generation (generated_id, originator_id, engine, part) values (${asset!.id}, ${master!.id}, 'SceneAuthoring', ${part})`.execute(world.database);
    }
    assert.deepEqual([...await instant.setPublishStates(companyId, [master!.id], false, user)].sort(), [master!.id, view!.id].sort());
    assert.deepEqual([...await instant.setPublishStates(companyId, [master!.id], true, user)].sort(), [master!.id, view!.id].sort());
  });

  test('assets of other companies are not touched', async () => {
    const asset = await store(companies += 1, 'Co/a.jpg');
    assert.deepEqual(await instant.setPublishStates(companies += 1, [asset.id], false, user), []);
  });
});

describe('the classic model', () => {
  test('a mark waits for a publication, an incremental one takes what is new and changed, and withdraws what is marked no more', async () => {
    const companyId = companies += 1;
    const a = await store(companyId, 'Co/a.jpg');
    await store(companyId, 'Co/b.jpg');
    await store(companyId, 'Co/hidden.jpg', { readyForPublish: false });
    await store(companyId, 'Co/film.mp4', { type: 'Video' });
    assert.equal(await shown(classic, companyId, 'a'), undefined);
    assert.deepEqual(await classic.publicationsOf(companyId, a.id), []);
    const request = { companyId, context: 'ImageServing', isFull: false, startedAt: clock.now() } as const;
    assert.deepEqual(await classic.countPublication(request), { published: 2, withdrawn: 0 });
    assert.equal(namesIn(await publish(classic, request)), 'a b / ');
    assert.equal(namesIn(await publish(classic, request)), ' / ');
    assert.equal((await shown(classic, companyId, 'a'))?.id, a.id);
    assert.equal((await classic.publicationsOf(companyId, a.id))[0]?.context, 'ImageServing');

    await classic.setPublishState(companyId, a.id, false, user);
    await store(companyId, 'Co/b.jpg', { artifacts: { optimized: { blobId: 'o2', sizeBytes: 3 } } });
    assert.equal((await shown(classic, companyId, 'a'))?.id, a.id, 'still shown');
    assert.equal((await shown(classic, companyId, 'b'))?.artifacts.optimized?.blobId, 'o1', 'shown as it was published');
    assert.equal(namesIn(await publish(classic, { companyId })), 'b / a');
    assert.equal(await shown(classic, companyId, 'a'), undefined);
    assert.equal((await shown(classic, companyId, 'b'))?.artifacts.optimized?.blobId, 'o2');
    assert.equal((await classic.publicationsOf(companyId, a.id)).length, 1, 'history stays');
  });

  test('what lies in the trash is shown no more, without any publication, and again when it is restored', async () => {
    const companyId = companies += 1;
    const asset = await store(companyId, 'Co/a.jpg');
    await publish(classic, { companyId });
    await classic.trash(companyId, asset.id, user);
    assert.equal(await shown(classic, companyId, 'a'), undefined);
    await classic.restore(companyId, asset.id, user);
    assert.equal((await shown(classic, companyId, 'a'))?.id, asset.id);
  });

  test('a full publication takes everything once, in batches that go on where one was interrupted', async () => {
    const companyId = companies += 1;
    for (const name of ['a', 'b', 'c', 'd', 'e']) await store(companyId, `Co/${name}.jpg`);
    await publish(classic, { companyId });
    clock.advance(60_000);
    const request = { companyId, isFull: true, startedAt: clock.now(), most: 2 };
    const batches: string[] = [];
    for (;;) {
      clock.advance(1000);
      await assert.rejects(world.database.transaction().execute(async (transaction) => {
        await classic.publishBatch(transaction, { context: 'ImageServing', ...request });
        throw new Error('interrupted');
      }), /interrupted/);
      const batch = await publish(classic, request);
      if (batch.published.length + batch.withdrawn.length === 0) break;
      batches.push(namesIn(batch));
    }
    assert.deepEqual(batches, ['a b / ', 'c d / ', 'e / ']);
  });

  test('static content and films have the same rules, each in its context', async () => {
    const companyId = companies += 1;
    await store(companyId, 'Co/paper.pdf', { type: 'Pdf', image: undefined });
    await store(companyId, 'Co/film.mp4', { type: 'Video', image: undefined });
    const found = async (path: string): Promise<string | undefined> => {
      clock.advance(2_000);
      return (await classic.servableContent(companyId, path))?.name;
    };
    await publish(classic, { companyId, context: 'Video' });
    assert.deepEqual([await found('paper'), await found('film.mp4')], [undefined, 'film']);
    await publish(classic, { companyId });
    assert.deepEqual([await found('paper'), await found('paper.pdf')], ['paper', 'paper']);
  });

  test('publishing again waits for the next publication', async () => {
    const companyId = companies += 1;
    const asset = await store(companyId, 'Co/a.jpg');
    await publish(classic, { companyId });
    assert.deepEqual(await classic.republish(companyId, [asset.id]), [asset.id]);
    assert.equal(namesIn(await publish(classic, { companyId })), 'a / ');
    assert.equal(namesIn(await publish(classic, { companyId })), ' / ');
  });

  test('files that are shown though their asset has others by now are still referred to', async () => {
    const companyId = companies += 1;
    await store(companyId, 'Co/a.jpg', { artifacts: { optimized: { blobId: 'shown', sizeBytes: 1 } }, original: { blobId: 'shown original', sizeBytes: 1 } });
    await publish(classic, { companyId });
    await store(companyId, 'Co/a.jpg');
    const referred = new Set(await Array.fromAsync(classic.referencedBlobs()));
    assert.ok(referred.has('shown') && referred.has('shown original'));
  });
});

test('a warning of the trash is taken once, when four days are left, and again after a restore', async () => {
  const companyId = companies += 1;
  const day = 86_400_000;
  const take = () => world.database.transaction().execute((transaction) => instant.takeTrashWarnings(transaction, 4));
  const assets = await Promise.all(['b', 'a'].map((name) => store(companyId, `Co/${name}.jpg`)));
  await take();
  for (const { id } of assets) await instant.trash(companyId, id, user);
  const trashedAt = clock.now();
  clock.advance(3 * day - 1000);
  assert.deepEqual(await take(), []);
  clock.advance(1000);
  assert.deepEqual(await take(), [{ companyId, assetCount: 2, assetNames: ['a', 'b'], destroyedAt: new Date(trashedAt.getTime() + 7 * day) }]);
  assert.deepEqual(await take(), []);
  await instant.restore(companyId, assets[0]!.id, user);
  await instant.trash(companyId, assets[0]!.id, user);
  clock.advance(3 * day);
  assert.deepEqual((await take()).map(({ assetNames }) => assetNames), [['b']]);
});
