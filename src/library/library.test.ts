import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { silentLog } from '#base';
import { TestClock } from '#test/build/clock';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { publicationOf, publishAlone } from '#test/build/library';
import { openLibrary } from './library.ts';
import type { Asset, FolderTree, Library, Publication } from './types.ts';

const day = 86_400_000;
const user = 'ann@example.com';
let world: OpenTestDatabase;
let library: Library;
const clock = new TestClock();
let companies = 0;
const company = (): number => companies += 1;

before(async () => {
  world = await openTestDatabase();
  library = openLibrary({ database: world.database, clock, log: silentLog });
});
after(() => world[Symbol.asyncDispose]());

async function store(companyId: number, path: string, change: Partial<Publication> = {}): Promise<Asset> {
  return (await publishAlone(world.database, library, publicationOf(companyId, path, change))).asset;
}

describe('a folder', () => {
  it('is made with what is missing above it, below the root, and returned when it exists', async () => {
    const companyId = company();
    const made = await library.createFolder(companyId, 'Co/', '/a/b');
    assert.equal(made.path, 'Co/a/b/');
    assert.equal(made.hasSubfolders, false);
    assert.deepEqual(await library.createFolder(companyId, 'Co/', 'Co/a/b/'), made);
    assert.deepEqual((await library.folders(companyId, 'Co/')).map(({ path, hasSubfolders }) => [path, hasSubfolders]),
      [['Co/', true], ['Co/a/', true], ['Co/a/b/', false]]);
    assert.equal((await library.createFolder(companyId, 'Co/', '')).path, 'Co/');
  });

  it('can be made by many at once', async () => {
    const companyId = company();
    const made = await Promise.all(Array.from({ length: 20 }, () => library.createFolder(companyId, 'Co/', 'x/y/z')));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  });

  it('tree goes as deep as asked', async () => {
    const companyId = company();
    for (const path of ['a/b/c', 'a/b-c', 'z', 'a b']) await library.createFolder(companyId, 'Co/', path);
    const shape = (tree: FolderTree | undefined): unknown =>
      tree && [tree.path, tree.hasSubfolders, ...tree.subfolders.map(shape)];
    const flat = [['Co/a b/', false], ['Co/a/', true], ['Co/z/', false]];
    assert.deepEqual(shape(await library.folderTree(companyId, 'Co/', 0)), ['Co/', true]);
    assert.deepEqual(shape(await library.folderTree(companyId, 'Co/', 1)), ['Co/', true, ...flat]);
    const below = ['Co/a/', true, ['Co/a/b-c/', false], ['Co/a/b/', true, ['Co/a/b/c/', false]]];
    assert.deepEqual(shape(await library.folderTree(companyId, 'Co/', -1)), ['Co/', true, flat[0], below, flat[2]]);
    assert.deepEqual(shape(await library.folderTree(companyId, 'Co/a/', -1)), below);
    assert.equal(await library.folderTree(companyId, 'Co/nowhere/', -1), undefined);
    assert.deepEqual(await library.folders(companyId, 'Co/nowhere/'), []);
  });

  it('is there as a root in a company that has none, and only then', async () => {
    const companyId = company();
    assert.equal((await library.folderTree(companyId, 'Co/', 0))?.path, 'Co/');
    assert.equal(await library.folderTree(companyId, 'Foreign/', 0), undefined);
  });

  it('says when its content changed and when anything below changed', async () => {
    const companyId = company();
    const times = async () => Object.fromEntries((await library.folders(companyId, 'Co/')).map((folder) =>
      [folder.path, [folder.modifiedAt.getTime() - start, folder.childModifiedAt.getTime() - start]]));
    const start = clock.now().getTime();
    await library.createFolder(companyId, 'Co/', 'a/b');
    await library.createFolder(companyId, 'Co/', 'c');
    clock.advance(1000);
    const chair = await store(companyId, 'Co/a/b/chair.tif');
    assert.deepEqual(await times(), { 'Co/': [0, 1000], 'Co/a/': [0, 1000], 'Co/a/b/': [1000, 1000], 'Co/c/': [0, 0] });
    clock.advance(1000);
    await store(companyId, 'Co/c/chair.tif', { overwriteMode: 'OverwriteAnyExtAnyFolder' });
    assert.deepEqual(await times(),
      { 'Co/': [0, 2000], 'Co/a/': [0, 2000], 'Co/a/b/': [2000, 2000], 'Co/c/': [2000, 2000] });
    clock.advance(1000);
    await library.trash(companyId, chair.id, user);
    assert.deepEqual((await times())['Co/c/'], [3000, 3000]);
    clock.advance(1000);
    await library.createFolder(companyId, 'Co/', 'd');
    assert.deepEqual((await times())['Co/'], [4000, 4000]);
  });

  it('with an illegal path is refused', async () => {
    await assert.rejects(library.createFolder(company(), 'Co/', 'a/../b'), { code: 'INVALID_PARAMETER' });
  });
});

