import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { silentLog } from '#base';
import { TestClock } from '#test/build/clock';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { plainImage, publicationOf, publishAlone } from '#test/build/library';
import { openLibrary } from './library.ts';
import type { Asset, Derivation, ImageMapChange, Library, SearchLine } from './types.ts';

let world: OpenTestDatabase;
let library: Library;
let companies = 0;
before(async () => {
  world = await openTestDatabase();
  library = openLibrary({ database: world.database, clock: new TestClock(), log: silentLog });
});
after(() => world[Symbol.asyncDispose]());

type Part = Derivation['parts'][number];
const page = (change: Partial<Part> = {}): Part => ({
  part: 'page 1', name: 'cat-1', extension: 'tif', type: 'Image', image: plainImage, artifacts: { optimized: { blobId: 'page', sizeBytes: 5 } }, ...change,
});
const link = (region: string): NonNullable<Part['links']>[number] => ({ shape: 'Rectangle', region, action: 'href="https://example.com"' });
const line: SearchLine = { text: 'Hello', xPx: 1, yPx: 2, widthPx: 3, heightPx: 4, words: [{ text: 'Hello', xPx: 1, yPx: 2, widthPx: 3, heightPx: 4 }], fontName: 'Helvetica', sizePt: 12 };
const mine: ImageMapChange = { name: 'mine', shape: 'Polygon', region: '0,0,9,0,9,9', action: 'href="/mine"', position: 7, isEnabled: false };

async function original(): Promise<Asset> {
  return (await publishAlone(world.database, library, publicationOf(companies += 1, 'Co/cat.pdf', { type: 'Pdf', image: undefined }))).asset;
}

async function derive(pdf: Asset, part: Part): Promise<Asset> {
  const [outcome] = await world.database.transaction().execute((transaction) => library.publishDerivation(transaction, {
    companyId: pdf.companyId, originatorId: pdf.id, isReplaced: false, companyRoot: 'Co/', engine: 'PostScriptRip', parts: [part],
    userEmail: 'ann@example.com', readyForPublish: true, preservePublishState: undefined, retainPublishState: false, preserveCrop: true, projectIds: [], keywords: [],
  }));
  return outcome!.asset;
}

test('links of a page become maps with names, places and ids of their own', async () => {
  const { imageMaps } = await derive(await original(), page({ links: [link('0,0,5,5'), link('5,5,9,9')] }));
  assert.deepEqual(imageMaps?.map(({ id, modifiedAt, ...map }) => [typeof id, Number.isNaN(Date.parse(modifiedAt)), map]), [
    ['number', false, { ...link('0,0,5,5'), name: 'cat-1_1', position: 1, isEnabled: true, isOfLink: true }],
    ['number', false, { ...link('5,5,9,9'), name: 'cat-1_2', position: 2, isEnabled: true, isOfLink: true }],
  ]);
  assert.notEqual(imageMaps![0]!.id, imageMaps![1]!.id);
});

test('a page that comes again: maps of its links give way to the new ones, those people made stay; unasked, all stay', async () => {
  const pdf = await original();
  const first = await derive(pdf, page({ links: [link('0,0,5,5')] }));
  await library.changeImageMaps(pdf.companyId, first.id, (old) => [...old, mine], 'ann@example.com');
  const kept = await derive(pdf, page());
  assert.deepEqual(kept.imageMaps?.map(({ name }) => name), ['cat-1_1', 'mine']);
  const second = await derive(pdf, page({ links: [link('1,1,2,2')] }));
  assert.deepEqual(second.imageMaps?.map(({ name, region, position }) => [name, region, position]), [['mine', '0,0,9,0,9,9', 7], ['cat-1_1', '1,1,2,2', 8]]);
  assert.deepEqual((await derive(pdf, page({ links: [] }))).imageMaps?.map(({ name }) => name), ['mine']);
});

test('maps are changed together: what stays keeps its id and time, and delivery sees it at once', async () => {
  const pdf = await original();
  const { id, companyId } = await derive(pdf, page({ links: [link('0,0,5,5'), link('5,5,9,9')] }));
  assert.equal((await library.servable(companyId, 'cat-1'))?.imageMaps?.length, 2);
  const [before] = await library.changeImageMaps(companyId, id, (old) => [old[0]!, mine], 'ann@example.com');
  const maps = await library.changeImageMaps(companyId, id, (old) => old.map((map) => (map.name === 'mine' ? { ...map, isEnabled: true } : map)), 'bob@example.com');
  assert.deepEqual([maps.length, maps[0], maps[1]!.isEnabled], [2, before, true]);
  const shown = await library.servable(companyId, 'cat-1');
  assert.deepEqual([shown?.imageMaps, shown?.modifiedBy], [maps, 'bob@example.com']);
  await assert.rejects(library.changeImageMaps(companyId + 1000, id, () => [], 'ann@example.com'), { code: 'NOT_FOUND' });
});

test('words are those of what the page shows now, seen by its company alone, and gone with it', async () => {
  const pdf = await original();
  const { id, companyId } = await derive(pdf, page({ searchLines: [line] }));
  assert.deepEqual(await library.searchLinesOf(companyId, id), [line]);
  assert.deepEqual(await library.searchLinesOf(companyId + 1000, id), []);
  await derive(pdf, page({ searchLines: [line, { ...line, text: 'again' }] }));
  assert.deepEqual((await library.searchLinesOf(companyId, id)).map(({ text }) => text), ['Hello', 'again']);
  await derive(pdf, page());
  assert.deepEqual(await library.searchLinesOf(companyId, id), []);
  await derive(pdf, page({ searchLines: [line], links: [link('0,0,5,5')] }));
  await library.trash(companyId, id, 'ann@example.com');
  await library.emptyTrash(companyId);
  assert.deepEqual([await library.searchLinesOf(companyId, id), (await library.assetsByIds(companyId, [id]))[0]?.imageMaps], [[], undefined]);
});
