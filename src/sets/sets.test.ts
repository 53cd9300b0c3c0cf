import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { openPatternThread } from '#adapters/pattern-thread';
import type { PatternMatcher } from '#ports';
import { arrange, setNameOf } from './arranging.ts';
import { compareNatural } from './natural.ts';
import { readRecipe, splitOrder, type SetRecipe } from './recipe.ts';
import { sortIds } from './sorting.ts';

let matcher: PatternMatcher;
before(() => { matcher = openPatternThread(); });
after(() => matcher.close());

const recipe = (properties: Readonly<Record<string, string>>): SetRecipe => readRecipe(Object.entries(properties).map(([name, value]) => ({ name, value })));
/** What a recipe makes of ids, as `set: members`. */
async function madeOf(script: SetRecipe, ids: readonly string[]): Promise<readonly string[]> {
  const places = await sortIds(matcher, script, ids, 20_000);
  const names = [...new Set(ids.flatMap((id) => {
    const place = places.get(id)!;
    return place.kind === 'none' ? [] : [setNameOf(script, place.base)];
  }))];
  return names.map((name) => {
    const own = ids.filter((id) => {
      const place = places.get(id)!;
      return place.kind !== 'none' && setNameOf(script, place.base) === name;
    });
    return `${name}: ${arrange(script, own, places).map(({ id, swatch, row }) => `${row === undefined ? '' : `${row}/`}${id}${swatch === undefined ? '' : `;${swatch}`}`).join(' ')}`;
  });
}

describe('examples of the specification', () => {
  test('shoe-1, shoe-2, shoe-10 become shoe-set, counted as people count', async () => {
    assert.deepEqual(await madeOf(recipe({ 'match.1': '(\\w+)-\\d+', suffix: '-set' }), ['shoe-10', 'shoe-2', 'hat', 'shoe-1']), ['shoe-set: shoe-1 shoe-2 shoe-10']);
  });

  test('spin-01-01 to spin-03-12 become three rows of twelve; what has no row is left out', async () => {
    const two = (value: number): string => String(value).padStart(2, '0');
    const ids = Array.from({ length: 36 }, (_, index) => `spin-${two(1 + index % 3)}-${two(1 + Math.floor(index / 3))}`);
    const script = recipe({ type: 'MultiAxisSpinSet', 'match.1': '(\\w+)-\\w+-\\w+', row: '\\w+-(\\d+)-\\w+', column: '\\w+-\\w+-(\\d+)', suffix: '-2dspin' });
    const places = await sortIds(matcher, script, [...ids, 'spin-x-01', 'spin-01-x'], 20_000);
    assert.deepEqual([places.get('spin-x-01'), places.get('spin-01-x')], [{ kind: 'none', why: 'noRow' }, { kind: 'none', why: 'noColumn' }]);
    const spin = arrange(script, ids, places);
    assert.deepEqual(spin.map(({ id }) => id), ids.toSorted());
    assert.deepEqual([0, 1, 2].map((row) => spin.filter((member) => member.row === row).length), [12, 12, 12]);
  });

  test('the order of a recipe comes before counting', async () => {
    assert.deepEqual(await madeOf(recipe({ match: '(\\w+?)_.*', order: '.*_main,.*_alt\\d+' }), ['s_alt10', 's_zoom', 's_alt2', 's_main']), ['s: s_main s_alt2 s_alt10 s_zoom']);
  });

  test('swatches go to the image that their remaining text names', async () => {
    const script = recipe({ type: 'SwatchSet', match: '(\\w+)-(\\w+)', swatch: '(.+)_sw' });
    assert.deepEqual(await madeOf(script, ['shoe-red', 'shoe-red_sw', 'shoe-blue', 'shoe-green_sw', 'nothing_sw']), ['shoe: shoe-blue shoe-red;shoe-red_sw']);
    const places = await sortIds(matcher, script, ['nothing_sw', 'shoe-green_sw'], 20_000);
    assert.deepEqual([...places.values()], [{ kind: 'none', why: 'noImageOfSwatch' }, { kind: 'swatch', base: 'shoe', of: 'shoe-green' }]);
  });
});

