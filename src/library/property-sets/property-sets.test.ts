import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { silentLog } from '#base';
import { TestClock } from '#test/build/clock';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { openLibrary } from '../library.ts';
import { systemPropertySetTypes, type PropertySets } from './types.ts';

let world: OpenTestDatabase;
let sets: PropertySets;
before(async () => {
  world = await openTestDatabase();
  sets = openLibrary({ database: world.database, clock: new TestClock(), log: silentLog }).propertySets;
});
after(() => world[Symbol.asyncDispose]());

const { encodingPreset, autoSetScript } = systemPropertySetTypes;

test('two types are there from the start, for every company, and stay', async () => {
  assert.deepEqual((await sets.types(undefined)).map(({ id, name, propertyType, allowMultiple }) => [id, name, propertyType, allowMultiple]), [
    [encodingPreset, 'VideoEncodingPreset', 'CompanyProperty', true], [autoSetScript, 'AutoSetScript', 'CompanyProperty', true],
  ]);
  await assert.rejects(sets.removeType(autoSetScript), { code: 'INVALID_PARAMETER' });
});

test('a type of a company is seen by it alone; no name is given twice', async () => {
  const own = await sets.createType({ companyId: 7, name: 'Bookmarks', propertyType: 'UserProperty', allowMultiple: false });
  assert.ok(own.id > 100);
  assert.deepEqual((await sets.types(7)).map(({ name }) => name), ['VideoEncodingPreset', 'AutoSetScript', 'Bookmarks']);
  assert.equal((await sets.types(8)).length, 2);
  for (const [companyId, name] of [[7, 'Bookmarks'], [7, 'AutoSetScript'], [undefined, 'AutoSetScript'], [7, ' ']] as const) {
    await assert.rejects(sets.createType({ companyId, name, propertyType: 'UserProperty', allowMultiple: true }), { code: 'INVALID_PARAMETER' });
  }
  await sets.createType({ companyId: 8, name: 'Bookmarks', propertyType: 'UserProperty', allowMultiple: true });
  const set = await sets.create(own.id, { userId: 3 }, []);
  await sets.removeType(own.id);
  assert.deepEqual(await sets.byIds([set.id]), []);
  await assert.rejects(sets.removeType(own.id), { code: 'NOT_FOUND' });
});

test('properties keep their order, the last of a name counts, changes are made of the old', async () => {
  const set = await sets.create(autoSetScript, { companyId: 2 }, [{ name: ' a ', value: '1' }, { name: 'b', value: '\0' }, { name: 'a', value: '3' }]);
  assert.deepEqual(set.properties, [{ name: 'a', value: '3' }, { name: 'b', value: '\uFFFD' }]);
  await sets.update(set.id, (old) => [...old, { name: 'c', value: 'x' }]);
  assert.deepEqual((await sets.byIds([set.id]))[0]?.properties.map(({ name }) => name), ['a', 'b', 'c']);
  await assert.rejects(sets.update(set.id, () => [{ name: '', value: '' }]), { code: 'INVALID_PARAMETER' });
  await assert.rejects(sets.update(set.id, () => [{ name: 'long', value: 'x'.repeat(20_001) }]), { code: 'INVALID_PARAMETER' });
  await sets.remove(set.id);
  await assert.rejects(sets.remove(set.id), { code: 'NOT_FOUND' });
  await assert.rejects(sets.create(999_999, { companyId: 2 }, []), { code: 'NOT_FOUND' });
});

test('sets are listed by owner; where one is allowed a new one takes the place of the old, also of many at once', async () => {
  const there = new Set((await sets.ofOwners(encodingPreset, [{ companyId: 1 }])).map(({ id }) => id));
  const first = await sets.create(encodingPreset, { companyId: 5 }, []);
  const shared = await sets.create(encodingPreset, { companyId: 1 }, []);
  const second = await sets.create(encodingPreset, { companyId: 5 }, []);
  assert.deepEqual((await sets.ofOwners(encodingPreset, [{ companyId: 5 }, { companyId: 1 }])).map(({ id }) => id).filter((id) => !there.has(id)), [first.id, second.id, shared.id]);
  const single = await sets.createType({ companyId: undefined, name: 'Single', propertyType: 'UserCompanyProperty', allowMultiple: false });
  const owner = { companyId: 5, userId: 9 };
  await Promise.all(Array.from({ length: 6 }, (_, index) => sets.create(single.id, owner, [{ name: 'n', value: String(index) }])));
  await sets.create(single.id, { companyId: 5, userId: 10 }, []);
  assert.equal((await sets.ofOwners(single.id, [owner])).length, 1);
});
