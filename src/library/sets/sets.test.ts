import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { silentLog } from '#base';
import { TestClock } from '#test/build/clock';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { publicationOf, publishAlone } from '#test/build/library';
import { openLibrary } from '../library.ts';
import type { Asset, Library, MergeOutcome, NewSet, Publication, SetMember, SetMerge } from '../types.ts';

describe('sets of assets', () => {
  let world: OpenTestDatabase;
  let library: Library;
  let companyId = 10;
  before(async () => {
    world = await openTestDatabase();
    library = openLibrary({ database: world.database, clock: new TestClock(), log: silentLog });
  });
  beforeEach(() => { companyId += 1; });
  after(() => world[Symbol.asyncDispose]());

  const upload = async (name: string, change: Partial<Publication> = {}): Promise<Asset> =>
    (await publishAlone(world.database, library, publicationOf(companyId, `Co/in/${name}.jpg`, change))).asset;
  const newSet = (name: string, change: Partial<NewSet> = {}): NewSet => ({
    companyId, folder: 'Co/sets/', name, type: 'ImageSet', subType: '', isReadyForPublish: true, userEmail: 'ann@example.com', ...change,
  });
  const membersOf = (...assets: readonly Asset[]): readonly SetMember[] => assets.map(({ id }) => ({ assetId: id }));
  const merge = (name: string, arrange: SetMerge['arrange'], change: Partial<SetMerge> = {}): Promise<MergeOutcome> =>
    world.database.transaction().execute((transaction) => library.sets.merge(transaction, {
      ...newSet(name), preservePublishState: undefined, retainPublishState: false, arrange, ...change,
    }));
  const namesIn = async (set: Asset): Promise<readonly string[]> => (await library.sets.contentsOf(companyId, set.id)).members.map(({ asset }) => asset.name);

  test('a set holds members in order, with swatches, rows and page breaks', async () => {
    const [a, b, swatch] = [await upload('a'), await upload('b'), await upload('b_sw')];
    const set = await library.sets.create(newSet('ab'), { members: [{ assetId: b.id, swatchId: swatch.id, row: 0 }, { assetId: a.id, row: 1, isPageReset: true }], thumbAssetId: a.id });
    assert.deepEqual([set.type, set.folder, set.fileName, set.isReadyForPublish], ['ImageSet', 'Co/sets/', 'ab', true]);
    const contents = await library.sets.contentsOf(companyId, set.id);
    assert.deepEqual(contents.members.map((member) => [member.asset.name, member.swatch?.name, member.row, member.isPageReset]), [['b', 'b_sw', 0, false], ['a', undefined, 1, true]]);
    assert.equal(contents.thumbAssetId, a.id);
    await library.sets.change(companyId, set.id, { members: membersOf(a, a), definition: 'Co/a,Co/a' }, 'bob@example.com');
    assert.deepEqual(await namesIn(set), ['a', 'a']);
    assert.deepEqual((({ definition, thumbAssetId }) => [definition, thumbAssetId])(await library.sets.contentsOf(companyId, set.id)), ['Co/a,Co/a', a.id]);
    assert.equal((await library.assetsByIds(companyId, [set.id]))[0]?.version, 2);
  });

  test('names are taken by any asset with an image id; members have limits; what is no set is not changed', async () => {
    const a = await upload('a');
    await assert.rejects(library.sets.create(newSet('a'), {}), { code: 'INVALID_PARAMETER' });
    await assert.rejects(library.sets.create(newSet('a/b'), {}), { code: 'INVALID_PARAMETER' });
    const set = await library.sets.create(newSet('set'), {});
    const many = (count: number): readonly SetMember[] => Array.from({ length: count }, () => ({ assetId: a.id }));
    await library.sets.change(companyId, set.id, { members: many(20) }, 'x');
    await assert.rejects(library.sets.change(companyId, set.id, { members: many(21) }, 'x'), { code: 'INVALID_PARAMETER' });
    await assert.rejects(library.sets.change(companyId, set.id, { members: Array.from({ length: 1001 }, (_, id) => ({ assetId: id + 1e6 })) }, 'x'), { code: 'INVALID_PARAMETER' });
    await assert.rejects(library.sets.change(companyId, set.id, { members: [{ assetId: set.id }] }, 'x'), { code: 'INVALID_PARAMETER' });
    await assert.rejects(library.sets.change(companyId, a.id, { members: [] }, 'x'), { code: 'NOT_FOUND' });
    assert.equal((await namesIn(set)).length, 20);
  });

  test('a member that goes into the trash leaves its sets for good; a set comes out of the trash as it went in', async () => {
    const [a, b, swatch] = [await upload('a'), await upload('b'), await upload('sw')];
    const set = await library.sets.create(newSet('set'), { members: [{ assetId: a.id, swatchId: swatch.id }, { assetId: b.id }] });
    await library.trash(companyId, b.id, 'x');
    await library.trash(companyId, swatch.id, 'x');
    await library.restore(companyId, b.id, 'x');
    assert.deepEqual(await namesIn(set), ['a']);
    assert.equal((await library.sets.contentsOf(companyId, set.id)).members[0]?.swatch, undefined);
    assert.equal((await library.assetsByIds(companyId, [set.id]))[0]?.version, 3);
    await library.trash(companyId, set.id, 'x');
    await library.restore(companyId, set.id, 'x');
    assert.deepEqual(await namesIn(set), ['a']);
  });

  test('a page that a document has no more leaves the sets it was in', async () => {
    const original = await upload('doc', { type: 'Pdf', image: undefined });
    const derive = (...names: readonly string[]) => world.database.transaction().execute((transaction) => library.publishDerivation(transaction, {
      companyId, originatorId: original.id, isReplaced: true, companyRoot: 'Co/', engine: 'PostScriptRip', userEmail: 'x', readyForPublish: true,
      preservePublishState: undefined, retainPublishState: false, preserveCrop: true, projectIds: [], keywords: [],
      parts: names.map((name) => ({ part: name, name, extension: 'tif', type: 'Image', artifacts: {} })),
    }));
    const pages = await derive('doc-1', 'doc-2');
    const set = await library.sets.create(newSet('pages'), { members: membersOf(...pages.map(({ asset }) => asset)) });
    await derive('doc-1');
    await library.restore(companyId, pages[1]!.asset.id, 'x');
    assert.deepEqual(await namesIn(set), ['doc-1']);
  });

  test('publishing a set publishes what is in it, sets within it included; taking the mark away leaves members alone', async () => {
    const hidden = { readyForPublish: false };
    const [a, swatch, deep] = [await upload('a', hidden), await upload('sw', hidden), await upload('deep', hidden)];
    const inner = await library.sets.create(newSet('inner', { isReadyForPublish: false }), { members: membersOf(deep) });
    const outer = await library.sets.create(newSet('outer', { isReadyForPublish: false }), { members: [{ assetId: a.id, swatchId: swatch.id }, { assetId: inner.id }] });
    const ready = async () => (await library.assetsByIds(companyId, [a.id, swatch.id, inner.id, deep.id])).map(({ isReadyForPublish }) => isReadyForPublish);
    assert.deepEqual(await ready(), [false, false, false, false]);
    assert.equal(await library.servable(companyId, 'deep'), undefined);
    await library.setPublishState(companyId, outer.id, true, 'x');
    assert.deepEqual(await ready(), [true, true, true, true]);
    assert.equal((await library.servable(companyId, 'deep'))?.name, 'deep');
    await library.setPublishState(companyId, outer.id, false, 'x');
    assert.deepEqual(await ready(), [true, true, true, true]);
  });

  test('merging makes a set of two, grows it, changes nothing where nothing is new, and leaves foreign names alone', async () => {
    const assets = [await upload('s-1'), await upload('s-2', { readyForPublish: false }), await upload('s-3')];
    assert.deepEqual(await merge('s', async () => membersOf(assets[0]!)), { kind: 'tooFew', memberCount: 1 });
    assert.equal((await library.assetsByNames(companyId, ['s'])).length, 0);
    const made = await merge('s', async (old) => (assert.deepEqual(old, []), membersOf(...assets.slice(0, 2))));
    assert.equal(made.kind, 'created');
    assert.ok((await library.assetsByNames(companyId, ['s-2']))[0]?.isReadyForPublish);
    const grown = await merge('s', async (old) => [...old.map(({ asset }) => ({ assetId: asset.id })), ...membersOf(assets[2]!)]);
    assert.deepEqual([grown.kind, 'memberCount' in grown && grown.memberCount], ['changed', 3]);
    assert.equal((await merge('s', async () => membersOf(...assets))).kind, 'unchanged');
    assert.equal((await merge('s-1', async () => membersOf(...assets))).kind, 'nameTaken');
    assert.equal((await merge('s', async () => membersOf(...assets), { type: 'SpinSet' })).kind, 'nameTaken');
    assert.equal((await merge('s', async () => Array.from({ length: 1001 }, () => ({ assetId: 1 })))).kind, 'tooMany');
    const [set] = await library.assetsByNames(companyId, ['s']);
    await library.trash(companyId, set!.id, 'x');
    assert.equal((await merge('s', async () => membersOf(...assets))).kind, 'nameTaken');
  });

  test('many who merge one set at the same time lose nobody', async () => {
    const assets = await Promise.all(Array.from({ length: 6 }, (_, index) => upload(`m-${index}`)));
    await Promise.all(assets.map((asset) => merge('m', async (old) => membersOf(...old.map((member) => member.asset), asset, assets[0]!).filter(
      ({ assetId }, index, all) => all.findIndex((one) => one.assetId === assetId) === index))));
    const [set] = await library.assetsByNames(companyId, ['m']);
    assert.deepEqual((await namesIn(set!)).toSorted(), assets.map(({ name }) => name));
  });

  test('candidates are assets of the types asked for, outside of the trash, without layers of documents', async () => {
    const [a, pdf, gone] = [await upload('a'), await upload('p', { type: 'Pdf', image: undefined }), await upload('gone')];
    await library.trash(companyId, gone.id, 'x');
    await world.database.transaction().execute((transaction) => library.publishDerivation(transaction, {
      companyId, originatorId: a.id, isReplaced: false, companyRoot: 'Co/', engine: 'PhotoshopLayers', userEmail: 'x', readyForPublish: true,
      preservePublishState: undefined, retainPublishState: false, preserveCrop: true, projectIds: [], keywords: [],
      parts: [{ part: 'layer 1', name: 'a_1', extension: 'tif', type: 'Image', artifacts: {} }],
    }));
    const pages: string[] = [];
    for await (const page of library.sets.candidates(companyId, ['Image'])) pages.push(...page.map(({ name }) => name));
    assert.deepEqual(pages, ['a']);
    assert.deepEqual((await library.sets.candidatesAmong(companyId, ['Image'], [pdf.id, a.id, gone.id])).map(({ id, folder }) => [id, folder]), [[a.id, 'Co/in/']]);
  });
});
