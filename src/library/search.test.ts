import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { TestClock } from '#test/build/clock';
import { publicationOf, publishAlone } from '#test/build/library';
import { silentLog } from '#base';
import { openLibrary } from './library.ts';
import type { Library, NameCondition, SearchCriteria } from './types.ts';

const companyId = 1;
let world: OpenTestDatabase;
let library: Library;

before(async () => {
  world = await openTestDatabase();
  const clock = new TestClock('2026-01-01T00:00:00Z');
  library = openLibrary({ database: world.database, clock, log: silentLog });
  const spring = await library.createProject(companyId, 'Spring');
  const store = async (path: string, change: Parameters<typeof publicationOf>[2] = {}): Promise<number> => {
    clock.advance(86_400_000);
    return (await publishAlone(world.database, library, publicationOf(companyId, path, change))).asset.id;
  };
  await store('Co/root.tif', { keywords: ['red', 'sale'] });
  await store('Co/a/Chair.tif', { original: { blobId: 'x', sizeBytes: 500 }, readyForPublish: false });
  await store('Co/a/chair_100.jpg', { keywords: ['red'], userEmail: 'bob@example.com', projectIds: [spring.id] });
  await store('Co/a/deep/Ärmel.pdf',
    { type: 'Pdf', image: undefined, original: { blobId: 'y', sizeBytes: 9_000_000_000 } });
  await store('Co/a b/neighbour.gif', { type: 'AnimatedGif' });
  await library.trash(companyId, await store('Co/a/gone.tif'), 'ann@example.com');
  await library.trash(companyId, await store('Co/a/destroyed.tif'), 'ann@example.com');
  const [destroyed] = (await library.search({
    companyId, includeSubfolders: true, trashState: 'InTrash', isDescending: true, sortBy: 'Created',
    pageSize: 1, page: 1,
  })).assets;
  await library.emptyTrash(companyId, [destroyed!.id]);
  await publishAlone(world.database, library, publicationOf(2, 'Other/a/foreign.tif'));
});
after(() => world[Symbol.asyncDispose]());

async function names(criteria: Partial<SearchCriteria>): Promise<readonly string[]> {
  const { assets, totalRows } = await library.search(
    { companyId, includeSubfolders: true, pageSize: 100, page: 1, ...criteria });
  assert.equal(totalRows, assets.length);
  return assets.map(({ name }) => name);
}

const where = (field: string, op: string, value = '', bounds: Partial<NameCondition> = {}): Partial<SearchCriteria> =>
  ({ conditions: [{ field, op, value, ...bounds }] });

describe('a search', () => {
  it('finds what is not in the trash of one company, by name', async () => {
    assert.deepEqual(await names({}), ['Chair', 'chair_100', 'neighbour', 'root', 'Ärmel']);
  });

  it('finds the direct content of a folder, or everything below it and nothing beside it', async () => {
    assert.deepEqual(await names({ folder: 'Co/a/', includeSubfolders: false }), ['Chair', 'chair_100']);
    assert.deepEqual(await names({ folder: 'Co/a/' }), ['Chair', 'chair_100', 'Ärmel']);
    assert.deepEqual(await names({ folder: 'Co/', includeSubfolders: false }), ['root']);
    assert.deepEqual(await names({ folder: 'Co/nowhere/' }), []);
  });

  it('filters by type', async () => {
    assert.deepEqual(await names({ types: ['Pdf', 'AnimatedGif'] }), ['neighbour', 'Ärmel']);
    assert.deepEqual(await names({ excludeTypes: ['Image'] }), ['neighbour', 'Ärmel']);
    assert.deepEqual(await names({ types: [] }), await names({}));
  });

  it('filters by sub-type, with or without those that have none', async () => {
    assert.equal((await names({ subTypes: ['MbrSet'] })).length, 5);
    assert.deepEqual(await names({ subTypes: ['MbrSet'], isSubTypeStrict: true }), []);
  });

  it('filters by publish mark', async () => {
    assert.deepEqual(await names({ isReadyForPublish: false }), ['Chair']);
    assert.equal((await names({ isReadyForPublish: true })).length, 4);
  });

  it('looks into the trash when asked, but never finds what was destroyed', async () => {
    assert.deepEqual(await names({ trashState: 'InTrash' }), ['gone']);
    assert.equal((await names({ trashState: 'Any' })).length, 6);
    assert.deepEqual(await names({ trashState: 'InEmptiedTrash' }), []);
  });

  it('filters by project and by keywords', async () => {
    const [spring] = await library.projects(companyId);
    assert.deepEqual(await names({ projectId: spring!.id }), ['chair_100']);
    assert.deepEqual(await names({ keywords: ['red'] }), ['chair_100', 'root']);
    assert.deepEqual(await names({ keywords: ['red', 'sale'] }), ['root']);
    assert.deepEqual(await names({ keywords: ['Red'] }), []);
  });
});

