import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { corpusFolder, hasCorpus } from '#test/build/corpus';
import { shown, withoutFfmpeg } from '#test/build/films';
import { openProductionBench } from '#test/build/production';
import { uploadOptions } from '#test/build/upload-options';
import { readEncodingPreset } from './media/preset.ts';
import { produce } from './produce.ts';
import { defaultProductionLimits } from './settings.ts';

/* Films that other people made: what becomes of each, against ffprobe. */

const skip = withoutFfmpeg || (!hasCorpus && `no corpus at ${corpusFolder}`);
const preset = readEncodingPreset({ name: 'small', fileSuffix: '_small', height: 120, videoBitrate: 200, audioBitrate: 64 });

type Fate = { readonly type: string; readonly encodes: number; readonly picture: readonly [number, number] | undefined; readonly warnings: readonly string[] } | { readonly code: string };

const fates: Readonly<Record<string, Fate>> = {
  'video/ffmpeg-python__in.mp4': { type: 'MasterVideo', encodes: 1, picture: [320, 240], warnings: [] },
  'video/small__AudioVideoInterleave.avi': { type: 'Video', encodes: 0, picture: undefined, warnings: ['log.filmWithoutStill', 'log.encodeFailed'] },
  'video/small__mp4-with-audio.mp4': { type: 'Video', encodes: 0, picture: undefined, warnings: ['log.presetWithoutTrack'] },
  'video/small__webm.webm': { type: 'MasterVideo', encodes: 1, picture: [8, 8], warnings: [] },
  'eps_ps_ai/XMP-Toolkit-SDK__BlueSquare.avi': { type: 'MasterVideo', encodes: 1, picture: [640, 480], warnings: [] },
};

test('each film of the corpus becomes what it holds', { skip }, async () => {
  await using bench = await openProductionBench();
  for (const [file, fate] of Object.entries(fates)) {
    const workFolderPath = await mkdtemp(join(bench.folder, 'work-'));
    const made = await produce({
      sourcePath: join(corpusFolder, file), fileName: basename(file), workFolderPath, presets: [preset], limits: defaultProductionLimits,
      options: uploadOptions(), company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
    }, bench.tools, () => {});
    if (made.kind !== 'made') {
      assert.deepEqual({ code: made.kind === 'failed' ? made.code : made.kind }, fate, file);
      continue;
    }
    const encodes = (made.derived?.parts ?? []).filter(({ originalPath }) => originalPath !== undefined);
    assert.deepEqual({
      type: made.type, encodes: encodes.length, picture: made.image && [made.image.widthPx, made.image.heightPx], warnings: made.warnings.map(({ key }) => key),
    }, fate, `${file} ${JSON.stringify(made.warnings)}`);
    const { streams, format } = shown(join(corpusFolder, file));
    const video = streams.find((one) => one['codec_type'] === 'video');
    assert.equal(made.facts?.['videoCodec'], video?.['codec_name'], file);
    assert.equal(made.facts?.['audioCodec'], streams.find((one) => one['codec_type'] === 'audio')?.['codec_name'], file);
    if (format['duration'] !== undefined && Number(format['duration']) > 0) assert.ok(Math.abs(Number(made.facts?.['durationMs']) - Number(format['duration']) * 1000) < 2, file);
    for (const { originalPath } of encodes) {
      const encoded = shown(originalPath!);
      assert.equal(encoded.streams[0]?.['codec_name'], 'h264', file);
      if (video?.['avg_frame_rate'] !== '0/0') assert.equal(encoded.streams[0]?.['avg_frame_rate'], video?.['avg_frame_rate'], `${file}: frames per second`);
    }
  }
});
