import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openEngines } from '#adapters/engines';
import { openFfmpegMedia } from '#adapters/ffmpeg';
import { drawn, film, quickH264, shown, withoutFfmpeg } from '#test/build/films';
import { artifactPath, openProductionBench, type Made, type ProductionBench } from '#test/build/production';
import { uploadOptions } from '#test/build/upload-options';
import { readEncodingPreset } from './media/preset.ts';
import { produce } from './produce.ts';
import { defaultProductionLimits } from './settings.ts';

/* Films and recordings become assets: a picture, facts, encodes, streams and a set. */

let folder: string;
let bench: ProductionBench;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-film-'));
  bench = await openProductionBench();
});
after(async () => {
  await rm(folder, { recursive: true });
  await bench[Symbol.asyncDispose]();
});

const withFfmpeg = { skip: withoutFfmpeg };
const small = readEncodingPreset({ name: 'small', fileSuffix: '_small', height: 48, videoBitrate: 60, audioBitrate: 48 });
const large = readEncodingPreset({ name: 'large', fileSuffix: '_large', height: 96, videoBitrate: 120, audioBitrate: 48 });
const partsOf = (made: Made) => made.derived?.parts ?? [];

test('a film with presets becomes a master with a picture, encodes with streams, and a set of them', withFfmpeg, async () => {
  const path = film(folder, 'clip.mp4', ...drawn('testsrc=s=144x96:r=25:d=3,setsar=4/3'), ...drawn('sine=d=3'), ...quickH264, '-c:a', 'aac');
  const huge = readEncodingPreset({ name: 'huge', fileSuffix: '_huge', height: 480, videoBitrate: 900 });
  const ogg = readEncodingPreset({ name: 'ogg', fileSuffix: '_ogg', height: 48, videoBitrate: 60, videoCodec: 'Theora', adaptive: false });
  let told: unknown;
  const shares: number[] = [];
  const made = await produceWith('clip.mp4', path, [small, large, huge, ogg], {}, (share) => shares.push(share), (note) => { told = note; });
  assert.deepEqual([made.type, made.image?.widthPx, made.image?.heightPx, made.artifacts.map(({ role }) => role)], ['MasterVideo', 192, 96, ['optimized', 'thumbnail']]);
  assert.deepEqual(made.warnings, [{ key: 'log.presetTooLarge', params: { presets: 'huge' } }]);
  assert.deepEqual([made.facts?.['widthPx'], made.facts?.['videoCodec'], made.facts?.['audioCodec']], [192, 'h264', 'aac']);
  assert.deepEqual(partsOf(made).map(({ name, extension, type, members }) => [name, extension, type, members]), [
    ['clip_small', 'mp4', 'Video', undefined], ['clip_large', 'mp4', 'Video', undefined], ['clip_ogg', 'ogv', 'Video', undefined],
    ['clip-AVS', '', 'AssetSet', ['encode _small.mp4', 'encode _large.mp4']],
  ]);
  const [first, , third] = partsOf(made);
  assert.deepEqual([shown(first!.originalPath!).streams[0]?.['width'], shown(first!.originalPath!).streams[0]?.['height']], [96, 48]);
  assert.equal(shown(third!.originalPath!).streams[0]?.['codec_name'], 'theora');
  const segments = first!.facts!['segments'] as [number, number][];
  const stream = first!.artifacts.find(({ role }) => role === 'stream');
  assert.equal(segments.reduce((sum, [, bytes]) => sum + bytes, 0), (await readFile(stream!.path)).length);
  // While it was made, the plan could be seen with the shares at which each encode begins.
  const { encodes } = told as { readonly encodes: readonly { name: string; from: number; to: number }[] };
  assert.deepEqual(encodes.map(({ name }) => name), ['clip_small.mp4', 'clip_large.mp4', 'clip_ogg.ogv']);
  assert.ok(encodes[0]!.from > 0 && encodes[0]!.to === encodes[1]!.from && encodes[2]!.to === 1);
  assert.ok(shares.every((share, index) => share >= (shares[index - 1] ?? 0)) && shares.at(-1) === 1);
});

test('without presets a film is a Video, cut for streaming where players take it; without a thumbnail it has no picture', withFfmpeg, async () => {
  const path = film(folder, 'plain.mp4', ...drawn('testsrc=s=64x48:r=10:d=2'), ...quickH264);
  const made = await produceWith('plain.mp4', path, [], { generateThumbnail: false });
  assert.deepEqual([made.type, made.image, made.artifacts.map(({ role }) => role)], ['Video', undefined, ['stream']]);
  assert.equal((made.facts?.['segments'] as unknown[]).length, 1);
  assert.deepEqual(made.derived?.parts, [], 'and what was made of it before goes');
  const old = film(folder, 'old.mpg', ...drawn('testsrc=s=64x48:r=25:d=1'), '-c:v', 'mpeg2video');
  const kept = await produceWith('old.mpg', old, []);
  assert.deepEqual([kept.type, kept.artifacts.map(({ role }) => role)], ['Video', ['optimized', 'thumbnail']]);
});

test('the picture is the frame at the time asked for', withFfmpeg, async () => {
  const path = film(folder, 'numbered.mp4', ...drawn('nullsrc=s=32x16:r=5:d=10,geq=lum=5*N:cb=128:cr=128'), '-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-pix_fmt', 'yuv420p');
  const made = await produceWith('numbered.mp4', path, [], { thumbnailTimeMs: 4000 });
  const { channels } = await (await import('sharp')).default(artifactPath(made, 'optimized')).stats();
  assert.ok(Math.abs(channels[1]!.mean - (100 - 16) * 255 / 219) < 1.5, `frame 20, but ${channels[1]!.mean}`);
});

