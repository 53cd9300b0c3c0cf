import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { openEngines } from '#adapters/engines';
import { Failure, readHead } from '#base';
import { sniff, sniffBytes } from '#formats';
import type { EncodeTarget, MediaKind, MediaProbe, MediaRun, StillChoice } from '#ports';
import { drawn, film, quickH264, shown, withoutFfmpeg } from '#test/build/films';
import { openFfmpegMedia } from './open.ts';

let folder: string;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'prepress-media-')); });
after(() => rm(folder, { recursive: true }));

const media = openFfmpegMedia(openEngines());
let count = 0;
async function how(change: Partial<MediaRun> = {}): Promise<MediaRun> {
  const workFolderPath = join(folder, `run-${count++}`);
  await mkdir(workFolderPath);
  return { workFolderPath, limits: { timeMs: 60_000, memoryBytes: 2 ** 31, outputBytes: 2 ** 28 }, threads: 2, ...change };
}
const probe = async (path: string, kind: MediaKind): Promise<MediaProbe> => media.probe({ path, kind }, await how());
async function still(path: string, kind: MediaKind, choice: StillChoice): Promise<Sharp> {
  const source = { path, kind };
  const made = await media.still(source, (await probe(path, kind)).video!, choice, await how());
  assert.ok(made !== undefined);
  return sharp(made);
}
const grayOf = async (image: Sharp): Promise<number> => (await image.stats()).channels[1]!.mean;
const failure = (...codes: readonly string[]) => (thrown: unknown): boolean => thrown instanceof Failure && codes.includes(thrown.code);

/** Frame n is of one gray: n of video range. Lossless. */
const numbered = (name: string, more: readonly string[] = []): string => film(folder, name, ...drawn('nullsrc=s=32x16:r=25:d=10,geq=lum=N:cb=128:cr=128'),
  ...more, '-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-pix_fmt', 'yuv420p');
/** What a gray of video range is in a PNG. */
const full = (luma: number): number => (luma - 16) * 255 / 219;

