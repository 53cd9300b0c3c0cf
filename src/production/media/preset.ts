import { Failure } from '#base';

/** What a film or recording is to be encoded to. Under the names of its fields, with a capital, it is a property set; with a small letter it
 *  comes along with a job. @source specification of production, §10.2 */
export type EncodingPreset = {
  readonly name: string;
  /** Behind the id of the source: letters, digits, `-` and `_`. */
  readonly fileSuffix: string;
  readonly playbackTarget: 'Computer' | 'Mobile' | 'Tablet';
  /** 0: by the ratio of the source. */
  readonly widthPx: number;
  /** 0: by the width, or without one the source's own. */
  readonly heightPx: number;
  readonly videoCodec: 'H264' | 'Theora' | 'None';
  /** In kilobits per second. */
  readonly videoKbps: number;
  /** 0: as the source. */
  readonly framesPerSecond: number;
  readonly audioCodec: 'AAC' | 'HE-AAC' | 'MP3' | 'Vorbis' | 'None';
  readonly audioKbps: number;
  readonly h264Profile: 'baseline' | 'main' | 'high';
  /** Such as `3.2`; empty: the lowest that fits. */
  readonly h264Level: string;
  /** One that is not is passed over. */
  readonly isActive: boolean;
  /** Only for sources of about this ratio, such as `16:9`; empty: for all. */
  readonly aspectRatio: string;
  /** Is its encode a member of the adaptive set? */
  readonly isAdaptive: boolean;
};

/** Fields as they come: of a property set, or of a job. */
export type PresetFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Limits of a playback target: blocks of 16 by 16 pixels, and kilobits per second. @source specification of production, §10 */
const targetLimits: { readonly [T in EncodingPreset['playbackTarget']]: { readonly blocks: number; readonly kbps: number } } = {
  Computer: { blocks: 8192, kbps: 100_000 },
  Mobile: { blocks: 660, kbps: 4000 },
  Tablet: { blocks: 3600, kbps: 100_000 },
};

const longestEdgePx = 8192;
const longestName = 128;
/** @source ITU-T H.264, table A-1 */
export const h264Levels: readonly string[] = ['1', '1.1', '1.2', '1.3', '2', '2.1', '2.2', '3', '3.1', '3.2', '4', '4.1', '4.2', '5', '5.1', '5.2'];

/** Reads a preset, whatever the case of its fields' first letters; what is left out gets its default.
 *  @param path Where it stands, for messages.
 *  @throws MISSING_PARAMETER, INVALID_PARAMETER */
