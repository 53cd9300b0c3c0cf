import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { deflateSync, inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { xmpFacts } from '#formats';
import { callService, firstCompany, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { withJpegSegment } from '../build/images.ts';
import { xmpPacket } from '../build/metadata.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

/** What files, jobs and users say about an asset, through the whole server. @source specification of UploadPostJob, §3.1, §3.21 */
describe('metadata', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let company: { readonly handle: string; readonly root: string };
  let picture: Buffer;
  before(async () => {
    folder = await openDataFolder();
    server = await startServer(join(folder.path, 'data'));
    company = await firstCompany(server.url);
    picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#204060' } }).jpeg().toBuffer();
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  let jobs = 0;
  async function upload(bytes: Uint8Array, keywords = ''): Promise<string> {
    const posted = await postUpload(server.url, {
      companyHandle: company.handle, jobName: `metadata ${jobs += 1}`, destFolder: company.root, endJob: true,
      options: `${plainOptions}${keywords && `<xmpKeywords>${keywords}</xmpKeywords>`}`,
    }, [{ fileName: 'chair.jpg', bytes }]);
    assert.equal(posted.status, 200, posted.body);
    await waitForJob(server.url, company.handle, posted.handle!);
    return /<assetHandle>([^<]+)</.exec(await shown())![1]!;
  }
  const own = (): string => `<companyHandle>${company.handle}</companyHandle>`;
  const shown = (): Promise<string> => callService(server.url, 'getAssetsByName', `${own()}<nameArray><items>chair</items></nameArray>`);
  const packetOf = async (handle: string): Promise<Buffer> => {
    const answer = await callService(server.url, 'getXMPPacket', `${own()}<assetHandle>${handle}</assetHandle>`);
    return inflateSync(Buffer.from(/<compressedPacket>([^<]*)</.exec(answer)?.[1] ?? answer, 'base64'));
  };
  const withPacket = (packet: Buffer): Buffer => withJpegSegment(picture, 0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1'), packet]));
  const found = async (keyword: string): Promise<boolean> => (await callService(server.url, 'searchAssets',
    `${own()}<includeSubfolders>true</includeSubfolders><keywordArray><items>${keyword}</items></keywordArray>`)).includes('<name>chair</name>');

  test('the words of a file, of jobs and of users meet in one packet and outlive the files they came with', async () => {
    const first = xmpPacket('<dc:description>Ein Stuhl</dc:description><dc:subject><rdf:Bag><rdf:li>wood</rdf:li></rdf:Bag></dc:subject>', ' xmp:Rating="4"');
    const handle = await upload(withPacket(first));
    assert.deepEqual(await packetOf(handle), first);
    assert.match(await shown(), /<description>Ein Stuhl<\/description>/);
    assert.ok(await found('wood'));

    await upload(withPacket(first), String.raw`red\, dark, sale,sale, C:\\x`);
    const joined = await packetOf(handle);
    assert.deepEqual(xmpFacts(joined).subjects, ['wood', 'red, dark', 'sale', 'C:\\x']);
    assert.ok(await found('red, dark'));
    assert.deepEqual(Buffer.from(await (await fetch(`${server.url}/is/image/${company.root}chair?req=xmp`)).arrayBuffer()), joined);
    // The file itself is not rewritten.
    assert.match(await shown(), new RegExp(`<fileSize>${withPacket(first).length}</fileSize>`));

    const change = deflateSync(xmpPacket('<dc:description>by hand</dc:description>')).toString('base64');
    const updated = await callService(server.url, 'updateXMPPacket', `${own()}<assetHandle>${handle}</assetHandle><compressedPacket>${change}</compressedPacket>`);
    assert.match(updated, /<success>true<\/success>/);

    await upload(picture);
    const kept = xmpFacts(await packetOf(handle));
    assert.deepEqual([kept.description, kept.subjects, kept.rating], ['by hand', ['red, dark', 'sale', 'C:\\x'], undefined]);
    assert.match(await shown(), /<description>by hand<\/description>/);
    assert.ok(await found('sale') && !await found('wood'));
  });
});
