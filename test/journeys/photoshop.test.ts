import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, plainOptions, postUpload, untilServable, waitForJob } from '../build/client.ts';
import { blockFont } from '../build/fonts.ts';
import { psdBytes } from '../build/psd.ts';
import { engineString, textBlock } from '../build/psd-content.ts';
import { sceneDocument, type SceneLayer } from '../build/psd-scenes.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

let folder: Awaited<ReturnType<typeof openDataFolder>>;
let server: ServerProcess;
let company: Awaited<ReturnType<typeof firstCompany>>;
before(async () => {
  folder = await openDataFolder();
  server = await startServer(join(folder.path, 'data'));
  company = await firstCompany(server.url);
});
after(async () => {
  await server.stop();
  await folder[Symbol.asyncDispose]();
});

const [widthPx, heightPx] = [160, 120];
const engine = `<< /EngineDict << /Editor << /Text ${engineString('HH\r')} >> /StyleRun << /RunArray [ << /StyleSheet << /StyleSheetData
  << /Font 0 /FontSize 20 /FillColor << /Type 1 /Values [ 1 1 0 0 ] >> >> >> >> ] /RunLengthArray [ 3 ] >> >>
  /ResourceDict << /FontSet [ << /Name ${engineString('Blocks-Regular')} >> ] >> >>`;
/** An H of 20 px is 12 wide, 14 high, and stands 1 px after the 14 of the one before. */
const isLetter = (x: number, y: number): boolean => y >= 26 && y < 40 && ((x >= 81 && x < 93) || (x >= 95 && x < 107));
const layers: readonly SceneLayer[] = [
  { name: 'Background', box: [0, 0, widthPx, heightPx], at: (x, y) => [x, y * 2, 200, 255] },
  { name: 'Price Tag', box: [10, 20, 60, 70], opacity: 150, at: (x, y) => [250, x * 4 & 255, 10, (y * 5) & 255] },
  { name: 'Title', box: [81, 26, 107, 40], at: (x, y) => [255, 0, 0, isLetter(x, y) ? 255 : 0], blocks: [textBlock(engine, { transform: [1, 0, 0, 1, 80, 40] })] },
  { name: 'Shade', blend: 'mul ', box: [40, 50, 150, 115], at: () => [128, 200, 90, 255], mask: (x) => x & 255 },
];

async function upload(jobName: string, options: string, files: Parameters<typeof postUpload>[2]): Promise<string> {
  const posted = await postUpload(server.url, { companyHandle: company.handle, jobName, destFolder: company.root, endJob: true, options }, files);
  assert.equal(posted.status, 200, posted.body);
  return waitForJob(server.url, company.handle, posted.handle!);
}

const layerOptions = (inner: string): string => plainOptions.replace('<emailSetting>',
  `<photoshopOptions><process>MaintainLayers</process><layerOptions><layerNaming>AppendName</layerNaming>${inner}</layerOptions></photoshopOptions><emailSetting>`);

test('a document becomes images of its layers, text and a template whose picture is the merged image', async () => {
  const picture = sceneDocument(widthPx, heightPx, layers);
  await upload('font', plainOptions, [{ fileName: 'blocks.ttf', bytes: Buffer.from(blockFont()) }]);
  const log = await upload('layers', layerOptions('<createTemplate>true</createTemplate><extractText>true</extractText>'), [{ fileName: 'Spring Ad.psd', bytes: psdBytes(picture) }]);
  assert.ok(!log.includes('UploadWarning'), log);

  const found = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>Spring Ad</items><items>Spring Ad_template</items></nameArray>`);
  const [, handle] = /<assetHandle>([^<]+)<\/assetHandle><type>Image</.exec(found) ?? [];
  const generated = await callService(server.url, 'getGenerationInfo', `<companyHandle>${company.handle}</companyHandle><originatorHandle>${handle}</originatorHandle>`);
  assert.deepEqual([...generated.matchAll(/<generated>.*?<name>([^<]+)<\/name>/gs)].map(([, name]) => name),
    ['Spring Ad_0', 'Spring Ad_Price Tag', 'Spring Ad_Title', 'Spring Ad_Shade', 'Spring Ad_template']);
  assert.match(found, /<templateInfo><url>layer=0&amp;size=160,120&amp;origin=0,0&amp;layer=1,Background&amp;.*&amp;layer=3,Title&amp;text=/s);

  const [, text] = /<assetHandle>([^<]+)<\/assetHandle>(?:(?!<assetHandle>).)*?<name>Spring Ad_Title</s.exec(generated) ?? [];
  const words = await callService(server.url, 'getSearchStrings', `<companyHandle>${company.handle}</companyHandle><assetHandle>${text}</assetHandle>`);
  assert.match(words, /<searchString>HH<\/searchString>.*<keyword>HH<.*<fontName>Blocks-Regular<\/fontName><pointSize>20</s);

  const url = `${server.url}/is/image/${company.root}Spring%20Ad_template`;
  await untilServable(url);
  const answer = await fetch(`${url}?scl=1&fmt=png`);
  assert.equal(answer.status, 200, answer.status === 200 ? '' : await answer.text());
  const { data, info } = await sharp(Buffer.from(await answer.arrayBuffer())).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [widthPx, heightPx]);
  let most = 0;
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    for (let channel = 0; channel < 3; channel++) most = Math.max(most, Math.abs(data[pixel * info.channels + channel]! - picture.planes![channel]![pixel]!));
  }
  assert.ok(most <= 2, `differs by ${most}`);
});

test('uploaded again, images and template keep their names and handles; what the template cannot say stands in the log', async () => {
  const ask = (names: string): Promise<string> => callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray>${names}</nameArray>`);
  const names = '<items>Spring Ad_0</items><items>Spring Ad_Price Tag</items><items>Spring Ad_template</items>';
  const handles = async (): Promise<readonly string[]> => [...(await ask(names)).matchAll(/<assetHandle>([^<]+)</g)].map(([, handle]) => handle!);
  const before = await handles();
  const picture = sceneDocument(widthPx, heightPx, [layers[0]!, { ...layers[1]!, blend: 'over', opacity: 255 }]);
  const log = await upload('again', layerOptions('<createTemplate>true</createTemplate>'), [{ fileName: 'Spring Ad.psd', bytes: psdBytes(picture) }]);
  assert.deepEqual(await handles(), before);
  assert.match(log, /The template equals the merged image by \d\d\.\d\d %/);
  assert.match(log, /Layer 'Price Tag' has a blend mode that templates do not know/);
});
