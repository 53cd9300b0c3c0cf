import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { pdfBytes, type PdfPage } from '../build/pdf.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

let folder: Awaited<ReturnType<typeof openDataFolder>>;
let server: ServerProcess;
let company: { readonly handle: string; readonly root: string };
before(async () => {
  folder = await openDataFolder();
  server = await startServer(join(folder.path, 'data'));
  company = await firstCompany(server.url);
});
after(async () => {
  await server.stop();
  await folder[Symbol.asyncDispose]();
});

async function upload(fileName: string, bytes: Uint8Array, pdfOptions: string): Promise<string> {
  const options = plainOptions.replace('<emailSetting>', `<pdfOptions>${pdfOptions}</pdfOptions><emailSetting>`);
  const posted = await postUpload(server.url, { companyHandle: company.handle, jobName: `pages of ${fileName}`, destFolder: company.root, endJob: true, options }, [{ fileName, bytes }]);
  assert.equal(posted.status, 200, posted.body);
  return waitForJob(server.url, company.handle, posted.handle!);
}

const assetsOf = async (...names: readonly string[]): Promise<readonly string[]> =>
  [...(await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray>${names.map((name) => `<items>${name}</items>`).join('')}</nameArray>`))
    .matchAll(/<type>(\w+)<\/type>.*?<name>([^<]+)<\/name>.*?<readyForPublish>(\w+)</gs)].map(([, type, name, ready]) => `${type} ${name} ${ready}`).toSorted();

const rasterize = '<process>Rasterize</process><resolution>72</resolution><pdfCatalog>true</pdfCatalog><extractSearchWords>true</extractSearchWords><extractLinks>true</extractLinks>';

test('a document of three pages becomes a Pdf, three images and a catalog; its pages are served with their links and words', async () => {
  const page = (content: string, links: PdfPage['links'] = []): PdfPage => ({ content, links });
  const bytes = pdfBytes({ pages: [
    page('1 0 0 rg 0 0 200 50 re f BT 0 g /F1 18 Tf 20 70 Td (Summer chairs) Tj ET', [{ rect: [20, 60, 120, 90], uri: 'https://example.com/chairs?a=1&b=2' }]),
    page('0 0 1 rg 0 0 200 100 re f'), page('', [{ rect: [0, 0, 9, 9] }]),
  ] });
  const log = await upload('cat.pdf', bytes, rasterize);
  assert.equal([...log.matchAll(/<logType>UploadSuccess</g)].length, 5, log);
  assert.deepEqual(await assetsOf('cat', 'cat-1', 'cat-2', 'cat-3'), ['Catalog cat true', 'Image cat-1 true', 'Image cat-2 true', 'Image cat-3 true', 'Pdf cat true']);

  const image = await fetch(`${server.url}/is/image/${company.root}cat-1?scl=1&fmt=png`);
  const { data, info } = await sharp(Buffer.from(await image.arrayBuffer())).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [200, 100]);
  const at = (x: number, y: number): readonly number[] => [...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3)];
  assert.ok(at(100, 75)[0]! > 245 && at(100, 75)[1]! < 10 && at(190, 10)[1]! > 245, `${at(100, 75).join()} and ${at(190, 10).join()}`);
  const content = await fetch(`${server.url}/is/content/${company.root}cat`);
  assert.deepEqual(Buffer.from(await content.arrayBuffer()), bytes);

  const map = await fetch(`${server.url}/is/image/${company.root}cat-1?req=map`);
  assert.equal(await map.text(), '<AREA SHAPE="rect" COORDS="20,10,120,40" href="https://example.com/chairs?a=1&amp;b=2">');
  assert.equal(map.headers.get('content-type'), 'text/plain; charset=UTF-8');
  const smaller = await fetch(`${server.url}/is/image/${company.root}cat-1?req=map,xml&wid=100`);
  assert.match(await smaller.text(), /<map><area SHAPE="rect" COORDS="10,5,60,20" href="https:\/\/example\.com\/chairs\?a=1&amp;b=2"\/><\/map>$/);
  assert.equal(await (await fetch(`${server.url}/is/image/${company.root}cat-2?req=map`)).text(), '');

  const [, handle] = /<assetHandle>([^<]+)<\/assetHandle>/.exec(await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>cat-1</items></nameArray>`))!;
  const words = await callService(server.url, 'getSearchStrings', `<companyHandle>${company.handle}</companyHandle><assetHandle>${handle}</assetHandle>`);
  assert.deepEqual([...words.matchAll(/<keyword>([^<]+)</g)].map(([, word]) => word), ['Summer', 'chairs']);
});

test('without a catalog there is none, and without pages there is the document alone', async () => {
  await upload('plain.pdf', pdfBytes({ pages: [{}, {}] }), '<process>Rasterize</process><pdfCatalog>false</pdfCatalog>');
  assert.deepEqual(await assetsOf('plain', 'plain-1', 'plain-2'), ['Image plain-1 true', 'Image plain-2 true', 'Pdf plain true']);
  await upload('kept.pdf', pdfBytes({ pages: [{}, {}] }), '<process>None</process>');
  assert.deepEqual(await assetsOf('kept', 'kept-1', 'kept-2'), ['Pdf kept true']);
});

test('encrypted and broken documents are errors of their job', async () => {
  const locked = await upload('locked.pdf', pdfBytes({ pages: [{}], encryption: { userPassword: 'secret', ownerPassword: 'owner' } }), rasterize);
  assert.match(locked, /encrypted[^<]*<\/logMessage><logType>UploadError</);
  const broken = await upload('broken.pdf', Buffer.from('%PDF-1.7\nnothing\n%%EOF'), rasterize);
  assert.match(broken, /damaged[^<]*<\/logMessage><logType>UploadError</);
  assert.deepEqual(await assetsOf('locked', 'broken'), []);
});
