import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { silentLog } from '#base';
import { defaultCompanySettings, type Company } from '#accounts';
import { openHarfbuzzFonts } from '#adapters/harfbuzz';
import { openLcmsColour } from '#adapters/lcms';
import { openSharpView } from '#adapters/sharp';
import { publishedProfile } from '#formats';
import type { Asset, PresentMember } from '#library';
import type { View } from '#ports';
import { TestClock } from '#test/build/clock';
import { xmpPacket } from '#test/build/metadata';
import { cmykProfile } from '#test/build/profiles';
import { blockFont } from '#test/build/fonts';
import { assetOf, buildPicture, specimens, temporaryFolder, writeTemporary } from '#test/build/pyramids';
import fastify, { type FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { readDeliverySettings, registerDeliveryDoor, type DeliveryDoorSettings } from './index.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let view: View;

let base: string;
const images = new Map<string, Asset>();
const setMembers = new Map<string, readonly PresentMember[]>();
const definitions = new Map<string, string>();
/** Delivery only looks. */
const refuse = async (): Promise<never> => { throw new Error('not for delivery'); };
const noSets = { definitionsOf: refuse, occupantOf: refuse, create: refuse, change: refuse, merge: refuse, candidates: () => { throw new Error('not for delivery'); }, candidatesAmong: refuse };
const contents = new Map<string, Asset>();
const files = new Map<string, Buffer>();
const members = new Map<string, readonly Asset[]>();
const packets = new Map<string, Uint8Array>();
const fontAssets: Asset[] = [];
/** Assets that are colour profiles. */
const profiles: Asset[] = [];
const profilePath = (name: string): string => join(folder.path, `${name}.icc`);
const company = (id: number, name: string, imageServing: Record<string, string> = {}, presets: Record<string, string> = {}): Company => ({
  id, name, rootPath: `${name}/`, createdAt: new Date(0), expiresAt: undefined,
  settings: { ...defaultCompanySettings, imageServing, imagePresets: Object.entries(presets).map(([preset, urlModifier], index) => ({ id: index + 1, name: preset, urlModifier })) },
});
const companies = [company(1, 'Shared', {}, { thumb: 'wid=60', shared: 'wid=90' }), company(2, 'Co'),
  company(3, 'Custom', { defaultPix: '100,100', 'errorDetail': '2', errorsNotFoundStatus: '404', debugHeaders: '1', jpegQuality: 'bad' }, { Thumb: 'wid=30' }),
  company(4, 'Wide', { iccProfileRgb: 'ProPhoto', iccProfileGray: 'everybodys' })];
const clock = new TestClock('2026-03-03T10:15:00.000Z');
const opened: FastifyInstance[] = [];

async function open(change: Partial<DeliveryDoorSettings> = {}, slowView?: View): Promise<{ server: FastifyInstance; base: string; load: ReturnType<typeof registerDeliveryDoor> }> {
  const made = fastify({ http: { maxHeaderSize: 128 * 1024 }, routerOptions: { maxParamLength: 20_000 } });
  const load = registerDeliveryDoor(made, {
    accounts: { companyByRoot: async (root) => companies.find(({ name }) => name === root) },
    library: {
      servables: async (companyId, names) => names.flatMap((name) => images.get(`${companyId}/${name}`) ?? []),
      sets: { ...noSets, contentsOf: async (companyId, setId) => ({ members: setMembers.get(`${companyId}/${setId}`) ?? [], definition: definitions.get(`${companyId}/${setId}`), thumbAssetId: undefined }) },
      servable: async (companyId, name) => images.get(`${companyId}/${name}`),
      servableContent: async (companyId, path) => contents.get(`${companyId}/${path}`),
      search: async ({ companyId }) => ({ totalRows: 0, assets: fontAssets.filter((one) => one.companyId === companyId) }),
      membersOf: async (companyId, containerId) => members.get(`${companyId}/${containerId}`) ?? [],
      packetOf: async (companyId, assetId) => packets.get(`${companyId}/${assetId}`),
      assetsByIds: async (companyId, ids) => profiles.filter((one) => one.companyId === companyId && ids.includes(one.id)),
      assetsByNames: async (companyId, names) => profiles.filter((one) => one.companyId === companyId && names.includes(one.name)),
    },
    blobs: {
      localFile: async (id) => id,
      read: async (id, range) => Readable.from([range ? files.get(id)!.subarray(range.first, range.last + 1) : files.get(id)!]),
    },
    view: slowView ?? view, colour: openLcmsColour(), fonts: openHarfbuzzFonts(), clock, log: silentLog, version: '0.1.0', settings: { ...readDeliverySettings(), ...change },
  });
  await made.listen({ host: '127.0.0.1', port: 0 });
  opened.push(made);
  return { server: made, base: `http://127.0.0.1:${(made.server.address() as AddressInfo).port}`, load };
}

before(async () => {
  folder = await temporaryFolder();
  view = await openSharpView({ threads: 1, timeLimitSeconds: 30 });
  for (const name of ['g', 'w', 'k', 'h']) {
    const built = await buildPicture(folder.path, name, specimens[name]!());
    images.set(`2/${name}`, assetOf(name, { image: built.image, optimizedBlobId: built.optimizedPath, maskBlobId: built.maskPath }));
  }
  const w = images.get('2/w')!;
  images.set('1/logo', { ...w, companyId: 1, name: 'logo' });
  images.set('3/w', { ...w, companyId: 3 });
  images.set('2/café', { ...w, name: 'café' });
  images.set('2/a b+c', { ...w, name: 'a b+c' });
  images.set('2/x', { ...w, name: 'x', urlModifier: 'wid=100', urlPostApplyModifier: 'qlt=50' });
  images.set('2/cropped', { ...w, name: 'cropped', urlModifier: 'crop=0,0,100,100' });
  const { image: _image, ...bare } = w;
  images.set('2/set', { ...bare, image: undefined, name: 'set', type: 'ImageSet', artifacts: {} });
  const content = (path: string, fileName: string, bytes: Buffer, change: Partial<Asset> = {}): void => {
    const blobId = createHash('sha256').update(bytes).digest('hex');
    files.set(blobId, bytes);
    contents.set(`2/${path}`, { ...bare, image: undefined, artifacts: {}, name: path, fileName, type: 'Pdf', original: { blobId, sizeBytes: bytes.length }, ...change });
  };
  content('doc', 'doc.pdf', Buffer.from(Array.from({ length: 10_000 }, (_, index) => index % 251)));
  content('typed', 'typed.pdf', Buffer.from('typed'), { facts: { userType: 'y' }, userData: 'a=1??b=2' });
  content('page', 'page.html', Buffer.from('<script>alert(1)</script>'));
  content('style', 'style.css', Buffer.from('b{}</style>'));
  const profile = async (companyId: number, name: string, bytes: Uint8Array, facts: Asset['facts']): Promise<void> => {
    await writeFile(profilePath(name), bytes);
    profiles.push({ ...bare, id: 100 + profiles.length, companyId, name, type: 'IccProfile', image: undefined, artifacts: {}, original: { blobId: profilePath(name), sizeBytes: bytes.length }, ...(facts && { facts }) });
  };
  await profile(2, 'DisplayP3', publishedProfile('DisplayP3'), { profileClass: 'Display', colourSpace: 'RGB', description: 'Ours' });
  profiles[0] = { ...profiles[0]!, name: 'ours' };
  await profile(1, 'everybodys', await cmykProfile(), { profileClass: 'Output', colourSpace: 'CMYK', description: "Everybody's" });
  await profile(3, 'foreign', publishedProfile('PAL'), { profileClass: 'Display', colourSpace: 'RGB', description: 'Foreign' });
  await profile(2, 'broken', publishedProfile('PAL').subarray(0, 300), { profileClass: 'Display', colourSpace: 'RGB', description: 'Broken' });
  await profile(2, 'link', publishedProfile('PAL'), { profileClass: 'DeviceLink', colourSpace: 'RGB', description: 'Link' });
  images.set('2/tagged', { ...w, name: 'tagged', image: { ...w.image!, iccProfileName: 'Adobe RGB (1998)' } });
  images.set('4/w', { ...w, companyId: 4 });
  ({ base } = await open());
});
after(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await folder.remove();
});

