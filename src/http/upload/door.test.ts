import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';

import {
  authXml, boundary, field, file, multipart, openUploadWorld, paramXml, password, plainOptions, scene7, version2014, type UploadWorld,
} from '#test/build/upload';
import { assertFault, auth, handleOf, idOf, options, requestsTo } from '#test/build/upload-requests';

let world: UploadWorld;
before(async () => { world = await openUploadWorld(); });
after(() => world[Symbol.asyncDispose]());
const { company, itemsOf, newJob, refused, usual } = requestsTo(() => world);

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) assert.fail('waited 10 s in vain');
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

describe('acceptance', () => {
  test('a single request with endJob is a whole job', async () => {
    const answer = await world.post(usual('t1', file('a.jpg', 'pixels')));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'text/xml;charset=utf-8');
    assert.match(handleOf(answer), new RegExp(`^j\\|${world.company.id}\\|\\|t1\\|\\d+$`));
    assert.equal(answer.text, `<?xml version='1.0' encoding='UTF-8'?><uploadPostReturn xmlns="${version2014}">`
      + `<jobHandle>${handleOf(answer)}</jobHandle></uploadPostReturn>`);
    assert.deepEqual(await itemsOf(answer), [
      { jobId: idOf(answer), folder: 'ApiTestCo/', fileName: 'a.jpg', orderKey: 'a', content: 'pixels' },
    ]);
    assert.notEqual((await world.job(idOf(answer))).inputClosedAt, undefined);
    assert.equal((await world.filesOnDisk()).spooled, 0);
  });

  test('a second request continues the job, which keeps the options of the first', async () => {
    const first = await world.post(multipart([auth(), field('uploadParams', newJob('two')), file('a.jpg', '1')]));
    const second = await world.post(multipart([auth(), field('uploadParams', paramXml(
      `${company()}<jobHandle>${handleOf(first)}</jobHandle><endJob>true</endJob><uploadParams>${plainOptions.replace('true', 'false')}</uploadParams>`,
    )), file('b.jpg', '2')]));
    assert.equal(handleOf(second), handleOf(first));
    const job = await world.job(idOf(first));
    assert.equal((job.options as { overwrite?: boolean }).overwrite, true);
    assert.equal(job.receivedCount, 2);
    assert.notEqual(job.inputClosedAt, undefined);
    assert.deepEqual((await itemsOf(first)).map((item) => item.fileName), ['a.jpg', 'b.jpg']);
  });

  test('a wrong password is fault 10001, with status 500 or the one asked for', async () => {
    const wrong = (extra = '') => multipart([
      field('auth', authXml({ password: 'wrong', extra })), field('uploadParams', newJob('x')), file('a.jpg', 'x')]);
    await refused(wrong(), 10001, /^Invalid username\/password$/);
    await refused(wrong('<faultHttpStatusCode>200</faultHttpStatusCode>'), 10001, undefined, {}, 200);
    await refused(wrong('<faultHttpStatusCode>599</faultHttpStatusCode>'), 10001, undefined, {}, 599);
    await refused(wrong('<faultHttpStatusCode>600</faultHttpStatusCode>'), 10001);
    await refused(wrong('<faultHttpStatusCode>abc</faultHttpStatusCode>'), 10001);
  });

  test('without auth part the fault is 10000', async () => {
    await refused(multipart([field('uploadParams', newJob('x')), file('a.jpg', 'x')]), 10000, /^No credentials supplied$/);
    await refused(multipart([file('a.jpg', 'x')]), 10000);
    await refused(multipart([]), 10000);
  });

  test('closing delimiters in the middle and stray quotes lose no file', async () => {
    const body = multipart([
      field('auth', `   ${authXml()}"`), field('uploadParams', `\n   ${newJob('documented')}"`),
      file('ApiTestCo/dir//x-1.jpg', 'one', 'file1'), file('ApiTestCo/dir//x-2.jpg', 'two', 'file2'),
    ]).toString('latin1').replace(`\r\n--${boundary}\r\nContent-Disposition: form-data; name="file1"`,
      `\r\n--${boundary}--\r\nContent-Disposition: form-data; name="file1"`)
      .replace(`\r\n--${boundary}\r\nContent-Disposition: form-data; name="file2"`,
        `\r\n--${boundary}--\r\nContent-Disposition: form-data; name="file2"`);
    const answer = await world.post(Buffer.from(body, 'latin1'));
    assert.deepEqual((await itemsOf(answer)).map(({ folder, fileName, content }) => [folder, fileName, content]), [
      ['ApiTestCo/dir/', 'x-1.jpg', 'one'], ['ApiTestCo/dir/', 'x-2.jpg', 'two'],
    ]);
  });

  test('a job cannot be continued from another address', async () => {
    await using proxied = await openUploadWorld({ trustedProxies: ['127.0.0.0/8'] });
    const handle = `c|${proxied.company.id}`;
    const post = (inner: string, address: string) => proxied.post(multipart([
      auth(), field('uploadParams', paramXml(`<companyHandle>${handle}</companyHandle>${inner}`)),
    ]), { headers: { 'X-Forwarded-For': address } });
    const first = await post(`<jobName>ip</jobName>${options}`, '203.0.113.5');
    const elsewhere = await post(`<jobHandle>${handleOf(first)}</jobHandle>`, '203.0.113.6');
    assertFault(elsewhere, 30001, /^All requests of an upload job must originate from the same IP address$/);
    assert.equal((await post(`<jobHandle>${handleOf(first)}</jobHandle>`, '203.0.113.5')).status, 200);
  });

  test('the rule of one address can be switched off', async () => {
    await using lenient = await openUploadWorld({ trustedProxies: ['127.0.0.1'], isSameAddressEnforced: false });
    const post = (inner: string, address: string) => lenient.post(multipart([
      auth(), field('uploadParams', paramXml(`<companyHandle>c|${lenient.company.id}</companyHandle>${inner}`)),
    ]), { headers: { 'X-Forwarded-For': address } });
    const first = await post(`<jobName>ip</jobName>${options}`, '203.0.113.5');
    assert.equal(handleOf(await post(`<jobHandle>${handleOf(first)}</jobHandle>`, '203.0.113.6')), handleOf(first));
  });

  test('a job left alone for 30 minutes ends, and takes no more', async () => {
    const first = await world.post(multipart([auth(), field('uploadParams', newJob('idle')), file('a.jpg', 'x')]));
    world.clock.advance(31 * 60_000);
    await world.jobs.sweep();
    await refused(multipart([auth(), field('uploadParams', paramXml(`${company()}<jobHandle>${handleOf(first)}</jobHandle>`)), file('b.jpg', 'y')]),
      30001, /^Job '.*\|idle\|\d+' is not active$/);
  });

  test('gzip follows the table', async () => {
    const answer = (extra: string, acceptEncoding?: string) => world.post(multipart([
      field('auth', authXml({ extra })), field('uploadParams', newJob('gzip', '<endJob>true</endJob>')),
    ]), acceptEncoding === undefined ? {} : { headers: { 'Accept-Encoding': acceptEncoding } });
    const packed = await answer('', 'gzip');
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.equal(packed.headers.vary, 'Accept-Encoding');
    assert.match(gunzipSync(packed.bytes).toString(), /<jobHandle>/);
    assert.equal((await answer('<gzipResponse>false</gzipResponse>', 'gzip')).headers['content-encoding'], undefined);
    assert.equal((await answer('<gzipResponse>true</gzipResponse>')).headers['content-encoding'], 'gzip');
    assert.equal((await answer('')).headers['content-encoding'], undefined);
    const fault = await world.post(multipart([]), { headers: { 'Accept-Encoding': 'gzip' } });
    assert.match(gunzipSync(fault.bytes).toString(), /10000/);
  });

  test('neither name nor handle is fault 30002, and so is a first request without options', async () => {
    await refused(multipart([auth(), field('uploadParams', paramXml(`${company()}${options}`))]), 30002, /'jobName'/);
    await refused(multipart([auth(), field('uploadParams', paramXml(`${company()}<jobName>x</jobName>`))]), 30002, /'uploadParams'/);
    await refused(multipart([auth(), field('uploadParams', paramXml(`${company()}<jobName> </jobName>${options}`))]), 30002, /'jobName'/);
  });

  test('a document type is fault 30003', async () => {
    const doctype = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
    await refused(multipart([field('auth', doctype + authXml()), field('uploadParams', newJob('x'))]), 30003);
    await refused(multipart([auth(), field('uploadParams', newJob('x').replace('?>', `?>${doctype}`))]), 30003);
  });

  test('extra form fields in front are passed over', async () => {
    const answer = await world.post(multipart([
      field('Upload', 'Submit Query'), field('Filename', 'x.jpg'), auth(), field('uploadParams', newJob('flash')), file('x.jpg', 'x', 'Filedata'),
    ]));
    assert.deepEqual((await itemsOf(answer)).map((item) => item.fileName), ['x.jpg']);
  });
});

