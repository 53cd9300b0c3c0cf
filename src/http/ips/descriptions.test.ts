import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { readXml, servedVersions } from '#wire';
import { openIpsWorld, type IpsWorld } from '#test/build/ips';

describe('descriptions', () => {
  let world: IpsWorld;
  before(async () => { world = await openIpsWorld(); });
  after(() => world[Symbol.asyncDispose]());

  const get = (url: string, headers = {}) =>
    world.server.inject({ method: 'GET', url, headers: { host: 'here.test:8080', ...headers } });
  const addressesIn = (body: string) =>
    [...body.matchAll(/<soap\w*:address location="([^"]*)"/g)].map(([, address]) => address);

  test('behaviour 20: every served version is at both addresses, without login', async () => {
    assert.ok(servedVersions.includes('2014-04-03') && servedVersions.includes('2013-02-15'));
    for (const version of servedVersions) {
      const file = version === '' ? 'IpsApi.wsdl' : `IpsApi-${version}.wsdl`;
      const answers = [await get(`/scene7/webservice/${file}`), await get(`/scene7/${file}`)];
      for (const answer of answers) {
        assert.equal(answer.statusCode, 200, file);
        assert.equal(answer.headers['content-type'], 'text/xml;charset=utf-8');
      }
      assert.equal(answers[0]?.body, answers[1]?.body);
    }
  });

  test('the address in the description is where the request went, or what serviceUrl wishes', async () => {
    const file = '/scene7/webservice/IpsApi-2014-04-03.wsdl';
    assert.deepEqual(
      new Set(addressesIn((await get(file)).body)), new Set(['http://here.test:8080/scene7/services/IpsApiService']),
    );
    const wish = await get(`${file}?serviceUrl=${encodeURIComponent('https://else.test:444/any/path?x=<"')}`);
    assert.deepEqual(new Set(addressesIn(wish.body)), new Set(['https://else.test:444/scene7/services/IpsApiService']));
    for (const bad of ['nonsense', 'javascript:alert(1)', 'file:///etc/passwd']) {
      assert.equal((await get(`${file}?serviceUrl=${encodeURIComponent(bad)}`)).statusCode, 400, bad);
    }
  });

  test('the public address goes before the one of the request', async () => {
    await using behind = await openIpsWorld({ publicUrl: () => 'https://images.example.test', contextPath: '/ips' });
    const answer = await behind.server.inject({ method: 'GET', url: '/ips/IpsApi-2014-04-03.wsdl' });
    assert.deepEqual(
      new Set(addressesIn(answer.body)), new Set(['https://images.example.test/ips/services/IpsApiService']),
    );
  });

  test('a description is cached by its tag', async () => {
    const first = await get('/scene7/IpsApi-2014-04-03.wsdl');
    const tag = String(first.headers['etag']);
    const again = await get('/scene7/IpsApi-2014-04-03.wsdl', { 'if-none-match': tag });
    assert.deepEqual([again.statusCode, again.body], [304, '']);
    assert.notEqual((await get('/scene7/IpsApi-2013-02-15.wsdl')).headers['etag'], tag);
  });

  test('an unknown version is not found and names those there are; ?wsdl on the service gives one', async () => {
    const missing = await get('/scene7/IpsApi-1999-01-01.wsdl');
    assert.equal(missing.statusCode, 404);
    assert.match(missing.body, /IpsApi-2014-04-03\.wsdl/);
    const asked = await get('/scene7/services/IpsApiService?wsdl');
    assert.equal(asked.statusCode, 200);
    assert.match(asked.body, /<wsdl:definitions /);
  });

  test('a description is XML that says what it may hold', async () => {
    const { rawPayload } = await get('/scene7/IpsApi-2014-04-03.wsdl');
    assert.ok(rawPayload.length < 1024 * 1024);
    assert.equal(readXml(rawPayload).name, 'definitions');
  });
});