export function readEncodingPreset(given: PresetFields, path = 'videoEncoding'): EncodingPreset {
  const fields = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value === undefined ? '' : String(value).trim()]));
  const text = (name: string): string => fields.get(name.toLowerCase()) ?? '';
  const refuse = (name: string, expected: string): never => {
    throw new Failure('INVALID_PARAMETER', { name: `${path}.${name}`, expected, received: text(name).slice(0, 100) });
  };
  const required = (name: string): string => {
    if (text(name) === '') throw new Failure('MISSING_PARAMETER', { name: `${path}.${name}` });
    return text(name);
  };
  const whole = (name: string, most: number, least = 0): number => {
    const value = Number(text(name) === '' ? '0' : text(name));
    return Number.isInteger(value) && value >= least && value <= most ? value : refuse(name, `a whole number from ${least} to ${most}`);
  };
  const choice = <Choice extends string>(name: string, choices: Readonly<Record<string, Choice>>, fallback: Choice): Choice => {
    const word = text(name).toLowerCase().replaceAll(/[ ._]/g, '');
    if (word === '') return fallback;
    return Object.hasOwn(choices, word) ? choices[word]! : refuse(name, [...new Set(Object.values(choices))].join(', '));
  };
  const flag = (name: string, fallback: boolean): boolean => choice(name, { true: 'true', 1: 'true', false: 'false', 0: 'false' }, String(fallback) as 'true' | 'false') === 'true';

  const name = required('name');
  if (name.length > longestName) refuse('name', `at most ${longestName} characters`);
  const fileSuffix = required('fileSuffix');
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(fileSuffix)) refuse('fileSuffix', '1 to 64 letters, digits, - and _');
  const playbackTarget = choice('playbackTarget', { computer: 'Computer', desktop: 'Computer', mobile: 'Mobile', tablet: 'Tablet' }, 'Computer');
  const videoCodec = choice('videoCodec', { h264: 'H264', avc: 'H264', theora: 'Theora', none: 'None' }, 'H264');
  const limits = targetLimits[playbackTarget];
  const frameRate = Number(text('frameRate') === '' ? '0' : text('frameRate'));
  if (!(frameRate >= 0 && frameRate <= 240)) refuse('frameRate', 'a number from 0 to 240');
  const level = text('h264Level').replace(/\.0$/, '');
  if (level !== '' && !h264Levels.includes(level)) refuse('h264Level', h264Levels.join(', '));
  const aspectRatio = text('aspectRatio').toLowerCase() === 'auto' ? '' : text('aspectRatio');
  if (aspectRatio !== '' && !/^[1-9]\d{0,3}:[1-9]\d{0,3}$/.test(aspectRatio)) refuse('aspectRatio', 'a ratio such as 16:9');
  if (videoCodec !== 'None') required('videoBitrate');
  const videoKbps = videoCodec === 'None' ? 0 : whole('videoBitrate', limits.kbps, 1);
  const preset: EncodingPreset = {
    name, fileSuffix, playbackTarget, videoCodec, framesPerSecond: frameRate, h264Level: level, aspectRatio,
    widthPx: whole('width', longestEdgePx), heightPx: whole('height', longestEdgePx),
    videoKbps,
    audioCodec: choice('audioCodec', { aac: 'AAC', heaac: 'HE-AAC', 'he-aac': 'HE-AAC', mp3: 'MP3', vorbis: 'Vorbis', none: 'None' }, videoCodec === 'Theora' ? 'Vorbis' : 'AAC'),
    audioKbps: text('audioBitrate') === '' ? defaultAudioKbps : whole('audioBitrate', 512, 8),
    h264Profile: choice('h264Profile', { baseline: 'baseline', main: 'main', high: 'high' }, playbackTarget === 'Mobile' ? 'baseline' : 'main'),
    isActive: flag('active', true), isAdaptive: flag('adaptive', true),
  };
  if ((preset.widthPx / 16) * (preset.heightPx / 16) >= limits.blocks) refuse('width', `fewer than ${limits.blocks} blocks of 16 by 16 pixels for ${playbackTarget}`);
  if (playbackTarget === 'Mobile' && preset.videoKbps >= limits.kbps) refuse('videoBitrate', `less than ${limits.kbps} for Mobile`);
  refuseUnfitCodecs(preset, refuse);
  return preset;
}

const defaultAudioKbps = 128;

/** Which codecs go into one file. */
function refuseUnfitCodecs({ videoCodec, audioCodec }: EncodingPreset, refuse: (name: string, expected: string) => never): void {
  const fitting: { readonly [V in EncodingPreset['videoCodec']]: readonly EncodingPreset['audioCodec'][] } = {
    H264: ['AAC', 'HE-AAC', 'MP3', 'None'], Theora: ['Vorbis', 'None'], None: ['AAC', 'HE-AAC', 'MP3'],
  };
  if (!fitting[videoCodec].includes(audioCodec)) refuse('audioCodec', fitting[videoCodec].join(', '));
}

/** A preset as properties of a set, which `readEncodingPreset` reads again. */
export function presetProperties(preset: EncodingPreset): Readonly<Record<string, string>> {
  return {
    Name: preset.name, FileSuffix: preset.fileSuffix, PlaybackTarget: preset.playbackTarget, Width: String(preset.widthPx), Height: String(preset.heightPx),
    VideoCodec: preset.videoCodec, VideoBitrate: String(preset.videoKbps), FrameRate: String(preset.framesPerSecond),
    AudioCodec: preset.audioCodec, AudioBitrate: String(preset.audioKbps), H264Profile: preset.h264Profile[0]!.toUpperCase() + preset.h264Profile.slice(1), H264Level: preset.h264Level,
    Active: String(preset.isActive), AspectRatio: preset.aspectRatio, Adaptive: String(preset.isAdaptive),
  };
}
