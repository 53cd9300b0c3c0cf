import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decode, type Decoded, type DecodeOptions } from './decode.ts';
import { ownElementShape, shapeOf } from './catalogue.ts';
import { readFields } from './notation.ts';
import { readXml } from './read-xml.ts';
import type { TypeShape } from './types.ts';

const namespace2014 = 'http://www.scene7.com/IpsApi/xsd/2014-04-03';

function decodeText(shape: TypeShape, inner: string, options?: DecodeOptions & { namespace?: string }): Decoded {
  const namespace = options?.namespace ?? namespace2014;
  return decode(shape, readXml(new TextEncoder().encode(`<x xmlns="${namespace}">${inner}</x>`)), options);
}

const shapeFrom = (notation: string): TypeShape => ({ name: 'Sample', fields: readFields(notation) });

test('simple types become strings, numbers, booleans, dates and bytes', () => {
  const shape = shapeFrom('s:string b:boolean i:int l:long d:double f:float t:dateTime y:base64Binary');
  const { value, missing, invalid } = decodeText(shape, `
    <s> kept </s><b> 1 </b><i>+7</i><l>9007199254740991</l><d>-1.5e3</d><f>.5</f>
    <t>2014-04-03T14:30:00.5+02:00</t><y> SGV5\n </y>
  `);
  assert.deepEqual(value, {
    s: ' kept ', b: true, i: 7, l: 9007199254740991, d: -1500, f: 0.5,
    t: new Date('2014-04-03T12:30:00.500Z'), y: new Uint8Array([72, 101, 121]),
  });
  assert.equal(missing, undefined);
  assert.equal(invalid, undefined);
});

for (const [type, texts] of Object.entries({
  boolean: ['TRUE', 'yes', 'True', '01', 'toString'],
  int: ['1.0', '2147483648', '-2147483649', '0x10', '1e3', '१'],
  long: ['9007199254740993', '1 2'],
  double: ['NaN', 'INF', '-INF', '1,5', '1e999', '.', 'Infinity'],
  dateTime: ['2014-04-03', '2014-02-30T00:00:00Z', '2014-04-03 12:00:00', '2014-04-03T25:00:00Z', 'yesterday'],
  base64Binary: ['SGV5=', 'a', '****'],
})) {
  for (const text of texts) {
    test(`'${text}' is no ${type}`, () => {
      const { value, missing, invalid } = decodeText(shapeFrom(`x:${type}`), `<x>${text}</x>`);
      assert.deepEqual(value, {});
      assert.equal(missing, undefined);
      assert.equal(invalid?.code, 'INVALID_PARAMETER');
      assert.deepEqual([invalid.params.name, invalid.params.received], ['x', text]);
    });
  }
}

test('a time without zone is the server\'s', () => {
  const { value } = decodeText(shapeFrom('t:dateTime'), '<t>2014-04-03T12:30:00</t>');
  assert.deepEqual(value, { t: new Date(2014, 3, 3, 12, 30) });
});

test('elements are found by local name, in any order, whatever their namespace; unknown ones are passed over', () => {
  const { value } = decodeText(shapeFrom('a:string b:int?'), `
    <synchronizationComplete>maybe</synchronizationComplete><n:b xmlns:n="urn:other">2</n:b><a xmlns="">1</a>
  `);
  assert.deepEqual(value, { a: '1', b: 2 });
});

test('the last of duplicates wins, also when the first is broken or spelt otherwise', () => {
  assert.deepEqual(decodeText(shapeFrom('a|A:int'), '<a>x</a><A>1</A>'), { value: { a: 1 } });
  const emptyLast = decodeText(shapeFrom('a:int'), '<a>1</a><a/>');
  assert.deepEqual(emptyLast.value, {});
  assert.equal(emptyLast.missing?.params.name, 'a');
});

test('empty booleans, numbers and dates count as absent, empty strings do not', () => {
  const { value, missing, invalid } = decodeText(shapeFrom('s:string b:boolean? i:int? t:dateTime? d:double'),
    '<s/><b/><i> </i><t></t><d/>');
  assert.deepEqual(value, { s: '' });
  assert.equal(missing?.code, 'MISSING_PARAMETER');
  assert.equal(missing.params.name, 'd');
  assert.equal(invalid, undefined);
});

test('xsi:nil counts as absent', () => {
  const { value, missing } = decodeText(shapeFrom('a:string b:string?'),
    '<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/><b xmlns:i="urn:i" i:nil="1">x</b>');
  assert.deepEqual(value, {});
  assert.equal(missing?.params.name, 'a');
});

test('array types decode to their items, an empty array to none', () => {
  assert.deepEqual(decodeText(shapeOf('HandleArray'), '<items>a|1</items><items>a|2</items>').value,
    { items: ['a|1', 'a|2'] });
  assert.deepEqual(decodeText(shapeFrom('list:HandleArray'), '<list/>'), { value: { list: { items: [] } } });
});