describe('films', { skip: withoutFfmpeg }, () => {
  test('a film says what it is; pixels are squared and frames turned', async () => {
    const plain = film(folder, 'plain.mp4', ...drawn('testsrc=s=320x240:r=30000/1001:d=1'), ...drawn('sine=d=1'), ...quickH264, '-c:a', 'aac', '-ac', '2');
    const facts = await probe(plain, 'mp4');
    assert.deepEqual([facts.video?.codec, facts.video?.widthPx, facts.video?.heightPx, facts.video?.shownWidthPx, facts.video?.rotationDeg], ['h264', 320, 240, 320, 0]);
    assert.deepEqual([facts.audio?.codec, facts.audio?.channels, facts.audio?.samplesPerSecond], ['aac', 2, 44100]);
    assert.ok(Math.abs(facts.video!.framesPerSecond! - 29.97) < 0.01 && Math.abs(facts.durationMs! - 1000) < 100);
    const wide = film(folder, 'wide.mp4', ...drawn('testsrc=s=72x48:r=10:d=1,setsar=16/11'), ...quickH264);
    assert.deepEqual([(await probe(wide, 'mp4')).video?.shownWidthPx, (await probe(wide, 'mp4')).video?.shownHeightPx], [105, 48]);
    const turned = film(folder, 'turned.mp4', '-i', plain, '-c', 'copy', '-metadata:s:v:0', 'rotate=90');
    const { video } = await probe(turned, 'mp4');
    assert.deepEqual([video?.rotationDeg, video?.shownWidthPx, video?.shownHeightPx], [270, 240, 320]);
    const upright = await (await still(turned, 'mp4', 'firstUneven')).metadata();
    assert.deepEqual([upright.width, upright.height], [240, 320]);
    const squared = await (await still(wide, 'mp4', { timeMs: 0 })).metadata();
    assert.deepEqual([squared.width, squared.height], [105, 48]);
  });

  test('acceptance 3.19: 4000 ms of 25 frames per second is frame 100, and 99999 ms the first frame', async () => {
    const path = numbered('numbered.mp4');
    for (const [timeMs, frame] of [[4000, 100], [4039, 100], [10_000, 249], [99_999, 0]] as const) {
      const gray = await grayOf(await still(path, 'mp4', { timeMs }));
      assert.ok(Math.abs(gray - Math.min(255, Math.max(0, full(frame)))) < 1.2, `${timeMs} ms: ${gray}, expected frame ${frame}`);
    }
  });

  test('without a time it is the first frame that is not of one colour, and frame 0 where there is none in 5 s', async () => {
    const late = film(folder, 'late.mp4', ...drawn(`color=white:s=64x48:r=10:d=7,drawbox=x=8:y=8:w=24:h=24:c=blue:t=fill:enable='gte(n,23)',drawbox=x=40:y=8:w=24:h=24:c=red:t=fill:enable='gte(n,24)'`), ...quickH264);
    const { data, info } = await (await still(late, 'mp4', 'firstUneven')).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number): readonly number[] => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
    assert.ok(at(16, 16)[2]! > 200 && at(16, 16)[0]! < 60, `blue: ${String(at(16, 16))}`);
    assert.ok(at(52, 16).every((value) => value > 230), `still white: ${String(at(52, 16))}`);
    const never = film(folder, 'never.mp4', ...drawn(`color=gray:s=64x48:r=10:d=7,drawbox=x=8:y=8:w=24:h=24:c=blue:t=fill:enable='gte(n,55)'`), ...quickH264);
    assert.ok(await grayOf(await still(never, 'mp4', 'firstUneven')) > 120);
  });

  test('encodes have the size, codecs, rate and order of boxes that were asked for, and tell how far they are', async () => {
    const path = film(folder, 'long.mkv', ...drawn('testsrc2=s=320x180:r=24000/1001:d=5'), ...drawn('sine=d=5'), ...quickH264, '-c:a', 'ac3', '-ac', '6');
    const source = { path, kind: 'matroska' as const };
    const facts = await probe(path, 'matroska');
    const target: EncodeTarget = {
      container: 'mp4', audio: { codec: 'aac', bitsPerSecond: 64_000 },
      video: { codec: 'h264', widthPx: 160, heightPx: 90, bitsPerSecond: 200_000, framesPerSecond: undefined, profile: 'baseline', level: '2.1', keyframeMs: 2000 },
    };
    const shares: number[] = [];
    const made = await media.encode(source, facts, target, { ...await how(), onProgress: (share) => shares.push(share) });
    const { streams } = shown(made);
    assert.deepEqual([streams[0]?.['codec_name'], streams[0]?.['width'], streams[0]?.['height'], streams[0]?.['profile'], streams[0]?.['level'], streams[0]?.['r_frame_rate']],
      ['h264', 160, 90, 'Constrained Baseline', 21, '24000/1001']);
    assert.deepEqual([streams[1]?.['codec_name'], streams[1]?.['channels']], ['aac', 2]);
    const bytes = (await readFile(made)).toString('latin1');
    assert.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'), 'the table of contents comes first');
    assert.ok(shares.length > 0 && shares.every((share) => share >= 0 && share <= 1) && shares.at(-1)! > 0.9, String(shares));
    assert.deepEqual(keyframes(made), [0, 2, 4]);

    const stream = await media.stream({ path: made, kind: 'mp4' }, await probe(made, 'mp4'), 2000, await how());
    assert.deepEqual(stream.segments.map(({ durationMs }) => Math.round(durationMs / 1000)), [2, 2, 1]);
    assert.equal(stream.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), (await stat(stream.path)).size);
    for (const [index, start] of [0, stream.segments[0]!.sizeBytes].entries()) {
      const segment = (await readFile(stream.path)).subarray(start, start + stream.segments[index]!.sizeBytes);
      await writeFile(join(folder, 'segment.ts'), segment);
      assert.deepEqual(shown(join(folder, 'segment.ts')).streams.map((one) => one['codec_name']).toSorted(), ['aac', 'h264'], `segment ${index}`);
    }

    const theora = await media.encode(source, facts, { container: 'ogv', audio: { codec: 'vorbis', bitsPerSecond: 64_000 }, video: { ...target.video!, codec: 'theora' } }, await how());
    assert.deepEqual(shown(theora).streams.map((one) => one['codec_name']), ['theora', 'vorbis']);
    const sound = await media.encode(source, facts, { container: 'mp3', video: undefined, audio: { codec: 'mp3', bitsPerSecond: 96_000 } }, await how());
    assert.deepEqual(shown(sound).streams.map((one) => [one['codec_name'], one['bit_rate']]), [['mp3', '96000']]);
  });

  test('every container that is known by its first bytes is opened by its reader', async () => {
    const [picture, tone] = [drawn('testsrc=s=32x32:r=25:d=0.4'), drawn('sine=d=0.4')];
    const mpeg = ['-c:v', 'mpeg2video'] as const;
    for (const [name, kind, codecs, words] of [
      ['a.mov', 'quicktime', 'h264', [...picture, ...quickH264]],
      ['a.avi', 'avi', 'mpeg4', [...picture, '-c:v', 'mpeg4']], ['a.mpg', 'mpegVideo', 'mpeg2video', [...picture, ...mpeg]], ['a.m2v', 'mpegVideo', 'mpeg2video', [...picture, ...mpeg]],
      ['a.ts', 'mpegTransport', 'h264', [...picture, ...quickH264]], ['a.m2ts', 'mpegTransport', 'h264', [...picture, ...quickH264, '-f', 'mpegts', '-mpegts_m2ts_mode', '1']],
      ['a.ogv', 'ogg', 'theora', [...picture, '-c:v', 'libtheora']], ['a.wmv', 'asf', 'wmv2', [...picture, '-c:v', 'wmv2']], ['a.webm', 'matroska', 'vp8', [...picture, '-c:v', 'libvpx']],
      ['a.flv', 'flv', 'flv1', [...picture, '-c:v', 'flv']], ['a.mp3', 'mp3', 'mp3', tone], ['a.aac', 'aac', 'aac', tone], ['a.ac3', 'ac3', 'ac3', tone],
      ['a.wav', 'wav', 'pcm_s16le', tone], ['a.aiff', 'aiff', 'pcm_s16be', tone],
    ] as const) {
      const path = film(folder, name, ...words);
      assert.equal(sniff(await readHead(path, sniffBytes)), kind, name);
      const facts = await probe(path, kind);
      assert.equal(facts.video?.codec ?? facts.audio?.codec, codecs, name);
    }
  });

  test('an encode of a film that lies on its side, with oblong pixels, stands upright', async () => {
    const flat = film(folder, 'flat.mp4', ...drawn("color=white:s=96x64:r=10:d=1,drawbox=x=0:y=0:w=48:h=64:c=blue:t=fill,setsar=4/3"), ...quickH264);
    const turned = film(folder, 'side.mp4', '-i', flat, '-c', 'copy', '-metadata:s:v:0', 'rotate=90');
    const facts = await probe(turned, 'mp4');
    assert.deepEqual([facts.video?.shownWidthPx, facts.video?.shownHeightPx], [64, 128]);
    const target: EncodeTarget = {
      container: 'mp4', audio: undefined,
      video: { codec: 'h264', widthPx: 32, heightPx: 64, bitsPerSecond: 300_000, framesPerSecond: undefined, profile: 'main', level: '1.3', keyframeMs: 2000 },
    };
    const made = await media.encode({ path: turned, kind: 'mp4' }, facts, target, await how());
    const [video] = shown(made).streams;
    assert.deepEqual([video?.['width'], video?.['height'], video?.['sample_aspect_ratio'] ?? '1:1', video?.['side_data_list']], [32, 64, '1:1', undefined]);
    const colours = async (path: string): Promise<readonly boolean[]> => {
      const { data, info } = await (await still(path, 'mp4', { timeMs: 0 })).raw().toBuffer({ resolveWithObject: true });
      return [0.25, 0.75].map((share) => data[(Math.floor(info.height * share) * info.width + Math.floor(info.width / 2)) * 3]! > 128);
    };
    const upright = await colours(turned);
    assert.notEqual(upright[0], upright[1], 'white and blue stand above each other');
    assert.deepEqual(await colours(made), upright);
  });

  test('an encoder that a build lacks is named', async () => {
    const path = film(folder, 'tone.wav', ...drawn('sine=d=1'));
    if (spawnSync('sh', ['-c', 'ffmpeg -hide_banner -encoders 2>/dev/null | grep -q libfdk_aac']).status === 0) return;
    const target = { container: 'm4a', video: undefined, audio: { codec: 'heAac', bitsPerSecond: 64_000 } } as const;
    await assert.rejects(media.encode({ path, kind: 'wav' }, await probe(path, 'wav'), target, await how()), (thrown) => failure('ENGINE_FAILED')(thrown) && /libfdk_aac/.test(String(thrown)));
  });

  test('a stop ends the encoder at once', async () => {
    const path = film(folder, 'endless.mp4', ...drawn('testsrc2=s=640x360:r=30:d=25'), ...quickH264);
    const stop = new AbortController();
    const run = await how({ signal: stop.signal });
    const target: EncodeTarget = {
      container: 'mp4', audio: undefined,
      video: { codec: 'h264', widthPx: 640, heightPx: 360, bitsPerSecond: 800_000, framesPerSecond: undefined, profile: 'main', level: '3.2', keyframeMs: 2000 },
    };
    let share = 0;
    const encoding = media.encode({ path, kind: 'mp4' }, await probe(path, 'mp4'), target, { ...run, onProgress(done) { share = done; stop.abort(); } });
    await assert.rejects(encoding, failure('STOPPED'));
    assert.ok(share < 1);
    assert.deepEqual(await readdir(run.workFolderPath), [], 'nothing of it is left');
  });
});

