import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { assetNames, callService, firstCompany, logTypes, plainOptions, postUpload, waitForJob } from '../build/client.ts';
import { drawn, film, quickH264, shown, withoutFfmpeg } from '../build/films.ts';
import { openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

describe('films on a server', { skip: withoutFfmpeg }, () => {
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

  const encoding = (fileSuffix: string, height: number, videoBitrate: number, more = ''): string =>
    `<items><name>${fileSuffix}</name><fileSuffix>${fileSuffix}</fileSuffix><height>${height}</height><videoBitrate>${videoBitrate}</videoBitrate>${more}<audioBitrate>48</audioBitrate></items>`;
  const media = (inner: string): string => `${plainOptions}<mediaOptions>${inner}</mediaOptions>`;
  const post = async (jobName: string, path: string, fileName: string, options: string, destFolder = `${company.root}films/`): Promise<string> => {
    const posted = await postUpload(server.url, { companyHandle: company.handle, jobName, destFolder, endJob: true, options }, [{ fileName, bytes: await readFile(path) }]);
    assert.equal(posted.status, 200, posted.body);
    return posted.handle!;
  };
  /** Asks for the job until an answer shows it encoding. */
  const encodingNow = async (handle: string): Promise<string> => {
    const filter = `<companyHandle>${company.handle}</companyHandle><jobHandle>${handle}</jobHandle>`;
    for (const endMs = Date.now() + 60_000; Date.now() < endMs;) {
      const active = await callService(server.url, 'getActiveJobs', filter);
      if (active.includes('<taskType>VideoTranscode</taskType>')) return active;
      assert.ok(active.includes('<jobHandle>'), 'the job ended before anybody saw it encoding');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error('nothing was encoded');
  };

  test('an upload with encodings becomes a poster, encodes and a set that a player plays', async () => {
    const clip = film(folder.path, 'clip.mp4', ...drawn('testsrc=s=192x108:r=25:d=13'), ...drawn('sine=d=13'), ...quickH264, '-c:a', 'aac');
    const handle = await post('film', clip, 'clip.mp4', media(`<videoEncodingArray>${encoding('_low', 54, 60)}${encoding('_high', 108, 150)}</videoEncodingArray>`));
    const active = await encodingNow(handle);
    const names = [...active.matchAll(/<itemName>([^<]*)<\/itemName>/g)].map(([, name]) => name);
    assert.deepEqual(names, ['clip.mp4', 'clip_low.mp4', 'clip_high.mp4']);
    const log = await waitForJob(server.url, company.handle, handle);
    assert.deepEqual(logTypes(log).filter((type) => type.startsWith('Upload')), ['UploadSuccess', 'UploadSuccess', 'UploadSuccess', 'UploadSuccess'], log);
    assert.deepEqual(await assetNames(server.url, company.handle, ['clip', 'clip_low', 'clip_high', 'clip-AVS']), ['clip', 'clip-AVS', 'clip_high', 'clip_low']);

    const root = company.root.replace(/\/$/, '');
    const poster = await fetch(`${server.url}/is/image/${root}/clip?wid=96&fmt=png&scl=2`);
    assert.equal(poster.status, 200, await poster.clone().text());
    const { width, height } = await sharp(Buffer.from(await poster.arrayBuffer())).metadata();
    assert.deepEqual([width, height], [96, 54]);
    assert.equal((await fetch(`${server.url}/is/image/${root}/clip_low?wid=50`)).status, 200);
    const asset = await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>clip_low</items></nameArray>`);
    assert.match(asset, /<videoInfo><originalPath>[^<]*films\/<\/originalPath><originalFile>clip_low.mp4<\/originalFile><fileSize>\d+<\/fileSize><imagePath>[^<]*films\/<\/imagePath><imageFile>clip_low.tif<\/imageFile><optimizedPath>[^<]*films\/<\/optimizedPath><optimizedFile>clip_low.mp4<\/optimizedFile><\/videoInfo>/);

    for (const path of [`/is/content/${root}/clip-AVS.m3u8`, `/is/content/${root}/films/clip-AVS.m3u8`]) {
      const master = await (await fetch(server.url + path)).text();
      assert.match(master, /^#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-STREAM-INF:BANDWIDTH=\d+,RESOLUTION=96x54\nclip_low\/index.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=\d+,RESOLUTION=192x108\nclip_high\/index.m3u8\n$/);
      const played = shown(server.url + path);
      assert.deepEqual(played.streams.map((one) => one['codec_name']).toSorted(), ['aac', 'aac', 'h264', 'h264']);
      assert.ok(Math.abs(Number(played.format['duration']) - 13) < 0.2, played.format['duration']);
    }
    // Every frame comes through, by playlists of a set, of an encode and of the other address of streams.
    for (const path of [`/is/content/${root}/clip-AVS.m3u8`, `/is/content/${root}/clip_high.m3u8`, `/hls-vod/${root}/films/clip_low.mp4.m3u8`]) {
      const { status, stderr, stdout } = spawnSync('ffprobe', ['-v', 'error', '-count_frames', '-select_streams', 'v:0', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', server.url + path], { encoding: 'utf8' });
      assert.deepEqual([status, stderr, stdout.trim().split('\n')[0]?.replace(',', '')], [0, '', '325'], path);
    }
    const list = await (await fetch(`${server.url}/is/content/${root}/clip_low/index.m3u8`)).text();
    assert.match(list, /#EXTINF:10\.0\d\d,\n0\.ts\?v=[0-9a-f]{8}\n#EXTINF:[23]\.\d{3},\n1\.ts/);
    const segment = await fetch(`${server.url}/is/content/${root}/clip_low/1.ts`, { headers: { range: 'bytes=0-187' } });
    assert.deepEqual([segment.status, segment.headers.get('content-type'), (await segment.arrayBuffer()).byteLength], [206, 'video/mp2t', 188]);
    assert.equal((await fetch(`${server.url}/is/content/${root}/clip_low/9.ts`)).status, 403);
    assert.equal((await fetch(`${server.url}/is/content/${root}/clip.m3u8`)).status, 403, 'the source is no stream itself');

    for (const path of [`/is/content/${root}/films/clip_low.mp4`, `/e2/${root}/films/clip_low.mp4`, `/is/content/${root}/clip_low`]) {
      const part = await fetch(server.url + path, { headers: { range: 'bytes=4-7' } });
      assert.deepEqual([part.status, part.headers.get('content-type'), await part.text()], [206, 'video/mp4', 'ftyp'], path);
    }
  });

  test('presets of the tables encode by their handles; another upload without any makes a plain film of it', async () => {
    const clip = film(folder.path, 'again.mp4', ...drawn('testsrc=s=64x36:r=10:d=1'), ...quickH264);
    const handle = await post('tables', clip, 'again.mp4', media('<videoEncodingPresetsArray><items>ps|1000001</items><items>ps|1000003</items></videoEncodingPresetsArray>'));
    const log = await waitForJob(server.url, company.handle, handle);
    assert.match(log, /larger than the film are left out: Auto x 720, 2600 kbps/);
    assert.deepEqual(await assetNames(server.url, company.handle, ['again', 'again_Mobile_Autox360p_800K', 'again-AVS']), ['again', 'again-AVS', 'again_Mobile_Autox360p_800K']);
    const typeOf = async (): Promise<string | undefined> => /<type>([^<]*)<\/type>/.exec(await callService(server.url, 'getAssetsByName', `<companyHandle>${company.handle}</companyHandle><nameArray><items>again</items></nameArray>`))?.[1];
    assert.equal(await typeOf(), 'MasterVideo');
    const plain = await waitForJob(server.url, company.handle, await post('plain', clip, 'again.mp4', plainOptions));
    assert.deepEqual(logTypes(plain).filter((type) => /^(Upload|File)/.test(type)), ['FileUpdated'], plain);
    assert.equal(await typeOf(), 'Video');
    assert.deepEqual(await assetNames(server.url, company.handle, ['again-AVS', 'again_Mobile_Autox360p_800K']), [], 'what is no longer made is in the trash');
    const root = company.root.replace(/\/$/, '');
    assert.deepEqual(shown(`${server.url}/is/content/${root}/films/again.mp4.m3u8`).streams.map((one) => one['width']), [64]);
  });

  test('a stop ends the encoder at once', async () => {
    const clip = film(folder.path, 'long.mp4', ...drawn('testsrc2=s=320x180:r=2:d=300'), ...quickH264);
    const heavy = ['_a', '_b', '_c', '_d'].map((suffix) => encoding(suffix, 180, 5000, '<frameRate>120</frameRate>')).join('');
    const handle = await post('long', clip, 'long.mp4', media(`<videoEncodingArray>${heavy}</videoEncodingArray>`));
    await encodingNow(handle);
    await callService(server.url, 'stopJob', `<companyHandle>${company.handle}</companyHandle><jobHandle>${handle}</jobHandle>`);
    const log = await waitForJob(server.url, company.handle, handle);
    assert.deepEqual(logTypes(log).filter((type) => /^(Upload|File)/.test(type)), ['FileCancel'], log);
    assert.deepEqual(await assetNames(server.url, company.handle, ['long', 'long_a']), []);
  });

  test('captions are kept with what was said of them, and broken ones are refused', async () => {
    const options = `${plainOptions}<audioCaptionsMetadata><label>Deutsch</label><languageCode>de</languageCode></audioCaptionsMetadata>`;
    const posted = await postUpload(server.url, { companyHandle: company.handle, jobName: 'captions', destFolder: company.root, endJob: true, options }, [
      { fileName: 'clip.vtt', bytes: Buffer.from('WEBVTT\n\n00:00.000 --> 00:01.000\nHallo\n') },
      { fileName: 'bad.vtt', bytes: Buffer.from('WEBVTT\n\n00:00:00,000 --> 00:00:01,000\nHallo\n') },
    ]);
    const log = await waitForJob(server.url, company.handle, posted.handle!);
    assert.deepEqual(logTypes(log).filter((type) => type.startsWith('Upload')).toSorted(), ['UploadError', 'UploadSuccess'], log);
    assert.match(log, /line 3: expected two times/);
    const served = await fetch(`${server.url}/is/content/${company.root}clip.vtt`);
    assert.deepEqual([served.status, served.headers.get('content-type')], [200, 'text/vtt; charset=UTF-8']);
  });
});