const get = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}, at = base) => fetch(`${at}${path}`, { headers, ...init });

/** A request whose path no client tidies up. */
function rawGet(path: string, method = 'GET'): Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const url = new URL(base);
    const request = httpRequest({ host: url.hostname, port: url.port, path, method }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('latin1'), headers: answer.headers }));
    });
    request.on('error', reject).end();
  });
}

async function sizeOf(answer: Response): Promise<string> {
  assert.equal(answer.status, 200, answer.status === 200 ? '' : await answer.text());
  const { width, height } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
  return `${width}×${height}`;
}

async function pixelsFrom(path: string): Promise<{ at(x: number, y: number): readonly number[] }> {
  const answer = await get(path);
  assert.equal(answer.status, 200, answer.status === 200 ? '' : await answer.clone().text());
  const { data, info } = await sharp(Buffer.from(await answer.arrayBuffer())).raw().toBuffer({ resolveWithObject: true });
  return { at: (x, y) => [...data.subarray((y * info.width + x) * info.channels, (y * info.width + x + 1) * info.channels)] };
}

test('acceptance 1: a picture without commands', async () => {
  const answer = await get('/is/image/Co/g');
  assert.equal(answer.headers.get('content-type'), 'image/jpeg');
  assert.equal(await sizeOf(answer), '400×267');
});

test('acceptance 15 and 9: what makes no sense or is too large is refused', async () => {
  for (const query of ['fit=crop', 'req=tmb&fit=fit', 'wid=0', 'wid=abc']) {
    const answer = await get(`/is/image/Co/w?${query}`);
    assert.deepEqual([answer.status, await answer.text(), answer.headers.get('cache-control')], [403, 'Bad request', 'no-store'], query);
  }
  const large = await get('/is/image/Co/g?scl=0.5');
  assert.deepEqual([large.status, await large.text()], [403, 'Image size limit exceeded']);
});

test('acceptance 41: unknown commands, comments and tracking parameters change nothing', async () => {
  const [plain, decorated] = await Promise.all([get('/is/image/Co/g?wid=200'), get('/is/image/Co/g?wid=200&.note=x&utm_source=y&v=3')]);
  assert.equal(plain.headers.get('etag'), decorated.headers.get('etag'));
});