describe('hostile films', { skip: withoutFfmpeg }, () => {
  /** Address of a server that must never be called, and how often it was. */
  async function withListener(use: (address: string) => Promise<void>): Promise<number> {
    let calls = 0;
    const server = createServer((_request, reply) => { calls += 1; reply.end(); });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.close();
    }
    return calls;
  }

  test('playlists and lists of files under the name of a film are not followed, whatever they claim to be', async () => {
    const secret = join(folder, 'secret.mp4');
    film(folder, 'secret.mp4', ...drawn('color=red:s=32x32:r=5:d=1'), ...quickH264);
    const calls = await withListener(async (address) => {
      const texts = [
        `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\nfile://${secret}\n#EXT-X-ENDLIST\n`,
        `#EXTM3U\n#EXTINF:1.0,\n${address}/x.ts\n#EXT-X-ENDLIST\n`,
        `#EXTM3U\n#EXTINF:1.0,\nconcat:file:///etc/passwd|file:///etc/passwd\n#EXT-X-ENDLIST\n`,
        `ffconcat version 1.0\nfile ${secret}\n`,
        `v=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n`,
        `<MPD><Period><AdaptationSet><Representation><BaseURL>${address}/x</BaseURL></Representation></AdaptationSet></Period></MPD>`,
      ];
      const pretended = ['mp4', 'avi', 'mpegTransport', 'matroska', 'ogg', 'mp3'] as const;
      for (const [index, text] of texts.entries()) {
        const path = join(folder, 'playlist.bin');
        await writeFile(path, text);
        for (const kind of [pretended[index]!, pretended[(index + 2) % 6]!]) {
          await assert.rejects(probe(path, kind), failure('BROKEN_FILE'), `${kind}: ${text}`);
        }
      }
    });
    assert.equal(calls, 0);
  });

  test('a playlist hidden in the subtitles of an AVI is not followed', async () => {
    const calls = await withListener(async (address) => {
      const path = join(folder, 'gab2.avi');
      const list = `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\n${address}/x.ts\n#EXTINF:1.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n`;
      await writeFile(path, aviWithSubtitles(list));
      const made = await probe(path, 'avi').catch((thrown: unknown) => thrown);
      if (made instanceof Error) assert.ok(failure('BROKEN_FILE')(made), String(made));
      else if ((made as MediaProbe).video) await media.still({ path, kind: 'avi' }, (made as MediaProbe).video!, 'firstUneven', await how());
    });
    assert.equal(calls, 0);
  });

  test('a film that refers to another file gets nothing of it', async () => {
    const whole = film(folder, 'whole.mov', ...drawn('testsrc=s=64x64:r=5:d=1'), ...quickH264, '-movflags', '+faststart');
    const bytes = await readFile(whole);
    // The table of references says "in this file"; without that mark it would name another one.
    const at = bytes.indexOf('url \0\0\0\x01', 0, 'latin1');
    assert.ok(at > 0);
    const other = Buffer.from(bytes);
    other.writeUInt32BE(0, at + 4);
    const path = join(folder, 'refers.mov');
    await writeFile(path, other);
    const made = await probe(path, 'quicktime').catch((thrown: unknown) => thrown);
    if (made instanceof Error) assert.ok(failure('BROKEN_FILE')(made));
    assert.equal(existsSync(join(folder, 'url')), false);
  });

  test('damaged films end in a failure or in facts, cut anywhere and garbled anywhere', async () => {
    const bytes = await readFile(film(folder, 'sound.mp4', ...drawn('testsrc=s=64x48:r=5:d=1'), ...drawn('sine=d=1'), ...quickH264, '-c:a', 'aac', '-movflags', '+faststart'));
    const path = join(folder, 'damaged.bin');
    const places = Array.from({ length: 6 }, (_, index) => Math.floor(bytes.length * index / 6));
    for (const [index, place] of places.entries()) {
      const damaged = index % 2 === 0 ? bytes.subarray(0, place) : Buffer.from(bytes.map((byte, at) => (at % 97 === place % 97 ? (byte * 31 + 17) & 255 : byte)));
      await writeFile(path, damaged);
      const made = await probe(path, 'mp4').catch((thrown: unknown) => thrown);
      if (made instanceof Error) {
        assert.ok(failure('BROKEN_FILE')(made), String(made));
        continue;
      }
      const { video } = made as MediaProbe;
      if (video) await media.still({ path, kind: 'mp4' }, video, { timeMs: 500 }, await how());
    }
  });

  test('a film of one enormous frame costs no more than its limits', async () => {
    const path = film(folder, 'huge.avi', ...drawn('color=red:s=8000x8000:r=1:d=1'), '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p');
    const { video } = await probe(path, 'avi');
    assert.equal(video?.widthPx, 8000);
    const run = await how({ limits: { timeMs: 60_000, memoryBytes: 2 ** 28, outputBytes: 2 ** 28 } });
    const made = await media.still({ path, kind: 'avi' }, video!, 'firstUneven', run).catch((thrown: unknown) => thrown);
    assert.ok(made === undefined || failure('MEMORY_LIMIT')(made), String(made));
  });
});

