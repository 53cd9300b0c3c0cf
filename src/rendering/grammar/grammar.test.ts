import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodePathElement, decodeValue } from './decode.ts';
import { mergeQueries } from './merge.ts';
import { readNested } from './nested.ts';
import { parseQuery } from './parse.ts';
import { splitQuery } from './split.ts';

const merge = (...strings: string[]) => mergeQueries(strings.map((one) => parseQuery(one)), 'Co/g');
const valueOf = (name: string, ...strings: string[]) => merge(...strings).commands.get(name)?.value;

test('a query is split at ampersands outside nested requests', () => {
  assert.deepEqual(splitQuery('wid=3&src=is{Co/a?wid=1&hei=2}&hei=4').map(({ name, value }) => [name, value]),
    [['wid', '3'], ['src', 'is{Co/a?wid=1&hei=2}'], ['hei', '4']]);
  assert.deepEqual(splitQuery('mask=(a?src=is{b&c}&d)&e=f').map(({ value }) => value), ['(a?src=is{b&c}&d)', 'f']);
  assert.deepEqual(splitQuery('imageSet=%7Ba&b%7D&c=d').map(({ value }) => value), ['%7Ba&b%7D', 'd']);
  assert.deepEqual(splitQuery('src=is%28a&(b)%29&c=d').map(({ value }) => value), ['is%28a&(b)%29', 'd']);
});

test('parentheses in a text are plain characters', () => {
  assert.deepEqual(splitQuery('text=(a&wid=5').map(({ name, value }) => [name, value]), [['text', '(a'], ['wid', '5']]);
});

test('a nested request that is not closed is refused', () => {
  for (const query of ['src=is{a', 'src={a{b}', 'mask=(a']) assert.throws(() => splitQuery(query), { code: 'DELIVERY_BAD_REQUEST' });
});

test('comments and empty parts vanish, unknown commands are listed', () => {
  assert.deepEqual(merge('.comment=1&&wid=5&utm_source=x&WID=7&flag').ignored, ['utm_source', 'flag']);
  assert.equal(valueOf('wid', '.wid=9&wid=5'), '5');
});

test('names do not care for case and the last of equal commands wins', () => {
  assert.equal(valueOf('wid', 'WID=5&Wid=6&wid=7'), '7');
});

test('a command without value is as if absent, save where empty means something', () => {
  assert.equal(valueOf('wid', 'wid=5', 'wid=&wid'), '5');
  assert.equal(valueOf('defaultimage', 'defaultImage=a', 'defaultImage='), '');
});

test('values are decoded once: plus is a blank, UTF-8 where it can be, else Latin-1', () => {
  for (const [encoded, decoded] of [['a+b', 'a b'], ['a%2Bb', 'a+b'], ['%C3%A9', 'é'], ['%E9', 'é'], ['%2541', '%41'], ['100%', '100%'], ['%zz', '%zz'], ['%E2%82%AC', '€'], ['€', '€'], ['😀', '😀']] as const) {
    assert.equal(decodeValue(encoded), decoded);
  }
  assert.equal(decodePathElement('a+b%20c'), 'a+b c');
});

test('whatever is encoded comes back', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => decodeValue(encodeURIComponent(text)) === text));
});

test('any query is either understood or refused as a bad request', () => {
  const word = fc.constantFrom('wid', 'src', 'layer', 'effect', '$a', '$a$', 'mask', 'crop', '.x', 'fmt', '=', '&', '{', '}', '(', ')', '%7B', '%', '$', 'is', '1', '-1', ',', '+');
  fc.assert(fc.property(fc.array(word).map((words) => words.join('')), (query) => {
    try {
      merge(query);
    } catch (thrown) {
      assert.equal((thrown as { code?: string }).code, 'DELIVERY_BAD_REQUEST');
    }
  }));
});

test('PostModifier beats the request, which beats Modifier, wherever they stand', () => {
  assert.equal(valueOf('qlt', 'qlt=10', 'qlt=20', 'qlt=30'), '30');
  assert.equal(merge('cropN=0,0,1,1', 'crop=1,2,3,4').layers.get(0)?.commands.get('crop')?.value, '1,2,3,4');
  assert.equal(merge('crop=1,2,3,4', 'cropN=0,0,.5,.5').layers.get(0)?.commands.get('crop')?.name, 'cropn');
});

test('variables: the last definition counts, references are replaced once, unknown ones stay', () => {
  assert.equal(valueOf('id', 'id=$a$&$b=x&$a=1$b$2'), '1$b$2');
  assert.equal(valueOf('id', 'id=[$t$]&$t=Hi', '$T=Ho'), '[Ho]');
  assert.equal(valueOf('id', 'id=$object$/$x$'), 'Co/g/$x$');
  assert.equal(valueOf('id', '$t=a%26b&id=$t$'), 'a&b');
});

test('view commands count wherever they stand, others where their layer is', () => {
  const merged = merge('layer=1&src=a&wid=300&size=5,5&layer=0&crop=1,1,2,2&layer=comp&flip=lr&extend=1,1,1,1');
  const of = (number: number) => Object.fromEntries([...merged.layers.get(number)!.commands].map(([slot, { value }]) => [slot, value]));
  assert.deepEqual(merged.unavailable, []);
  assert.equal(merged.commands.get('wid')?.value, '300');
  assert.deepEqual(of(1), { source: 'a', size: '5,5' });
  assert.deepEqual(of(0), { crop: '1,1,2,2', extend: '1,1,1,1' });
  assert.equal(merged.composite.commands.get('flip')?.value, 'lr');
  const under = merge('layer=0&flip=ud&op_usm=1&layer=comp&op_usm=2');
  assert.equal(under.layers.get(0)?.commands.get('flip')?.value, 'ud');
  assert.deepEqual([under.layers.get(0)?.commands.get('op_usm')?.value, under.composite.commands.get('op_usm')?.value], ['1', '2']);
  assert.throws(() => merge('effect=0'), { code: 'DELIVERY_BAD_REQUEST' });
});