test('a list that needs one item is missing without', () => {
  assert.equal(decodeText(ownElementShape('cdnCacheInvalidationParam'), '<companyHandle>c|1</companyHandle><urlArray/>')
    .missing?.params.name, 'urlArray');
});

test('the first missing and the first invalid value are both told, by dotted path', () => {
  const { missing, invalid } = decodeText(ownElementShape('uploadPostParam'), `
    <companyHandle>c|1</companyHandle><endJob>soon</endJob>
    <uploadParams><overwrite>TRUE</overwrite><readyForPublish>true</readyForPublish><createMask>0</createMask>
      <manualCropOptions><left>1</left></manualCropOptions></uploadParams>
  `);
  assert.equal(missing?.params.name, 'uploadParams.manualCropOptions.right');
  assert.equal(invalid?.params.name, 'endJob');
});

test('an empty block means "none" where its fields would be missing, and stays an empty block where not', () => {
  const { value, missing } = decodeText(shapeOf('UploadPostJob'), `
    <overwrite>true</overwrite><readyForPublish>true</readyForPublish><createMask>false</createMask>
    <manualCropOptions/><autoSetCreationOptions/><emailSetting>None</emailSetting>
  `);
  assert.equal(missing, undefined);
  assert.deepEqual(value, {
    overwrite: true, readyForPublish: true, createMask: false, autoSetCreationOptions: {}, emailSetting: 'None',
  });
});

test('old and misspelt names are read as the interface\'s', () => {
  const { value } = decodeText(shapeOf('UploadPostJob'), `
    <knockoutBackground><corner>UpperLeft</corner><fillMethod>FloodFill</fillMethod></knockoutBackground>
    <IllustratorOptions><colorSpace>Rgb</colorSpace></IllustratorOptions>
    <autoColorOptions><corner>UpperLeft</corner><tolerance>0.5</tolerance></autoColorOptions>
    <InDesignOptions><process>None</process></InDesignOptions>
    <unCompressionOptions><process>UnCompress</process></unCompressionOptions>
  `);
  assert.deepEqual(value, {
    knockoutBackgroundOptions: { corner: 'UpperLeft', fillMethod: 'FloodFill' },
    illustratorOptions: { colorspace: 'Rgb' },
    autoColorCropOptions: { corner: 'UpperLeft', tolerance: 0.5 },
    inDesignOptions: { process: 'None' },
    unCompressOptions: { process: 'UnCompress' },
  });
});

test('xmpKeywords may be one text or items', () => {
  const { value } = decodeText(shapeFrom('k:string~?'), '<k>red\\, dark, sale</k>');
  assert.deepEqual(value, { k: 'red\\, dark, sale' });
  assert.deepEqual(decodeText(shapeFrom('k:string~?'), '<k><items>red, dark</items><items>C:\\x</items></k>').value,
    { k: 'red\\, dark,C:\\\\x' });
});

test('numbers nobody can read are wrong XML as parameters of an operation, wrong values inside options', () => {
  const shape = ownElementShape('getAutoCropRectParam');
  const asOperation = { unreadableNumber: 'INVALID_REQUEST_XML' } as const;
  const nested = decodeText(shape, `<companyHandle>c|1</companyHandle><assetHandle>a|1</assetHandle>
    <autoTransparentCropOptions><tolerance>much</tolerance></autoTransparentCropOptions>`, asOperation);
  assert.equal(nested.invalid?.code, 'INVALID_PARAMETER');
  assert.equal(nested.invalid.params.name, 'autoTransparentCropOptions.tolerance');
  const own = decodeText(ownElementShape('getJobLogsParam'), '<numRows>many</numRows>', asOperation);
  assert.equal(own.invalid?.code, 'INVALID_REQUEST_XML');
  assert.match(own.invalid.message, /numRows.*many/);
  const date = decodeText(ownElementShape('getJobLogsParam'), '<startDate>once</startDate>', asOperation);
  assert.equal(date.invalid?.code, 'INVALID_PARAMETER');
});

test('a field is required of the versions that have it, and read from all', () => {
  const inner = `<firstName>A</firstName><lastName>B</lastName><email>a@b</email><password>p</password>
    <isValid>true</isValid><companyHandleArray><items><companyHandle>c|1</companyHandle><role>IpsUser</role>
    <isActive>true</isActive></items></companyHandleArray>`;
  const shape = ownElementShape('addUserParam');
  assert.equal(decodeText(shape, inner).missing?.params.name, 'isIpsAdmin');
  const namespace = 'http://www.scene7.com/IpsApi/xsd/2010-01-31';
  const old = decodeText(shape, `${inner}<role>IpsUser</role>`, { namespace });
  assert.equal(old.missing, undefined);
  assert.equal(old.value.defaultRole, 'IpsUser');
  assert.deepEqual(old.value.membershipArray, { items: [{ companyHandle: 'c|1', role: 'IpsUser', isActive: true }] });
  const mixed = decodeText(shape, `${inner}<isIpsAdmin>true</isIpsAdmin>`, { version: '2010-01-31' });
  assert.equal(mixed.value.isIpsAdmin, true);
});