describe('the publish mark', () => {
  it('changes the asset and is noted', async () => {
    const companyId = company();
    const { id } = await store(companyId, 'Co/chair.tif');
    clock.advance(1000);
    await library.setPublishState(companyId, id, false, 'bob@example.com');
    const [asset] = await library.assetsByIds(companyId, [id]);
    assert.deepEqual([asset?.isReadyForPublish, asset?.version, asset?.modifiedBy, asset?.modifiedAt],
      [false, 2, 'bob@example.com', clock.now()]);
    await library.setPublishState(companyId, id, false, 'eve@example.com');
    assert.deepEqual(await library.assetsByIds(companyId, [id]), [asset], 'the same mark changes nothing');
  });

  it('cannot be set on what is not there', async () => {
    const { id } = await store(company(), 'Co/chair.tif');
    await assert.rejects(library.setPublishState(company(), id, true, user), { code: 'NOT_FOUND' });
  });
});

describe('the trash', () => {
  it('takes an asset, keeps its mark and its name, and gives it back into its folder', async () => {
    const companyId = company();
    const { id } = await store(companyId, 'Co/a/chair.tif');
    clock.advance(1000);
    await library.trash(companyId, id, 'bob@example.com');
    await library.trash(companyId, id, 'eve@example.com');
    const [trashed] = await library.assetsByIds(companyId, [id]);
    assert.deepEqual([trashed?.trashState, trashed?.trashedAt, trashed?.isReadyForPublish, trashed?.modifiedBy,
      trashed?.version],
      ['InTrash', clock.now(), true, 'bob@example.com', 2]);
    assert.deepEqual(await library.assetsByNames(companyId, ['chair']), []);
    await library.restore(companyId, id, user);
    const [restored] = await library.assetsByNames(companyId, ['chair']);
    assert.deepEqual([restored?.id, restored?.folder, restored?.trashState, restored?.version, restored?.trashedAt],
      [id, 'Co/a/', 'NotInTrash', 3, undefined]);
    await assert.rejects(library.restore(companyId, id, user), { code: 'NOT_FOUND' });
    await assert.rejects(library.trash(companyId, 999_999, user), { code: 'NOT_FOUND' });
    await assert.rejects(library.trash(company(), id, user), { code: 'NOT_FOUND' });
  });

  it('gives an asset back into a folder that is gone meanwhile', async () => {
    const companyId = company();
    const { id } = await store(companyId, 'Co/a/b/chair.tif');
    await library.trash(companyId, id, user);
    await sql`delete from folder where company_id = ${companyId} and path like 'Co/a/%'`.execute(world.database);
    await library.restore(companyId, id, user);
    assert.deepEqual((await library.folders(companyId, 'Co/')).map(({ path }) => path), ['Co/', 'Co/a/', 'Co/a/b/']);
  });

  it('once emptied has let go of files and names, and the asset is only known by its id', async () => {
    const companyId = company();
    const gone = await store(companyId, 'Co/gone.tif');
    const kept = await store(companyId, 'Co/kept.tif');
    const live = await store(companyId, 'Co/live.tif');
    await library.trash(companyId, gone.id, user);
    await library.trash(companyId, kept.id, user);
    assert.deepEqual(await library.emptyTrash(company(), [gone.id]), [], 'another company empties nothing');
    assert.deepEqual(await library.emptyTrash(companyId, [gone.id, live.id]), [gone.id]);
    const [tombstone] = await library.assetsByIds(companyId, [gone.id]);
    assert.deepEqual([tombstone?.trashState, tombstone?.original, tombstone?.artifacts],
      ['InEmptiedTrash', undefined, {}]);
    assert.equal((await store(companyId, 'Co/gone.tif')).name, 'gone');
    await assert.rejects(library.restore(companyId, gone.id, user), { code: 'NOT_FOUND' });
    await assert.rejects(library.trash(companyId, gone.id, user), { code: 'NOT_FOUND' });
    assert.deepEqual(await library.emptyTrash(companyId), [kept.id]);
  });
});