test('an encode that fails costs itself and a warning; a film without any encode is no master', withFfmpeg, async () => {
  const path = film(folder, 'quiet.mp4', ...drawn('testsrc=s=64x48:r=10:d=1'), ...drawn('sine=d=1'), ...quickH264, '-c:a', 'aac');
  const he = readEncodingPreset({ name: 'he', fileSuffix: '_he', height: 48, videoBitrate: 60, audioCodec: 'HE-AAC', audioBitrate: 32 });
  const hasEncoder = (await import('node:child_process')).spawnSync('sh', ['-c', 'ffmpeg -hide_banner -encoders 2>/dev/null | grep -q libfdk_aac']).status === 0;
  if (hasEncoder) return;
  const both = await produceWith('quiet.mp4', path, [he, small]);
  assert.deepEqual([both.type, partsOf(both).map(({ name }) => name)], ['MasterVideo', ['quiet_small', 'quiet-AVS']]);
  assert.deepEqual(both.warnings.map(({ key, params }) => [key, params['preset']]), [['log.encodeFailed', 'he']]);
  const none = await produceWith('quiet.mp4', path, [he]);
  assert.deepEqual([none.type, partsOf(none)], ['Video', []]);
});

test('the source is in its set where the job wants it there, with a stream of its own', withFfmpeg, async () => {
  const path = film(folder, 'both.mp4', ...drawn('testsrc=s=64x48:r=10:d=1'), ...quickH264);
  const made = await produceWith('both.mp4', path, [small], { isMasterInSet: true, generateThumbnail: false });
  assert.deepEqual([made.artifacts.map(({ role }) => role), partsOf(made).at(-1)?.members], [['stream'], ['', 'encode _small.mp4']]);
});

test('recordings are encoded by presets of sound', withFfmpeg, async () => {
  const path = film(folder, 'talk.wav', ...drawn('sine=d=2'));
  const mp3 = readEncodingPreset({ name: 'MP3', fileSuffix: '_mp3', videoCodec: 'None', audioCodec: 'MP3', audioBitrate: 64 });
  const made = await produceWith('talk.wav', path, [mp3, small]);
  assert.deepEqual([made.type, made.image, partsOf(made).map(({ name, extension, type }) => [name, extension, type])], ['Audio', undefined, [['talk_mp3', 'mp3', 'Audio']]]);
  assert.equal(shown(partsOf(made)[0]!.originalPath!).streams[0]?.['codec_name'], 'mp3');
});

test('without ffmpeg a film is stored with a line that names it', async () => {
  const bytes = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1');
  const result = await bench.made('clip.mp4', bytes, {}, {}).catch(() => undefined);
  if (!withoutFfmpeg) assert.equal(result, undefined, 'with it, a film of nothing but a mark is damaged');
  const workFolderPath = await mkdtemp(join(bench.folder, 'work-'));
  const sourcePath = join(bench.folder, 'source');
  const made = await produce({
    sourcePath, fileName: 'clip.mp4', workFolderPath, options: uploadOptions(), limits: defaultProductionLimits,
    company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
  }, { ...bench.tools, media: openFfmpegMedia(openEngines({ folders: [workFolderPath] })) }, () => {});
  assert.ok(made.kind === 'made' && made.type === 'Video' && made.artifacts.length === 0);
  assert.deepEqual(made.warnings, [{ key: 'log.filmNeedsProgram', params: { program: 'ffmpeg' } }]);
});

test('presets that are gone when their turn comes leave a warning', async () => {
  const workFolderPath = await mkdtemp(join(bench.folder, 'work-'));
  const sourcePath = join(bench.folder, 'source');
  await writeFile(sourcePath, Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'));
  const made = await produce({
    sourcePath, fileName: 'clip.mp4', workFolderPath, vanishedPresets: 2, options: uploadOptions({ media: { encodingPresetIds: [], generateThumbnail: false } }),
    limits: defaultProductionLimits, company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
  }, { ...bench.tools, media: openFfmpegMedia(openEngines({ folders: [workFolderPath] })) }, () => {});
  assert.ok(made.kind === 'made');
  assert.deepEqual(made.warnings, [{ key: 'log.presetsVanished', params: { count: 2 } }]);
});

test('damaged films fail; what claims to be one and is a list of others is refused by its content', async () => {
  const garbage = await bench.produce('clip.avi', Buffer.concat([Buffer.from('RIFF\xff\0\0\0AVI ', 'latin1'), Buffer.alloc(400, 7)]));
  assert.ok(withoutFfmpeg ? garbage.kind === 'made' : garbage.kind === 'failed' && garbage.code === 'BROKEN_FILE');
  for (const text of ['#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n', 'ffconcat version 1.0\nfile /etc/passwd\n']) {
    const result = await bench.produce('clip.mp4', Buffer.from(text));
    assert.ok(result.kind === 'failed' && result.code === 'CONTENT_MISMATCH', JSON.stringify(result));
  }
});

async function produceWith(
  fileName: string, path: string, presets: readonly ReturnType<typeof readEncodingPreset>[], media: { readonly generateThumbnail?: boolean; readonly thumbnailTimeMs?: number; readonly isMasterInSet?: boolean } = {},
  onProgress: (share: number) => void = () => {}, tell: (note: unknown) => void = () => {},
): Promise<Made> {
  const workFolderPath = await mkdtemp(join(bench.folder, 'work-'));
  const result = await produce({
    sourcePath: path, fileName, workFolderPath, presets, limits: defaultProductionLimits,
    options: uploadOptions({ media: { encodingPresetIds: [], generateThumbnail: true, ...media } }),
    company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
  }, bench.tools, onProgress, tell);
  if (result.kind !== 'made') throw new Error(JSON.stringify(result));
  return result;
}
