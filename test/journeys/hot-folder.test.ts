import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { zipOf } from '../build/archives.ts';
import { callService, firstCompany, waitForJob } from '../build/client.ts';
import { jpegBytes } from '../build/images.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

const settleMs = 2000;

describe('a hot folder', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let company: { readonly handle: string; readonly root: string };
  /** Of the company. */
  let hot: string;
  let picture: Buffer;

  before(async () => {
    folder = await openDataFolder();
    const root = await mkdtemp(join(tmpdir(), 'prepress-hot-'));
    server = await startServer(folder.path, { PREPRESS_HOT_FOLDER: root, PREPRESS_HOT_FOLDER_SETTLE_SECONDS: String(settleMs / 1000), PREPRESS_HOT_FOLDER_TEMPORARY_SECONDS: '1' });
    company = await firstCompany(server.url);
    hot = join(root, company.root);
    await mkdir(hot);
    picture = await jpegBytes({ widthPx: 60, heightPx: 40 });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    await folder[Symbol.asyncDispose]();
    await rm(join(hot, '..'), { recursive: true });
  });

  const submit = (name: string, inner: string, change = '', hasMetadata = false): Promise<string> => callService(server.url, 'submitJob',
    `<companyHandle>${company.handle}</companyHandle><jobName>${name}</jobName><uploadDirectoryJob>${inner}<overwrite>true</overwrite><readyForPublish>true</readyForPublish>`
    + `<includeSubfolders>true</includeSubfolders><createMask>false</createMask><processMetadataFiles>${hasMetadata}</processMetadataFiles>${change}<emailSetting>None</emailSetting></uploadDirectoryJob>`);

  async function linesOf(name: string, inner: string, change = ''): Promise<{ readonly log: string; readonly lines: readonly string[] }> {
    const answer = await submit(name, inner, change);
    const handle = /<jobHandle>([^<]+)</.exec(answer)?.[1];
    assert.ok(handle, answer);
    const log = await waitForJob(server.url, company.handle, handle);
    const lines = [...log.matchAll(/<items><logMessage>(.*?)<\/logMessage><logType>(.*?)<\/logType>/gs)].map(([, message, type]) => `${type} ${message}`)
      .filter((line) => !/^(BeginUpload|EndUpload|OriginalJobName|JobClient|JobType|TotalFileCount) /.test(line));
    return { log, lines: lines.toSorted() };
  }

  test('its files become assets with their folders; links, temporary and hidden files do not', async () => {
    await mkdir(join(hot, 'in/red'), { recursive: true });
    await writeFile(join(hot, 'in/a.jpg'), picture);
    await writeFile(join(hot, 'in/red/b.jpg'), picture);
    await writeFile(join(hot, 'in/.hidden'), 'x');
    await writeFile(join(hot, 'in/.in.c.jpg.'), 'half');
    await writeFile(join(hot, 'out.jpg'), picture);
    await symlink('/etc/hostname', join(hot, 'in/link.jpg'));
    await symlink(hot, join(hot, 'in/loop'));
    const { log, lines } = await linesOf('hot', '<destFolder>up</destFolder><serverDir>/in/</serverDir>');
    const root = company.root;
    assert.deepEqual(lines, [
      `UploadSuccess ${root}up/a.jpg was processed into IPS`, `UploadSuccess ${root}up/red/b.jpg was processed into IPS`,
      `UploadWarning ${root}up/.hidden was skipped because it is a hidden or system file`,
      'UploadWarning in/link.jpg is a link and was passed over', 'UploadWarning in/loop is a link and was passed over',
    ]);
    assert.match(log, /<totalFileCount>3<\/totalFileCount>/);
    assert.match(log, /<logMessage>UploadFromServerDirectory<\/logMessage>/);
    assert.deepEqual((await readdir(join(hot, 'in'))).toSorted(), ['.hidden', 'a.jpg', 'link.jpg', 'loop', 'red'], 'originals stay; what was half sent and old is removed');
  });

  test('a file that is being written is waited for, and left to the next job when that goes on', async () => {
    await mkdir(join(hot, 'slow'));
    await writeFile(join(hot, 'slow/soon.jpg'), picture);
    await writeFile(join(hot, 'slow/never.jpg'), picture);
    const old = new Date(Date.now() - 3_600_000);
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        await appendFile(join(hot, 'slow/never.jpg'), 'x');
        // Who copies a file may give it the time of the original: that is no sign of rest.
        await utimes(join(hot, 'slow/never.jpg'), old, old);
        await wait(100);
      }
    })();
    const { lines } = await linesOf('slow', '<serverDir>slow</serverDir>');
    isOver = true;
    await writing;
    assert.deepEqual(lines, [`UploadSuccess ${company.root}soon.jpg was processed into IPS`, 'UploadWarning slow/never.jpg is still being written and was left to the next job']);
  });

  test('archives in it are taken apart like those that are posted', async () => {
    await mkdir(join(hot, 'packed'));
    await writeFile(join(hot, 'packed/z.zip'), zipOf([{ name: 'deep/z1.jpg', bytes: picture }]));
    const { lines } = await linesOf('packed', '<serverDir>packed</serverDir>', '<unCompressOptions><process>UnCompress</process></unCompressOptions>');
    assert.deepEqual(lines, [`UploadSuccess ${company.root}deep/z1.jpg was processed into IPS`]);
  });

  test('nothing outside of the company\'s folder is read', async () => {
    for (const path of ['../', 'in/../../x', './']) assert.match(await submit('bad', `<serverDir>${path}</serverDir>`), /<code>30001<\/code>/, path);
    await symlink(tmpdir(), join(hot, 'way-out'));
    for (const [index, path] of ['way-out', 'in/loop/nowhere', 'missing'].entries()) {
      const { lines } = await linesOf(`gone-${index}`, `<serverDir>${path}</serverDir>`);
      assert.deepEqual(lines, [`UploadError ${company.root} could not be processed: There is no &apos;${company.root}${path}/&apos; in the server&apos;s folder`.replaceAll('&apos;', '\'')]);
    }
  });

  test('metadata files are refused by name until they are read; the job tells its folder while it is active', async () => {
    const answer = await submit('meta', '<serverDir>in</serverDir>', '', true);
    assert.match(answer, /not available yet: .*submitJob\/uploadDirectoryJob\/processMetadataFiles/);
    const handle = /<jobHandle>([^<]+)</.exec(await submit('wait', '<serverDir>slow</serverDir>'))?.[1] ?? '';
    const active = await callService(server.url, 'getActiveJobs', `<companyHandle>${company.handle}</companyHandle><jobHandle>${handle}</jobHandle>`);
    if (active.includes('<jobHandle>')) assert.match(active, /<uploadDirectoryJob>.*<serverDir>slow<\/serverDir>.*<includeSubfolders>true<\/includeSubfolders>/s);
    await waitForJob(server.url, company.handle, handle);
  });
});

test('a server without a hot folder says how to have one', async () => {
  await using folder = await openDataFolder();
  const server = await startServer(folder.path);
  try {
    const company = await firstCompany(server.url);
    const answer = await callService(server.url, 'submitJob', `<companyHandle>${company.handle}</companyHandle><jobName>off</jobName><uploadDirectoryJob><serverDir>/</serverDir>`
      + '<overwrite>true</overwrite><readyForPublish>true</readyForPublish><includeSubfolders>false</includeSubfolders><createMask>false</createMask><processMetadataFiles>false</processMetadataFiles><emailSetting>None</emailSetting></uploadDirectoryJob>');
    const log = await waitForJob(server.url, company.handle, /<jobHandle>([^<]+)</.exec(answer)?.[1] ?? '');
    assert.match(log, /This server reads no folders: PREPRESS_HOT_FOLDER names the one it may read/);
  } finally {
    assert.equal(await server.stop(), 0);
  }
});