test('acceptance 43: exists', async () => {
  const there = await get('/is/image/Co/g?req=exists');
  assert.match(await there.text(), /^#S7Z OK\r\n#Tue Mar 03 10:15:00 UTC 2026\r\ncatalogRecord\.exists=1\r\n$/);
  assert.equal(there.headers.get('content-type'), 'text/plain; charset=UTF-8');
  const missing = await get('/is/image/Co/nope?req=exists,json&id=9&handler=cb');
  assert.deepEqual([missing.status, await missing.text()], [200, '/*jsonp*/cb({"catalogRecord.exists":"0"},"9");']);
});

test('acceptance 44: imageprops as javascript', async () => {
  const answer = await get('/is/image/Co/g?req=imageprops,javascript');
  assert.equal(answer.headers.get('content-type'), 'text/javascript; charset=UTF-8');
  const text = await answer.text();
  assert.ok(text.includes("image.width='3000';\r\n") && text.includes("image.height='2000';\r\n"));
  assert.ok(text.includes("image.anchor='1500,1000';") && text.includes("image.timeStamp='01/02/2026 03:04:05 GMT';"));
});

test('acceptance 45: props as XML, byte for byte in its frame', async () => {
  const answer = await get('/is/image/Co/g?wid=400&req=props,xml');
  assert.equal(answer.headers.get('content-type'), 'text/xml; charset=UTF-8');
  const text = await answer.text();
  assert.ok(text.startsWith('<?xml version="1.0" encoding="UTF-8" ?>\r\n<prop-group>\r\n   <prop-group name="image">\r\n       <property name="bgc" value="0xffffff" />\r\n'));
  assert.ok(text.includes('       <property name="width" value="400" />\r\n'));
  assert.ok(text.endsWith('   <prop-group name="metadata">\r\n       <property name="version" value="1B2M2Y8AsgTpgAmY7PhCfg" />\r\n   </prop-group>\r\n</prop-group>\r\n'));
});

test('props as JSON follow the documented example', async () => {
  const text = await (await get('/is/image/Co/g?wid=400&qlt=77&req=props,json&id=7')).text();
  const version = /"image\.version":"([\w-]{22})"/.exec(text)?.[1];
  assert.equal(text, `/*jsonp*/s7jsonResponse({"image.bgc":"0xffffff","image.height":"267","image.iccEmbed":"0","image.iccProfile":"sRGB IEC61966-2.1","image.length":"0","image.mask":"0","image.pathEmbed":"0","image.pixTyp":"RGB","image.printRes":"72.0","image.quality":"77","image.type":"image/jpeg","image.version":"${version}","image.width":"400","image.xmpEmbed":"0","metadata.version":"1B2M2Y8AsgTpgAmY7PhCfg"},"7");`);
  const drawn = (await (await get('/is/image/Co/g?wid=400&qlt=77')).arrayBuffer()).byteLength;
  assert.match(await (await get('/is/image/Co/g?wid=400&qlt=77&req=props,json&id=7')).text(), new RegExp(`"image\\.length":"${drawn}"`));
});

test('acceptance 46: an image is a set of one', async () => {
  const json = await (await get('/is/image/Co/g?req=set,json')).text();
  assert.match(json, /^\/\*jsonp\*\/s7jsonResponse\(\{"set":\{"pv":"1\.0","type":"img","n":"Co\/g","item":\{"i":\{"n":"Co\/g"\},"dx":"3000","dy":"2000","iv":"[\w-]{6}"\}\}\},""\);$/);
  const xml = await get('/is/image/Co/cropped?req=set');
  assert.match(await xml.text(), /<set pv="1\.0" type="img" n="Co\/cropped"><item dx="100" dy="100" iv="[\w-]{6}"><i n="Co\/cropped"\/><\/item><\/set>/);
});

test('acceptance 38: PostModifier beats the request, the request beats Modifier', async () => {
  const text = await (await get('/is/image/Co/x?wid=200&qlt=90&req=props')).text();
  assert.ok(text.includes('image.width=200\r\n') && text.includes('image.quality=50\r\n'));
  assert.equal(await sizeOf(await get('/is/image/Co/x')), '100×67');
});

test('acceptance 42: variables are substituted wherever they are defined', async () => {
  const answer = await get('/is/image/Co/w?wid=$w$&hei=300&bgc=$b$&$b=255,0,0&$w=300&fmt=png');
  const pixels = await sharp(Buffer.from(await answer.arrayBuffer())).raw().toBuffer();
  assert.deepEqual([...pixels.subarray(0, 3)], [255, 0, 0]);
});

test('acceptance 48: a missing image, and the default one for it', async () => {
  const missing = await get('/is/image/Co/nope?wid=100');
  assert.deepEqual([missing.status, await missing.text(), missing.headers.get('cache-control')], [403, 'Unable to find Co/nope', 'no-store']);
  const replaced = await get('/is/image/Co/nope?wid=100&flip=lr&defaultImage=Co/w');
  assert.equal(replaced.headers.get('cache-control'), 'public, max-age=3600');
  assert.equal(await sizeOf(replaced), '100×67');
  assert.equal(await sizeOf(await get('/is/image/Co/nope?wid=100&defaultImage=w')), '100×67');
  assert.equal((await get('/is/image/Co/nope?req=mask&defaultImage=w')).status, 403);
  assert.equal((await get('/is/image/Co/nope?defaultImage=alsoNot')).status, 403);
});

test('acceptance 49: JSON errors come with 200 and their own function', async () => {
  const answer = await get('/is/image/Co/nope?req=set,json&id=3&handler=mine');
  assert.deepEqual([answer.status, answer.headers.get('content-type'), await answer.text()],
    [200, 'text/javascript; charset=UTF-8', '/*jsonp*/s7jsonError({"message":"Unable to find Co/nope","title":"Unable to find Co/nope"},"3");']);
  const xml = await get('/is/image/Co/nope?req=props,xml');
  assert.equal(xml.status, 403);
  assert.ok((await xml.text()).includes('<prop-group name="error">\r\n       <property name="message" value="Unable to find Co/nope" />'));
  assert.match(await (await get('/is/image/Co/nope?req=props')).text(), /^#S7Z ERROR\r\n#.*\r\nerror\.message=Unable to find Co\/nope\r\nerror\.title=Unable to find Co\/nope\r\n$/);
  assert.match(await (await get('/is/image/Co/g?req=props,json&handler=a.b&id=</script>')).text(), /^\/\*jsonp\*\/s7jsonError\(\{.*\},"\\u003c\/script>"\);$/);
});

test('acceptance 50: ETag, 304, and a new tag for a new source', async () => {
  const first = await get('/is/image/Co/g?wid=100');
  const body = Buffer.from(await first.arrayBuffer());
  const etag = first.headers.get('etag')!;
  assert.equal(etag, `"${createHash('md5').update(body).digest('hex')}"`);
  assert.equal(first.headers.get('cache-control'), 'public, max-age=36000');
  assert.equal(first.headers.get('expires'), 'Tue, 03 Mar 2026 20:15:00 GMT');
  const again = await get('/is/image/Co/g?wid=100', { 'if-none-match': `"other", ${etag}` });
  assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', etag]);
  assert.equal((await get('/is/image/Co/g?wid=100', { 'if-none-match': '"other"', 'if-modified-since': 'Tue, 03 Mar 2099 20:15:00 GMT' })).status, 200);
  assert.equal((await get('/is/image/Co/g?req=props')).headers.get('cache-control'), 'public, max-age=360');

  const old = images.get('2/g')!;
  const built = await buildPicture(folder.path, 'g2', specimens['k']!());
  images.set('2/g', { ...old, image: built.image, artifacts: { optimized: { blobId: built.optimizedPath, sizeBytes: 1 } } });
  const replaced = await get('/is/image/Co/g?wid=100', { 'if-none-match': etag });
  images.set('2/g', old);
  assert.equal(replaced.status, 200);
  assert.notEqual(replaced.headers.get('etag'), etag);
});

test('acceptance 58: CORS on everything, OPTIONS and other methods', async () => {
  for (const path of ['/is/image/Co/g?wid=50', '/is/image/Co/nope', '/is/content/Co/doc', '/is/content/Co/nope', '/is/image']) {
    const answer = await get(path, { origin: 'http://elsewhere.example' });
    assert.equal(answer.headers.get('access-control-allow-origin'), '*', path);
    assert.equal(answer.headers.get('access-control-expose-headers'), 'ETag, Content-Length, Content-Range, Last-Modified');
  }
  const options = await get('/is/image/Co/g', { origin: 'http://elsewhere.example' }, { method: 'OPTIONS' });
  assert.deepEqual([options.status, options.headers.get('access-control-allow-methods'), options.headers.get('access-control-max-age')], [204, 'GET, HEAD, OPTIONS', '86400']);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const refused = await get('/is/image/Co/g', { 'content-type': 'odd/kind' }, { method, body: 'x' });
    assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET, HEAD, OPTIONS'], method);
  }
});

test('HEAD says what GET would send', async () => {
  for (const path of ['/is/image/Co/g?wid=77', '/is/content/Co/doc', '/is/image/Co/nope', '/is/image/Co/g?req=exists']) {
    const got = await get(path, { 'accept-encoding': 'identity' });
    const length = (await got.arrayBuffer()).byteLength;
    const head = await get(path, { 'accept-encoding': 'identity' }, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length'), head.headers.get('etag'), (await head.arrayBuffer()).byteLength], [got.status, String(length), got.headers.get('etag'), 0], path);
  }
});

test('paths are decoded element by element, as UTF-8 or Latin-1, and plus stays plus', async () => {
  for (const path of ['/is/image/Co/caf%C3%A9', '/is/image/Co/caf%E9', '/is/image/Co/a%20b+c', '/is/image/%43o/%77', '/is/image//Co/w', '/is/image/is/image/Co/w', '/is/image/Co/logo', '/is/image/logo', '/is/image//logo']) {
    const answer = await rawGet(path);
    assert.deepEqual([path, answer.status, answer.headers['content-type']], [path, 200, 'image/jpeg']);
  }
  for (const path of ['/is/image/Co/%zz', '/is/image/Co/%00', '/is/image/Co/..%2fw', '/is/image/Co', '/is/image/Co/', '/is/image/Nobody/w', '/is/image/Co/w,k']) {
    const answer = await rawGet(path);
    assert.equal(answer.status, 403, `${path} ${answer.body}`);
  }
  const bare = await rawGet('/is/image/');
  assert.deepEqual([bare.status, bare.body], [200, 'copyright=Prepress 0.1.0\r\n']);
});

test('URLs that are too long get 414', async () => {
  assert.equal((await rawGet(`/is/image/Co/w?wid=50&v=${'x'.repeat(16_300)}`)).status, 200);
  assert.equal((await rawGet(`/is/image/Co/w?wid=50&v=${'x'.repeat(16_400)}`)).status, 414);
});

test('commands of later versions are refused by name, unless they change nothing', async () => {
  for (const [query, name] of [['op_hue=30', 'op_hue'], ['textPath=M0,0,L9,9', 'textpath'], ['fmt=gif', 'fmt=gif'], ['src=is{Co/k?op_noise=3}', 'op_noise'], ['perspective=1', 'perspective']] as const) {
    const answer = await get(`/is/image/Custom/w?${query}`);
    assert.deepEqual([answer.status, answer.headers.get('x-is-error')], [403, 'badRequest'], query);
    assert.match(await answer.text(), new RegExp(`not available yet: ${name.replace(/[$]/g, '\\$')}`), query);
  }
  assert.match(await (await get('/is/image/Custom/w?req=targets')).text(), /error\.message=not available yet\\: req\\=targets/);
  assert.equal(await sizeOf(await get('/is/image/Co/w?rotate=0&op_usm=0,1,2&op_hue=0&hide=0&anchor=3,3&bfc=off&network=on&$unknown$')), '300×200');
  assert.equal((await get('/is/image/Co/set')).status, 403);
});

test('layers find their records as paths do: in the company, the shared one and any other', async () => {
  const { at } = await pixelsFrom('/is/image/Co?size=60,10&color=9,9,9&origin=0,0&layer=1&src=w&size=10,10&origin=0,0&layer=2&src=logo&size=10,10&origin=0,0&pos=20,0&layer=3&src=/logo&size=10,10&origin=0,0&pos=40,0&layer=4&src=Custom/w&size=5,5&origin=0,0&pos=50,0&fmt=png&scl=1');
  assert.deepEqual([at(5, 3), at(25, 3), at(45, 3), at(52, 2), at(15, 3)], [[200, 100, 50], [200, 100, 50], [200, 100, 50], [200, 100, 50], [9, 9, 9]]);
  for (const query of ['', '?wid=5', '?layer=1&src=w']) assert.equal((await get(`/is/image/Co${query}`)).status, 403, query);
});

test('texts find fonts of the company and the shared one, by asset, family and PostScript name', async () => {
  const add = async (companyId: number, name: string, change: Parameters<typeof blockFont>[0]): Promise<void> => {
    const blobId = await writeTemporary(folder.path, `${companyId}-${name}.ttf`, blockFont(change));
    fontAssets.push({ ...images.get('2/w')!, id: fontAssets.length + 1, companyId, name, type: 'Font', image: undefined, artifacts: {}, original: { blobId, sizeBytes: 1 } });
  };
  await add(1, 'everybodys', { family: 'Shared Blocks', ascent: 1000, descent: 0 });
  await add(2, 'own', { family: 'Own Blocks' });
  await add(2, 'own-bold', { family: 'Own Blocks', isBold: true, ascent: 900, descent: 100 });
  fontAssets.push({ ...fontAssets[0]!, id: 9, companyId: 2, name: 'broken', original: { blobId: new URL(import.meta.url).pathname, sizeBytes: 1 } });
  const { base: at } = await open();
  const topOf = async (rtf: string, object = 'Co'): Promise<number> => {
    const answer = await get(`/is/image/${object}?size=100,100&origin=0,0&color=255,255,255&layer=1&origin=0,0&text=${encodeURIComponent(`${rtf}\\fs200 H`)}&fmt=png,gray&scl=1`, {}, {}, at);
    if (answer.status !== 200) return -1;
    const pixels = await sharp(Buffer.from(await answer.arrayBuffer())).toColourspace('b-w').raw().toBuffer();
    return Array.from({ length: 100 }, (_, row) => pixels[row * 100 + 30]!).findIndex((value) => value < 128);
  };
  const named = (name: string, more = '') => `{\\fonttbl{\\f0 ${name};}}\\f0${more}`;
  assert.equal(await topOf(''), 10, 'the first font of the company');
  assert.equal(await topOf('\\b'), 20);
  for (const name of ['own', 'Own Blocks', 'OwnBlocks-Regular', 'own blocks regular']) assert.deepEqual([await topOf(named(name)), await topOf(named(name, '\\b'))], [10, 20], name);
  for (const name of ['own-bold', 'OwnBlocks-Bold']) assert.equal(await topOf(named(name)), 20, name);
  assert.equal(await topOf(named('Shared Blocks')), 30);
  assert.equal(await topOf('', 'Custom'), 30, 'a company without fonts takes the shared ones');
  for (const name of ['broken', 'Helvetica']) assert.equal(await topOf(named(name)), -1, name);
});

test('image presets of the company come before those of the shared one', async () => {
  assert.equal(await sizeOf(await get('/is/image/Custom/w?$thumb$')), '30×20');
  assert.equal(await sizeOf(await get('/is/image/Co/w?$Thumb$')), '60×40');
  assert.equal(await sizeOf(await get('/is/image/Custom/w?$shared$')), '90×60');
});

test('acceptance 48: a default image for one source leaves the rest as it is', async () => {
  const { base: at } = await open({ serving: { ...readDeliverySettings().serving, defaultImageMode: 1 } });
  const answer = await get('/is/image/Co?size=60,40&color=9,9,9&layer=1&src=nope&size=30,0&defaultImage=w&fmt=png&scl=1', {}, {}, at);
  assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'public, max-age=3600']);
  const pixels = await sharp(Buffer.from(await answer.arrayBuffer())).raw().toBuffer();
  assert.deepEqual([[...pixels.subarray(0, 3)], [...pixels.subarray((20 * 60 + 30) * 3, (20 * 60 + 30) * 3 + 3)]], [[9, 9, 9], [200, 100, 50]]);
  assert.equal((await get('/is/image/Co?size=60,40&color=9,9,9&layer=1&src=nope&size=30,0', {}, {}, at)).status, 403);
  const whole = await get('/is/image/Co?size=60,40&color=9,9,9&layer=1&src=nope&size=30,0&defaultImage=w&wid=100');
  assert.equal(await sizeOf(whole), '100×67');
});