describe('what a recipe goes by', () => {
  test('the first expression that fits counts; base comes before the group of match, which comes before the whole', async () => {
    const ids = ['a1x', 'b22', 'c'];
    const bases = async (properties: Readonly<Record<string, string>>): Promise<readonly string[]> => [...(await sortIds(matcher, recipe(properties), ids, 20_000)).values()]
      .map((place) => (place.kind === 'member' ? place.base : '-'));
    assert.deepEqual(await bases({ 'match.2': '(\\w)(\\w+)', 'match.10': 'c', 'match.1': '(\\w\\d)x' }), ['a1', 'b', 'c']);
    assert.deepEqual(await bases({ match: '\\w+' }), ['a1x', 'b22', 'c']);
    assert.deepEqual(await bases({ match: '(\\w)\\w*', 'base.1': '\\w(\\d)x', 'base.2': 'b\\d\\d' }), ['1', 'b22', 'c']);
    assert.deepEqual(await bases({ match: '(?:(q)|\\w)\\w*' }), ['a1x', 'b22', 'c']);
  });

  test('names of sets are made legal', () => {
    assert.equal(setNameOf({ prefix: 'a/', suffix: ' ' }, 'b:c'), 'abc');
    assert.equal(setNameOf({ prefix: '', suffix: '/' }, '..'), '');
  });

  test('scripts are read with their defaults', () => {
    assert.deepEqual(recipe({ match: ' a ' }), { name: '', kind: 'ImageSet', match: ['a'], base: [], order: [], prefix: '', suffix: '', isActive: true });
    assert.deepEqual(recipe({ name: 'n', type: 'MediaSet', match: 'a', 'base.2': 'c', 'base.1': 'b', active: 'false', destFolder: 'Co/Sets/', swatch: '(a)', prefix: 'p' }), {
      name: 'n', kind: 'MediaSet', match: ['a'], base: ['b', 'c'], swatch: '(a)', order: [], prefix: 'p', suffix: '', destFolder: 'Co/Sets/', isActive: false,
    });
  });

  test('what makes no sense is refused by the name of its property', () => {
    const refused: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
      [{}, 'match.1'], [{ match: '(' }, 'match'], [{ match: 'a)|(b' }, 'match'], [{ 'match.1': 'x'.repeat(1001) }, 'match.1'], [{ match: 'a', type: 'imageset' }, 'type'],
      [{ match: 'a', row: 'b' }, 'row'], [{ match: 'a', type: 'MultiAxisSpinSet', row: '(a)' }, 'column'], [{ match: 'a', type: 'SwatchSet' }, 'swatch'],
      [{ match: 'a', swatch: '.+_sw' }, 'swatch'], [{ match: 'a', type: 'SpinSet', swatch: '(a)' }, 'swatch'], [{ match: 'a', colour: 'red' }, 'colour'],
      [{ match: 'a', 'match.0': 'a' }, 'match.0'], [{ match: 'a', active: 'yes' }, 'active'], [{ match: 'a', order: 'b,[' }, 'order'], [{ match: 'a', suffix: 'x'.repeat(101) }, 'suffix'],
      [{ match: 'a', order: 'a,'.repeat(51) }, 'order'], [Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`match.${index + 1}`, 'a'])), 'match'],
    ];
    for (const [properties, name] of refused) {
      assert.throws(() => recipe(properties), (thrown: { readonly code?: string; readonly params?: { readonly name?: string } }) => thrown.code === 'INVALID_PARAMETER' && thrown.params?.name === name, `${JSON.stringify(properties).slice(0, 80)} → ${name}`);
    }
  });

  test('order is split at commas that separate', () => {
    assert.deepEqual(splitOrder('a{1,2},(b,c), [,] ,d\\,e,,'), ['a{1,2}', '(b,c)', '[,]', 'd\\,e']);
    assert.deepEqual(splitOrder(''), []);
    assert.deepEqual(splitOrder('a\\'), ['a\\']);
  });

  test('an expression that never ends is told by name', async () => {
    const other = openPatternThread();
    await assert.rejects(sortIds(other, recipe({ match: '(a+)+$' }), [`${'a'.repeat(60)}!`], 200), { code: 'PATTERN_TOO_SLOW' });
    await other.close();
  });
});

const ids = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '-', '_', '0', '1', '2', '9', ' ', 'é') }), { maxLength: 12 });

test('counting order is an order, and agrees with numbers', () => {
  fc.assert(fc.property(ids, (texts) => {
    const sorted = texts.toSorted(compareNatural);
    for (const [index, text] of sorted.entries()) for (const later of sorted.slice(index)) assert.ok(compareNatural(text, later) <= 0);
    for (const text of texts) for (const other of texts) assert.equal(compareNatural(text, other) === 0, text === other);
  }));
  fc.assert(fc.property(fc.nat(), fc.nat(), (one, other) => assert.equal(Math.sign(compareNatural(`a${one}b`, `a${other}b`)), Math.sign(one - other))));
});

test('arranging neither loses nor doubles a member, does not depend on the order it is given, and does nothing the second time', async () => {
  const script = recipe({ match: '([ab]*).*', order: '.*_,.*1' });
  await fc.assert(fc.asyncProperty(ids, async (texts) => {
    const unique = [...new Set(texts.filter((text) => text !== ''))];
    const places = await sortIds(matcher, script, unique, 20_000);
    const arranged = arrange(script, unique, places).map(({ id }) => id);
    assert.deepEqual(arranged.toSorted(), unique.toSorted());
    assert.deepEqual(arrange(script, unique.toReversed(), places).map(({ id }) => id), arranged);
    assert.deepEqual(arrange(script, arranged, places).map(({ id }) => id), arranged);
  }), { numRuns: 50 });
});