test('without the program every question names it', async () => {
  const none = openFfmpegMedia(openEngines({ folders: [] }));
  assert.equal(await none.missing(), 'ffmpeg');
  await assert.rejects(none.probe({ path: 'x', kind: 'mp4' }, await how()), failure('ENGINE_MISSING'));
});

/** Seconds of the frames that can be entered at. */
function keyframes(path: string): readonly number[] {
  const { stdout } = spawnSync('ffprobe', ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0', path], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes('K')).map((line) => Math.round(Number(line.split(',')[0])));
}

/** An AVI with one frame of pictures and a chunk of subtitles that are a file of their own. */
function aviWithSubtitles(text: string): Buffer {
  const chunk = (id: string, ...bodies: readonly Buffer[]): Buffer => {
    const body = Buffer.concat(bodies);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(body.length);
    return Buffer.concat([Buffer.from(id, 'latin1'), size, body, Buffer.alloc(body.length % 2)]);
  };
  const list = (id: string, ...parts: readonly Buffer[]): Buffer => chunk('LIST', Buffer.from(id, 'latin1'), ...parts);
  const words = (...values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
    return bytes;
  };
  const header = (kind: string, codec: string): Buffer => chunk('strh', Buffer.from(kind + codec, 'latin1'), words(0, 0, 0, 1, 25, 0, 10, 0, 0, 0, 0, 0));
  const picture = list('strl', header('vids', 'MJPG'), chunk('strf', words(40, 32, 32, 1 + (24 << 16), 0x47504a4d, 0, 0, 0, 0, 0)));
  const subtitles = list('strl', header('txts', '\0\0\0\0'), chunk('strf', Buffer.alloc(0)));
  const name = Buffer.from('x\0', 'utf16le');
  const gab2 = Buffer.concat([Buffer.from('GAB2\0', 'latin1'), Buffer.from([2, 0]), words(name.length), name, Buffer.from([4, 0]), words(text.length), Buffer.from(text)]);
  const movie = list('movi', chunk('01tx', gab2), chunk('00dc', Buffer.alloc(64)));
  return chunk('RIFF', Buffer.from('AVI '), list('hdrl', chunk('avih', words(40_000, 0, 0, 0, 10, 0, 2, 0, 32, 32, 0, 0, 0, 0)), picture, subtitles), movie);
}
