import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tarOf, unixMode, zipModifiedAt, zipOf } from '../build/archives.ts';
import { assetNames, callService, firstCompany, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { jpegBytes } from '../build/images.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

const unpacking = `${plainOptions}<unCompressOptions><process>UnCompress</process></unCompressOptions>`;

describe('archives, socket to assets', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let company: { readonly handle: string; readonly root: string };
  let picture: Buffer;

  before(async () => {
    folder = await openDataFolder();
    server = await startServer(folder.path);
    company = await firstCompany(server.url);
    picture = await jpegBytes({ widthPx: 60, heightPx: 40 });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
    await folder[Symbol.asyncDispose]();
  });

  async function upload(jobName: string, fileName: string, bytes: Uint8Array, options = unpacking): Promise<{ readonly log: string; readonly lines: readonly string[] }> {
    const { handle, body } = await postUpload(server.url, { companyHandle: company.handle, jobName, destFolder: `${company.root}up/`, endJob: true, options }, [{ fileName, bytes }]);
    assert.ok(handle, body);
    const log = await waitForJob(server.url, company.handle, handle);
    const lines = [...log.matchAll(/<items><logMessage>(.*?)<\/logMessage><logType>(.*?)<\/logType>/gs)].map(([, message, type]) => `${type} ${message}`)
      .filter((line) => !/^(BeginUpload|EndUpload|OriginalJobName|JobClient|JobType|TotalFileCount) /.test(line));
    return { log, lines: lines.toSorted() };
  }
  const count = (log: string, name: string): number => Number(new RegExp(`<${name}>(\\d+)<`).exec(log)?.[1]);

  test('the example of the specification: folders are kept, a text is refused, a hidden file warned of, the archive does not count', async () => {
    const { log, lines } = await upload('shoes', 'shoes.zip', zipOf([
      { name: 'red/', bytes: Buffer.alloc(0) }, { name: 'red/a.jpg', bytes: picture }, { name: 'red/b.txt', bytes: Buffer.from('text') }, { name: '.DS_Store', bytes: Buffer.from('x') },
    ]));
    const root = company.root;
    assert.deepEqual(lines, [
      `UploadError ${root}up/red/b.txt could not be processed: Unsupported file type`,
      `UploadSuccess ${root}up/red/a.jpg was processed into IPS`,
      `UploadWarning ${root}up/.DS_Store was skipped because it is a hidden or system file`,
    ]);
    assert.deepEqual(['fileSuccessCount', 'fileErrorCount', 'fileWarningCount', 'totalFileCount'].map((name) => count(log, name)), [1, 1, 1, 3]);
    assert.deepEqual(await assetNames(server.url, company.handle, ['a', 'shoes']), ['a']);
    const view = await fetch(`${server.url}/is/image/${root.replace('/', '')}/a?wid=20`);
    assert.equal(view.status, 200);
    await view.arrayBuffer();
  });

  test('two good files and a hidden one: success 2, warning 1, total 3', async () => {
    const { log } = await upload('three', 'three.zip', zipOf([{ name: 'c.jpg', bytes: picture }, { name: 'd.jpg', bytes: picture }, { name: '__MACOSX/._c.jpg', bytes: Buffer.from('x') }]));
    assert.deepEqual(['fileSuccessCount', 'fileErrorCount', 'fileWarningCount', 'totalFileCount'].map((name) => count(log, name)), [2, 0, 1, 3]);
  });

  test('tar, tgz and gz are unpacked too; an archive in an archive is stored', async () => {
    const tar = tarOf([{ name: 'in/e.jpg', bytes: picture }, { name: 'inner.zip', bytes: zipOf([{ name: 'never.jpg', bytes: picture }]) }]);
    assert.equal(count((await upload('tar', 'e.tar', tar)).log, 'fileSuccessCount'), 2);
    assert.equal(count((await upload('tgz', 'f.tgz', gzipSync(tarOf([{ name: 'f.jpg', bytes: picture }])))).log, 'fileSuccessCount'), 1);
    assert.equal(count((await upload('gz', 'g.jpg.gz', gzipSync(picture))).log, 'fileSuccessCount'), 1);
    assert.deepEqual(await assetNames(server.url, company.handle, ['e', 'f', 'g', 'inner', 'never']), ['e', 'f', 'g', 'inner']);
  });

  test('without the option an archive is a Zip asset, and getZipEntries tells what is in it', async () => {
    const zip = zipOf([{ name: 'k/', bytes: Buffer.alloc(0) }, { name: 'k/ä.txt', bytes: Buffer.alloc(1000), method: 8 }]);
    const { log, lines } = await upload('kept', 'kept.zip', zip, plainOptions);
    assert.deepEqual(lines, [`UploadSuccess ${company.root}up/kept.zip was processed into IPS`]);
    const handle = /<assetHandle>([^<]+)</.exec(log)?.[1] ?? '';
    const answer = await callService(server.url, 'getZipEntries', `<companyHandle>${company.handle}</companyHandle><assetHandle>${handle}</assetHandle>`);
    const items = [...answer.matchAll(/<items><name>(.*?)<\/name><isDirectory>(.*?)<\/isDirectory><lastModified>(.*?)<\/lastModified><compressedSize>(\d+)<\/compressedSize><uncompressedSize>(\d+)<\/uncompressedSize><\/items>/gs)];
    assert.deepEqual(items.map(([, name, isFolder, modified, , size]) => [name, isFolder, Date.parse(modified ?? ''), size]), [
      ['k/', 'true', zipModifiedAt.getTime(), '0'], ['k/ä.txt', 'false', zipModifiedAt.getTime(), '1000'],
    ]);
    assert.ok(Number(items[1]?.[4]) < 100);
    const wrong = await callService(server.url, 'getZipEntries', `<companyHandle>${company.handle}</companyHandle><assetHandle>a|999999</assetHandle>`);
    assert.match(wrong, /<code>30001<\/code>/);
  });

  test('what an archive must not hold is refused one by one, each with its reason; the rest becomes assets', async () => {
    const { log, lines } = await upload('bad', 'bad.zip', zipOf([
      { name: '../up.jpg', bytes: picture }, { name: '/root.jpg', bytes: picture }, { name: 'link.jpg', bytes: Buffer.from('/etc/passwd'), attributes: unixMode(0o120777) },
      { name: 'secret.jpg', bytes: picture, flags: 0x801 }, { name: 'lie.jpg', bytes: picture, lies: { crc: 7 } }, { name: 'bomb.jpg', bytes: Buffer.alloc(3_000_000) }, { name: 'fine.jpg', bytes: picture },
    ]));
    const archive = `${company.root}up/bad.zip`;
    const refused = (name: string, reason: string): string => `UploadError ${archive}: ${name} could not be processed: ${reason}`;
    assert.deepEqual(lines, [
      refused('../up.jpg', 'The path in the archive leads out of its folder'), refused('/root.jpg', 'The path in the archive leads out of its folder'),
      refused('bomb.jpg', 'The file exceeds the limit of 200:1 (ratio) for files in archives'), refused('lie.jpg', 'The file is damaged: its checksum is wrong'),
      refused('link.jpg', 'The archive holds no file here but a link or a device, which is not unpacked'), refused('secret.jpg', 'The file is encrypted'),
      `UploadSuccess ${company.root}up/fine.jpg was processed into IPS`,
    ]);
    assert.deepEqual(['fileSuccessCount', 'fileErrorCount', 'totalFileCount'].map((name) => count(log, name)), [1, 6, 7]);
  });

  test('a broken archive is an error, and what came out before stays; an empty one is a warning', async () => {
    const tar = tarOf([{ name: 'p.jpg', bytes: picture }, { name: 'q.jpg', bytes: picture }]);
    const { log, lines } = await upload('cut', 'cut.tar', tar.subarray(0, 1100 + 512 * Math.ceil(picture.length / 512)));
    assert.equal(count(log, 'fileSuccessCount'), 1);
    assert.ok(lines.some((line) => line.startsWith(`UploadError ${company.root}up/cut.tar could not be processed: The file is damaged`)), lines.join('\n'));
    assert.match(log, /Before that 2 entries of the archive were unpacked; they stay/);
    const empty = await upload('empty', 'empty.zip', zipOf([]));
    assert.deepEqual(empty.lines, [`UploadWarning ${company.root}up/empty.zip holds no files`]);
    assert.equal(count(empty.log, 'totalFileCount'), 1);
    const none = await upload('none', 'none.zip', picture);
    assert.deepEqual(none.lines, [`UploadError ${company.root}up/none.zip could not be processed: The content is JPEG, which does not fit the extension .zip`]);
  });
});
