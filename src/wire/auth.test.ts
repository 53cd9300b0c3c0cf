import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAuthHeader, readSoapAuth, type AuthHeader } from './auth.ts';
import { readXml } from './read-xml.ts';
import type { XmlElement } from './types.ts';

const parse = (text: string): XmlElement => readXml(new TextEncoder().encode(text));
const read = (text: string): AuthHeader => readAuthHeader(parse(text));
const expected = { user: 'a@b.c', password: 'p<>', locale: 'de', gzipResponse: true, faultHttpStatusCode: 200 };
const fields = (prefix = ''): string => `
  <${prefix}user>a@b.c</${prefix}user><${prefix}password><![CDATA[p<>]]></${prefix}password>
  <${prefix}locale>de</${prefix}locale><${prefix}gzipResponse> 1 </${prefix}gzipResponse>
  <${prefix}faultHttpStatusCode>200</${prefix}faultHttpStatusCode>`;

for (const [description, text] of [
  ['in the unversioned namespace', `<authHeader xmlns="http://www.scene7.com/IpsApi/xsd">${fields()}</authHeader>`],
  ['in a versioned namespace',
    `<authHeader xmlns="http://www.scene7.com/IpsApi/xsd/2016-01-14-beta">${fields()}</authHeader>`],
  ['with unqualified children',
    `<n:authHeader xmlns:n="http://www.scene7.com/IpsApi/xsd">${fields()}</n:authHeader>`],
  ['with prefixed children',
    `<n:authHeader xmlns:n="http://www.scene7.com/IpsApi/xsd">${fields('n:')}</n:authHeader>`],
  ['without namespace', `<authHeader>${fields()}</authHeader>`],
] as const) {
  test(`an authHeader is read ${description}`, () => assert.deepEqual(read(text), expected));
}

test('values that cannot be read count as absent', () => {
  const header = read('<authHeader><user>u</user><gzipResponse>maybe</gzipResponse>'
    + '<faultHttpStatusCode>ok</faultHttpStatusCode></authHeader>');
  assert.deepEqual(header, { user: 'u' });
});

test('the newer ways to log in are read', () => {
  assert.deepEqual(read('<authHeader><accessToken>t</accessToken><samlResponse>s</samlResponse></authHeader>'),
    { accessToken: 't', samlResponse: 's' });
});

test('a SOAP header is searched for the authHeader first, then for the legacy pair', () => {
  const legacy = '<AuthUser xmlns="http://www.scene7.com/IpsApi">u</AuthUser>'
    + '<AuthPassword xmlns="http://www.scene7.com/IpsApi">p</AuthPassword>';
  assert.deepEqual(readSoapAuth(parse(`<Header>${legacy}</Header>`)), { user: 'u', password: 'p' });
  assert.deepEqual(readSoapAuth(parse(`<Header>${legacy}<authHeader><user>x</user></authHeader></Header>`)),
    { user: 'x' });
  assert.equal(readSoapAuth(parse('<Header><other/></Header>')), undefined);
});
