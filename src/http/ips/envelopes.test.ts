import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { operations } from '#wire';
import { namesIn, post, soap11, soap12, textAt, textsAt, unversioned, v2014, ipsClient } from '#test/build/ips-client';

import { operationTable } from './operation-table.ts';

const soapPath = '/scene7/services/IpsApiService';
const plainPath = '/scene7/api/IpsApiService';
const xml = { 'content-type': 'text/xml; charset=utf-8' };

describe('envelopes', () => {
  let world: IpsWorld;
  let credentials: string;
  before(async () => {
    world = await openIpsWorld();
    credentials = `<user>${world.user.email}</user><password>${password}</password>`;
  });
  after(() => world[Symbol.asyncDispose]());

  const envelope = (header: string, body: string, namespace = soap11): string =>
    `<soap:Envelope xmlns:soap="${namespace}"><soap:Header>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
  const membership = `<getCompanyMembershipParam xmlns="${v2014}"/>`;
  const root = (answer: Awaited<ReturnType<typeof post>>): string =>
    textAt(answer.element, 'membershipArray/items/company/rootPath');

  test('behaviour 11: children of authHeader without a namespace are understood (PHP)', async () => {
    const header = `<ns1:authHeader xmlns:ns1="${unversioned}">${credentials}</ns1:authHeader>`;
    assert.equal(root(await post(world.server, soapPath, envelope(header, membership), xml)), 'ApiTestCo/');
  });

  test('behaviour 11: an authHeader in the unversioned namespace is understood (CXF)', async () => {
    const header = `<authHeader xmlns="${unversioned}">${credentials}</authHeader>`;
    assert.equal(root(await post(world.server, soapPath, envelope(header, membership), xml)), 'ApiTestCo/');
  });

  test('behaviour 11: an authHeader wholly in the versioned namespace is understood (raw clients)', async () => {
    const header = `<a:authHeader xmlns:a="${v2014}">${credentials.replaceAll(/<(\/?)/g, '<$1a:')}</a:authHeader>`;
    assert.equal(root(await post(world.server, soapPath, envelope(header, membership), xml)), 'ApiTestCo/');
  });

  test('the elements that came before authHeader still log in', async () => {
    const header = `<AuthUser xmlns="http://www.scene7.com/IpsApi">${world.user.email}</AuthUser>`
      + `<AuthPassword xmlns="http://www.scene7.com/IpsApi">${password}</AuthPassword>`;
    assert.equal(root(await post(world.server, soapPath, envelope(header, membership), xml)), 'ApiTestCo/');
  });

  test('HTTP Basic logs in, and an authHeader goes before it', async () => {
    const basic = { ...xml, authorization: `Basic ${btoa(`${world.user.email}:${password}`)}` };
    assert.equal(root(await post(world.server, soapPath, envelope('', membership), basic)), 'ApiTestCo/');
    const wrong =
      `<authHeader xmlns="${unversioned}"><user>${world.user.email}</user><password>wrong</password></authHeader>`;
    assert.equal(
      textAt((await post(world.server, soapPath, envelope(wrong, membership), basic)).element, 'code'), '10001',
    );
  });

  test('no credentials answer a 500 with fault 10000, never a 401', async () => {
    const answer = await post(world.server, soapPath, envelope('', membership), xml);
    assert.equal(answer.status, 500);
    assert.equal(answer.body, `<?xml version='1.0' encoding='UTF-8'?><soapenv:Envelope xmlns:soapenv="${soap11}"><soapenv:Header/>`
      + '<soapenv:Body><soapenv:Fault><faultcode>soapenv:Client</faultcode><faultstring>AuthenticationException</faultstring>'
      + `<detail><ns1:authenticationFault xmlns:ns1="${unversioned}" xmlns="${unversioned}"><code>10000</code>`
      + '<reason>No credentials supplied</reason></ns1:authenticationFault></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>');
  });

  test('an access token alone is no credential we can check', async () => {
    const header = `<authHeader xmlns="${unversioned}"><accessToken>abc</accessToken></authHeader>`;
    assert.equal(
      textAt((await post(world.server, soapPath, envelope(header, membership), xml)).element, 'code'), '10000',
    );
  });

  test('behaviour 14: an operation without a result answers an empty Return element, and empty arrays are present', async () => {
    const client = ipsClient(world.server, world.admin.email, password);
    const company = `<companyHandle>c|${world.company.id}</companyHandle>`;
    const empty = await client.call('setCompanySettings', company);
    assert.match(
      empty.body,
      /<soapenv:Body><setCompanySettingsReturn xmlns="http:\/\/www\.scene7\.com\/IpsApi\/xsd\/2014-04-03"\/><\/soapenv:Body>/,
    );
    const none = await client.call('getActiveJobs', company);
    assert.match(none.body, /<getActiveJobsReturn xmlns="[^"]+"><jobArray\/><\/getActiveJobsReturn>/);
  });

  test('behaviour 15: SOAPAction may be quoted, bare, missing or wrong, and the answer keeps the prefix soapenv', async () => {
    const header = `<authHeader xmlns="${unversioned}">${credentials}</authHeader>`;
    for (const action of [
      { soapaction: '"getCompanyMembership"' }, { soapaction: 'getCompanyMembership' }, {},
      { soapaction: '"deleteAsset"' },
    ]) {
      const answer = await post(world.server, soapPath, envelope(header, membership), { ...xml, ...action });
      assert.equal(answer.status, 200);
      assert.ok(answer.body.includes(`<soapenv:Envelope xmlns:soapenv="${soap11}"><soapenv:Header/><soapenv:Body>`));
      assert.equal(answer.headers['content-type'], 'text/xml;charset=utf-8');
    }
  });

  test('behaviours 15 and 19: SOAP 1.2 is answered in SOAP 1.2, faults too', async () => {
    const headers = { 'content-type': 'application/soap+xml; charset=utf-8; action="getCompanyMembership"' };
    const header = `<authHeader xmlns="${unversioned}">${credentials}</authHeader>`;
    const answer = await post(world.server, soapPath, envelope(header, membership, soap12), headers);
    assert.equal(root(answer), 'ApiTestCo/');
    assert.equal(answer.headers['content-type'], 'application/soap+xml;charset=utf-8');
    assert.ok(answer.body.includes(`<soapenv:Envelope xmlns:soapenv="${soap12}"><soapenv:Header/><soapenv:Body>`));
    const fault = await post(world.server, soapPath, envelope('', membership, soap12), headers);
    assert.match(fault.body, /<soapenv:Code><soapenv:Value>soapenv:Sender<\/soapenv:Value><\/soapenv:Code>/);
    assert.equal(textAt(fault.element, 'code'), '10000');
    const broken = await post(world.server, soapPath, '<nonsense', headers);
    assert.ok(broken.body.includes(`xmlns:soapenv="${soap12}"`));
    assert.equal(textAt(broken.element, 'code'), '30003');
  });

  test('behaviour 16: elements of the body carry no prefix', async () => {
    const client = ipsClient(world.server, world.user.email, password);
    const answer =
      await client.call('getFolderTree', `<companyHandle>c|${world.company.id}</companyHandle><depth>1</depth>`);
    const body = /<soapenv:Body>(.*)<\/soapenv:Body>/.exec(answer.body)?.[1] ?? '';
    assert.match(body, /^<getFolderTreeReturn xmlns="[^"]+"><folders><folderHandle>f\|ApiTestCo\//);
    assert.doesNotMatch(body, /<\/?\w+:/);
  });

  test('behaviour 19: plain XML is answered with the bare Return element in the namespace of the request', async () => {
    const namespace = `${unversioned}/2017-10-29-beta`;
    const answer =
      await post(world.server, plainPath, `<Request xmlns="${namespace}"><authHeader>${credentials}</authHeader>`
      + '<getCompanyMembershipParam/></Request>', xml);
    assert.equal(answer.status, 200);
    assert.match(
      answer.body,
      /^<\?xml version='1\.0' encoding='UTF-8'\?><getCompanyMembershipReturn xmlns="http:\/\/www\.scene7\.com\/IpsApi\/xsd\/2017-10-29-beta"><membershipArray>/,
    );
    assert.equal(answer.element.namespace, namespace);
  });

  test('behaviour 19: a fault of plain XML is the bare fault element', async () => {
    const answer = await post(world.server, plainPath, `<Request><authHeader><user>${world.user.email}</user>`
      + '<password>no</password><faultHttpStatusCode>200</faultHttpStatusCode></authHeader><getCompanyMembershipParam/></Request>', xml);
    assert.equal(answer.status, 200);
    assert.equal(answer.body, "<?xml version='1.0' encoding='UTF-8'?>"
      + `<tns:authenticationFault xmlns:tns="${unversioned}"><tns:code>10001</tns:code>`
      + '<tns:reason>Invalid username/password</tns:reason></tns:authenticationFault>');
  });

  test('behaviour 19: gzipResponse decides about compression, and Accept-Encoding where it is silent', async () => {
    const client = ipsClient(world.server, world.user.email, password);
    const accepting = { 'accept-encoding': 'gzip, deflate' };
    const packed = await client.call('getCompanyMembership', '', { headers: accepting });
    assert.equal(packed.headers['content-encoding'], 'gzip');
    const asked = await world.server.inject({
      method: 'POST', url: soapPath, headers: xml,
      payload: envelope(`<authHeader xmlns="${unversioned}">${credentials}<gzipResponse>true</gzipResponse></authHeader>`, membership),
    });
    assert.match(gunzipSync(asked.rawPayload).toString(), /<rootPath>ApiTestCo\/<\/rootPath>/);
    const refused =
      await client.call('getCompanyMembership', '', { headers: accepting, auth: '<gzipResponse>false</gzipResponse>' });
    assert.equal(refused.headers['content-encoding'], undefined);
    assert.equal(refused.headers['vary'], 'Accept-Encoding');
  });

  test('the namespace of the request comes back, whatever version it names, and old names with old versions', async () => {
    const client = ipsClient(world.server, world.user.email, password);
    for (const version of [
      unversioned, `${unversioned}/2013-08-29-beta`, `${unversioned}/2016-01-14-beta`, `${unversioned}/2022-11-01-beta`,
    ]) {
      assert.equal((await client.call('getUserInfo', '', { version })).element.namespace, version);
    }
    const old = await client.call('getCompanyMembership', '', { version: `${unversioned}/2010-01-31` });
    assert.deepEqual(namesIn(old.element), ['companyArray']);
    assert.deepEqual(textsAt(old.element, 'companyArray/items/company/rootPath'), ['ApiTestCo/']);
  });

  test('faultHttpStatusCode sets the status of faults and of nothing else', async () => {
    const client = ipsClient(world.server, world.user.email, password);
    const auth = '<faultHttpStatusCode>299</faultHttpStatusCode>';
    assert.equal((await client.call('getProperty', '<name>Nothing</name>', { auth })).status, 299);
    assert.equal((await client.call('getProperty', '<name>IpsVersion</name>', { auth })).status, 200);
    assert.equal(
      (await client.call('getProperty', '<name>Nothing</name>', { auth: '<faultHttpStatusCode>99</faultHttpStatusCode>' })).status,
      500,
    );
  });

  test('fault reasons speak the language of the authHeader, else of Accept-Language', async () => {
    const reason = async (auth: string, headers = {}): Promise<string> =>
      textAt((await ipsClient(world.server, world.user.email, 'wrong')
      .call('getUserInfo', '', { auth, headers })).element, 'reason');
    const english = 'Invalid username/password';
    const german = await reason('<locale>de-DE</locale>');
    assert.notEqual(german, english);
    assert.equal(await reason('', { 'accept-language': 'de-AT, en;q=0.5' }), german);
    assert.equal(await reason('<locale>en</locale>', { 'accept-language': 'de' }), english);
    assert.equal(await reason('<locale>xx</locale>'), english);
  });
});

describe('requests that cannot be served', () => {
  let world: IpsWorld;
  before(async () => { world = await openIpsWorld(); });
  after(() => world[Symbol.asyncDispose]());

  const codeOf = async (payload: string | Buffer, path = soapPath): Promise<string> => {
    const answer = await post(world.server, path, payload, xml);
    assert.equal(answer.status, 500);
    return textAt(answer.element, 'code');
  };

  test('what is no request of ours is fault 30003', async () => {
    const body = (inner: string): string => `<e:Envelope xmlns:e="${soap11}"><e:Body>${inner}</e:Body></e:Envelope>`;
    const requests = [
      '', 'hello', '<a>', '<html/>', '<e:Envelope xmlns:e="urn:else"><e:Body><getUserInfoParam/></e:Body></e:Envelope>',
      body(''),
      `<e:Envelope xmlns:e="${soap11}"/>`, body('<getUserInfo/>'), body('<noSuchThingParam/>'),
      body('<getUserInfoReturn/>'),
      body('<getUserInfoParam xmlns="urn:else"/>'), `<!DOCTYPE a [<!ENTITY b "c">]>${body('<getUserInfoParam/>')}`,
      body('<a>'.repeat(70) + '</a>'.repeat(70)),
    ];
    for (const request of requests) assert.equal(await codeOf(request), '30003', request.slice(0, 100));
    assert.equal(await codeOf('<Request/>', plainPath), '30003');
    assert.equal(await codeOf('nothing', plainPath), '30003');
  });

  test('two megabytes are refused without being read', async () => {
    assert.equal(await codeOf(Buffer.alloc(2 * 1024 * 1024, ' ')), '30003');
    assert.equal(await codeOf(Buffer.alloc(2 * 1024 * 1024, ' '), plainPath), '30003');
  });

  test('operations of the interface that are not built yet say so, to callers who have logged in', async () => {
    const client = ipsClient(world.server, world.user.email, password);
    const missing = [...operations.map(({ name }) => name).filter((name) => !operationTable.has(name)).slice(0, 3), 'updateSmartCrops'];
    for (const operation of missing) {
      const answer = await client.call(operation);
      assert.deepEqual(
        [answer.status, answer.element.name, textAt(answer.element, 'code')], [500, 'ipsApiFault', '30000'],
      );
      assert.match(textAt(answer.element, 'reason'), new RegExp(`not available yet: '${operation}'`));
    }
    const stranger = await ipsClient(world.server, world.user.email, 'wrong').call('executeJob');
    assert.equal(textAt(stranger.element, 'code'), '10001');
  });

  test('checks come in their order: credentials, what is missing, company, role, values', async () => {
    const other = await world.accounts.addCompany('Other');
    const portal = await world.addUser('ImagePortalUser', [world.company]);
    const code = async (email: string, inner: string, word = password): Promise<string> =>
      textAt((await ipsClient(world.server, email, word).call('deleteAsset', inner)).element, 'code');
    const own = `<companyHandle>c|${world.company.id}</companyHandle>`;
    assert.equal(await code(portal.email, '', 'wrong'), '10001');
    assert.equal(await code(portal.email, '<companyHandle>nonsense</companyHandle>'), '30002');
    assert.equal(
      await code(portal.email, '<companyHandle>nonsense</companyHandle><assetHandle>x</assetHandle>'), '20000',
    );
    assert.equal(
      await code(portal.email, '<companyHandle>c|999999</companyHandle><assetHandle>x</assetHandle>'), '20000',
    );
    assert.equal(
      await code(portal.email, `<companyHandle>c|${other.id}</companyHandle><assetHandle>x</assetHandle>`), '20006',
    );
    assert.equal(await code(portal.email, `${own}<assetHandle>x</assetHandle>`), '20003');
    assert.equal(await code(world.user.email, `${own}<assetHandle>x</assetHandle>`), '30001');
  });

  test('a value of the wrong kind is refused after company and role', async () => {
    const client = ipsClient(world.server, world.user.email, password);
    const own = `<companyHandle>c|${world.company.id}</companyHandle>`;
    const number = await client.call('getFolderTree', `${own}<depth>deep</depth>`);
    assert.equal(textAt(number.element, 'code'), '30003');
    const flag = await client.call('searchAssets', `${own}<includeSubfolders>yes</includeSubfolders>`);
    assert.equal(textAt(flag.element, 'code'), '30001');
    const foreign = await client.call('getFolderTree', '<companyHandle>c|999</companyHandle><depth>deep</depth>');
    assert.equal(textAt(foreign.element, 'code'), '20000');
  });

  test('an error of our own is a 30000 without its inside, and the log has the cause', async () => {
    const errors: unknown[] = [];
    const log =
      { debug() {}, info() {}, warn() {}, error: (_event: string, fields?: unknown) => errors.push(fields), with: () => log };
    await using broken = await openIpsWorld({ properties: () => { throw new TypeError('secret inside'); } }, log);
    const answer = await ipsClient(broken.server, broken.user.email, password).call('getSystemProperties');
    assert.equal(textAt(answer.element, 'code'), '30000');
    assert.match(answer.body, /<faultcode>soapenv:Server<\/faultcode><faultstring>IpsApiException<\/faultstring>/);
    assert.doesNotMatch(answer.body, /secret/);
    assert.match(String((errors[0] as { cause?: unknown } | undefined)?.cause), /secret inside/);
  });

  test('GET on the service says what it wants', async () => {
    const answer = await world.server.inject({ method: 'GET', url: soapPath });
    assert.equal(answer.statusCode, 405);
    assert.equal(answer.headers['allow'], 'POST');
    assert.match(answer.body, /\/scene7\/webservice\/IpsApi-2014-04-03\.wsdl/);
  });
});
