import type { EncodeTarget, MediaProbe, VideoTrack } from '#ports';
import { h264Levels, type EncodingPreset } from './preset.ts';

export type FrameSize = { readonly widthPx: number; readonly heightPx: number };

/** Ratios closer than this count as equal: 854 × 480 is 16:9. */
const equalRatio = 0.02;

/** Size of an encode: inside the preset's, of the source's ratio, never larger than the source; even.
 *  @source specification of production, §10: "width = round(h·sourceAspect/2)·2; never upscaled" */
export function encodeSize(preset: Pick<EncodingPreset, 'widthPx' | 'heightPx'>, video: Pick<VideoTrack, 'shownWidthPx' | 'shownHeightPx'>): FrameSize {
  const { shownWidthPx, shownHeightPx } = video;
  const aspect = shownWidthPx / shownHeightPx;
  const { widthPx: wide, heightPx: high } = preset;
  const isSameRatio = wide > 0 && high > 0 && Math.abs(wide / high / aspect - 1) < equalRatio;
  if (isSameRatio && high <= shownHeightPx && wide <= shownWidthPx * (1 + equalRatio)) return { widthPx: even(wide), heightPx: even(high) };
  const heightPx = Math.min(high > 0 ? high : Number.POSITIVE_INFINITY, wide > 0 ? wide / aspect : Number.POSITIVE_INFINITY, shownHeightPx);
  return { widthPx: even(heightPx * aspect), heightPx: even(heightPx) };
}

function even(edgePx: number): number {
  return Math.max(2, Math.round(edgePx / 2) * 2);
}

/** Which presets a film is encoded with: active ones, those of its ratio, none that would make it larger; of those that all would, the
 *  smallest stays. @source specification of production, §10, §10.1 */
export function fittingPresets(presets: readonly EncodingPreset[], video: Pick<VideoTrack, 'shownWidthPx' | 'shownHeightPx'>): {
  readonly fitting: readonly EncodingPreset[]; readonly tooLarge: readonly EncodingPreset[];
} {
  const possible = presets.filter((preset) => preset.isActive && isOfRatio(preset, presets, video.shownWidthPx / video.shownHeightPx));
  const smallest = possible.toSorted((one, other) => one.heightPx - other.heightPx || one.widthPx - other.widthPx || one.videoKbps - other.videoKbps)[0];
  const isFitting = (preset: EncodingPreset): boolean => preset === smallest || preset.heightPx <= video.shownHeightPx;
  return { fitting: possible.filter(isFitting), tooLarge: possible.filter((preset) => !isFitting(preset)) };
}

/** Of presets for certain ratios those count whose ratio is nearest to the source's. */
function isOfRatio(preset: EncodingPreset, presets: readonly EncodingPreset[], aspect: number): boolean {
  if (preset.aspectRatio === '') return true;
  const distance = ({ aspectRatio }: EncodingPreset): number => {
    const [wide = 1, high = 1] = aspectRatio.split(':').map(Number);
    return Math.abs(Math.log(wide / high / aspect));
  };
  const nearest = Math.min(...presets.filter(({ isActive, aspectRatio }) => isActive && aspectRatio !== '').map(distance));
  return distance(preset) <= nearest + 1e-9;
}

/** Most blocks of a frame, of a second, and kilobits per second for each level. @source ITU-T H.264, table A-1 */
const levelBounds: readonly (readonly [blocks: number, blocksPerSecond: number, kbps: number])[] = [
  [99, 1485, 64], [396, 3000, 192], [396, 6000, 384], [396, 11_880, 768], [396, 11_880, 2000], [792, 19_800, 4000], [1620, 20_250, 4000],
  [1620, 40_500, 10_000], [3600, 108_000, 14_000], [5120, 216_000, 20_000], [8192, 245_760, 20_000], [8192, 245_760, 50_000],
  [8704, 522_240, 50_000], [22_080, 589_824, 135_000], [36_864, 983_040, 240_000], [36_864, 2_073_600, 240_000],
];

/** The level asked for, or the lowest above it that a film of this kind fits into: a player believes what is written there. */
export function h264Level(asked: string, size: FrameSize, framesPerSecond: number, kbps: number): string {
  const blocks = Math.ceil(size.widthPx / 16) * Math.ceil(size.heightPx / 16);
  const lowest = levelBounds.findIndex(([most, perSecond, rate]) => blocks <= most && blocks * framesPerSecond <= perSecond && kbps <= rate);
  const index = Math.max(h264Levels.indexOf(asked), lowest < 0 ? h264Levels.length - 1 : lowest);
  return h264Levels[index]!;
}

/** Seconds between frames that can be entered at; segments end at one of them. */
export const keyframeMs = 2000;
const usualFramesPerSecond = 30;

/** What an encode with a preset is; undefined where the source has nothing that the preset is about. */
export function encodeTarget(preset: EncodingPreset, probe: MediaProbe): EncodeTarget | undefined {
  const { video, audio } = probe;
  const isFilm = preset.videoCodec !== 'None';
  if (isFilm ? !video : !audio) return undefined;
  const sound = audio && preset.audioCodec !== 'None' ? { codec: audioCodecs[preset.audioCodec], bitsPerSecond: preset.audioKbps * 1000 } as const : undefined;
  if (!isFilm || !video) return { container: preset.audioCodec === 'MP3' ? 'mp3' : 'm4a', video: undefined, audio: sound };
  const size = encodeSize(preset, video);
  const framesPerSecond = preset.framesPerSecond > 0 ? preset.framesPerSecond : undefined;
  return {
    container: preset.videoCodec === 'Theora' ? 'ogv' : 'mp4', audio: sound,
    video: {
      codec: preset.videoCodec === 'Theora' ? 'theora' : 'h264', ...size, bitsPerSecond: preset.videoKbps * 1000, framesPerSecond,
      profile: preset.h264Profile, keyframeMs,
      level: h264Level(preset.h264Level, size, framesPerSecond ?? video.framesPerSecond ?? usualFramesPerSecond, preset.videoKbps),
    },
  };
}

const audioCodecs = { AAC: 'aac', 'HE-AAC': 'heAac', MP3: 'mp3', Vorbis: 'vorbis' } as const;
