import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#base';
import type { MediaProbe, VideoTrack } from '#ports';
import { defaultPresets } from '#test/build/default-presets';
import { uploadOptions } from '#test/build/upload-options';
import { defaultProductionLimits } from '../settings.ts';
import type { FileProbe } from '../probe.ts';
import type { EncodeStep } from '../plan.ts';
import { planFilm } from './plan.ts';
import { presetProperties, readEncodingPreset, type EncodingPreset } from './preset.ts';
import { encodeSize, fittingPresets, h264Level } from './size.ts';

const video: VideoTrack = {
  index: 0, codec: 'h264', widthPx: 1280, heightPx: 720, shownWidthPx: 1280, shownHeightPx: 720, pixelAspect: 1, rotationDeg: 0, framesPerSecond: 25,
  durationMs: 10_000, isInterlaced: false, isColourKnown: true, bitsPerSecond: undefined,
};
const audio = { index: 1, codec: 'aac', channels: 2, samplesPerSecond: 48_000, bitsPerSecond: undefined };
const probe: MediaProbe = { durationMs: 10_000, bitsPerSecond: 1_000_000, video, audio };
const file: FileProbe = { fileName: 'clip.mp4', extension: 'mp4', isHidden: false, type: 'Video', kind: 'mp4', sizeBytes: 1, image: undefined, profile: undefined };
const group = (name: string): readonly EncodingPreset[] => defaultPresets.filter(({ key }) => key.startsWith(name)).map(({ preset }) => preset);
const preset = (change: Partial<EncodingPreset> = {}): EncodingPreset => ({ ...group('adaptive')[0]!, ...change });
const plan = (presets: readonly EncodingPreset[], change: { readonly probe?: MediaProbe; readonly type?: 'Audio'; readonly isMasterInSet?: boolean; readonly file?: Partial<FileProbe> } = {}) => planFilm(
  { ...file, ...change.file }, { kind: 'probed', probe: change.probe ?? probe, hasStill: false }, change.type ?? 'Video',
  uploadOptions({ media: { encodingPresetIds: [], generateThumbnail: false, ...(change.isMasterInSet !== undefined && { isMasterInSet: change.isMasterInSet }) } }), defaultProductionLimits, presets,
);
const encodes = (made: ReturnType<typeof plan>): readonly EncodeStep[] => made.steps.filter((step) => step.kind === 'encode');

describe('sizes', () => {
  test('the width follows the source and is even; nothing grows', () => {
    const of = (wide: number, high: number, change: Partial<EncodingPreset>): string => {
      const { widthPx, heightPx } = encodeSize(preset({ widthPx: 0, heightPx: 0, ...change }), { shownWidthPx: wide, shownHeightPx: high });
      return `${widthPx}x${heightPx}`;
    };
    assert.equal(of(1280, 720, { heightPx: 360 }), '640x360');
    assert.equal(of(720, 576, { heightPx: 360 }), '450x360');
    assert.equal(of(1920, 1080, { heightPx: 480 }), '854x480');
    assert.equal(of(1080, 1920, { heightPx: 360 }), '202x360');
    assert.equal(of(320, 240, { heightPx: 360 }), '320x240');
    assert.equal(of(321, 241, {}), '322x242', 'to the nearest even size');
    assert.equal(of(1280, 720, { widthPx: 640, heightPx: 360 }), '640x360');
    assert.equal(of(854, 480, { widthPx: 640, heightPx: 360 }), '640x360', 'as good as 16:9');
    assert.equal(of(640, 480, { widthPx: 640, heightPx: 360 }), '480x360', 'inside, in its own ratio');
    fc.assert(fc.property(fc.integer({ min: 2, max: 4000 }), fc.integer({ min: 2, max: 4000 }), fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 2000 }), (wide, high, boxWide, boxHigh) => {
      const size = encodeSize({ widthPx: boxWide, heightPx: boxHigh }, { shownWidthPx: wide, shownHeightPx: high });
      assert.ok(size.widthPx % 2 === 0 && size.heightPx % 2 === 0 && size.widthPx >= 2 && size.heightPx >= 2);
      assert.ok(size.heightPx <= high + 1 && size.widthPx <= wide * 1.02 + 2, JSON.stringify(size));
    }));
  });

  test('presets above the source are left out but the smallest; ratios count where presets have one', () => {
    const fitting = (presets: readonly EncodingPreset[], wide: number, high: number) => fittingPresets(presets, { shownWidthPx: wide, shownHeightPx: high });
    assert.deepEqual(fitting(group('adaptive'), 1280, 720).fitting.map(({ heightPx }) => heightPx), [360, 480, 720]);
    assert.deepEqual(fitting(group('adaptive'), 854, 480).tooLarge.map(({ heightPx }) => heightPx), [720]);
    assert.deepEqual(fitting(group('adaptive'), 320, 240).fitting.map(({ heightPx }) => heightPx), [360]);
    assert.deepEqual(fitting(group('ratio'), 1920, 1080).fitting.map(({ widthPx, videoKbps }) => `${widthPx}/${videoKbps}`), ['512/400', '512/600', '640/800', '768/1200', '1280/2000']);
    assert.deepEqual(fitting(group('ratio'), 1440, 1080).fitting.map(({ widthPx }) => widthPx), [384, 384, 640, 768, 1280]);
    assert.deepEqual(fitting([preset({ isActive: false })], 1920, 1080), { fitting: [], tooLarge: [] });
  });

  test('a level is what was asked for, or as high as the film needs', () => {
    assert.equal(h264Level('2.1', { widthPx: 512, heightPx: 288 }, 30, 1200), '2.1');
    assert.equal(h264Level('2.1', { widthPx: 640, heightPx: 360 }, 30, 800), '3');
    assert.equal(h264Level('', { widthPx: 320, heightPx: 240 }, 25, 400), '1.3');
    assert.equal(h264Level('3.2', { widthPx: 1280, heightPx: 960 }, 30, 2000), '3.2');
    assert.equal(h264Level('3.2', { widthPx: 1920, heightPx: 1080 }, 60, 6000), '4.2');
  });
});