describe('bodies', () => {
  test('files may come before everything else', async () => {
    const answer = await world.post(multipart([file('a.jpg', '1'), field('uploadParams', newJob('before')), file('b.jpg', '2'), auth()]));
    assert.deepEqual((await itemsOf(answer)).map((item) => item.content), ['1', '2']);
  });

  test('a body in small chunks without a length is the same', async () => {
    const content = Buffer.from(Array.from({ length: 5000 }, (_, at) => at * 31 % 256));
    const answer = await world.post(usual('chunked', file('a.jpg', content)), { pieceBytes: 7 });
    assert.equal((await itemsOf(answer))[0]?.content, content.toString('latin1'));
  });

  test('a file of many megabytes arrives byte for byte', async () => {
    const content = Buffer.alloc(20_000_000, 'some bytes\r\n--not the boundary\r\n');
    const answer = await world.post(usual('large', file('a.jpg', content)));
    assert.ok((await itemsOf(answer))[0]?.content === content.toString('latin1'));
  });

  test('a client that waits for 100 Continue gets it', async () => {
    const body = usual('continue', file('a.jpg', 'x'));
    const text = await world.raw(async (socket) => {
      socket.write(`POST /scene7/UploadFile HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n`
        + `Content-Type: multipart/form-data; boundary=${boundary}\r\n\r\n`);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
      socket.write(body);
    });
    assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    assert.match(text, /<jobHandle>/);
  });

  test('a client that goes away leaves nothing behind', async () => {
    const jobs = await world.jobCount();
    const body = usual('gone', file('a.jpg', 'y'.repeat(100_000)));
    await world.raw(async (socket) => {
      socket.write(`POST /scene7/UploadFile HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\n\r\n`);
      socket.write(body.subarray(0, 50_000));
      await until(async () => (await world.filesOnDisk()).spooled === 1);
      socket.destroy();
    });
    await until(async () => (await world.filesOnDisk()).spooled === 0);
    assert.equal(await world.jobCount(), jobs);
  });

  test('one body in any namespace is answered in the same', async () => {
    for (const namespace of [scene7, `${scene7}/2013-08-29-beta`, `${scene7}/2016-01-14-beta`, `${scene7}/2019-09-10-beta`, `${scene7}/2022-11-01-beta`]) {
      const answer = await world.post(multipart([
        field('auth', authXml({ namespace })),
        field('uploadParams', paramXml(`${company()}<jobName>ns</jobName>${options}`, namespace)),
      ]));
      assert.match(answer.text, new RegExp(`<uploadPostReturn xmlns="${namespace}"><jobHandle>`));
    }
    const none = await world.post(multipart([
      field('auth', authXml({ namespace: '' })), field('uploadParams', paramXml(`${company()}<jobName>ns</jobName>${options}`, '')),
    ]));
    assert.match(none.text, new RegExp(`<uploadPostReturn xmlns="${scene7}"><jobHandle>`));
  });

  test('the root element has two spellings', async () => {
    const answer = await world.post(multipart([
      auth(), field('uploadParams', paramXml(`${company()}<jobName>plural</jobName>${options}`, version2014, 'uploadPostParams')),
    ]));
    assert.equal(answer.status, 200);
  });

  test('a context path of one\'s own', async () => {
    await using other = await openUploadWorld({}, { contextPath: '/ips' });
    assert.equal((await other.post('', { path: '/scene7/UploadFile' })).status, 404);
    assertFault(await other.post(multipart([]), { path: '/ips/UploadFile' }), 10000);
  });

  test('other methods are told the right one', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await world.post(method === 'PUT' ? 'x' : '', { method });
      assert.deepEqual([answer.status, answer.headers.allow], [405, 'POST'], method);
    }
  });
});

