import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { asImage, motif } from '../build/images.ts';
import { inDesignBytes, xmpThumbnails } from '../build/indesign.ts';
import { xmpPacket } from '../build/metadata.ts';
import { pdfBytes } from '../build/pdf.ts';
import { eps, postScript } from '../build/postscript.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

/* PostScript, EPS, Illustrator and InDesign, sent to a whole server and asked back from it. */

const needs = { skip: spawnSync('sh', ['-c', 'command -v gs'], { stdio: 'ignore' }).status !== 0 && 'not installed: gs' };

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

let jobs = 0;
async function upload(fileName: string, bytes: Uint8Array, more = ''): Promise<string> {
  const options = plainOptions.replace('<emailSetting>', `${more}<emailSetting>`).replace('<overwrite>false</overwrite>', '<overwrite>true</overwrite>');
  const posted = await postUpload(server.url, { companyHandle: company.handle, jobName: `artwork ${jobs++}`, destFolder: company.root, endJob: true, options }, [{ fileName, bytes }]);
  assert.equal(posted.status, 200, posted.body);
  return waitForJob(server.url, company.handle, posted.handle!);
}

/** Assets of a name: type → handle. */
async function assetsOf(name: string): Promise<Readonly<Record<string, string>>> {
  const answer = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>${name}</items></nameArray>`);
  return Object.fromEntries([...answer.matchAll(/<assetHandle>([^<]+)<\/assetHandle><type>(\w+)<\/type>/g)].map(([, handle, type]) => [type, handle]));
}

async function shown(name: string, words = 'scl=1&fmt=png-alpha') {
  const response = await fetch(`${server.url}/is/image/${company.root}${name}?${words}`);
  assert.equal(response.status, 200, name);
  const { data, info } = await sharp(Buffer.from(await response.arrayBuffer())).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { size: `${info.width}×${info.height}`, at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)] };
}

const post = (text: string): string => `<postScriptOptions>${text}</postScriptOptions>`;
const small = '<process>Rasterize</process><resolution>72</resolution>';

test('an EPS is served under its own name, and an upload again keeps image, handle and crop', needs, async () => {
  const log = await upload('logo.eps', eps([0, 0, 288, 144], '1 0 0 setrgbcolor 0 0 288 144 rectfill'),
    `<manualCropOptions><left>10</left><right>0</right><top>0</top><bottom>0</bottom></manualCropOptions>${post(small)}`);
  assert.equal([...log.matchAll(/<logType>UploadSuccess</g)].length, 2, log);
  const before = await assetsOf('logo');
  assert.deepEqual(Object.keys(before).toSorted(), ['Image', 'PostScript']);
  assert.equal((await shown('logo')).size, '278×144');
  await upload('logo.eps', eps([0, 0, 288, 144], '0 0 1 setrgbcolor 0 0 288 144 rectfill'), post(small));
  assert.deepEqual(await assetsOf('logo'), before);
  const again = await shown('logo');
  assert.equal(again.size, '278×144');
  assert.ok(again.at(50, 50)[2]! > 240 && again.at(50, 50)[0]! < 15, again.at(50, 50).join());
  const related = await callService(server.url, 'getGenerationInfo', `<companyHandle>${company.handle}</companyHandle><originatorHandle>${before['PostScript']}</originatorHandle>`).catch(String);
  assert.match(related, /PostScriptRip/);
});

test('what is no longer made goes, and what is made again keeps its handle', needs, async () => {
  const page = (gray: number): string => `${gray} setgray 0 0 99 99 rectfill showpage`;
  const book = (...grays: readonly number[]): Buffer => postScript({ comments: ['BoundingBox: 0 0 100 50', `Pages: ${grays.length}`], body: grays.map(page).join('\n') });
  await upload('book.ps', book(0, 0.5, 1), post(small));
  const first = await Promise.all(['book-1', 'book-2', 'book-3'].map(assetsOf));
  assert.deepEqual(first.map((assets) => Object.keys(assets)), [['Image'], ['Image'], ['Image']]);
  await upload('book.ps', book(1, 0), post(small));
  assert.deepEqual((await Promise.all(['book-1', 'book-2'].map(assetsOf))), first.slice(0, 2));
  assert.ok((await shown('book-2')).at(9, 9)[0]! < 10);
  assert.equal((await fetch(`${server.url}/is/image/${company.root}book-3`)).status, 403);
});

test('a document of Illustrator follows its own options, else those of PostScript, else the defaults', needs, async () => {
  const bytes = pdfBytes({ pages: [{ mediaBox: [0, 0, 200, 100], content: '1 0 0 rg 50 25 100 50 re f' }] });
  await upload('own.ai', bytes, `<illustratorOptions>${small}<alpha>true</alpha></illustratorOptions>`);
  await upload('other.ai', bytes, post('<resolution>144</resolution>'));
  await upload('plain.ai', bytes);
  await upload('kept.ai', bytes, '<illustratorOptions><process>None</process></illustratorOptions>');
  const [own, other, plain] = [await shown('own'), await shown('other'), await shown('plain')];
  assert.deepEqual([own.size, other.size, plain.size], ['200×100', '400×200', '417×209']);
  assert.deepEqual([own.at(0, 0)[3], other.at(0, 0)], [0, [255, 255, 255, 255]]);
  assert.deepEqual(Object.keys(await assetsOf('kept')), ['Illustrator']);
});

test('a document of InDesign is one asset with its words, whatever is asked', async () => {
  const jpeg = await asImage(motif({ widthPx: 60, heightPx: 40 })).jpeg().toBuffer();
  const bytes = inDesignBytes({ packet: xmpPacket(`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">A flyer of spring</rdf:li></rdf:Alt></dc:description>${xmpThumbnails({ widthPx: 60, heightPx: 40, jpeg })}`) });
  for (const [name, words] of [['flyer', ''], ['none', '<inDesignOptions><process>None</process></inDesignOptions>'], ['drawn', '<inDesignOptions><process>Rasterize</process></inDesignOptions>']] as const) {
    const log = await upload(`${name}.indd`, bytes, words);
    assert.equal([...log.matchAll(/<logType>UploadSuccess</g)].length, 1, log);
    assert.equal(/preview that the file carries/.test(log), name === 'drawn', log);
    assert.deepEqual(Object.keys(await assetsOf(name)), ['InDesign']);
  }
});

test('a program that fails is an error of its file that names the interpreter', needs, async () => {
  assert.match(await upload('broken.eps', eps([0, 0, 9, 9], 'nosuchword')), /gs: Error: \/undefined in nosuchword[^<]*<\/logMessage><logType>UploadError</);
  assert.deepEqual(await assetsOf('broken'), {});
});
