import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodePathElement, decodeValue } from './decode.ts';
import { mergeQueries } from './merge.ts';
import { parseQuery } from './parse.ts';
import { splitQuery } from './split.ts';

const merge = (...strings: string[]) => mergeQueries(strings.map(parseQuery), 'Co/g');
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
  assert.equal(valueOf('crop', 'cropN=0,0,1,1', 'crop=1,2,3,4'), '1,2,3,4');
  assert.equal(merge('crop=1,2,3,4', 'cropN=0,0,.5,.5').commands.get('crop')?.name, 'cropn');
});

test('variables: the last definition counts, references are replaced once, unknown ones stay', () => {
  assert.equal(valueOf('id', 'id=$a$&$b=x&$a=1$b$2'), '1$b$2');
  assert.equal(valueOf('id', 'id=[$t$]&$t=Hi', '$T=Ho'), '[Ho]');
  assert.equal(valueOf('id', 'id=$object$/$x$'), 'Co/g/$x$');
  assert.equal(valueOf('id', '$t=a%26b&id=$t$'), 'a&b');
});

test('view commands count wherever they stand; commands of layers that cannot be drawn are named', () => {
  const merged = merge('layer=1&src=a&wid=300&size=5,5&layer=0&crop=1,1,2,2&layer=comp&flip=lr');
  assert.deepEqual(merged.unavailable, ['layer']);
  assert.equal(merged.commands.get('wid')?.value, '300');
  assert.equal(merged.commands.has('size'), false);
  assert.equal(merged.commands.get('crop')?.value, '1,1,2,2');
  assert.equal(merged.commands.get('flip')?.value, 'lr');
  assert.equal(merge('layer=0&flip=ud').layerCommands.get('flip')?.value, 'ud');
  assert.deepEqual(merge('effect=-1&op_grow=3').unavailable, ['effect']);
  assert.throws(() => merge('effect=0'), { code: 'DELIVERY_BAD_REQUEST' });
});

test('a later neutral value takes a command back', () => {
  assert.deepEqual(merge('op_usm=1,1', 'op_usm=0').unavailable, []);
  assert.deepEqual(merge('op_usm=0', 'op_usm=1,1').unavailable, ['op_usm']);
});

test('macros that do not exist are listed apart', () => {
  assert.deepEqual(merge('$preset$&wid=5').unknownMacros, ['$preset$']);
  assert.deepEqual(merge('$Shadow$').unavailable, ['$shadow$']);
});