describe('credentials and roles', () => {
  const basic = (user: string, word = password) => ({
    headers: { Authorization: `Basic ${Buffer.from(`${user}:${word}`).toString('base64')}` } });
  const withoutAuth = () => multipart([field('uploadParams', newJob('basic')), file('a.jpg', 'x')]);

  test('HTTP Basic counts where there is no auth part', async () => {
    assert.equal((await world.post(withoutAuth(), basic('person1@example.test'))).status, 200);
    await refused(withoutAuth(), 10001, undefined, basic('person1@example.test', 'wrong'));
    await refused(multipart([field('auth', authXml({ password: 'wrong' })), field('uploadParams', newJob('x'))]), 10001, undefined,
      basic('person1@example.test'));
  });

  test('an empty user or password is no credentials', async () => {
    for (const change of [{ user: null }, { password: null }, { user: '' }, { password: '' }]) {
      await refused(multipart([field('auth', authXml(change)), field('uploadParams', newJob('x'))]), 10000);
    }
  });

  test('e-mails are compared without regard to case', async () => {
    const answer = await world.post(multipart([field('auth', authXml({ user: 'Person1@Example.TEST' })), field('uploadParams', newJob('case'))]));
    assert.equal(answer.status, 200);
  });

  test('all roles but image portal users may upload', async () => {
    const roles = [
      ['IpsUser', 200], ['IpsAdmin', 200], ['IpsCompanyAdmin', 200], ['WebServiceUser', 200], ['TrialSiteAdmin', 200], ['TrialSiteUser', 200],
      ['ImagePortalAdmin', 200], ['ImagePortalContrib', 200], ['ImagePortalContribUser', 200], ['ImagePortalUser', 500],
    ] as const;
    for (const [role, status] of roles) {
      const user = await world.addUser(role);
      const answer = await world.post(multipart([field('auth', authXml({ user: user.email })), field('uploadParams', newJob('role'))]));
      assert.equal(answer.status, status, role);
      if (status === 500) assertFault(answer, 20003, /^User does not have permission to access operation 'uploadPost'$/);
    }
  });

  test('an unknown company is 20000, a foreign one 20006', async () => {
    const other = await world.accounts.addCompany('OtherCo');
    const into = (handle: string) => multipart([
      auth(), field('uploadParams', paramXml(`<companyHandle>${handle}</companyHandle><jobName>x</jobName>${options}`))]);
    await refused(into('c|999999'), 20000, /^Invalid company$/);
    await refused(into('nonsense'), 20000);
    await refused(into(`c|${other.id}`), 20006);
  });

  test('old company handles have no letter', async () => {
    const answer = await world.post(multipart([
      auth(), field('uploadParams', paramXml(`<companyHandle>${world.company.id}</companyHandle><jobName>old</jobName>${options}`))]));
    assert.equal(answer.status, 200);
  });

  test('faults speak the language of the auth header, then of the request', async () => {
    const locale = (tag: string) => multipart([field('auth', authXml({ password: 'wrong', extra: `<locale>${tag}</locale>` }))]);
    assertFault(await world.post(locale('de-CH')), 10001, /^Benutzername oder Kennwort/);
    assertFault(await world.post(locale('fr')), 10001, /^Invalid username/);
    assertFault(await world.post(multipart([]), { headers: { 'Accept-Language': 'de-DE,en' } }), 10000, /^Keine Anmeldedaten/);
  });
});