describe('presets', () => {
  test('the shipped ones are those of the tables, each under a key of its own', () => {
    assert.deepEqual(['adaptive', 'ratio', 'desktop', 'ogg', 'mobile', 'audio'].map((name) => group(name).length), [3, 10, 8, 8, 10, 3]);
    assert.equal(new Set(defaultPresets.map(({ key }) => key)).size, defaultPresets.length);
    assert.deepEqual(group('adaptive').map(({ fileSuffix, videoKbps, audioKbps, heightPx }) => [fileSuffix, videoKbps, heightPx, audioKbps]), [
      ['_Mobile_Autox360p_800K', 800, 360, 64], ['_Tablet_Autox480p_1400K', 1400, 480, 96], ['_Desktop_Autox720p_2600K', 2600, 720, 128],
    ]);
    assert.ok(group('ogg').every(({ videoCodec, audioCodec, fileSuffix }) => videoCodec === 'Theora' && audioCodec === 'Vorbis' && fileSuffix.endsWith('_OGG')));
    assert.ok(group('mobile').every(({ h264Profile, h264Level: level }) => h264Profile === 'baseline' && level === '2.1'));
    assert.equal(group('desktop')[4]?.fileSuffix, '_320X240_400K');
  });

  test('properties and the inline form are one record', () => {
    for (const { preset: shipped } of defaultPresets) assert.deepEqual(readEncodingPreset(presetProperties(shipped)), shipped);
    const inline = readEncodingPreset({ name: 'own', fileSuffix: '_own', height: 240, videoBitrate: 300, playbackTarget: 'Mobile', h264Level: '3.0' });
    assert.deepEqual([inline.h264Profile, inline.h264Level, inline.audioCodec, inline.audioKbps, inline.isAdaptive, inline.isActive], ['baseline', '3', 'AAC', 128, true, true]);
  });

  test('limits of targets, suffixes and codecs', () => {
    const own = { name: 'own', fileSuffix: '_own', videoBitrate: 800 };
    for (const [fields, field] of [
      [{ width: 2048, height: 1024 }, 'width'], [{ playbackTarget: 'Mobile', width: 480, height: 352 }, 'width'], [{ playbackTarget: 'Mobile', videoBitrate: 4000 }, 'videoBitrate'],
      [{ playbackTarget: 'Tablet', width: 1280, height: 720 }, 'width'], [{ fileSuffix: 'a b' }, 'fileSuffix'], [{ fileSuffix: '../x' }, 'fileSuffix'],
      [{ videoCodec: 'VP9' }, 'videoCodec'], [{ videoCodec: 'Theora', audioCodec: 'AAC' }, 'audioCodec'], [{ audioCodec: 'Vorbis' }, 'audioCodec'],
      [{ h264Level: '9' }, 'h264Level'], [{ frameRate: -1 }, 'frameRate'], [{ aspectRatio: 'wide' }, 'aspectRatio'], [{ width: 1.5 }, 'width'], [{ height: 'x' }, 'height'],
    ] as const) {
      assert.throws(() => readEncodingPreset({ ...own, ...fields }), (thrown) => thrown instanceof Failure && thrown.code === 'INVALID_PARAMETER' && thrown.params['name'] === `videoEncoding.${field}`, JSON.stringify(fields));
    }
    for (const missing of ['name', 'fileSuffix', 'videoBitrate']) {
      assert.throws(() => readEncodingPreset({ ...own, [missing]: '' }), (thrown) => thrown instanceof Failure && thrown.code === 'MISSING_PARAMETER', missing);
    }
    assert.equal(readEncodingPreset({ ...own, playbackTarget: 'Tablet', width: 1264, height: 720 }).widthPx, 1264);
  });
});

