import type { TextKey } from '#base';
import { cleanName, splitFileName, type AssetFacts } from '#library';
import type { MediaProbe } from '#ports';
import { defaultOptions } from '../default-options.ts';
import { planImage } from '../plan-image.ts';
import type { EncodeStep, Plan, Remark, Step } from '../plan.ts';
import type { FileProbe, FilmProbe } from '../probe.ts';
import type { ProductionLimits, UploadOptions } from '../types.ts';
import type { EncodingPreset } from './preset.ts';
import { encodeTarget, fittingPresets } from './size.ts';

/** Length of segments. @source delivery, §7.3 */
const segmentMs = 10_000;
/** Behind the id of a film. @source specification of production, §10 */
const setSuffix = '-AVS';

/** Decides what becomes of a film or recording. @param presets That the job names or brings along. @source specification of production, §10 */
export function planFilm(
  file: FileProbe, film: FilmProbe, type: 'Video' | 'Audio', options: Pick<UploadOptions, 'media' | 'captions'>, limits: ProductionLimits, presets: readonly EncodingPreset[],
): Plan {
  const { media } = options;
  const wantsStill = type === 'Video' && (media.generateThumbnail || media.thumbnailTimeMs !== undefined);
  const plain: Plan = { type, steps: [], price: { pixels: 0, bytes: 0 }, crop: undefined, facts: undefined, warnings: [], notes: [] };
  const isLeft = wantsStill || presets.length > 0;
  if (film.kind === 'missing') return { ...plain, warnings: isLeft ? [{ key: 'log.filmNeedsProgram', params: { program: film.program } }] : [] };
  if (film.kind === 'unopened') return { ...plain, warnings: isLeft ? [{ key: 'log.filmNotOpened', params: {} }] : [] };

  const { probe } = film;
  // Crops, knockout, sharpening and colours are nothing to a still.
  const still = file.image && planImage(file, file.image, type, defaultOptions, limits, undefined);
  const { fitting, tooLarge } = chosenPresets(presets, type, probe);
  const id = cleanName(splitFileName(file.fileName).base);
  const { encodes, members } = encodeSteps(id, fitting, probe);
  const isMasterInSet = media.isMasterInSet === true && /^(mp4|m4v)$/i.test(file.extension);
  const isSourceStreamed = isStreamable(file, probe) && (encodes.length === 0 || (isMasterInSet && members.length > 0));
  const steps: readonly Step[] = [
    ...still?.steps ?? [],
    ...(isSourceStreamed ? [{ kind: 'streamSource', segmentMs } as const] : []),
    ...encodes,
    ...(members.length > 0 ? [{ kind: 'adaptiveSet', name: cleanName(id + setSuffix), parts: members, isSourceMember: isMasterInSet && isSourceStreamed } as const] : []),
  ];
  return {
    ...plain, derivedBy: 'VideoTranscode', type: type === 'Video' && encodes.length > 0 ? 'MasterVideo' : type, steps, price: still?.price ?? plain.price,
    facts: { ...filmFacts(probe), ...(type === 'Audio' && trackFacts(options)) },
    warnings: [
      ...(wantsStill && probe.video && !film.hasStill ? [{ key: 'log.filmWithoutStill', params: {} } as const] : []),
      ...namedRemarks('log.presetTooLarge', tooLarge), ...namedRemarks('log.presetWithoutTrack', fitting.filter((preset) => !encodeTarget(preset, probe))),
    ],
  };
}

/** A recording takes the presets of sound alone; a film all of them. */
function chosenPresets(presets: readonly EncodingPreset[], type: 'Video' | 'Audio', { video }: MediaProbe): ReturnType<typeof fittingPresets> {
  const sounds = presets.filter(({ videoCodec, isActive }) => videoCodec === 'None' && isActive);
  const films = presets.filter(({ videoCodec }) => videoCodec !== 'None');
  if (type === 'Audio') return { fitting: [...sounds, ...films], tooLarge: [] };
  if (!video) return { fitting: presets, tooLarge: [] };
  const chosen = fittingPresets(films, video);
  return { ...chosen, fitting: [...chosen.fitting, ...sounds] };
}

/** Two presets of one suffix would make one file twice: the first counts. @returns the encodes, and which of them a set has. */
function encodeSteps(id: string, presets: readonly EncodingPreset[], probe: MediaProbe): { readonly encodes: readonly EncodeStep[]; readonly members: readonly string[] } {
  const steps = new Map<string, EncodeStep>();
  const members: string[] = [];
  for (const preset of presets) {
    const target = encodeTarget(preset, probe);
    if (!target) continue;
    const part = `encode ${preset.fileSuffix}.${target.container}`;
    if (steps.has(part)) continue;
    const isStreamed = target.container === 'mp4';
    if (isStreamed && preset.isAdaptive) members.push(part);
    steps.set(part, {
      kind: 'encode', part, name: cleanName(id + preset.fileSuffix), type: target.video ? 'Video' : 'Audio', presetName: preset.name, target,
      segmentMs: isStreamed ? segmentMs : undefined,
    });
  }
  return { encodes: [...steps.values()], members };
}

/** Films that players take as they are: the source then has a stream of its own. */
function isStreamable({ kind }: FileProbe, { video, audio }: MediaProbe): boolean {
  const isBoxed = kind === 'mp4' || kind === 'quicktime';
  return isBoxed && video?.codec === 'h264' && (!audio || ['aac', 'mp3'].includes(audio.codec));
}

/** A sound file can be the other language of a film. */
function trackFacts({ captions }: Pick<UploadOptions, 'captions'>): AssetFacts {
  return { ...(captions?.sourceVideoId !== undefined && { sourceVideoId: captions.sourceVideoId }), ...captions?.track };
}

/** What a film's record keeps of it. */
export function filmFacts({ durationMs, bitsPerSecond, video, audio }: MediaProbe): AssetFacts {
  return JSON.parse(JSON.stringify({
    durationMs, bitsPerSecond,
    ...(video && { videoCodec: video.codec, widthPx: video.shownWidthPx, heightPx: video.shownHeightPx, framesPerSecond: video.framesPerSecond }),
    ...(audio && { audioCodec: audio.codec, channels: audio.channels, samplesPerSecond: audio.samplesPerSecond }),
  })) as AssetFacts;
}

function namedRemarks(key: TextKey, presets: readonly EncodingPreset[]): readonly Remark[] {
  return presets.length === 0 ? [] : [{ key, params: { presets: presets.map(({ name }) => name).slice(0, mostNames).join('; ') } }];
}
const mostNames = 20;
