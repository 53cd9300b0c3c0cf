import { Failure } from '#base';
import type { AudioTrack, Engines, MediaProbe, MediaRun, MediaSource, VideoTrack } from '#ports';
import { inputWords } from './input.ts';
import { complaintOf, runProgram } from './run.ts';

/** Edges beyond this are no film; 8K is half of it. */
const longestEdgePx = 16_384;
/** Tracks looked at; broadcasts have a few dozen. */
const mostTracks = 200;
/** A year: what a broken header says is not believed. */
const longestMs = 366 * 86_400_000;

/** Asks ffprobe what a file holds. @throws BROKEN_FILE */
export async function probeMedia(engines: Engines, source: MediaSource, how: MediaRun): Promise<MediaProbe> {
  const words = [
    '-hide_banner', '-v', 'error', '-of', 'json',
    '-show_entries', `format=duration,bit_rate:stream=${streamEntries}:stream_disposition=attached_pic:stream_tags=rotate:stream_side_data=rotation`,
    ...await inputWords(source),
  ];
  const result = await runProgram(engines, 'ffprobe', words, source.path, how);
  if (result.exitCode !== 0) throw new Failure('BROKEN_FILE', { detail: complaintOf(result) });
  const probe = readProbe(result.stdout.toString('utf8'));
  if (!probe.video && !probe.audio) throw new Failure('BROKEN_FILE', { detail: 'it holds neither pictures nor sound' });
  return probe;
}

const streamEntries = 'index,codec_type,codec_name,width,height,sample_aspect_ratio,avg_frame_rate,r_frame_rate,duration,field_order,color_space,bit_rate,channels,sample_rate';

/** Reads what ffprobe wrote; everything in it comes from a stranger's file and is doubted. @throws BROKEN_FILE */
export function readProbe(text: string): MediaProbe {
  const { format, streams } = objectOf(parse(text));
  const tracks = (Array.isArray(streams) ? streams as unknown[] : []).slice(0, mostTracks).map(objectOf);
  const facts = objectOf(format);
  return {
    durationMs: durationOf(facts['duration']), bitsPerSecond: positive(facts['bit_rate']),
    video: firstOf(tracks, videoTrack), audio: firstOf(tracks, audioTrack),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('BROKEN_FILE', { detail: 'what is known of it cannot be read' }, { cause });
  }
}

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Fields : {};
}

function firstOf<Track>(tracks: readonly Fields[], read: (track: Fields) => Track | undefined): Track | undefined {
  for (const track of tracks) {
    const found = read(track);
    if (found) return found;
  }
  return undefined;
}

function videoTrack(track: Fields): VideoTrack | undefined {
  const [widthPx, heightPx] = [wholeOf(track['width']), wholeOf(track['height'])];
  const isCover = objectOf(track['disposition'])['attached_pic'] === 1;
  if (track['codec_type'] !== 'video' || isCover || widthPx < 1 || heightPx < 1 || widthPx > longestEdgePx || heightPx > longestEdgePx) return undefined;
  const rotationDeg = rotationOf(track);
  const pixelAspect = aspectOf(track['sample_aspect_ratio']);
  const [wide, high] = [Math.max(1, Math.round(widthPx * pixelAspect)), heightPx];
  const isTurned = rotationDeg === 90 || rotationDeg === 270;
  return {
    index: wholeOf(track['index']), codec: wordOf(track['codec_name']), widthPx, heightPx,
    shownWidthPx: isTurned ? high : wide, shownHeightPx: isTurned ? wide : high,
    pixelAspect, rotationDeg,
    framesPerSecond: rateOf(track['avg_frame_rate']) ?? rateOf(track['r_frame_rate']),
    durationMs: durationOf(track['duration']),
    isInterlaced: ['tt', 'bb', 'tb', 'bt'].includes(wordOf(track['field_order'])),
    isColourKnown: !['', 'unknown', 'reserved'].includes(wordOf(track['color_space'])), bitsPerSecond: positive(track['bit_rate']),
  };
}

function audioTrack(track: Fields): AudioTrack | undefined {
  const [channels, samplesPerSecond] = [wholeOf(track['channels']), wholeOf(track['sample_rate'])];
  if (track['codec_type'] !== 'audio' || channels < 1 || samplesPerSecond < 1) return undefined;
  return { index: wholeOf(track['index']), codec: wordOf(track['codec_name']), channels, samplesPerSecond, bitsPerSecond: positive(track['bit_rate']) };
}

/** Newer programs tell a matrix turned against the clock, older ones a tag turned with it. */
function rotationOf(track: Fields): VideoTrack['rotationDeg'] {
  const sides = Array.isArray(track['side_data_list']) ? track['side_data_list'] as unknown[] : [];
  const matrix = sides.map((side) => objectOf(side)['rotation']).find((value) => typeof value === 'number');
  const tag = Number(objectOf(track['tags'])['rotate']);
  const clockwise = matrix === undefined ? tag : -matrix;
  const quarter = Number.isFinite(clockwise) ? (((Math.round(clockwise / 90) * 90) % 360) + 360) % 360 : 0;
  return quarter as VideoTrack['rotationDeg'];
}

/** A ratio that would make a film a line is a mistake of its header. */
function aspectOf(value: unknown): number {
  const [wide = 0, high = 0] = wordOf(value).split(':').map(Number);
  const aspect = wide / high;
  return aspect >= 0.1 && aspect <= 10 ? aspect : 1;
}

function rateOf(value: unknown): number | undefined {
  const [frames = 0, seconds = 0] = wordOf(value).split('/').map(Number);
  const rate = frames / seconds;
  return rate > 0 && rate <= 1000 ? rate : undefined;
}

function durationOf(value: unknown): number | undefined {
  const ms = Math.round(Number(value) * 1000);
  return ms > 0 && ms <= longestMs ? ms : undefined;
}

function positive(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function wholeOf(value: unknown): number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : 0;
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 64) : '';
}
