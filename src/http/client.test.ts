import assert from 'node:assert/strict';
import { test } from 'node:test';

import { basicCredentials, clientAddressOf, operationLocale, readTrustedProxies, spokenLocale } from './client.ts';

const from = (remoteAddress: string, forwarded?: string | string[]) =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } });

test('without trusted proxies the peer is the client, whatever it claims', () => {
  const none = readTrustedProxies([]);
  assert.equal(clientAddressOf(from('192.0.2.7', '10.1.1.1'), none), '192.0.2.7');
});

test('behind trusted proxies the nearest hop that is not trusted is the client', () => {
  const proxies = readTrustedProxies(['10.0.0.0/8', '::1']);
  assert.equal(clientAddressOf(from('10.0.0.1', '203.0.113.5'), proxies), '203.0.113.5');
  assert.equal(clientAddressOf(from('10.0.0.1', '1.1.1.1, 203.0.113.5, 10.9.9.9'), proxies), '203.0.113.5');
  assert.equal(clientAddressOf(from('::1', ['1.1.1.1', '203.0.113.5']), proxies), '203.0.113.5');
  assert.equal(clientAddressOf(from('10.0.0.1'), proxies), '10.0.0.1');
});

test('all hops trusted leaves the farthest, an unreadable hop stops the walk', () => {
  const proxies = readTrustedProxies(['10.0.0.0/8']);
  assert.equal(clientAddressOf(from('10.0.0.1', '10.0.0.3, 10.0.0.2'), proxies), '10.0.0.3');
  assert.equal(clientAddressOf(from('10.0.0.1', '203.0.113.5, unknown, 10.0.0.2'), proxies), '10.0.0.2');
});

test('one client has one spelling', () => {
  const proxies = readTrustedProxies(['10.0.0.0/8']);
  assert.equal(clientAddressOf(from('::ffff:192.0.2.7'), proxies), '192.0.2.7');
  assert.equal(clientAddressOf(from('::ffff:10.0.0.1', '203.0.113.5:4711'), proxies), '203.0.113.5');
  assert.equal(clientAddressOf(from('10.0.0.1', '[2001:DB8::1]:443'), proxies), '2001:db8::1');
});

test('a range that is none is a bad setting', () => {
  for (const entry of ['10.0.0.0/33', 'proxy.example', '10.0.0.0/8/8', '::1/129', '10.0.0.1/', '1.2.3.4/-1']) {
    assert.throws(() => readTrustedProxies([entry]), { code: 'BAD_SETTING' }, entry);
  }
});

test('the locale comes from the auth header, then Accept-Language, then the server', () => {
  const serverDefault = 'en';
  assert.equal(operationLocale({ authLocale: 'de-CH', acceptLanguage: 'en', serverDefault }), 'de-CH');
  assert.equal(operationLocale({ authLocale: undefined, acceptLanguage: 'de;q=0.8, en', serverDefault }), 'de');
  assert.equal(operationLocale({ authLocale: ' ', acceptLanguage: 'de', serverDefault }), 'de');
  assert.equal(operationLocale({ authLocale: undefined, acceptLanguage: undefined, serverDefault: 'de' }), 'de');
});

test('an unknown language reads the server default', () => {
  assert.equal(operationLocale({ authLocale: 'fr-FR', acceptLanguage: 'de', serverDefault: 'en' }), 'en');
  assert.equal(spokenLocale('xx', 'de'), 'de');
});

test('old spellings of locales are tidied', () => {
  assert.equal(spokenLocale('en_US', 'de'), 'en-US');
  assert.equal(spokenLocale('DE-at', 'en'), 'de-AT');
});

test('Basic credentials are read in UTF-8 or Latin-1, with colons in the password', () => {
  const header = (text: string, encoding: BufferEncoding) => `Basic ${Buffer.from(text, encoding).toString('base64')}`;
  assert.deepEqual(basicCredentials(header('a@b.c:p:ä', 'utf8')), { email: 'a@b.c', password: 'p:ä' });
  assert.deepEqual(basicCredentials(header('a@b.c:ä', 'latin1')), { email: 'a@b.c', password: 'ä' });
  assert.deepEqual(basicCredentials(header('a@b.c:', 'utf8').replace('Basic', 'bAsIc')), { email: 'a@b.c', password: '' });
});

test('what is no Basic header gives no credentials', () => {
  for (const header of [undefined, '', 'Bearer abc', 'Basic', 'Basic ???', `Basic ${Buffer.from('nocolon').toString('base64')}`]) {
    assert.equal(basicCredentials(header), undefined);
  }
});