describe('the order of checks', () => {
  const everythingWrong = {
    xml: '<broken', user: 'nobody@example.test',
    missing: paramXml('<companyHandle>c|999999</companyHandle>'),
  };

  test('XML comes before credentials', async () => {
    await refused(multipart([field('auth', authXml({ password: 'wrong' })), field('uploadParams', everythingWrong.xml)]), 30003);
    await refused(multipart([field('auth', everythingWrong.xml), field('uploadParams', newJob('x'))]), 30003);
    await refused(multipart([field('uploadParams', '<a/>')]), 30003, /expected uploadPostParam/);
    await refused(multipart([field('auth', '<a/>')]), 30003, /expected authHeader/);
    await refused(multipart([auth(), field('uploadParams', paramXml('', 'http://example.test/'))]), 30003);
  });

  test('credentials come before parameters, parameters before the company', async () => {
    await refused(multipart([field('auth', authXml({ user: everythingWrong.user })), field('uploadParams', everythingWrong.missing)]), 10001);
    await refused(multipart([auth(), field('uploadParams', everythingWrong.missing)]), 30002);
    await refused(multipart([auth()]), 30002, /'uploadParams'/);
  });

  test('the company comes before the role, the role before values', async () => {
    const portal = await world.addUser('ImagePortalUser');
    const wrongValue = options.replace('<overwrite>true', '<overwrite>yes');
    const as = (user: string, companyHandle: string) => multipart([
      field('auth', authXml({ user })), field('uploadParams', paramXml(`<companyHandle>${companyHandle}</companyHandle><jobName>x</jobName>${wrongValue}`))]);
    await refused(as(portal.email, 'c|999999'), 20000);
    await refused(as(portal.email, `c|${world.company.id}`), 20003);
    await refused(as('person1@example.test', `c|${world.company.id}`), 30001, /'uploadParams.overwrite'.*'yes'/);
  });
});