test('a template is another reply as soon as anything it shows is another', async () => {
  const template = { ...images.get('2/w')!, name: 't', type: 'Template' as const, image: undefined, artifacts: {}, urlModifier: 'size=60,40&color=9,9,9&layer=1&src=is{Co/inner}&size=30,0' };
  images.set('2/t', template);
  images.set('2/inner', images.get('2/w')!);
  const versionOf = async () => /image\.version=(.*)\r/.exec(await (await get('/is/image/Co/t?req=props')).text())?.[1];
  const [first, version] = [await get('/is/image/Co/t?fmt=png'), await versionOf()];
  assert.equal((await get('/is/image/Co/t?fmt=png', { 'if-none-match': first.headers.get('etag')! })).status, 304);
  images.set('2/inner', images.get('2/k')!);
  const second = await get('/is/image/Co/t?fmt=png', { 'if-none-match': first.headers.get('etag')! });
  assert.equal(second.status, 200);
  assert.notEqual(second.headers.get('etag'), first.headers.get('etag'));
  assert.notEqual(await versionOf(), version);
  const properties = await (await get('/is/image/Co/t?req=imageprops')).text();
  assert.ok(properties.includes('image.width=0\r\n') && properties.includes('image.height=0\r\n'), properties);
  assert.ok((await (await get('/is/image/Co/t?req=props')).text()).includes('image.width=60\r\n'));
});

