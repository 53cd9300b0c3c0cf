import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { callService, firstCompany, logTypes, waitForJob } from '../build/client.ts';
import { jpegBytes } from '../build/images.ts';
import { openListener, type Listener } from '../build/listener.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

/** Jobs that bring no files along: URLs, schedules, and publishing that follows, through the whole server. */
describe('other ways in', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let files: Listener;
  let company: { readonly handle: string; readonly root: string };
  let failures = 2;
  before(async () => {
    folder = await openDataFolder();
    const picture = await jpegBytes({ widthPx: 320, heightPx: 240 });
    files = await openListener((request, response) => {
      const path = request.url ?? '';
      if (path === '/flaky.jpg' && failures > 0) {
        failures -= 1;
        response.writeHead(503).end('later');
      } else if (path === '/inside.jpg') response.writeHead(302, { location: 'http://10.0.0.1/inside.jpg' }).end();
      else if (path === '/moved.jpg') response.writeHead(301, { location: '/picture.jpg' }).end();
      else if (path === '/large.jpg') response.writeHead(200, { 'content-length': 100_000_000 }).end('x');
      else if (path === '/page.jpg') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
      else if (path.endsWith('.jpg') && path !== '/missing.jpg') response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture);
      else response.writeHead(404).end();
    });
    server = await startServer(join(folder.path, 'data'), {
      PREPRESS_OUTBOUND_ALLOW: '127.0.0.1', PREPRESS_JOB_RETRY_DELAY_MS: '20', PREPRESS_FETCH_LIMIT_BYTES: '1000000',
    });
    company = await firstCompany(server.url);
  });
  after(async () => {
    await server.stop();
    await files[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const own = () => `<companyHandle>${company.handle}</companyHandle>`;
  const urlsJob = (paths: readonly (readonly [string, string])[], more = '') => `<uploadUrlsJob><urlArray>${paths.map(([url, path]) =>
    `<items><sourceUrl>${url}</sourceUrl><destPath>${path}</destPath></items>`).join('')}</urlArray><overwrite>true</overwrite>
    <readyForPublish>true</readyForPublish><createMask>false</createMask><emailSetting>None</emailSetting>${more}</uploadUrlsJob>`;
  async function submit(name: string, inner: string): Promise<string> {
    const answer = await callService(server.url, 'submitJob', `${own()}<jobName>${name}</jobName>${inner}`);
    const handle = /<jobHandle>([^<]+)<\/jobHandle>/.exec(answer)?.[1];
    assert.ok(handle, answer);
    return handle;
  }
  const field = (log: string, name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(log)?.[1];

  test('URLs become assets; what is refused, too large, moved inside or no picture ends in an error of its own', async () => {
    const log = await waitForJob(server.url, company.handle, await submit('fetched', urlsJob([
      [`${files.url}/picture.jpg`, ''], [`${files.url}/moved.jpg`, 'far/away.jpg'], [`${files.url}/flaky.jpg`, 'far/'], [`${files.url}/missing.jpg`, ''],
      [`${files.url}/inside.jpg`, ''], [`${files.url}/large.jpg`, ''], [`${files.url}/page.jpg`, ''], ['http://192.168.0.1/secret.jpg', ''],
    ])));
    assert.equal(field(log, 'logType'), 'BeginUploadUrls');
    const types = logTypes(log);
    assert.deepEqual([types.filter((type) => type === 'UploadSuccess').length, types.filter((type) => type === 'UploadError').length, types.at(-1)], [3, 5, 'EndUploadUrls']);
    for (const [name, count] of [['fileSuccessCount', 3], ['fileErrorCount', 5], ['totalFileCount', 8], ['transferSuccessCount', 4], ['transferErrorCount', 4]] as const) {
      assert.equal(field(log, name), String(count), name);
    }
    assert.match(log, /missing.jpg could not be processed: Its server refused it with status 404/);
    assert.equal(files.requests.filter(({ path }) => path === '/flaky.jpg').length, 3);
    for (const name of ['picture', 'away', 'flaky']) {
      const shown = await fetch(`${server.url}/is/image/${company.root}${name}?req=props`);
      assert.match(await shown.text(), /image.width=320/, name);
    }
  });

  test('a job for a moment is opened then, and publishing follows on it', async () => {
    const post = '<postImageServingPublishJob><publishType>Incremental</publishType><emailSetting>None</emailSetting></postImageServingPublishJob>';
    const handle = await submit('soon', `<execTime>${new Date(Date.now() + 1500).toISOString()}</execTime>${
      urlsJob([[`${files.url}/later.jpg`, '']], `<postJobOnlyIfFiles>true</postJobOnlyIfFiles>${post}`)}`);
    assert.match(await callService(server.url, 'getScheduledJobs', `${own()}<jobHandle>${handle}</jobHandle>`), /<triggerState>Normal</);
    const deadline = Date.now() + 60_000;
    let log = '';
    while (!log.includes('EndImageServingPublish') && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      log = await callService(server.url, 'getJobLogDetails', `${own()}<originalName>soon</originalName>`);
    }
    assert.match(log, /<jobName>Pub_soon<\/jobName>/);
    assert.match(log, /<logMessage>[^<]*later.jpg was published<\/logMessage><logType>ImageServingPublishSuccess</);
    assert.match(log, /<logMessage>soon<\/logMessage><logType>InitiatingJobName</);
    assert.doesNotMatch(await callService(server.url, 'getScheduledJobs', own()), /<jobHandle>/);
    assert.match(await callService(server.url, 'getJobLogDetails', `${own()}<jobHandle>${handle}</jobHandle>`), /EndUploadUrls/);
  });
});