describe('plans', () => {
  test('a film with adaptive presets is a master with encodes and a set', () => {
    const made = plan(group('adaptive'));
    assert.equal(made.type, 'MasterVideo');
    assert.deepEqual(encodes(made).map(({ name, target }) => [name, target.container, target.video?.widthPx]), [
      ['clip_Mobile_Autox360p_800K', 'mp4', 640], ['clip_Tablet_Autox480p_1400K', 'mp4', 854], ['clip_Desktop_Autox720p_2600K', 'mp4', 1280],
    ]);
    const set = made.steps.at(-1);
    assert.ok(set?.kind === 'adaptiveSet' && set.name === 'clip-AVS' && set.parts.length === 3 && !set.isSourceMember);
  });

  test('the source is in the set where it is wanted there and is a film that a set may hold', () => {
    const setOf = (made: ReturnType<typeof plan>) => made.steps.find((step) => step.kind === 'adaptiveSet')?.isSourceMember;
    assert.equal(setOf(plan(group('adaptive'), { isMasterInSet: true })), true);
    assert.equal(setOf(plan(group('adaptive'), { isMasterInSet: true, file: { fileName: 'clip.mov', extension: 'mov', kind: 'quicktime' } })), false);
    assert.equal(setOf(plan(group('adaptive'), { isMasterInSet: true, probe: { ...probe, video: { ...video, codec: 'hevc' } } })), false);
  });

  test('single presets, OGG and sound make encodes and no set', () => {
    const made = plan([...group('desktop').slice(0, 1), ...group('ogg').slice(0, 1), ...group('audio').slice(0, 1)]);
    assert.deepEqual(encodes(made).map(({ target, type, segmentMs }) => [target.container, type, segmentMs]), [['mp4', 'Video', 10_000], ['ogv', 'Video', undefined], ['mp3', 'Audio', undefined]]);
    assert.equal(made.steps.some(({ kind }) => kind === 'adaptiveSet'), false);
  });

  test('without presets a film that players take is cut itself, another one is only kept', () => {
    assert.deepEqual([plan([]).type, plan([]).steps.map(({ kind }) => kind)], ['Video', ['streamSource']]);
    assert.deepEqual(plan([], { probe: { ...probe, video: { ...video, codec: 'mpeg2video' } } }).steps, []);
    assert.deepEqual(plan([], { file: { kind: 'avi' } }).steps, []);
  });

  test('a recording takes presets of sound alone, and says which it cannot use', () => {
    const made = plan([...group('adaptive'), ...group('audio').slice(0, 2)], { type: 'Audio', probe: { ...probe, video: undefined }, file: { fileName: 'talk.wav', extension: 'wav', type: 'Audio', kind: 'wav' } });
    assert.deepEqual([made.type, encodes(made).map(({ name }) => name)], ['Audio', ['talk_MP3_128K', 'talk_AAC_128K']]);
    assert.deepEqual(made.warnings.map(({ key }) => key), ['log.presetWithoutTrack']);
  });

  test('what is missing is said where it was wanted, and only there', () => {
    const without = (presets: readonly EncodingPreset[], generateThumbnail: boolean) => planFilm(
      file, { kind: 'missing', program: 'ffmpeg' }, 'Video', uploadOptions({ media: { encodingPresetIds: [], generateThumbnail } }), defaultProductionLimits, presets);
    assert.deepEqual(without([], true).warnings, [{ key: 'log.filmNeedsProgram', params: { program: 'ffmpeg' } }]);
    assert.deepEqual(without([], false).warnings, []);
    assert.deepEqual([without(group('adaptive'), false).type, without(group('adaptive'), false).warnings.length], ['Video', 1]);
  });
});