test('a company replaces settings of the server; a wrong one is passed over', async () => {
  const answer = await get('/is/image/Custom/w');
  assert.equal(await sizeOf(answer), '100×67');
  const missing = await get('/is/image/Custom/nope?utm=1');
  assert.deepEqual([missing.status, missing.headers.get('x-is-error'), missing.headers.get('x-is-ignored')], [404, 'notFound', 'utm']);
});

test('cache=off keeps a reply from client and server', async () => {
  const { base: at, load } = await open();
  const off = await get('/is/image/Co/w?wid=31&cache=off', {}, {}, at);
  assert.equal(off.headers.get('cache-control'), 'no-store');
  assert.equal(load().cachedReplies, 0);
  const clientOnly = await get('/is/image/Co/w?wid=31&cache=on,off', {}, {}, at);
  assert.equal(clientOnly.headers.get('cache-control'), 'public, max-age=36000');
  assert.equal(load().cachedReplies, 0);
  assert.equal((await get('/is/image/Co/w?wid=31&cache=off,on', {}, {}, at)).headers.get('cache-control'), 'no-store');
  assert.equal(load().cachedReplies, 1);
  assert.equal((await get('/is/image/Co/w?cache=maybe', {}, {}, at)).status, 403);
});

test('texts are compressed for those who accept it', async () => {
  const answer = await rawGetHeaders('/is/image/Co/g?req=imageprops', { 'accept-encoding': 'gzip' });
  assert.equal(answer.headers['content-encoding'], 'gzip');
  assert.equal(answer.headers['vary'], 'Accept-Encoding');
  assert.match(gunzipSync(answer.body).toString('utf8'), /image\.width=3000/);
});

