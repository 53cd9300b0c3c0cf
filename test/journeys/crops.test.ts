import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

/** Width, height, and the pixel of the source at its upper left corner. */
type Shown = readonly [widthPx: number, heightPx: number, xPx: number, yPx: number];

/** Crops from the upload to the delivered picture. @source specification of UploadPostJob, §3.5 */
describe('crops', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let company: { readonly handle: string; readonly root: string };
  let picture: Buffer;
  before(async () => {
    folder = await openDataFolder();
    server = await startServer(join(folder.path, 'data'));
    company = await firstCompany(server.url);
    picture = await gradient(1000, 800);
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  const m = (left: number, right: number, top: number, bottom: number): string =>
    `<manualCropOptions><left>${left}</left><right>${right}</right><top>${top}</top><bottom>${bottom}</bottom></manualCropOptions>`;
  const preserving = (is: boolean): string => `<preserveCrop>${is}</preserveCrop>`;
  let jobs = 0;

  async function upload(name: string, options: string, bytes = picture): Promise<string> {
    const posted = await postUpload(server.url, {
      companyHandle: company.handle, jobName: `crops ${jobs += 1}`, destFolder: company.root, endJob: true, options: plainOptions + options,
    }, [{ fileName: `${name}.png`, bytes }]);
    assert.equal(posted.status, 200, posted.body);
    return waitForJob(server.url, company.handle, posted.handle!);
  }

  /** The picture as it is delivered in full size has this size, and its first pixel is that one of the source. */
  async function assertDelivered(name: string, [widthPx, heightPx, xPx, yPx]: Shown): Promise<void> {
    const answer = await fetch(`${server.url}/is/image/${company.root}${name}?scl=1&fmt=png`);
    assert.equal(answer.status, 200);
    const { data, info } = await sharp(Buffer.from(await answer.arrayBuffer())).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [widthPx, heightPx], name);
    for (const [index, wanted] of colourAt(xPx, yPx).entries()) {
      assert.ok(Math.abs(data[index]! - wanted) <= 1, `${name}: ${data.subarray(0, 3).join(',')} for ${colourAt(xPx, yPx).join(',')}`);
    }
  }

  async function modifierOf(name: string): Promise<string> {
    const found = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>${name}</items></nameArray>`);
    assert.match(found, /<width>\d+<\/width><height>\d+<\/height>/);
    return /<urlModifier>([^<]*)</.exec(found)?.[1] ?? '';
  }

  const whole: Shown = [1000, 800, 0, 0];
  const x: Shown = [500, 520, 190, 160];
  const other: Shown = [970, 730, 10, 30];

  test('acceptance (a): amounts cut from the sides become the crop of the delivered picture', async () => {
    await upload('sized', m(190, 310, 160, 120));
    assert.equal(await modifierOf('sized'), 'crop=190,160,500,520');
    await assertDelivered('sized', x);
    const found = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>sized</items></nameArray>`);
    assert.match(found, /<width>1000<\/width><height>800<\/height>/, 'the record keeps the full size');
  });

  /** What an upload over an asset with or without a crop of its own becomes. */
  const table: readonly (readonly [options: string, preserve: boolean | undefined, withCrop: Shown, without: Shown])[] = [
    [m(10, 20, 30, 40), true, other, other],
    [m(10, 20, 30, 40), undefined, other, other],
    [m(10, 20, 30, 40), false, other, other],
    ['', true, x, whole],
    ['', undefined, x, whole],
    ['', false, whole, whole],
    [m(0, 0, 0, 0), true, x, whole],
    [m(0, 0, 0, 0), undefined, x, whole],
    [m(0, 0, 0, 0), false, whole, whole],
  ];
  for (const [index, [options, preserve, withCrop, without]] of table.entries()) {
    const words = `${options === '' ? 'no crop' : options.replace(/<\/?[a-zA-Z]+>/g, ' ').trim().replace(/ +/g, ',')}, preserveCrop ${preserve ?? 'absent'}`;
    test(`(b) an upload over a crop and over none: ${words}`, async () => {
      for (const [old, wanted] of [[m(190, 310, 160, 120), withCrop], ['', without]] as const) {
        const name = `row-${index}-${old === '' ? 'plain' : 'cropped'}`;
        await upload(name, old);
        await upload(name, (preserve === undefined ? '' : preserving(preserve)) + options);
        await assertDelivered(name, wanted);
      }
    });
  }

  const auto = '<autoColorCropOptions><corner>UpperLeft</corner><tolerance>0</tolerance></autoColorCropOptions>';
  for (const [words, options, old, wanted] of [
    ['keeps an old crop', '', true, [100, 100, 7, 7]], ['crops where there was none', '', false, [200, 150, 50, 40]],
    ['replaces an old crop when it is not to be kept', preserving(false), true, [200, 150, 50, 40]],
  ] as const) {
    test(`(b) an automatic crop ${words}`, async () => {
      const name = `auto-${words.length}`;
      const framed = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#fff' } })
        .composite([{ input: await sharp({ create: { width: 200, height: 150, channels: 3, background: '#036' } }).png().toBuffer(), left: 50, top: 40 }]).png().toBuffer();
      await upload(name, old ? m(7, 293, 7, 193) : '', framed);
      await upload(name, options + auto, framed);
      const [widthPx, heightPx, xPx, yPx] = wanted;
      assert.equal(await modifierOf(name), `crop=${xPx},${yPx},${widthPx},${heightPx}`);
      const answer = await fetch(`${server.url}/is/image/${company.root}${name}?scl=1&fmt=png`);
      const { width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
      assert.deepEqual([width, height], [widthPx, heightPx]);
    });
  }

  test('acceptance (c): a crop that leaves nothing is a warning, and the picture stays whole', async () => {
    const log = await upload('nothing', m(500, 500, 0, 0));
    assert.match(log, /Crop exceeds image size<\/logMessage><logType>UploadWarning/);
    await assertDelivered('nothing', whole);
  });

  test('a kept crop that reaches beyond a smaller picture is cut to it, and removed with a warning when nothing is left', async () => {
    await upload('shrunk', m(190, 310, 160, 120));
    await upload('shrunk', '', await gradient(400, 300));
    await assertDelivered('shrunk', [210, 140, 190, 160]);
    const log = await upload('shrunk', '', await gradient(100, 100));
    assert.match(log, /UploadWarning/);
    await assertDelivered('shrunk', [100, 100, 0, 0]);
  });

  test('getAutoCropRect measures the whole original, and gives what an upload is cropped to', async () => {
    const framed = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#fff' } })
      .composite([{ input: await sharp({ create: { width: 100, height: 80, channels: 3, background: '#036' } }).png().toBuffer(), left: 40, top: 30 }]).png().toBuffer();
    const wanted = '<autoColorCropOptions><corner>UpperLeft</corner><tolerance>0</tolerance></autoColorCropOptions>';
    await upload('framed', m(150, 10, 10, 10), framed);
    const [, handle] = /<assetHandle>([^<]+)</.exec(await callService(server.url, 'getAssetsByName',
      `<companyHandle>${company.handle}</companyHandle><nameArray><items>framed</items></nameArray>`))!;
    const measure = (options: string) => callService(server.url, 'getAutoCropRect', `<companyHandle>${company.handle}</companyHandle><assetHandle>${handle}</assetHandle>${options}`);
    assert.match(await measure(wanted), /<xOffset>40<\/xOffset><yOffset>30<\/yOffset><width>100<\/width><height>80<\/height>/);
    assert.match(await measure('<autoTransparentCropOptions><tolerance>0</tolerance></autoTransparentCropOptions>'),
      /<xOffset>0<\/xOffset><yOffset>0<\/yOffset><width>300<\/width><height>200<\/height>/);
    assert.equal(await modifierOf('framed'), 'crop=150,10,140,180', 'nothing was changed');
    await upload('framed', preserving(false) + wanted, framed);
    assert.equal(await modifierOf('framed'), 'crop=40,30,100,80');
  });

  test('a modifier set by hand is delivered, and an upload replaces only the crop in it', async () => {
    await upload('by-hand', '');
    const [, handle] = /<assetHandle>([^<]+)</.exec(await callService(server.url, 'getAssetsByName',
      `<companyHandle>${company.handle}</companyHandle><nameArray><items>by-hand</items></nameArray>`))!;
    const set = await callService(server.url, 'setUrlModifier',
      `<companyHandle>${company.handle}</companyHandle><assetHandle>${handle}</assetHandle><urlModifier>bgc=255,0,0&amp;crop=100,50,200,100</urlModifier>`);
    assert.match(set, /<setUrlModifierReturn/);
    await assertDelivered('by-hand', [200, 100, 100, 50]);
    await upload('by-hand', m(190, 310, 160, 120));
    assert.equal(await modifierOf('by-hand'), 'bgc=255,0,0&amp;crop=190,160,500,520');
    await assertDelivered('by-hand', x);
  });
});

/** Four steps from pixel to pixel, so that a neighbour is told apart in spite of what JPEG costs. */
function colourAt(x: number, y: number): readonly [number, number, number] {
  return [(x * 4) & 255, (y * 4) & 255, (x >> 6) << 4 | y >> 6];
}

/** A picture whose colours say where each pixel is, up to 1024 pixels wide and high. */
function gradient(widthPx: number, heightPx: number): Promise<Buffer> {
  const samples = Buffer.alloc(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) samples.set(colourAt(x, y), (y * widthPx + x) * 3);
  }
  return sharp(samples, { raw: { width: widthPx, height: heightPx, channels: 3 } }).png().toBuffer();
}
