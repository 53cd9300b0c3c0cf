import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { elementShape, ownElementShape } from './catalogue.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { readFields } from './notation.ts';
import { readXml } from './read-xml.ts';
import type { TypeShape, WireObject } from './types.ts';

const shapeFrom = (notation: string): TypeShape => ({ name: 'Sample', fields: readFields(notation) });

const write = (notation: string, value: WireObject, version = ''): string =>
  encode('x', shapeFrom(notation), value, version).replace('<x xmlns="http://www.scene7.com/IpsApi/xsd"', '<x');

test('fields come in the order of the schema, unknown keys are left out, the root alone declares the namespace', () => {
  assert.equal(
    encode('x', shapeFrom('a:int b:string'), { b: 'two', c: 'three', a: 1 }, '2014-04-03'),
    '<x xmlns="http://www.scene7.com/IpsApi/xsd/2014-04-03"><a>1</a><b>two</b></x>',
  );
});

test('values of every simple type have their form on the wire', () => {
  assert.equal(
    write('s:string b:boolean i:int l:long d:double t:dateTime y:base64Binary', {
      s: 'text', b: false, i: -1, l: 4294967296, d: 0.5, t: new Date(Date.UTC(2014, 3, 3)), y: new Uint8Array([1, 2]),
    }),
    '<x><s>text</s><b>false</b><i>-1</i><l>4294967296</l><d>0.5</d><t>2014-04-03T00:00:00.000Z</t><y>AQI=</y></x>',
  );
});

test('an empty answer, an empty array and an empty string are present and empty', () => {
  assert.equal(
    encode('pauseJobReturn', ownElementShape('pauseJobReturn'), {}, '2014-04-03'),
    '<pauseJobReturn xmlns="http://www.scene7.com/IpsApi/xsd/2014-04-03"/>',
  );
  assert.equal(write('list:HandleArray s:string', { list: { items: [] }, s: '' }), '<x><list/><s/></x>');
  assert.equal(write('list:HandleArray', { list: {} }), '<x><list/></x>');
});

test('a missing required value is our own mistake, told with its path', () => {
  assert.throws(() => encode('getActiveJobsReturn', ownElementShape('getActiveJobsReturn'), {}, ''),
    /Expected a value for getActiveJobsReturn\.jobArray/);
  assert.throws(() => write('p:Project', { p: { projectHandle: 'p|1|x' } }), /x\.p\.name/);
  assert.throws(() => write('urls:UrlArray', { urls: { items: [] } }), /x\.urls\.items/);
});

test('a value of the wrong type is our own mistake as well', () => {
  for (const [type, value] of [
    ['int', 1.5], ['int', '1'], ['int', 2 ** 31], ['int', -(2 ** 31) - 1], ['boolean', 'true'], ['string', 1],
    ['double', NaN], ['dateTime', new Date(NaN)], ['base64Binary', 'AQI='],
  ] as const) assert.throws(() => write(`a:${type}`, { a: value }), TypeError, `${type} ${String(value)}`);
});

test('fields a version does not have are left out, renamed ones keep their name of the time', () => {
  const shape = ownElementShape('getCompanyMembershipReturn');
  const value = { membershipArray: { items: [] } };
  assert.match(encode('r', shape, value, '2012-02-14'), /<membershipArray\/>/);
  assert.match(encode('r', shape, value, '2010-01-31'), /<companyArray\/>/);
  assert.equal(write('a:int>=2014-04-03 b:int?<=2013-02-15', { a: 1, b: 2 }, ''), '<x><b>2</b></x>');
  const bounded = shapeFrom('a:int>=2014-04-03 b:int?<=2013-02-15');
  assert.match(encode('x', bounded, { a: 1, b: 2 }, '2014-04-03-beta'), /><a>1<\/a><\/x>/);
});

test('a field required only in later versions may be missing for earlier ones', () => {
  assert.equal(write('a:int>=2014-04-03', {}, ''), '<x/>');
});

test('markup is escaped and what XML cannot carry becomes U+FFFD', () => {
  assert.equal(write('s:string', { s: '<a href="x">&amp;</a>\r' }),
    '<x><s>&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;&#13;</s></x>');
  assert.equal(write('s:string', { s: 'a\0b\u001fc\ud800d\udc00e\ufffef😀\t\n' }),
    '<x><s>a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf😀\t\n</s></x>');
});

/** @source XML 1.0 §2.2 */
function isCarried(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code === 9 || code === 10 || code === 13 || (code >= 32 && code !== 0xfffe && code !== 0xffff);
}

test('any text comes back as it went', () => {
  const shape = shapeFrom('s:string');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    const expected = [...text].map((one) => (isCarried(one) ? one : '\ufffd')).join('');
    const { value } = decode(shape, readXml(new TextEncoder().encode(encode('x', shape, { s: text }, ''))));
    assert.equal(value.s, expected);
  }));
});

test('a stranger\'s version cannot break out of the namespace attribute', () => {
  const shape = elementShape('pauseJobReturn');
  assert.ok(shape);
  assert.equal(encode('r', shape, {}, '"><evil/>'),
    '<r xmlns="http://www.scene7.com/IpsApi/xsd/&quot;&gt;&lt;evil/&gt;"/>');
});
