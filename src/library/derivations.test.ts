import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { silentLog } from '#base';
import { TestClock } from '#test/build/clock';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { plainImage, publicationOf, publishAlone } from '#test/build/library';
import { openLibrary } from './library.ts';
import type { Asset, Derivation, DerivedOutcome, Library } from './types.ts';

let world: OpenTestDatabase;
let library: Library;
let companies = 0;
before(async () => {
  world = await openTestDatabase();
  library = openLibrary({ database: world.database, clock: new TestClock(), log: silentLog });
});
after(() => world[Symbol.asyncDispose]());

type Part = Derivation['parts'][number];

const page = (number: number, change: Partial<Part> = {}): Part => ({
  part: `page ${number}`, name: `cat-${number}`, extension: 'tif', type: 'Image', image: plainImage,
  artifacts: { optimized: { blobId: `page-${number}`, sizeBytes: 5 } }, ...change,
});
const catalog = (...pages: readonly number[]): Part => ({
  part: 'catalog', name: 'cat', extension: 'pdf', type: 'Catalog', artifacts: {}, members: pages.map((number) => `page ${number}`),
});

async function original(companyId = (companies += 1), change: Parameters<typeof publicationOf>[2] = {}): Promise<Asset> {
  return (await publishAlone(world.database, library, publicationOf(companyId, 'Co/docs/cat.pdf', { type: 'Pdf', image: undefined, ...change }))).asset;
}

function derive(originator: Asset, parts: readonly Part[], change: Partial<Derivation> = {}): Promise<readonly DerivedOutcome[]> {
  return world.database.transaction().execute((transaction) => library.publishDerivation(transaction, {
    companyId: originator.companyId, originatorId: originator.id, isReplaced: false, companyRoot: 'Co/', engine: 'PostScriptRip', parts,
    userEmail: 'ann@example.com', readyForPublish: true, preservePublishState: undefined, retainPublishState: false, preserveCrop: true,
    projectIds: [], keywords: ['sale'], ...change,
  }));
}

test('three pages and their catalog stand beside the document, in its folder, members in order', async () => {
  const pdf = await original();
  const made = await derive(pdf, [page(1), page(2), page(3), catalog(1, 2, 3)]);
  assert.deepEqual(made.map(({ kind, asset }) => [kind, asset.type, asset.name, asset.fileName, asset.folder]), [
    ['created', 'Image', 'cat-1', 'cat-1.tif', 'Co/docs/'], ['created', 'Image', 'cat-2', 'cat-2.tif', 'Co/docs/'],
    ['created', 'Image', 'cat-3', 'cat-3.tif', 'Co/docs/'], ['created', 'Catalog', 'cat', 'cat.pdf', 'Co/docs/'],
  ]);
  assert.deepEqual([made[0]!.asset.isReadyForPublish, made[0]!.asset.keywords, made[0]!.asset.original], [true, ['sale'], undefined]);
  const members = await library.membersOf(pdf.companyId, made[3]!.asset.id);
  assert.deepEqual(members.map(({ name }) => name), ['cat-1', 'cat-2', 'cat-3']);
  assert.deepEqual((await library.generations(pdf.companyId, { originatorId: pdf.id })).map(({ part }) => part), ['page 1', 'page 2', 'page 3', 'catalog']);
  assert.deepEqual((await library.generations(pdf.companyId, { generatedId: made[1]!.asset.id }))[0]?.originatorId, pdf.id);
  assert.deepEqual(await library.generations(pdf.companyId + 1000, { originatorId: pdf.id }), [], 'another company sees nothing');
});

test('made again, a part keeps identity and name whatever it would like to be called, and surplus ones go into the trash', async () => {
  const pdf = await original();
  const first = await derive(pdf, [page(1), page(2), page(3), catalog(1, 2, 3)]);
  await library.setPublishState(pdf.companyId, first[0]!.asset.id, false, 'ann@example.com');
  const second = await derive(pdf, [page(1, { name: 'other' }), page(2), catalog(1, 2)], { isReplaced: true, preservePublishState: true });
  assert.deepEqual(second.map(({ kind, asset }) => [kind, asset.id, asset.name]), [
    ['replaced', first[0]!.asset.id, 'cat-1'], ['replaced', first[1]!.asset.id, 'cat-2'], ['replaced', first[3]!.asset.id, 'cat'],
  ]);
  assert.deepEqual(second.map(({ asset }) => asset.isReadyForPublish), [false, true, true], 'each keeps its own state');
  const [third] = await library.assetsByIds(pdf.companyId, [first[2]!.asset.id]);
  assert.equal(third?.trashState, 'InTrash');
  assert.deepEqual((await library.membersOf(pdf.companyId, second[2]!.asset.id)).map(({ name }) => name), ['cat-1', 'cat-2']);
  const back = await derive(pdf, [page(1), page(2), page(3)]);
  assert.deepEqual([back[2]!.kind, back[2]!.asset.id, back[2]!.asset.trashState], ['replaced', first[2]!.asset.id, 'NotInTrash']);
});