function rawGetHeaders(path: string, headers: Record<string, string>): Promise<{ body: Buffer; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const url = new URL(base);
    httpRequest({ host: url.hostname, port: url.port, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ body: Buffer.concat(chunks), headers: answer.headers }));
    }).on('error', reject).end();
  });
}

test('what many ask for at once is drawn once; too many different ones are refused', async () => {
  let drawn = 0;
  let release = (): void => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  const slow: View = { ...view, read: async (...args) => { drawn++; await held; return view.read(...args); } };
  const { base: at } = await open({ renders: 1, queue: 1 }, slow);
  const same = Array.from({ length: 5 }, () => get('/is/image/Co/w?wid=41', {}, {}, at));
  while (drawn === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const waiting = get('/is/image/Co/w?wid=42', {}, {}, at);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const refused = await get('/is/image/Co/w?wid=43', {}, {}, at);
  assert.deepEqual([refused.status, refused.headers.get('retry-after'), await refused.text()], [503, '5', 'Server overloaded']);
  release();
  const answers = await Promise.all([...same, waiting]);
  assert.deepEqual(answers.map(({ status }) => status), Array(6).fill(200));
  assert.equal(drawn, 2);
});

test('a picture that takes too long is answered 503', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  const slow: View = { ...view, read: async (...args) => { await held; return view.read(...args); } };
  const { base: at } = await open({ timeLimitSeconds: 0.05 }, slow);
  const answer = await get('/is/image/Co/w?wid=44', {}, {}, at);
  assert.equal(answer.status, 503);
  release();
});

test('a pyramid that cannot be read is our fault, not the sender’s', async () => {
  const broken = join(folder.path, 'broken.tif');
  await copyFile(new URL(import.meta.url), broken);
  images.set('2/broken', { ...images.get('2/w')!, name: 'broken', artifacts: { optimized: { blobId: broken, sizeBytes: 1 } } });
  const answer = await get('/is/image/Co/broken');
  assert.deepEqual([answer.status, await answer.text()], [500, 'Internal error']);
});

test('acceptance 57: ranges of static content', async () => {
  const part = await get('/is/content/Co/doc', { range: 'bytes=0-99' });
  assert.deepEqual([part.status, part.headers.get('content-range'), part.headers.get('content-length'), (await part.arrayBuffer()).byteLength], [206, 'bytes 0-99/10000', '100', 100]);
  const beyond = await get('/is/content/Co/doc', { range: 'bytes=20000-' });
  assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, 'bytes */10000']);
  assert.equal((await get('/is/content/Co/typed?type=x')).status, 403);
  assert.equal((await get('/is/content/Co/typed?type=y')).status, 200);
  assert.equal((await get('/is/content/Co/doc?type=x')).status, 200);
  const tail = await get('/is/content/Co/doc', { range: 'bytes=-10' });
  assert.deepEqual([tail.headers.get('content-range'), (await tail.arrayBuffer()).byteLength], ['bytes 9990-9999/10000', 10]);
  assert.equal((await get('/is/content/Co/doc', { range: 'bytes=0-1,5-6' })).status, 200);
});

