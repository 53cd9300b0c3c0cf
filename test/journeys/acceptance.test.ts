import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, logTypes, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

/** The acceptance lists of the specification that need a whole server: job tracking §9, assets §9. */
describe('acceptance, through the real doors', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let company: { readonly handle: string; readonly root: string };
  let picture: Buffer;

  before(async () => {
    folder = await openDataFolder();
    server = await startServer(folder.path);
    company = await firstCompany(server.url);
    picture = await sharp({ create: { width: 1000, height: 800, channels: 3, background: '#7a5230' } }).jpeg().toBuffer();
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  const service = (operation: string, inner: string, locale?: string) => callService(server.url, operation, `<companyHandle>${company.handle}</companyHandle>${inner}`, locale);
  async function upload(jobName: string, paths: readonly string[], options = plainOptions): Promise<string> {
    const answer = await postUpload(server.url, { companyHandle: company.handle, jobName, options, endJob: true }, paths.map((fileName) => ({ fileName, bytes: picture })));
    assert.equal(answer.status, 200, answer.body);
    return waitForJob(server.url, company.handle, answer.handle ?? '');
  }
  async function asset(name: string): Promise<{ readonly handle: string; readonly text: string } | undefined> {
    const text = await service('getAssetsByName', `<nameArray><items>${name}</items></nameArray>`);
    const handle = /<assetHandle>([^<]+)</.exec(text)?.[1];
    return handle === undefined ? undefined : { handle, text };
  }
  const setMode = (mode: string) => service('setCompanySettings', `<overwriteMode>${mode}</overwriteMode>`);

  test('job tracking 9.1: a job is active until it ends, and its log then has both dates', async () => {
    const opened = await postUpload(server.url, { companyHandle: company.handle, jobName: 'poll' }, [{ fileName: 'poll-1.jpg', bytes: picture }]);
    const active = await service('getActiveJobs', '<originalName>poll</originalName>');
    assert.match(active, /<state>(New|WaitingCoordinator|Running|WaitingClient)<\/state>/);
    await postUpload(server.url, { companyHandle: company.handle, jobHandle: opened.handle ?? '', endJob: true }, []);
    const log = await waitForJob(server.url, company.handle, opened.handle ?? '');
    const [start, end] = [/<startDate>([^<]+)</.exec(log)?.[1], /<endDate>([^<]+)</.exec(log)?.[1]];
    assert.ok(start !== undefined && end !== undefined && Date.parse(end) >= Date.parse(start));
    const gone = await service('getActiveJobs', '<originalName>poll</originalName>');
    assert.match(gone, /<jobArray\/>/);
  });

  test('job tracking 9.2: the options come back as they were sent', async () => {
    const crop = '<manualCropOptions><left>500</left><right>190</right><top>20</top><bottom>30</bottom></manualCropOptions>';
    const opened = await postUpload(server.url, { companyHandle: company.handle, jobName: 'echo', options: plainOptions.replace('<emailSetting>', `${crop}<emailSetting>`) }, []);
    const active = await service('getActiveJobs', `<jobHandle>${opened.handle}</jobHandle>`);
    assert.match(active, /<uploadPostJob>.*<manualCropOptions><left>500<\/left><right>190<\/right><top>20<\/top><bottom>30<\/bottom><\/manualCropOptions>.*<\/uploadPostJob>/s);
    await service('stopJob', `<jobHandle>${opened.handle}</jobHandle>`);
  });

  test('job tracking 9.4: a log is read page by page', async () => {
    await upload('paged', ['paged.jpg']);
    const whole = logTypes(await service('getJobLogDetails', '<originalName>paged</originalName>'));
    const page = await service('getJobLogDetails', '<originalName>paged</originalName><recordsPerPage>2</recordsPerPage><resultsPage>2</resultsPage>');
    assert.deepEqual(logTypes(page), whole.slice(2, 4));
    assert.match(page, new RegExp(`<detailTotalRows>${whole.length}</detailTotalRows>`));
  });

  test('job tracking 9.5: a stopped job finishes at most what it has in hand', async () => {
    const noisy = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: 40 } } }).jpeg().toBuffer();
    const files = Array.from({ length: 12 }, (_, index) => ({ fileName: `stop-${index}.jpg`, bytes: Buffer.concat([noisy, Buffer.from([index])]) }));
    const opened = await postUpload(server.url, { companyHandle: company.handle, jobName: 'stopped', endJob: true }, files);
    await service('stopJob', `<jobHandle>${opened.handle}</jobHandle>`);
    const log = await waitForJob(server.url, company.handle, opened.handle ?? '');
    const types = logTypes(log);
    const done = types.filter((type) => type === 'UploadSuccess').length;
    assert.ok(done < 12, types.join(' '));
    assert.equal(types.filter((type) => type === 'FileCancel').length, 12 - done);
    assert.equal(types.at(-1), 'EndUpload');
    const late = await postUpload(server.url, { companyHandle: company.handle, jobHandle: opened.handle ?? '' }, []);
    assert.match(late.body, /<tns:code>30001</);
  });

  test('assets 9.1: characters a name may not have are removed', async () => {
    await upload('cleaned', ['a+b.jpg']);
    assert.match((await asset('ab'))?.text ?? '', /<fileName>ab\.jpg<\/fileName><folder>Prepress\/<\/folder>/);
  });

  test('assets 9.2: a name in the trash stays taken', async () => {
    await upload('trash-1', ['x.jpg']);
    const old = await asset('x');
    await service('deleteAsset', `<assetHandle>${old?.handle}</assetHandle>`);
    assert.equal((await fetch(`${server.url}/is/image/${company.root}x`)).status, 403);
    const log = await upload('trash-2', ['x.jpg']);
    assert.match(log, /x\.jpg was renamed to x-1/);
    assert.ok(await asset('x-1'));
    assert.equal(await asset('x'), undefined);
  });

  test('assets 9.4: an upload over an asset of another folder moves it and keeps its handle and URL', async () => {
    await setMode('OverwriteFullNameAnyFolder');
    await upload('move-1', ['A/chair.tif'.replace('.tif', '.jpg')]);
    const before = await asset('chair');
    await upload('move-2', ['B/chair.jpg']);
    const moved = await asset('chair');
    assert.equal(moved?.handle, before?.handle);
    assert.match(moved?.text ?? '', new RegExp(`<folder>${company.root}B/</folder>`));
    assert.equal((await fetch(`${server.url}/is/image/${company.root}chair?wid=50`)).status, 200);
    await setMode('OverwriteFullName');
  });

  test('the four overwrite modes, with overwrite on and off, as the table says', async () => {
    const table: Readonly<Record<string, readonly [string, 'replace' | 'rename'][]>> = {
      OverwriteFullName: [['A/%.png', 'replace'], ['A/%.jpg', 'rename'], ['B/%.png', 'rename']],
      OverwriteAnyExt: [['A/%.png', 'replace'], ['A/%.jpg', 'replace'], ['B/%.png', 'rename']],
      OverwriteFullNameAnyFolder: [['A/%.png', 'replace'], ['A/%.jpg', 'rename'], ['B/%.png', 'replace']],
      OverwriteAnyExtAnyFolder: [['A/%.png', 'replace'], ['A/%.jpg', 'replace'], ['B/%.jpg', 'replace']],
    };
    let number = 0;
    for (const [mode, rows] of Object.entries(table)) {
      await setMode(mode);
      for (const [path, expected] of rows) {
        for (const isOverwriting of [true, false]) {
          number += 1;
          const name = `mode${number}`;
          await upload(`${name}-first`, [`A/${name}.png`]);
          const log = await upload(`${name}-second`, [path.replace('%', name)], plainOptions.replace('<overwrite>true', `<overwrite>${isOverwriting}`));
          const wanted = expected === 'rename' ? 'UploadSuccess' : isOverwriting ? 'FileUpdated' : 'DuplicateSkipped';
          assert.ok(logTypes(log).includes(wanted), `${mode} ${path} overwrite=${isOverwriting}: ${logTypes(log).join(' ')}`);
          assert.equal((await asset(`${name}-1`)) !== undefined, expected === 'rename');
        }
      }
    }
    await setMode('OverwriteFullName');
  });

  test('assets 9.6: a search finds the published images of a folder and what lies below', async () => {
    await upload('search', ['s/one.jpg', 's/deep/two.jpg']);
    await upload('search-unmarked', ['s/three.jpg'], plainOptions.replace('<readyForPublish>true', '<readyForPublish>false'));
    const found = await service('searchAssets', `<folder>${company.root}s/</folder><includeSubfolders>true</includeSubfolders><publishState>MarkedForPublish</publishState><trashState>NotInTrash</trashState><assetTypeArray><items>Image</items></assetTypeArray>`);
    assert.match(found, /<totalRows>2<\/totalRows>/);
    assert.deepEqual([...found.matchAll(/<name>([^<]+)</g)].map(([, name]) => name).toSorted(), ['one', 'two']);
  });
});
