import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#base';
import { progressReader } from './encode.ts';
import { readProbe } from './probe.ts';
import { lumaDeviations, seekWords } from './still.ts';
import { readSegments } from './stream.ts';

const clip = { framesPerSecond: 25, durationMs: 10_000 };

test('a time means the frame that is seen then, the last one at the very end, and nothing behind it', () => {
  const frameAt = (timeMs: number): number | undefined => {
    const words = seekWords(clip, timeMs);
    return words === undefined ? undefined : words.length === 0 ? 0 : Math.round(Number(words[1]) * 25 + 0.5);
  };
  for (const [timeMs, frame] of [[0, 0], [39, 0], [40, 1], [4000, 100], [4039, 100], [4040, 101], [9959, 248], [9960, 249], [10_000, 249]] as const) {
    assert.equal(frameAt(timeMs), frame, `${timeMs} ms`);
  }
  assert.equal(frameAt(10_001), undefined);
  assert.equal(Number(seekWords({ framesPerSecond: 30_000 / 1001, durationMs: 10_000 }, 33)![1]).toFixed(4), '0.0167', 'whole milliseconds of a frame that begins between them');
});

test('progress is read from pieces cut anywhere', () => {
  const text = 'frame=1\nout_time_us=500000\nout_time_us=N/A\nprogress=continue\nout_time_us=1500000\nprogress=end\n';
  fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), (length) => {
    const times: number[] = [];
    const read = progressReader((timeMs) => times.push(timeMs));
    for (let at = 0; at < text.length; at += length) read(Buffer.from(text.slice(at, at + length)));
    assert.deepEqual(times, [500, 1500]);
  }));
});

test('segments must follow each other', () => {
  const list = '#EXTM3U\n#EXTINF:10.000000,\n#EXT-X-BYTERANGE:100@0\nstream.ts\n#EXTINF:2.520000,\n#EXT-X-BYTERANGE:40@100\nstream.ts\n#EXT-X-ENDLIST\n';
  assert.deepEqual(readSegments(list), [{ durationMs: 10_000, sizeBytes: 100 }, { durationMs: 2520, sizeBytes: 40 }]);
  for (const wrong of [list.replace('@100', '@99'), list.replace('#EXTINF:2.520000,', ''), '#EXTM3U\n', '']) {
    assert.throws(() => readSegments(wrong), (thrown) => thrown instanceof Failure && thrown.code === 'ENGINE_FAILED');
  }
});

test('deviations of luma are read from what the filter says', () => {
  const said = '[x] n:   0 pts: 0 mean:[16] stdev:[0.0]\n[x] n:   1 mean:[120 128 128] stdev:[ 12.5 3.0 1.0]\n';
  assert.deepEqual(lumaDeviations(said), [0, 12.5]);
});

test('whatever a probe says is read or refused', () => {
  const odd = { format: { duration: 'x', bit_rate: -1 }, streams: [1, null, { codec_type: 'video', width: 1e9, height: 2 }, { codec_type: 'video', width: 4, height: 2, sample_aspect_ratio: '0:1', avg_frame_rate: '0/0', tags: { rotate: '450' } }] };
  const { video, durationMs } = readProbe(JSON.stringify(odd));
  assert.deepEqual([video?.widthPx, video?.pixelAspect, video?.framesPerSecond, video?.rotationDeg, durationMs], [4, 1, undefined, 90, undefined]);
  fc.assert(fc.property(fc.jsonValue(), (value) => { readProbe(JSON.stringify({ streams: value, format: value })); }));
  fc.assert(fc.property(fc.string(), (text) => {
    try {
      readProbe(text);
    } catch (thrown) {
      assert.ok(thrown instanceof Failure && thrown.code === 'BROKEN_FILE', String(thrown));
    }
  }));
});