test('static content says what it is and is validated by tag and date', async () => {
  const whole = await get('/e2/Co/doc');
  const etag = whole.headers.get('etag')!;
  assert.deepEqual([whole.status, whole.headers.get('content-type'), whole.headers.get('accept-ranges'), whole.headers.get('last-modified'), whole.headers.get('content-disposition')],
    [200, 'application/pdf', 'bytes', 'Fri, 02 Jan 2026 03:04:05 GMT', 'inline']);
  assert.deepEqual(Buffer.from(await whole.arrayBuffer()), files.get(contents.get('2/doc')!.original!.blobId));
  assert.equal((await get('/is/content/Co/doc', { 'if-none-match': etag })).status, 304);
  assert.equal((await get('/is/content/Co/doc', { 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' })).status, 304);
  assert.equal((await get('/is/content/Co/doc', { 'if-modified-since': 'Fri, 02 Jan 2026 03:04:04 GMT' })).status, 200);
  assert.equal((await get('/is/content/Co/doc', { range: 'bytes=0-9', 'if-range': etag })).status, 206);
  assert.equal((await get('/is/content/Co/doc', { range: 'bytes=0-9', 'if-range': '"other"' })).status, 200);
  assert.equal((await get('/is/content/Co/doc', { range: 'bytes=0-9', 'if-range': 'Fri, 02 Jan 2026 03:04:05 GMT' })).status, 206);
});

test('pages are shut in a sandbox, texts can be wrapped for scripts', async () => {
  const page = await get('/is/content/Co/page');
  assert.deepEqual([page.headers.get('content-security-policy'), page.headers.get('content-type')], ['sandbox', 'text/html; charset=UTF-8']);
  assert.equal((await get('/is/content/Co/style')).headers.get('content-security-policy'), null);
  assert.equal(await (await get('/is/content/Co/style?req=text,json&id=5')).text(), '/*jsonp*/s7jsonResponse({"content":"b{}\\u003c/style>"},"5");');
  assert.equal((await get('/is/content/Co/doc?req=text,json')).status, 200);
  assert.match(await (await get('/is/content/Co/doc?req=text,json')).text(), /s7jsonError/);
});

test('static content answers exists, props and userdata', async () => {
  assert.match(await (await get('/is/content/Co/nope?req=exists')).text(), /catalogRecord\.exists=0/);
  const props = await (await get('/is/content/Co/typed?req=props')).text();
  assert.ok(props.includes('length=5\r\n') && props.includes('path=Co/typed.pdf\r\n') && props.includes('userType=y\r\n') && props.includes('lastModified=01/02/2026 03\\:04\\:05 GMT\r\n'), props);
  assert.equal(await (await get('/is/content/Co/typed?req=userdata')).text(), 'a=1\r\nb=2\r\n');
  assert.equal(await (await get('/is/content/Co/nope?req=userdata')).text(), '\r\n');
  const missing = await get('/is/content/Co/nope');
  assert.deepEqual([missing.status, await missing.text()], [403, 'Unable to find Co/nope']);
});

test('req=xmp answers the packet in UTF-8, whatever its encoding, shut in a sandbox; an empty one where there is none', async () => {
  const packet = xmpPacket('<dc:title>Stühle</dc:title>');
  images.set('2/told', { ...images.get('2/w')!, id: 77, name: 'told' });
  packets.set('2/77', packet);
  const plain = { 'accept-encoding': 'identity' };
  const answer = await get('/is/image/Co/told?req=xmp&wid=100', plain);
  assert.deepEqual(
    ['content-type', 'content-security-policy', 'x-content-type-options', 'cache-control'].map((name) => answer.headers.get(name)),
    ['text/xml; charset=UTF-8', 'sandbox', 'nosniff', 'public, max-age=36000']);
  assert.deepEqual(Buffer.from(await answer.arrayBuffer()), packet);
  assert.equal((await get('/is/image/Co/told?req=xmp', { ...plain, 'if-none-match': answer.headers.get('etag')! })).status, 304);
  packets.set('2/77', Buffer.from(`<?xml version="1.0" encoding="UTF-16"?>${packet.toString()}`, 'utf16le'));
  assert.equal(await (await get('/is/image/Co/told?req=xmp')).text(), packet.toString());
  assert.equal(await (await get('/is/image/Co/g?req=xmp,xml')).text(), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  assert.equal((await get('/is/image/Co/told?req=xmp,text')).status, 403);
  assert.equal((await get('/is/image/Co/nope?req=xmp')).status, 403);
});

test('icc names a profile by id, by full name, of the company or shared; the reply is in it and tells its name', async () => {
  const nameOf = async (query: string): Promise<string | undefined> => /image.iccProfile=(.*)\r/.exec(await (await get(`/is/image/Co/w?req=props&${query}`)).text())?.[1];
  assert.equal(await nameOf(''), 'sRGB IEC61966-2.1');
  for (const [written, name] of [
    ['AdobeRGB', 'Compatible with Adobe RGB (1998)'], ['adobergb', 'Compatible with Adobe RGB (1998)'], ['ProPhoto%20RGB', 'ProPhoto RGB'],
    ['GrayGamma22', 'Gray Gamma 2.2'], ['ours', 'Ours'], ['everybodys', "Everybody's"],
  ] as const) assert.equal(await nameOf(`icc=${written}`), name);
  const ours = await get('/is/image/Co/w?icc=ours&iccEmbed=1&fmt=png');
  assert.deepEqual((await sharp(Buffer.from(await ours.arrayBuffer())).metadata()).icc, await readFile(profilePath('DisplayP3')));
  const inks = await get('/is/image/Co/w?icc=everybodys,perceptual,0&iccEmbed=1&fmt=tif');
  assert.equal((await sharp(Buffer.from(await inks.arrayBuffer())).metadata()).space, 'cmyk');
  const props = await (await get('/is/image/Co/w?req=props&icc=ours&iccEmbed=1')).text();
  assert.match(props, /image\.iccEmbed=1\r/);
  const record = await (await get('/is/image/Co/tagged?req=imageprops')).text();
  assert.match(record, /image\.embeddedIccProfile=1\r/);
  assert.match(record, /image\.iccProfile=Adobe RGB \(1998\)\r/);
});

test('a profile that is unknown, of another pixel type, broken or somebody else\'s is refused', async () => {
  for (const query of ['icc=nothing', 'icc=GrayGamma22&fmt=jpeg,rgb', 'icc=ours&fmt=tif,cmyk', 'icc=AdobeRGB,bright', 'icc=foreign', 'icc=broken', 'icc=link', 'iccEmbed=2']) {
    assert.equal((await get(`/is/image/Co/w?${query}`)).status, 403, query);
  }
});

test('settings of a company choose its profiles; what they name wrongly counts for nothing', async () => {
  const nameOf = async (query: string, at: string): Promise<string | undefined> => /image.iccProfile=(.*)\r/.exec(await (await get(`/is/image/${at}/w?req=props&${query}`)).text())?.[1];
  assert.equal(await nameOf('', 'Wide'), 'ProPhoto RGB');
  assert.equal(await nameOf('fmt=png,gray', 'Wide'), '');
  assert.equal(await nameOf('fmt=tif,cmyk', 'Co'), '');
});

test('films in segments: playlists of a set and of one, segments with ranges, and what is not published stays away', async () => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
  const blobId = createHash('sha256').update(bytes).digest('hex');
  files.set(blobId, bytes);
  const bare = { ...images.get('2/set')!, type: 'Video' as const, isReadyForPublish: true };
  const encode = (name: string, bitsPerSecond: number): Asset => ({
    ...bare, name, fileName: `${name}.mp4`, artifacts: { stream: { blobId, sizeBytes: 1000 } }, facts: { bitsPerSecond, widthPx: 64, heightPx: 36, segments: [[10_000, 600], [4000, 400]] },
  });
  const [low, high, hidden] = [encode('film low', 1000), encode('film_high', 2000), { ...encode('film_hidden', 3000), isReadyForPublish: false }];
  images.set('2/film low', low).set('2/film_high', high).set('2/film-AVS', { ...bare, id: 77, type: 'AssetSet', name: 'film-AVS' });
  contents.set('2/films/film_high.mp4', { ...high, original: { blobId, sizeBytes: 1000 } });
  members.set('2/77', [high, low, hidden]);
  const master = await get('/is/content/Co/films/film-AVS.m3u8');
  assert.deepEqual([master.status, master.headers.get('content-type'), master.headers.get('cache-control')], [200, 'application/vnd.apple.mpegurl', 'public, max-age=360']);
  assert.equal(await master.text(), [
    '#EXTM3U', '#EXT-X-VERSION:3', '#EXT-X-STREAM-INF:BANDWIDTH=1000,RESOLUTION=64x36', 'film%20low/index.m3u8',
    '#EXT-X-STREAM-INF:BANDWIDTH=2000,RESOLUTION=64x36', 'film_high/index.m3u8', '',
  ].join('\n'));
  for (const path of ['/is/content/Co/film_high.m3u8', '/hls-vod/Co/films/film_high.mp4.m3u8', '/e2/Co/films/film_high.mp4.m3u8']) {
    assert.equal((await (await get(path)).text()).match(/index\.m3u8/g)?.length, 1, path);
  }
  const list = await (await get('/is/content/Co/films/film%20low/index.m3u8')).text();
  assert.match(list, new RegExp(`#EXTINF:10\\.000,\n0\\.ts\\?v=${blobId.slice(0, 8)}\n#EXTINF:4\\.000,\n1\\.ts`));
  const segment = await get(`/is/content/Co/film%20low/1.ts?v=${blobId.slice(0, 8)}`);
  assert.deepEqual([segment.headers.get('content-type'), segment.headers.get('cache-control')], ['video/mp2t', 'public, max-age=36000']);
  assert.deepEqual(Buffer.from(await segment.arrayBuffer()), bytes.subarray(600));
  const part = await get('/is/content/Co/film_high/1.ts', { range: 'bytes=10-19' });
  assert.deepEqual([part.status, part.headers.get('content-range'), Buffer.from(await part.arrayBuffer())], [206, 'bytes 10-19/400', bytes.subarray(610, 620)]);
  assert.equal((await get('/is/content/Co/film_high/1.ts', { range: 'bytes=400-' })).status, 416);
  assert.equal((await get('/is/content/Co/film_high/1.ts', { 'if-none-match': segment.headers.get('etag')! })).status, 304);
  for (const path of ['film_hidden.m3u8', 'film_high/2.ts', 'w.m3u8', 'w/index.m3u8', 'nope.m3u8', 'nope/0.ts']) assert.equal((await get(`/is/content/Co/${path}`)).status, 403, path);
});

test('sets answer their members, their string, and what a request brings along', async () => {
  const member = (name: string, swatch?: string): PresentMember => ({ asset: images.get(`2/${name}`)!, swatch: swatch === undefined ? undefined : images.get(`2/${swatch}`)!, row: undefined, isPageReset: false });
  const bare = { ...images.get('2/g')!, image: undefined, artifacts: {}, companyId: 2 };
  images.set('2/set', { ...bare, id: 501, type: 'ImageSet', name: 'set' }).set('2/said', { ...bare, id: 502, type: 'AssetSet', subType: 'MediaSet', name: 'said' });
  setMembers.set('2/501', [member('g', 'w'), member('w')]);
  definitions.set('2/502', 'Co/set;;;,Co/nobody');
  const json = async (path: string): Promise<unknown> => JSON.parse((await (await get(path)).text()).replace(/^.*?\(/, '').replace(/,"[^"]*"\);$/, ''));
  const set = await json('/is/image/Co/set?req=set,json') as { readonly set: { readonly type: string; readonly item: readonly { readonly i: unknown; readonly s: { readonly n: string } }[] } };
  assert.deepEqual([set.set.type, set.set.item.map(({ i, s }) => [i, s])], ['img_set', [[{ n: 'Co/g' }, { n: 'Co/w' }], [{ n: 'Co/w' }, { n: 'Co/w' }]]]);
  const string = await get('/is/image/Co/set?req=imageset');
  assert.deepEqual([string.headers.get('content-type'), await string.text(), string.headers.get('cache-control')], ['text/plain; charset=UTF-8', 'Co/g;Co/w,Co/w\r\n', 'public, max-age=360']);
  assert.equal(await (await get('/is/image/Co/set?req=imageset,json')).text(), '/*jsonp*/s7jsonResponse({"IMAGE_SET":"Co/g;Co/w,Co/w"},"");');
  assert.equal(await (await get('/is/image/Co/set?req=imageset,javascript')).text(), "IMAGE_SET='Co/g;Co/w,Co/w';\r\n");
  assert.match(await (await get('/is/image/Co/set?req=imageset,xml')).text(), /<prop-group>\r\n {3}<property name="IMAGE_SET" value="Co\/g;Co\/w,Co\/w" \/>/);
  assert.deepEqual([await (await get('/is/image/Co/nope?req=imageset')).text(), await (await get('/is/image/Co/g?req=imageset')).text()], ['\r\n', '\r\n']);
  assert.match(await (await get('/is/image/Co/said?req=set')).text(), /<set pv="1.0" type="media_set" n="Co\/said"><item type="img_set"><set pv="1.0" type="img_set" n="Co\/set">.*<s n="Co\/g"\/><\/item><\/set>/);
  for (const brought of ['imageSet={g;w,w}', 'imageSet=g', 'imageSet={{set;w},g}']) assert.match(await (await get(`/is/image/Co?req=set&${brought}`)).text(), /<item .*n="g"|n="Co\/g"/, brought);
  assert.match(await (await get('/is/image/Co/nope?req=set,json&id=3')).text(), /^\/\*jsonp\*\/s7jsonError\(\{"message":.*\},"3"\);$/);
});
