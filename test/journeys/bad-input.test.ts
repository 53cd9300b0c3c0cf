import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import sharp from 'sharp';
import {
  authXml, callService, faultCode, firstCompany, logTypes, namespace, plainOptions, postUpload, requestHead, sendRaw, waitForJob,
} from '../build/client.ts';
import { openDataFolder, residentMegabytes, startServer, type ServerProcess } from '../build/server.ts';

const boundary = 'bad-input-boundary';
const uploadPath = '/scene7/UploadFile';
const multipartType = `multipart/form-data; boundary=${boundary}`;

describe('what strangers send', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let company: { readonly handle: string; readonly root: string };
  let filesBefore: readonly string[] = [];
  let jobsBefore = '';

  before(async () => {
    folder = await openDataFolder();
    server = await startServer(folder.path, { PREPRESS_UPLOAD_STALL_SECONDS: '1', PREPRESS_SERVICE_REQUEST_SECONDS: '1' });
    company = await firstCompany(server.url);
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    await folder[Symbol.asyncDispose]();
  });
  const jobs = (): Promise<string> => callService(server.url, 'getJobLogs', `<companyHandle>${company.handle}</companyHandle>`);
  beforeEach(async () => {
    filesBefore = await filesBelow(join(folder.path, 'blobs'));
    jobsBefore = await jobs();
  });

  /** Files and jobs are as before, and a normal upload still works. */
  afterEach(async (context) => {
    const name = `normal-${jobsBefore.split('<jobHandle>').length}`;
    const deadline = Date.now() + 8_000;
    let files = await filesBelow(join(folder.path, 'blobs'));
    // A cut connection is noticed a moment after.
    while (files.join() !== filesBefore.join() && Date.now() < deadline) {
      await wait(50);
      files = await filesBelow(join(folder.path, 'blobs'));
    }
    assert.deepEqual(files, filesBefore, `${context.name} left files`);
    assert.equal(await jobs(), jobsBefore, `${context.name} left a job`);
    const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#336699' } }).jpeg().toBuffer();
    const answer = await postUpload(server.url, { companyHandle: company.handle, jobName: name, endJob: true }, [{ fileName: `${name}.jpg`, bytes }]);
    assert.equal(answer.status, 200, answer.body);
    assert.ok(logTypes(await waitForJob(server.url, company.handle, answer.handle ?? '')).includes('UploadSuccess'));
    assert.ok(residentMegabytes(server.pid) < 600, `${residentMegabytes(server.pid)} MB after ${context.name}`);
  });

  const field = (name: string, text: string): string => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  const file = (fileName: string, text = 'x'.repeat(200_000)): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n\r\n${text}\r\n`;
  const params = (inner = ''): string => `<uploadPostParam xmlns="${namespace}"><companyHandle>${company.handle}</companyHandle><jobName>bad</jobName>`
    + `${inner}<uploadParams>${plainOptions}</uploadParams></uploadPostParam>`;
  const whole = (...parts: readonly string[]): string => `${parts.join('')}--${boundary}--\r\n`;
  const good = (): string => whole(field('auth', authXml()), field('uploadParams', params()), file('a.jpg'));

  async function upload(body: string | Uint8Array<ArrayBuffer>, contentType = multipartType): Promise<string> {
    const answer = await fetch(server.url + uploadPath, { method: 'POST', headers: { 'content-type': contentType }, body });
    assert.equal(answer.status, 500);
    return answer.text();
  }
  async function assertUploadFault(code: number, body: string | Uint8Array<ArrayBuffer>, contentType?: string): Promise<void> {
    const text = await upload(body, contentType);
    assert.equal(faultCode(text), code, text.slice(0, 500));
  }

  /** @param level Level at which the payload stands. */
  const hostileXml = (inner: (payload: string) => string, level: number): Readonly<Record<string, string>> => ({
    'a DTD': `<!DOCTYPE a [<!ELEMENT a ANY>]>${inner('')}`,
    'an external entity': `<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>${inner('&e;')}`,
    'entities that multiply': `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>${inner('&c;')}`,
    'an external DTD': `<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">${inner('')}`,
    '65 levels': inner(`${'<x>'.repeat(66 - level)}${'</x>'.repeat(66 - level)}`),
    '2 MiB': inner(`<!--${'x'.repeat(2 ** 21)}-->`),
    'no end': inner('').slice(0, -12),
    'a NUL': inner('\0'),
  });

  test('XML of an upload with a DTD, entities, 65 levels or 2 MiB is fault 30003', async () => {
    for (const [what, xml] of Object.entries(hostileXml(params, 2))) {
      const text = await upload(whole(field('auth', authXml()), field('uploadParams', xml), file('a.jpg')));
      assert.equal(faultCode(text), 30003, `${what}: ${text}`);
      assert.doesNotMatch(text, /root:/);
    }
    for (const [what, xml] of Object.entries(hostileXml(authXml, 2))) {
      const text = await upload(whole(field('auth', xml), field('uploadParams', params()), file('a.jpg')));
      assert.equal(faultCode(text), 30003, `auth with ${what}: ${text}`);
    }
  });

  test('XML of the service with a DTD, entities, 65 levels or 2 MiB is fault 30003, by SOAP and plain', async () => {
    const soap = (payload: string): string => `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header>${authXml()}</soapenv:Header>`
      + `<soapenv:Body><getCompanyInfoParam xmlns="${namespace}">${payload}</getCompanyInfoParam></soapenv:Body></soapenv:Envelope>`;
    const plain = (payload: string): string => `<Request xmlns="${namespace}">${authXml()}<getCompanyInfoParam>${payload}</getCompanyInfoParam></Request>`;
    for (const [path, inner, level] of [['/scene7/services/IpsApiService', soap, 4], ['/scene7/api/IpsApiService', plain, 3]] as const) {
      for (const [what, xml] of Object.entries(hostileXml(inner, level))) {
        const answer = await fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'text/xml' }, body: xml });
        const text = await answer.text();
        assert.equal(faultCode(text), 30003, `${what} at ${path}: ${answer.status} ${text.slice(0, 400)}`);
      }
    }
  });

  test('10,000 parts are refused, whatever they are', async () => {
    const head = field('auth', authXml()) + field('uploadParams', params());
    const parts = Array.from({ length: 10_000 }, (_, number) => number);
    await assertUploadFault(30001, whole(head, ...parts.map((number) => file(`f${number}.jpg`, 'x'))));
    await assertUploadFault(30001, whole(head, ...parts.map((number) => field(`x${number}`, ''))));
    await assertUploadFault(30001, whole(...parts.map((number) => file(`f${number}.jpg`, 'x')), head));
  });

  test('endless part headers and a body without delimiters are refused', async () => {
    await assertUploadFault(30001, `${field('auth', authXml())}--${boundary}\r\nX-Endless: ${'y'.repeat(2_000_000)}`);
    await assertUploadFault(30001, `${field('auth', authXml())}--${boundary}\r\n${'X-More: y\r\n'.repeat(100_000)}`);
    await assertUploadFault(30001, 'x'.repeat(2_000_000));
    const headers = await sendRaw(server.url, requestHead(uploadPath, { 'Content-Type': multipartType, 'X-Endless': 'y'.repeat(1_000_000) }));
    assert.match(headers, /^HTTP\/1\.1 431 /);
  });

  test('a missing boundary and a truncated body are refused', async () => {
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=', `multipart/form-data; boundary=${'b'.repeat(300)}`, 'text/xml', 'nonsense']) {
      await assertUploadFault(30001, good(), type);
    }
    await assertUploadFault(30001, good(), 'multipart/form-data; boundary=another');
    for (const cut of [30, 1_000, 150_000]) await assertUploadFault(30001, good().slice(0, -cut));
    await assertUploadFault(30001, '');
  });

  test('lies about the length cost the liar the connection and nobody else anything', async () => {
    const type = { 'Content-Type': multipartType };
    const body = good();
    // More announced than sent: once the sender hangs up, once it falls silent.
    for (const announced of [body.length + 1, 10_000_000_000]) {
      const head = requestHead(uploadPath, { ...type, 'Content-Length': String(announced) });
      await sendRaw(server.url, head + body.slice(0, -50), { isEnded: true });
      const silent = await sendRaw(server.url, head + body.slice(0, -50));
      assert.ok(silent === '' || faultCode(silent) === 30001, silent);
    }
    // Less announced than sent: the rest is no request, which may be noticed before the first one is answered.
    const short = await sendRaw(server.url, requestHead(uploadPath, { ...type, 'Content-Length': String(body.length - 100), Connection: 'keep-alive' }) + body);
    assert.ok(/^HTTP\/1\.1 400 /.test(short) || faultCode(short) === 30001, short);
    const cut = await sendRaw(server.url, requestHead(uploadPath, { ...type, 'Content-Length': String(body.length - 100) }) + body.slice(0, -100));
    assert.match(cut, /^HTTP\/1\.1 500 /);
    assert.equal(faultCode(cut), 30001);
    for (const length of ['-1', 'many', '1e3', '0x10']) {
      assert.match(await sendRaw(server.url, requestHead(uploadPath, { ...type, 'Content-Length': length }) + body), /^HTTP\/1\.1 400 /);
    }
    const both = requestHead(uploadPath, { ...type, 'Content-Length': '10', 'Transfer-Encoding': 'chunked' });
    assert.match(await sendRaw(server.url, `${both}5\r\nhello\r\n0\r\n\r\n`), /^HTTP\/1\.1 400 /);
    const chunked = requestHead(uploadPath, { ...type, 'Transfer-Encoding': 'chunked' });
    assert.match(await sendRaw(server.url, `${chunked}zz\r\n${body}`), /^HTTP\/1\.1 400 |^$/);
    await sendRaw(server.url, `${chunked}${body.length.toString(16)}\r\n${body.slice(0, 5_000)}`, { isEnded: true });
    const service = requestHead('/scene7/services/IpsApiService', { 'Content-Type': 'text/xml', 'Content-Length': '500' });
    const silence = await sendRaw(server.url, `${service}<soapenv:Envelope`, { limitMs: 8_000 });
    assert.ok(silence === '' || /^HTTP\/1\.1 [45]/.test(silence), silence);
  });

  test('names that lead elsewhere, hold NUL or are too long are fault 30001', async () => {
    const head = field('auth', authXml()) + field('uploadParams', params());
    const names = [
      '../../etc/passwd.jpg', 'a/../b.jpg', '..', 'a/./b.jpg', '..\\..\\b.jpg', 'a\0b.jpg', `${'n'.repeat(1_000)}.jpg`, `${'abc/'.repeat(400)}a.jpg`, `${'a'.repeat(300)}/a.jpg`,
    ];
    for (const name of names) {
      const text = await upload(whole(head, file(name)));
      assert.equal(faultCode(text), 30001, `${name.slice(0, 60)}: ${text}`);
    }
    for (const destination of ['../elsewhere', 'a/../../b', `${'abc/'.repeat(400)}`, 'n'.repeat(1_000)]) {
      await assertUploadFault(30001, whole(field('auth', authXml()), field('uploadParams', params(`<destFolder>${destination}</destFolder>`)), file('a.jpg')));
    }
    await assertUploadFault(30001, whole(field('auth', authXml()), field('uploadParams', params().replace('<jobName>bad', `<jobName>${'j'.repeat(1_000)}`)), file('a.jpg')));
    await assertUploadFault(30002, whole(head, file('')));
  });

  test('who is not let in leaves nothing', async () => {
    const wrong = authXml().replace(/<password>[^<]*/, '<password>guess');
    await assertUploadFault(10001, whole(field('auth', wrong), field('uploadParams', params()), file('a.jpg')));
    await assertUploadFault(10001, whole(file('a.jpg'), field('uploadParams', params()), field('auth', wrong)));
    await assertUploadFault(10000, whole(field('uploadParams', params()), file('a.jpg')));
    await assertUploadFault(20000, whole(field('auth', authXml()), field('uploadParams', params().replace(company.handle, 'c|999')), file('a.jpg')));
    await assertUploadFault(30002, whole(field('auth', authXml()), file('a.jpg')));
  });
});

/** Every file below a folder, sorted. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
}
