import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { openPatternThread } from '#adapters/pattern-thread';
import { silentLog } from '#base';
import { openLibrary, type Library } from '#library';
import type { PatternMatcher } from '#ports';
import { TestClock } from '#test/build/clock';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { publicationOf, publishAlone } from '#test/build/library';
import { readRecipe, type SetRecipe } from './recipe.ts';
import { trySets, type SetTrial } from './trial.ts';

describe('trying a script', () => {
  let world: OpenTestDatabase;
  let library: Library;
  let matcher: PatternMatcher;
  let companyId = 10;
  before(async () => {
    world = await openTestDatabase();
    library = openLibrary({ database: world.database, clock: new TestClock(), log: silentLog });
    matcher = openPatternThread();
  });
  beforeEach(() => { companyId += 1; });
  after(async () => {
    await matcher.close();
    await world[Symbol.asyncDispose]();
  });

  const upload = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) await publishAlone(world.database, library, publicationOf(companyId, `Co/in/${name}.jpg`));
  };
  const recipe = (properties: Readonly<Record<string, string>>): SetRecipe => readRecipe(Object.entries(properties).map(([name, value]) => ({ name, value })));
  const shoes = recipe({ match: '(\\w+)-\\d+', suffix: '-set' });
  const run = (script: SetRecipe, names?: readonly string[]): Promise<SetTrial> =>
    trySets({ library, matcher, clock: new TestClock() }, script, { id: companyId, rootPath: 'Co/' }, names);
  const told = ({ sets }: SetTrial): readonly string[] => sets.map(({ name, folder, outcome, reason, members }) =>
    `${folder}${name} ${outcome}${reason ? ` ${reason.key}` : ''}: ${members.map((member) => `${member.name}${member.swatch ? `;${member.swatch}` : ''}/${member.from}`).join(' ')}`);

  test('files that are not there yet are put with what is stored, and each is told why', async () => {
    await upload('shoe-2', 'bag-1');
    const trial = await run(shoes, ['shoe-10.jpg', 'shoe-1.tif', 'hat-1.jpg', 'logo.png', 'shoe-1.jpg']);
    assert.deepEqual(told(trial), ['Co/hat-set refused sets.tooFew: hat-1/named', 'Co/shoe-set made: shoe-1/named shoe-2/stored shoe-10/named']);
    assert.deepEqual(trial.assets, [
      { name: 'shoe-10', set: 'shoe-set', as: 'member', reason: { key: 'sets.fits', params: { match: 1, base: 'shoe' } } },
      { name: 'shoe-1', set: 'shoe-set', as: 'member', reason: { key: 'sets.fits', params: { match: 1, base: 'shoe' } } },
      { name: 'hat-1', set: 'hat-set', as: 'member', reason: { key: 'sets.fits', params: { match: 1, base: 'hat' } } },
      { name: 'logo', as: 'none', reason: { key: 'sets.noMatch', params: {} } },
    ]);
    assert.equal((await library.assetsByNames(companyId, ['shoe-set', 'shoe-1'])).length, 0);
  });

  test('without names every asset is tried against the sets that are there', async () => {
    await upload('shoe-1', 'shoe-2', 'shoe-3', 'bag-1', 'bag-2', 'cap-1', 'cap-2', 'cap-set');
    const assets = await library.assetsByNames(companyId, ['shoe-1', 'shoe-2', 'bag-1', 'bag-2']);
    const ids = (...names: readonly string[]) => names.map((name) => ({ assetId: assets.find((asset) => asset.name === name)!.id }));
    const set = (name: string) => ({ companyId, folder: 'Co/sets/', name, type: 'ImageSet' as const, subType: '', isReadyForPublish: false, userEmail: 'x' });
    await library.sets.create(set('shoe-set'), { members: ids('shoe-2', 'shoe-1') });
    await library.sets.create(set('bag-set'), { members: ids('bag-1', 'bag-2') });
    assert.deepEqual(told(await run(shoes)), [
      'Co/sets/bag-set unchanged: bag-1/member bag-2/member', 'Co/in/cap-set refused sets.nameTaken: cap-1/stored cap-2/stored',
      'Co/sets/shoe-set changed: shoe-1/member shoe-2/member shoe-3/stored',
    ]);
    const before = (await library.assetsByNames(companyId, ['shoe-set']))[0]!;
    assert.equal(before.version, 1);
    await library.trash(companyId, before.id, 'x');
    assert.equal((await run(shoes)).sets.at(-1)?.reason?.key, 'sets.nameInTrash');
  });

  test('swatches and what has no place are told; a bad name is refused', async () => {
    const script = recipe({ type: 'SwatchSet', match: '(\\w+)-(\\w+)', swatch: '(.+)_sw', destFolder: 'Sw' });
    const trial = await run(script, ['bag-red', 'bag-blue', 'bag-red_sw', 'x_sw']);
    assert.deepEqual(told(trial), ['Co/Sw/bag made: bag-blue/named bag-red;bag-red_sw/named']);
    assert.deepEqual(trial.assets.slice(2), [
      { name: 'bag-red_sw', set: 'bag', as: 'swatch', reason: { key: 'sets.isSwatchOf', params: { image: 'bag-red' } } },
      { name: 'x_sw', as: 'none', reason: { key: 'sets.noImageOfSwatch', params: {} } },
    ]);
    await assert.rejects(run(script, ['...']), { code: 'INVALID_FILE_NAME' });
  });
});
