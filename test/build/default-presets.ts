import { readEncodingPreset, type EncodingPreset, type PresetFields } from '#production';

type Row = readonly [widthPx: number, heightPx: number, videoKbps: number, audioKbps: number, suffix: string];

const ratioOf = (widthPx: number, heightPx: number): string => (widthPx * 3 === heightPx * 4 ? '4:3' : '16:9');

/** Of any ratio: the width follows from the source. @source specification of production, §10.1 */
const adaptive: readonly PresetFields[] = [
  { name: 'Auto x 360, 800 kbps', fileSuffix: '_Mobile_Autox360p_800K', height: 360, videoBitrate: 800, audioBitrate: 64 },
  { name: 'Auto x 480, 1400 kbps', fileSuffix: '_Tablet_Autox480p_1400K', height: 480, videoBitrate: 1400, audioBitrate: 96 },
  { name: 'Auto x 720, 2600 kbps', fileSuffix: '_Desktop_Autox720p_2600K', height: 720, videoBitrate: 2600, audioBitrate: 128 },
].map((fields) => ({ ...fields, h264Profile: 'main', adaptive: true }));

const adaptiveRatios: readonly Row[] = [
  [512, 288, 400, 64, '_Mobile_512x288_400K'], [512, 288, 600, 64, '_Mobile_512x288_600K'], [640, 360, 800, 80, '_iPad_640x360_800K'],
  [768, 432, 1200, 96, '_iPad_768x432_1200K'], [1280, 720, 2000, 128, '_1280x720_2000K'],
  [384, 288, 400, 64, '_Mobile_384x288_400K'], [384, 288, 600, 64, '_Mobile_384x288_600K'], [640, 480, 800, 80, '_iPad_640x480_800K'],
  [768, 576, 1200, 96, '_iPad_768x576_1200K'], [1280, 960, 2000, 128, '_1280x960_2000K'],
];

const desktop: readonly Row[] = [
  [480, 270, 400, 64, '_480x270_400K'], [640, 360, 800, 80, '_640x360_800K'], [800, 450, 1200, 96, '_800x450_1200K'], [1280, 720, 2000, 128, '_1280x720_2000K'],
  [320, 240, 400, 64, '_320X240_400K'], [480, 360, 800, 80, '_480x360_800K'], [640, 480, 1200, 96, '_640x480_1200K'], [1280, 960, 2000, 128, '_1280x960_2000K'],
];

const mobile: readonly Row[] = [
  [512, 288, 400, 64], [512, 288, 600, 64], [512, 288, 800, 80], [512, 288, 1000, 80], [512, 288, 1200, 96],
  [384, 288, 400, 64], [384, 288, 600, 64], [448, 336, 800, 80], [448, 336, 1000, 80], [448, 336, 1200, 96],
].map(([widthPx = 0, heightPx = 0, videoKbps = 0, audioKbps = 0]) => [widthPx, heightPx, videoKbps, audioKbps, `_Mobile_${widthPx}x${heightPx}_${videoKbps}K`]);

function fieldsOf(group: string, [width, height, videoBitrate, audioBitrate, fileSuffix]: Row, more: PresetFields): PresetFields {
  return { name: `${group} ${width} x ${height}, ${videoBitrate} kbps`, fileSuffix, width, height, videoBitrate, audioBitrate, ...more };
}

const sounds: readonly PresetFields[] = [
  { name: 'Audio MP3, 128 kbps', fileSuffix: '_MP3_128K', audioCodec: 'MP3' }, { name: 'Audio AAC, 128 kbps', fileSuffix: '_AAC_128K', audioCodec: 'AAC' },
  { name: 'Audio HE-AAC, 64 kbps', fileSuffix: '_HEAAC_64K', audioCodec: 'HE-AAC', audioBitrate: 64 },
].map((fields) => ({ ...fields, videoCodec: 'None', adaptive: false }));

/** Presets that every company has, as `migrations/0016-encoding-presets.sql` stores them, in its order.
 *  @source specification of production, §10.1; the ones for sound: §10 "audio can be transcoded" */
export const defaultPresets: readonly { readonly key: string; readonly preset: EncodingPreset }[] = [
  ...adaptive.map((fields) => keyed('adaptive', fields)),
  ...adaptiveRatios.map((row) => keyed('ratio', fieldsOf('Adaptive', row, { aspectRatio: ratioOf(row[0], row[1]), h264Profile: 'main', adaptive: true }))),
  ...desktop.map((row) => keyed('desktop', fieldsOf('Desktop', row, { h264Profile: 'main', h264Level: '3.2', adaptive: false }))),
  ...desktop.map((row) => keyed('ogg', fieldsOf('Desktop OGG', [row[0], row[1], row[2], row[3], `${row[4]}_OGG`], { videoCodec: 'Theora', adaptive: false }))),
  ...mobile.map((row) => keyed('mobile', fieldsOf('Mobile', row, { playbackTarget: 'Mobile', h264Profile: 'baseline', h264Level: '2.1', adaptive: false }))),
  ...sounds.map((fields) => keyed('audio', fields)),
];

function keyed(group: string, fields: PresetFields): (typeof defaultPresets)[number] {
  const preset = readEncodingPreset(fields, 'defaultPresets');
  return { key: `${group}${preset.fileSuffix}`, preset };
}
