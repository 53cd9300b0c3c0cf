import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, logTypes, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

/** Jobs on assets that are there already, through the whole server. */
describe('reprocessing', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let company: { readonly handle: string; readonly root: string };
  before(async () => {
    folder = await openDataFolder();
    server = await startServer(join(folder.path, 'data'));
    company = await firstCompany(server.url);
    const picture = (background: string) => sharp({ create: { width: 400, height: 300, channels: 3, background } }).png().toBuffer();
    const posted = await postUpload(server.url, {
      companyHandle: company.handle, jobName: 'first', destFolder: `${company.root}made/`, endJob: true, options: plainOptions,
    }, [{ fileName: 'red.png', bytes: await picture('#c00000') }, { fileName: 'blue.png', bytes: await picture('#0000c0') }, { fileName: 'look.css', bytes: Buffer.from('b{}') }]);
    assert.equal(posted.status, 200, posted.body);
    await waitForJob(server.url, company.handle, posted.handle!);
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  const own = () => `<companyHandle>${company.handle}</companyHandle>`;
  async function assetOf(name: string): Promise<{ readonly handle: string; readonly text: string }> {
    const text = await callService(server.url, 'getAssetsByName', `${own()}<nameArray><items>${name}</items></nameArray>`);
    const handle = /<assetHandle>([^<]+)</.exec(text)?.[1];
    assert.ok(handle, text);
    return { handle, text };
  }
  async function submit(name: string, job: string): Promise<string> {
    const answer = await callService(server.url, 'submitJob', `${own()}<jobName>${name}</jobName>${job}`);
    const handle = /<jobHandle>([^<]+)<\/jobHandle>/.exec(answer)?.[1];
    assert.ok(handle, answer);
    return waitForJob(server.url, company.handle, handle);
  }
  const sizeOf = async (name: string): Promise<string> => {
    const { width, height } = await sharp(Buffer.from(await (await fetch(`${server.url}/is/image/${company.root}${name}?scl=1&fmt=png`)).arrayBuffer())).metadata();
    return `${width}×${height}`;
  };

  test('reprocessAssetsJob crops what is there; assets keep handle, place and publish state, and what is no image stays', async () => {
    const [red, blue, style] = [await assetOf('red'), await assetOf('blue'), await assetOf('look')];
    const log = await submit('again', `<reprocessAssetsJob><assetHandleArray>${[red, blue, style].map(({ handle }) => `<items>${handle}</items>`).join('')}</assetHandleArray>
      <createMask>false</createMask><manualCropOptions><left>100</left><right>100</right><top>50</top><bottom>50</bottom></manualCropOptions><emailSetting>None</emailSetting></reprocessAssetsJob>`);
    assert.deepEqual(logTypes(log).toSorted(), [
      'BeginReoptimize', 'EndReoptimize', 'JobClient', 'JobType', 'OriginalJobName', 'ReoptimizeSuccess', 'ReoptimizeSuccess', 'TotalFileCount', 'UploadWarning',
    ]);
    assert.match(log, new RegExp(`<logMessage>${company.root}made/red.png was reprocessed</logMessage>`));
    assert.match(log, /made\/look.css was left as it is: nothing is made of assets of type Css/);
    for (const [field, count] of Object.entries({ fileSuccessCount: 2, fileErrorCount: 0, fileWarningCount: 1, fileUpdateCount: 0, totalFileCount: 3 })) {
      assert.match(log, new RegExp(`<${field}>${count}</${field}>`), field);
    }
    for (const name of ['red', 'blue']) assert.equal(await sizeOf(name), '200×200');
    const after = await assetOf('red');
    assert.equal(after.handle, red.handle);
    assert.match(after.text, /<readyForPublish>true<\/readyForPublish>/);
    assert.match(after.text, /<width>400<\/width><height>300<\/height>/);
    assert.match(after.text, new RegExp(`<folder>${company.root}made/</folder>`));
    const lines = await callService(server.url, 'getAssetJobLogs', `${own()}<assetHandle>${red.handle}</assetHandle>`);
    assert.match(lines, /<logType>UploadSuccess<.*<logType>ReoptimizeSuccess</s);
  });

  test('optimizeImagesJob makes every image again and leaves crops alone; an upload afterwards replaces as ever', async () => {
    const log = await submit('all', '<optimizeImagesJob><emailSetting>None</emailSetting></optimizeImagesJob>');
    assert.match(log, /<totalFileCount>2</);
    assert.match(log, /<fileSuccessCount>2</);
    assert.equal(await sizeOf('blue'), '200×200');
    const posted = await postUpload(server.url, {
      companyHandle: company.handle, jobName: 'over', destFolder: `${company.root}made/`, endJob: true, options: `${plainOptions}<preserveCrop>false</preserveCrop>`,
    }, [{ fileName: 'blue.png', bytes: await sharp({ create: { width: 50, height: 40, channels: 3, background: '#0000c0' } }).png().toBuffer() }]);
    assert.deepEqual(logTypes(await waitForJob(server.url, company.handle, posted.handle!)).filter((type) => type.startsWith('File')), ['FileUpdated']);
    assert.equal(await sizeOf('blue'), '50×40');
  });
});
