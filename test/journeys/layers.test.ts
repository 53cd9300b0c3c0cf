import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import { callService, firstCompany, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { blockFont } from '../build/fonts.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

let folder: Awaited<ReturnType<typeof openDataFolder>>;
let server: ServerProcess;
before(async () => {
  folder = await openDataFolder();
  server = await startServer(join(folder.path, 'data'));
});
after(async () => {
  await server.stop();
  await folder[Symbol.asyncDispose]();
});

test('a picture, a font and a preset that were sent to a server are drawn together', async () => {
  const company = await firstCompany(server.url);
  const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: { r: 200, g: 100, b: 50 } } }).png().toBuffer();
  const posted = await postUpload(server.url, {
    companyHandle: company.handle, jobName: 'layers', destFolder: company.root, endJob: true, options: plainOptions,
  }, [{ fileName: 'w.png', bytes: picture }, { fileName: 'blocks.ttf', bytes: Buffer.from(blockFont({ family: 'Own Blocks' })) }]);
  assert.equal(posted.status, 200, posted.body);
  await waitForJob(server.url, company.handle, posted.handle!);
  const saved = await callService(server.url, 'saveImageFormat', `<companyHandle>${company.handle}</companyHandle><name>page</name><urlModifier>size=200,100&amp;color=255,255,255&amp;origin=0,0&amp;fmt=png&amp;scl=1</urlModifier>`);
  assert.match(saved, /<imageFormatHandle>if\|\d+\|\d+<\/imageFormatHandle>/);

  const text = encodeURIComponent('{\\fonttbl{\\f0 Own Blocks;}}{\\colortbl;\\red0\\green0\\blue255;}\\f0\\cf1\\fs200 H');
  const query = `$page$&layer=1&src=is{${company.root}w}&origin=0,0&pos=100,20&opac=50&layer=2&text=${text}&origin=0,0`;
  const answer = await fetch(`${server.url}/is/image/${company.root}?${query}`);
  assert.equal(answer.status, 200, answer.status === 200 ? '' : await answer.text());
  const { data, info } = await sharp(Buffer.from(await answer.arrayBuffer())).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): readonly number[] => [...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3)];
  assert.deepEqual([info.width, info.height], [200, 100]);
  for (const [index, wanted] of [228, 178, 153].entries()) assert.ok(Math.abs(at(130, 40)[index]! - wanted) <= 1, `${at(130, 40)}`);
  assert.deepEqual([at(30, 50), at(80, 50), at(130, 70)], [[0, 0, 255], [255, 255, 255], [255, 255, 255]]);
});