test('each string begins at the composite, whatever the one before ended with', () => {
  const merged = merge('layer=2&opac=10', 'opac=20&layer=2&hide=1');
  assert.equal(merged.layers.get(2)?.commands.get('opac')?.value, '10');
  assert.equal(merged.layers.get(2)?.commands.get('hide')?.value, '1');
  assert.equal(merged.composite.commands.get('opac')?.value, '20');
});

test('effects belong to their layer or the composite and take a few commands only', () => {
  const merged = merge('effect=-1&.effect=Drop Shadow&color=0,0,0&size=5,5&layer=3&color=1,1,1&effect=2&opac=50&wid=9&effect=-1&pos=1,2');
  assert.deepEqual([...merged.composite.effects.get(-1)!.keys()], ['color']);
  assert.deepEqual([...merged.layers.get(3)!.effects.keys()].sort(), [-1, 2]);
  assert.equal(merged.layers.get(3)!.effects.get(2)?.get('opac')?.value, '50');
  assert.equal(merged.commands.get('wid')?.value, '9');
  assert.equal(merged.layers.get(0)!.commands.has('size'), false);
});

test('layers may have names, gathered from all strings', () => {
  const merged = merge('layer=2,a&opac=1&layer=2,b', 'layer=a&opac=5&layer=b&hide=1');
  assert.deepEqual([...merged.layers.get(2)!.commands.keys()], ['opac', 'hide']);
  assert.equal(merged.layers.get(2)!.commands.get('opac')?.value, '5');
  for (const query of ['layer=1,a&src=x&layer=2,a&src=y', 'layer=zz&opac=5', 'layer=A&opac=5&layer=1,a']) {
    assert.throws(() => merge(query), { code: 'DELIVERY_BAD_REQUEST' }, query);
  }
  assert.throws(() => merge(Array.from({ length: 101 }, (_, number) => `layer=${number + 1}&src=a`).join('&')), { code: 'DELIVERY_BAD_REQUEST', params: { detail: 'expected at most 100 layers' } });
});

test('a later neutral value takes a command back', () => {
  assert.deepEqual(merge('op_hue=1', 'op_hue=0').unavailable, []);
  assert.deepEqual(merge('op_hue=0', 'op_hue=1').unavailable, ['op_hue']);
});

test('src, text and textPs exclude each other, as do the forms of one command', () => {
  assert.equal(merge('src=a&src=b').layers.get(0)!.commands.get('source')?.value, 'b');
  assert.deepEqual([...merge('anchor=1,2&anchorN=0,0&posN=1,1&pos=3,4').layers.get(0)!.commands].map(([slot, { name }]) => [slot, name]), [['anchor', 'anchorn'], ['pos', 'pos']]);
});

test('macros stand for their commands where they are called, later commands winning', () => {
  const macroOf = (name: string) => ({ p: 'wid=240&qlt=85', both: '$p$&hei=7&layer=1&src=x', me: 'wid=1&$you$', you: '$me$', '!_s7product': 'wid=5', var: 'id=$v$' })[name];
  const expand = (query: string) => mergeQueries([parseQuery(query, macroOf)], 'Co/g');
  assert.equal(expand('$p$').commands.get('wid')?.value, '240');
  assert.equal(expand('$p$&wid=480').commands.get('wid')?.value, '480');
  assert.equal(expand('wid=480&$P$').commands.get('wid')?.value, '240');
  assert.equal(expand('$both$&opac=5').layers.get(1)!.commands.get('opac')?.value, '5');
  assert.equal(expand('$!_s7product$').commands.get('wid')?.value, '5');
  assert.equal(expand('$var$&$v=x').commands.get('id')?.value, 'x');
  assert.throws(() => expand('$me$'), { code: 'DELIVERY_BAD_REQUEST' });
});

test('macros that double with every call are refused before they fill the memory', () => {
  const macroOf = (name: string) => (/^m(\d+)$/.test(name) ? Array(8).fill(Number(name.slice(1)) < 30 ? `$m${Number(name.slice(1)) + 1}$` : 'wid=1').join('&') : undefined);
  assert.throws(() => parseQuery('$m1$', macroOf), { code: 'DELIVERY_BAD_REQUEST' });
});

test('macros that do not exist are listed apart', () => {
  assert.deepEqual(merge('$preset$&wid=5').unknownMacros, ['$preset$']);
});

test('a nested request stays encoded; what is around it gives values that it does not define itself', () => {
  const src = (query: string) => merge(query).layers.get(0)!.commands.get('source')?.value;
  assert.equal(src('src=is{Co/a%20b?text=x%26y}'), 'is{Co/a%20b?text=x%26y}');
  assert.equal(src('$c=r&$d=e&src=is{Co/$c$?$d=own&id=$c$$d$}'), 'is{Co/r?$d=own&id=r$d$}');
  assert.deepEqual(readNested('src', 'is{Co/a?wid=1&src=is(b)}'), { object: 'Co/a', query: 'wid=1&src=is(b)' });
  assert.deepEqual(readNested('src', 'IS%28?color=1%29'), { object: '', query: 'color=1' });
  assert.equal(readNested('src', 'Co/a'), undefined);
  for (const value of ['ir{a}', 'fxg(a)', '{http://x/y}', '(a)', 'is{a}b']) assert.throws(() => readNested('src', value), { code: 'DELIVERY_BAD_REQUEST' }, value);
});