test('a new part of a replaced document inherits the state of the document', async () => {
  const pdf = await original(undefined, { readyForPublish: false });
  await derive(pdf, [page(1)], { readyForPublish: false });
  const made = await derive(pdf, [page(1), page(2)], { isReplaced: true, readyForPublish: true, preservePublishState: true });
  assert.equal(made[1]!.asset.isReadyForPublish, false);
});

test('a taken name gets a number and disturbs nobody; a destroyed part is made anew', async () => {
  const companyId = companies += 1;
  await publishAlone(world.database, library, publicationOf(companyId, 'Co/docs/cat-1.tif'));
  const pdf = await original(companyId);
  const [first] = await derive(pdf, [page(1)]);
  assert.deepEqual([first!.kind, first!.asset.name, first!.asset.fileName], ['renamed', 'cat-1-1', 'cat-1-1.tif']);
  await library.trash(companyId, first!.asset.id, 'ann@example.com');
  await library.emptyTrash(companyId);
  const [again] = await derive(pdf, [page(1)]);
  assert.notEqual(again!.asset.id, first!.asset.id);
  assert.equal(again!.asset.name, 'cat-1-1');
});

test('crops are kept part by part', async () => {
  const pdf = await original();
  const crop = { xPx: 10, yPx: 20, widthPx: 300, heightPx: 400 };
  const [first] = await derive(pdf, [page(1, { crop, cropOrigin: 'manual' })]);
  assert.equal(first!.asset.urlModifier, 'crop=10,20,300,400');
  const [kept] = await derive(pdf, [page(1)]);
  assert.equal(kept!.asset.urlModifier, 'crop=10,20,300,400');
  const [none] = await derive(pdf, [page(1)], { preserveCrop: false });
  assert.equal(none!.asset.urlModifier, '');
});

test('a template names other parts by the names they ended with, and layers have their anchor and folder', async () => {
  const companyId = companies += 1;
  await publishAlone(world.database, library, publicationOf(companyId, 'Co/Price Tag.tif'));
  const psd = (await publishAlone(world.database, library, publicationOf(companyId, 'Co/ad.psd'))).asset;
  const layer: Part = { part: 'layer 1', name: 'Price Tag', extension: 'tif', subfolder: 'ad/', type: 'Image', image: plainImage, artifacts: {}, anchor: { xPx: 60, yPx: 40 } };
  const template: Part = {
    part: 'template', name: 'ad_template', extension: 'psd', type: 'Template', artifacts: {},
    modifier: ['layer=0&size=600,400&layer=1&src=is{', { part: 'layer 1' }, '}&pos=510,70'],
  };
  const made = await derive(psd, [template, layer], { engine: 'PhotoshopLayers' });
  assert.equal(made[0]!.asset.urlModifier, 'layer=0&size=600,400&layer=1&src=is{Co/Price%20Tag-1}&pos=510,70');
  assert.deepEqual([made[1]!.asset.folder, made[1]!.asset.anchorXPx, made[1]!.asset.anchorYPx], ['Co/ad/', 60, 40]);
});

test('parts with a file of their own are served as it, and a set can hold the originator first', async () => {
  const film = await original(undefined, { type: 'MasterVideo' });
  const encode: Part = { part: 'encode _low.mp4', name: 'cat_low', extension: 'mp4', type: 'Video', original: { blobId: 'low', sizeBytes: 7 }, artifacts: { stream: { blobId: 'low-ts', sizeBytes: 9 } } };
  const set: Part = { part: 'set', name: 'cat-AVS', extension: '', type: 'AssetSet', subType: 'MbrSet', artifacts: {}, members: ['', 'encode _low.mp4'] };
  const made = await derive(film, [encode, set], { engine: 'VideoTranscode' });
  assert.deepEqual(made.map(({ asset }) => [asset.name, asset.fileName, asset.subType, asset.original]), [
    ['cat_low', 'cat_low.mp4', '', { blobId: 'low', sizeBytes: 7 }], ['cat-AVS', 'cat-AVS', 'MbrSet', undefined],
  ]);
  assert.deepEqual((await library.membersOf(film.companyId, made[1]!.asset.id)).map(({ name }) => name), ['cat', 'cat_low']);
  assert.equal((await library.servableContent(film.companyId, 'docs/cat_low.mp4'))?.name, 'cat_low');
  const again = await derive(film, [{ ...encode, original: { blobId: 'new', sizeBytes: 8 } }, set], { engine: 'VideoTranscode', isReplaced: true });
  assert.deepEqual([again[0]!.kind, again[0]!.asset.id, again[0]!.asset.original], ['replaced', made[0]!.asset.id, { blobId: 'new', sizeBytes: 8 }]);
  const referenced = await Array.fromAsync(library.referencedBlobs());
  assert.ok(referenced.includes('new') && referenced.includes('low-ts'));
});