describe('a field condition', () => {
  const rows: readonly (readonly [...Parameters<typeof where>, expected: readonly string[]])[] = [
    ['Name', 'Equals', 'Chair', {}, ['Chair']],
    ['name', 'equals', 'chair', {}, []],
    ['Name', 'NotEquals', 'Chair', {}, ['chair_100', 'neighbour', 'root', 'Ärmel']],
    ['Name', 'StartsWith', 'CHAIR', {}, ['Chair', 'chair_100']],
    ['Name', 'EndsWith', 'R', {}, ['Chair', 'neighbour']],
    ['Name', 'Contains', 'ärm', {}, ['Ärmel']],
    ['Name', 'NotContains', 'r', {}, []],
    ['Name', 'Contains', '%', {}, []],
    ['Name', 'Contains', '_1', {}, ['chair_100']],
    ['FileName', 'EndsWith', '.JPG', {}, ['chair_100']],
    ['Folder', 'StartsWith', 'Co/a/', {}, ['Chair', 'chair_100', 'Ärmel']],
    ['Type', 'Equals', 'Pdf', {}, ['Ärmel']],
    ['CreateUser', 'StartsWith', 'bob@', {}, ['chair_100']],
    ['LastModifyUser', 'Equals', 'bob@example.com', {}, ['chair_100']],
    ['Keywords', 'Equals', 'sale', {}, ['root']],
    ['Keywords', 'NotEquals', 'red', {}, ['Chair', 'neighbour', 'Ärmel']],
    ['Keywords', 'StartsWith', 'SA', {}, ['root']],
    ['Keywords', 'NotContains', 'ed', {}, ['Chair', 'neighbour', 'Ärmel']],
    ['FileSize', 'GreaterThan', '500', {}, ['Ärmel']],
    ['FileSize', 'GreaterThanEquals', '500', {}, ['Chair', 'Ärmel']],
    ['FileSize', 'LessThan', '500', {}, ['chair_100', 'neighbour', 'root']],
    ['FileSize', 'Between', '', { minValue: '500', maxValue: '600' }, ['Chair']],
    ['FileSize', 'NotBetween', '', { minValue: '12', maxValue: '600' }, ['Ärmel']],
    ['Created', 'LessThanEquals', '2026-01-03T00:00:00Z', {}, ['Chair', 'root']],
    ['LastModified', 'Between', '', { minValue: '2026-01-03T00:00:00Z', maxValue: '2026-01-04T00:00:00+01:00' },
      ['Chair']],
    ['UserData', 'Equals', '', {}, ['Chair', 'chair_100', 'neighbour', 'root', 'Ärmel']],
    ['Description', 'Contains', 'x', {}, []],
  ];
  for (const [field, op, value, bounds, expected] of rows) {
    it(`${field} ${op} ${value}${JSON.stringify(bounds)}`, async () => {
      assert.deepEqual(await names(where(field, op, value, bounds)), expected);
    });
  }

  for (const [field, op, value, bounds] of [
    ['Colour', 'Equals', 'red', {}], ['Sku', 'Equals', '1', {}], ['Name', 'LessThan', 'a', {}],
    ['Name', 'Like', 'a', {}],
    ['FileSize', 'Contains', '1', {}], ['FileSize', 'Equals', 'big', {}], ['FileSize', 'Equals', '', {}],
    ['Created', 'Equals', 'yesterday', {}], ['Created', 'Between', '2026-01-01', { minValue: '2026-01-01' }],
  ] as const) {
    it(`${field} ${op} ${value || JSON.stringify(bounds)} is refused`, async () => {
      await assert.rejects(names(where(field, op, value, bounds)), { code: 'INVALID_PARAMETER' });
    });
  }

  it('combines with others by all or any', async () => {
    const conditions = [
      { field: 'Name', op: 'StartsWith', value: 'chair' }, { field: 'FileName', op: 'EndsWith', value: '.tif' },
    ];
    assert.deepEqual(await names({ conditions }), ['Chair']);
    assert.deepEqual(await names({ conditions, conditionMatch: 'MatchAny' }), ['Chair', 'chair_100', 'root']);
  });

  it('combines with keywords by all or any', async () => {
    const criteria = { ...where('Name', 'Equals', 'Chair'), keywords: ['sale'] };
    assert.deepEqual(await names(criteria), []);
    assert.deepEqual(await names({ ...criteria, groupMatch: 'MatchAny' }), ['Chair', 'root']);
    assert.deepEqual(await names({ ...criteria, groupMatch: 'MatchAny', isReadyForPublish: true }), ['root']);
  });
});

describe('a page', () => {
  it('is cut out of the whole, whose size is told on every page', async () => {
    const page = async (number: number) => {
      const found = await library.search({ companyId, includeSubfolders: true, pageSize: 2, page: number });
      assert.equal(found.totalRows, 5);
      return found.assets.map(({ name }) => name);
    };
    assert.deepEqual(await page(1), ['Chair', 'chair_100']);
    assert.deepEqual(await page(3), ['Ärmel']);
    assert.deepEqual(await page(4), []);
  });

  it('has a size and a number of at least 1', async () => {
    for (const wrong of [
      { pageSize: 0 }, { page: 0 }, { pageSize: 1.5 }, { pageSize: 10_001 }, { page: -1 }, { page: 1e300 },
    ]) {
      await assert.rejects(names(wrong), { code: 'INVALID_PARAMETER' }, JSON.stringify(wrong));
    }
  });

  it('is sorted as asked', async () => {
    assert.deepEqual(await names({ sortBy: 'Created', isDescending: true }),
      ['neighbour', 'Ärmel', 'chair_100', 'Chair', 'root']);
    assert.deepEqual(await names({ sortBy: 'Modified' }), ['root', 'Chair', 'chair_100', 'Ärmel', 'neighbour']);
    assert.deepEqual(await names({ sortBy: 'Size' }), ['root', 'chair_100', 'neighbour', 'Chair', 'Ärmel']);
    assert.deepEqual(await names({ sortBy: 'Type' }), ['neighbour', 'root', 'Chair', 'chair_100', 'Ärmel']);
    assert.deepEqual(await names({ sortBy: 'Folder' }), ['root', 'neighbour', 'Chair', 'chair_100', 'Ärmel']);
    assert.deepEqual(await names({ sortBy: 'FileName', isDescending: true }),
      ['Ärmel', 'root', 'neighbour', 'chair_100', 'Chair']);
  });
});