it('the sweep destroys after seven days in the trash and forgets after seven more', async () => {
  await using own = await openTestDatabase();
  const ownClock = new TestClock();
  const swept = openLibrary({ database: own.database, clock: ownClock, log: silentLog });
  const put = async (path: string) => (await publishAlone(own.database, swept, publicationOf(1, path))).asset.id;
  const [early, late] = [await put('Co/early.tif'), await put('Co/late.tif')];
  await put('Co/live.tif');
  await swept.trash(1, early, user);
  ownClock.advance(1000);
  await swept.trash(1, late, user);
  ownClock.advance(7 * day - 1001);
  assert.deepEqual(await swept.sweep(), { destroyed: 0, forgotten: 0 });
  ownClock.advance(1);
  assert.deepEqual(await swept.sweep(), { destroyed: 1, forgotten: 0 });
  const states = async () => (await swept.assetsByIds(1, [early, late])).map(({ trashState }) => trashState);
  assert.deepEqual(await states(), ['InEmptiedTrash', 'InTrash']);
  ownClock.advance(7 * day);
  assert.deepEqual(await swept.sweep(), { destroyed: 1, forgotten: 1 });
  assert.deepEqual(await states(), ['InEmptiedTrash']);
  ownClock.advance(7 * day);
  assert.deepEqual(await swept.sweep(), { destroyed: 0, forgotten: 1 });
  assert.equal((await swept.search({ companyId: 1, includeSubfolders: true, pageSize: 9, page: 1 })).totalRows, 1);
});

describe('what delivery may show', () => {
  it('is marked for publish and not in the trash, from one moment to the next', async () => {
    const companyId = company();
    const shown = async () => (await library.servable(companyId, 'chair'))?.version;
    assert.equal(await shown(), undefined);
    const { id } = await store(companyId, 'Co/chair.tif', { readyForPublish: false });
    assert.equal(await shown(), undefined);
    await library.setPublishState(companyId, id, true, user);
    assert.equal(await shown(), 2);
    await store(companyId, 'Co/chair.tif');
    assert.equal(await shown(), 3);
    await library.trash(companyId, id, user);
    assert.equal(await shown(), undefined);
    await library.restore(companyId, id, user);
    assert.equal(await shown(), 5);
    assert.equal(await library.servable(company(), 'chair'), undefined);
    assert.equal(await library.servable(companyId, 'Chair'), undefined);
    assert.equal(await library.servable(companyId, 'chair\u0000'), undefined);
  });

  it('is asked of the database at most once a second, and a change elsewhere is seen after that', async () => {
    const companyId = company();
    const { id } = await store(companyId, 'Co/chair.tif');
    const elsewhere = openLibrary({ database: world.database, clock, log: silentLog });
    const first = elsewhere.servable(companyId, 'chair');
    assert.equal(elsewhere.servable(companyId, 'chair'), first);
    await first;
    await library.setPublishState(companyId, id, false, user);
    clock.advance(999);
    assert.equal((await elsewhere.servable(companyId, 'chair'))?.version, 1);
    clock.advance(1);
    assert.equal(await elsewhere.servable(companyId, 'chair'), undefined);
  });

  it('is not remembered from before a change that was still under way', async () => {
    const companyId = company();
    await store(companyId, 'Co/chair.tif');
    clock.advance(1000);
    await world.database.transaction().execute(async (transaction) => {
      await library.publish(transaction, publicationOf(companyId, 'Co/chair.tif'));
      assert.equal((await library.servable(companyId, 'chair'))?.version, 1, 'not committed yet');
    });
    assert.equal((await library.servable(companyId, 'chair'))?.version, 2);
  });

  it('is a picture for the image door and a file for the content door', async () => {
    const companyId = company();
    await store(companyId, 'Co/doc/brochure.pdf', { type: 'Pdf', image: undefined });
    await store(companyId, 'Co/brochure.tif');
    await store(companyId, 'Co/anim.gif', { type: 'AnimatedGif' });
    assert.equal((await library.servable(companyId, 'brochure'))?.type, 'Image');
    assert.equal((await library.servableContent(companyId, 'brochure'))?.type, 'Pdf');
    assert.equal(await library.servableContent(companyId, 'brochure.tif').then((asset) => asset?.type), 'Pdf');
    assert.equal((await library.servable(companyId, 'anim'))?.type, 'AnimatedGif');
    assert.equal((await library.servableContent(companyId, 'anim'))?.type, 'AnimatedGif');
  });

  it('as content is found by id, by id with suffix, and by folder and file', async () => {
    const companyId = company();
    const pdf = await store(companyId, 'Co/docs/old/a.b.pdf', { type: 'Pdf', image: undefined });
    const zip = await store(companyId, 'Co/docs/a.b.zip', { type: 'Zip', image: undefined });
    const css = await store(companyId, 'Co/style.css', { type: 'Css', image: undefined });
    const hidden = await store(companyId, 'Co/docs/hidden.pdf',
      { type: 'Pdf', image: undefined, readyForPublish: false });
    const found = async (path: string) => (await library.servableContent(companyId, path))?.id;
    assert.equal(await found('a.b'), pdf.id, 'the older of two with one id');
    assert.equal(await found('a.b.pdf'), pdf.id);
    assert.equal(await found('a.b.ZIP'), zip.id);
    assert.equal(await found('docs/old/a.b.pdf'), pdf.id);
    assert.equal(await found('docs/a.b.zip'), zip.id);
    assert.equal(await found('style.css'), css.id);
    for (const path of ['docs/a.b.pdf', 'a', 'old/a.b.pdf', 'Docs/a.b.zip', 'hidden', 'docs/hidden.pdf', '', '/',
      'docs/', 'a\u0000.pdf']) {
      assert.equal(await found(path), undefined, path);
    }
    await library.setPublishState(companyId, hidden.id, true, user);
    assert.equal(await found('docs/hidden.pdf'), hidden.id);
  });
});

