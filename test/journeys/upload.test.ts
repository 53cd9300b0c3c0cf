import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, logTypes, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { pdfBytes } from '../build/pdf.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

describe('the upload job from socket to screen', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let company: { readonly handle: string; readonly root: string };

  before(async () => {
    folder = await openDataFolder();
    server = await startServer(folder.path);
    company = await firstCompany(server.url);
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  const picture = (colour: string, widthPx = 900, heightPx = 600): Promise<Buffer> =>
    sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: colour } }).jpeg().toBuffer();

  async function upload(jobName: string, files: Parameters<typeof postUpload>[2], options = plainOptions): Promise<string> {
    const answer = await postUpload(server.url, { companyHandle: company.handle, jobName, options, endJob: true }, files);
    assert.equal(answer.status, 200, answer.body);
    return waitForJob(server.url, company.handle, answer.handle ?? '');
  }

  test('one POST makes a job whose pictures are in the library and at their URLs', async () => {
    const log = await upload('first', [{ fileName: 'red chair.jpg', bytes: await picture('#c03020') }, { fileName: 'sub/blue.jpg', bytes: await picture('#2040c0') }]);
    assert.deepEqual(logTypes(log), ['BeginUpload', 'OriginalJobName', 'JobClient', 'JobType', 'UploadSuccess', 'UploadSuccess', 'TotalFileCount', 'EndUpload']);
    assert.match(log, /<fileSuccessCount>2</);
    assert.match(log, /<totalFileCount>2</);
    const found = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>red chair</items></nameArray>`);
    assert.match(found, /<width>900<\/width><height>600<\/height>/);
    assert.match(found, new RegExp(`<folder>${company.root}</folder>`));
    const view = await fetch(`${server.url}/is/image/${company.root}red%20chair?wid=300&fmt=png`);
    assert.equal(view.status, 200);
    assert.equal(view.headers.get('content-type'), 'image/png');
    const { data, info } = await sharp(Buffer.from(await view.arrayBuffer())).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [300, 200]);
    const middle = (100 * 300 + 150) * 3;
    for (const [index, wanted] of [0xc0, 0x30, 0x20].entries()) assert.ok(Math.abs((data[middle + index] ?? 0) - wanted) <= 3);
  });

  test('three files, one new, one replaced, one corrupt, count as the specification says', async () => {
    await upload('before', [{ fileName: 'again.jpg', bytes: await picture('#111111') }]);
    const log = await upload('three', [
      { fileName: 'fresh.jpg', bytes: await picture('#222222') },
      { fileName: 'again.jpg', bytes: await picture('#333333', 400, 300) },
      { fileName: 'broken.jpg', bytes: Buffer.concat([(await picture('#444444')).subarray(0, 300), Buffer.alloc(50)]) },
    ]);
    for (const [field, count] of Object.entries({ fileSuccessCount: 1, fileUpdateCount: 1, fileErrorCount: 1, fileDuplicateCount: 0, totalFileCount: 3 })) {
      assert.match(log, new RegExp(`<${field}>${count}</${field}>`), field);
    }
    const errors = await callService(server.url, 'getJobLogDetails', `<companyHandle>${company.handle}</companyHandle><originalName>three</originalName><logTypeArray><items>UploadError</items></logTypeArray>`);
    assert.match(errors, /<detailTotalRows>1<\/detailTotalRows>/);
    assert.match(errors, /broken\.jpg could not be processed: /);
    const replaced = await fetch(`${server.url}/is/image/${company.root}again?scl=1&fmt=png`);
    const { width, height } = await sharp(Buffer.from(await replaced.arrayBuffer())).metadata();
    assert.deepEqual([width, height], [400, 300]);
  });

  test('a job log reads German for a German reader', async () => {
    await upload('deutsch', [{ fileName: 'stuhl.jpg', bytes: await picture('#555555') }]);
    const log = await callService(server.url, 'getJobLogDetails', `<companyHandle>${company.handle}</companyHandle><originalName>deutsch</originalName>`, 'de');
    assert.match(log, /Der Upload hat begonnen!/);
    assert.match(log, /stuhl\.jpg wurde in IPS verarbeitet/);
  });

  test('an asset that is not ready for publish is as good as unknown until it is marked', async () => {
    await upload('hidden', [{ fileName: 'secret.jpg', bytes: await picture('#666666') }], plainOptions.replace('<readyForPublish>true', '<readyForPublish>false'));
    assert.equal((await fetch(`${server.url}/is/image/${company.root}secret`)).status, 403);
    const found = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>secret</items></nameArray>`);
    const handle = /<assetHandle>([^<]+)</.exec(found)?.[1];
    await callService(server.url, 'setAssetPublishState', `<companyHandle>${company.handle}</companyHandle><assetHandle>${handle}</assetHandle><publishState>MarkedForPublish</publishState>`);
    assert.equal((await fetch(`${server.url}/is/image/${company.root}secret`)).status, 200);
  });

  test('a transparent PNG keeps its alpha through mask and delivery', async () => {
    const half = await sharp({ create: { width: 800, height: 600, channels: 4, background: { r: 200, g: 40, b: 40, alpha: 0.5 } } }).png().toBuffer();
    await upload('alpha', [{ fileName: 'glass.png', bytes: half }]);
    const view = await fetch(`${server.url}/is/image/${company.root}glass?wid=100&fmt=png-alpha`);
    const { data, info } = await sharp(Buffer.from(await view.arrayBuffer())).raw().toBuffer({ resolveWithObject: true });
    assert.equal(info.channels, 4);
    assert.ok(Math.abs((data[(30 * 100 + 50) * 4 + 3] ?? 0) - 128) <= 1);
  });

  test('a second POST by handle adds to the job, keeps its options, and ends it', async () => {
    const first = await postUpload(server.url, { companyHandle: company.handle, jobName: 'two-posts' }, [{ fileName: 'post-1.jpg', bytes: await picture('#777777') }]);
    const active = await callService(server.url, 'getActiveJobs', `<companyHandle>${company.handle}</companyHandle><originalName>two-posts</originalName>`);
    assert.match(active, /<state>(New|WaitingCoordinator|Running|WaitingClient)<\/state>/);
    assert.match(active, /<uploadPostJob><overwrite>true</);
    const second = await postUpload(server.url, { companyHandle: company.handle, jobHandle: first.handle ?? '', endJob: true }, [{ fileName: 'post-2.jpg', bytes: await picture('#888888') }]);
    assert.equal(second.handle, first.handle);
    assert.match(await waitForJob(server.url, company.handle, first.handle ?? ''), /<totalFileCount>2</);
    const late = await postUpload(server.url, { companyHandle: company.handle, jobHandle: first.handle ?? '', endJob: true }, []);
    assert.equal(late.status, 500);
    assert.match(late.body, /<tns:code>30001</);
  });

  test('the original comes back byte for byte from static content', async () => {
    const pdf = pdfBytes({ pages: [{ content: `% ${'x'.repeat(10_000)}` }] });
    await upload('document', [{ fileName: 'doc.pdf', bytes: pdf }]);
    const range = await fetch(`${server.url}/is/content/${company.root}doc`, { headers: { range: 'bytes=0-99' } });
    assert.equal(range.status, 206);
    assert.equal(range.headers.get('content-range'), `bytes 0-99/${pdf.length}`);
    const whole = await fetch(`${server.url}/is/content/${company.root}doc.pdf`);
    assert.deepEqual(Buffer.from(await whole.arrayBuffer()), pdf);
  });
});