describe('a project', () => {
  it('has a name that is unique in its company', async () => {
    const [one, two] = [company(), company()];
    const winter = await library.createProject(one, '  Winter ');
    const spring = await library.createProject(one, 'Spring');
    await library.createProject(two, 'Winter');
    assert.deepEqual(await library.projects(one), [spring, winter]);
    assert.deepEqual(winter, { id: winter.id, companyId: one, name: 'Winter', createdAt: clock.now() });
    assert.deepEqual(await library.projectsByNames(one, ['Winter', 'Autumn']), [winter]);
    for (const name of ['Winter', '', '  ', 'x'.repeat(129), 'a\nb']) {
      await assert.rejects(library.createProject(one, name), { code: 'INVALID_PARAMETER' }, JSON.stringify(name));
    }
  });

  it('of another company takes no asset', async () => {
    const [one, two] = [company(), company()];
    const foreign = await library.createProject(two, 'Winter');
    assert.deepEqual((await store(one, 'Co/chair.tif', { projectIds: [foreign.id] })).projectNames, []);
  });
});

it('the blobs referred to are those of all assets but the destroyed ones', async () => {
  await using own = await openTestDatabase();
  const small = openLibrary({ database: own.database, clock, log: silentLog });
  const put = async (path: string, original: string, optimized?: string) => (await publishAlone(own.database, small,
    publicationOf(1, path, {
      original: { blobId: original, sizeBytes: 1 },
      artifacts: optimized ? { optimized: { blobId: optimized, sizeBytes: 1 } } : {},
    }))).asset;
  await put('Co/a.tif', 'a1', 'a2');
  await put('Co/a.tif', 'a3', 'a4');
  await put('Co/b.tif', 'b1');
  const [trashed, destroyed] = [await put('Co/c.tif', 'c1', 'c2'), await put('Co/d.tif', 'd1', 'd2')];
  for (const { id } of [trashed, destroyed]) await small.trash(1, id, user);
  await small.emptyTrash(1, [destroyed.id]);
  assert.deepEqual((await Array.fromAsync(small.referencedBlobs())).sort(), ['a3', 'a4', 'b1', 'c1', 'c2']);
});
