import { join } from 'node:path';
import type { Engines, MediaRun, MediaSource, StillChoice, VideoTrack } from '#ports';
import { inputWords } from './input.ts';
import { shownFilters } from './pictures.ts';
import { runProgram } from './run.ts';

/** Where the first frame of more than one colour is looked for, and what makes it one.
 *  @source specification of UploadPostJob, §3.19 */
const searchedSeconds = 5;
const evenLuma = 2;
/** Frames in that time, of the fastest films. */
const searchedFrames = 1200;

const stillName = 'still.png';

/** Makes a PNG of the frame that stands for a film. @returns its path; undefined where nothing can be decoded. */
export async function makeStill(
  engines: Engines, source: MediaSource, video: VideoTrack, choice: StillChoice, how: MediaRun,
): Promise<string | undefined> {
  const input = await inputWords(source);
  const make = async (before: readonly string[], filters: readonly string[]): Promise<{ readonly path: string; readonly said: string } | undefined> => {
    const graph = [`[0:${video.index}]${[...filters, 'split'].join(',')}[seen][measured]`, `[seen]${shownFilters(video, shownSize(video))}[still]`, `[measured]${measuring}[gray]`];
    const result = await runProgram(engines, 'ffmpeg', [
      ...quiet, ...before, ...input, '-filter_complex', graph.join(';'),
      '-map', '[still]', '-frames:v', '1', '-c:v', 'png', '-pix_fmt', 'rgb24', '-f', 'image2', '-update', '1', stillName,
      '-map', '[gray]', '-frames:v', '1', '-f', 'null', '-',
    ], source.path, how);
    return result.outputs.includes(stillName) ? { path: join(how.workFolderPath, stillName), said: result.stderr.toString('latin1') } : undefined;
  };
  const asked = choice === 'firstUneven' ? undefined : seekWords(video, choice.timeMs);
  const chosen = asked && await make(asked, []);
  if (chosen) return chosen.path;
  const first = await make([], []);
  if (!first || lumaDeviations(first.said).some((deviation) => deviation > evenLuma)) return first?.path;
  const place = await findUneven(engines, source, video, input, how);
  return place === undefined ? first.path : (await make([], [`select=eq(n\\,${place})`]))?.path ?? first.path;
}

const quiet = ['-hide_banner', '-nostdin', '-nostats', '-y', '-v', 'info'];
/** Mean and deviation of every frame's luma are said as it passes. */
const measuring = 'format=gray,showinfo';

/** @returns number of the first frame that is not of one colour; undefined where there is none among those searched. */
async function findUneven(
  engines: Engines, source: MediaSource, video: VideoTrack, input: readonly string[], how: MediaRun,
): Promise<number | undefined> {
  const result = await runProgram(engines, 'ffmpeg', [
    ...quiet, '-t', String(searchedSeconds), ...input, '-map', `0:${video.index}`, '-frames:v', String(searchedFrames), '-vsync', 'passthrough',
    '-vf', measuring, '-f', 'null', '-',
  ], source.path, how);
  const place = lumaDeviations(result.stderr.toString('latin1')).findIndex((deviation) => deviation > evenLuma);
  return place < 0 ? undefined : place;
}

/** @source ffmpeg-filters(1) "showinfo" */
export function lumaDeviations(said: string): readonly number[] {
  return [...said.matchAll(/ mean:\[[^\]]*\] stdev:\[\s*([\d.]+)/g)].map(([, deviation]) => Number(deviation));
}

/** Words that begin at the frame that is seen at a time: half a frame before it, so that rounding does not matter.
 *  @returns undefined behind the end. @source specification of UploadPostJob, §3.19: "0…duration" */
export function seekWords(video: Pick<VideoTrack, 'framesPerSecond' | 'durationMs'>, timeMs: number): readonly string[] | undefined {
  if (video.durationMs !== undefined && timeMs > video.durationMs) return undefined;
  const rate = video.framesPerSecond ?? fallbackRate;
  const frames = video.durationMs === undefined ? Number.POSITIVE_INFINITY : Math.max(1, Math.round(video.durationMs / 1000 * rate));
  const frame = Math.min(Math.floor(timeMs / 1000 * rate + roundingFrames), frames - 1);
  return frame === 0 ? [] : ['-ss', ((frame - 0.5) / rate).toFixed(6)];
}

const fallbackRate = 25;
/** Milliseconds are coarser than frames: 33 ms means the frame that begins at 33.37 ms. */
const roundingFrames = 0.02;

function shownSize(video: VideoTrack): { readonly widthPx: number; readonly heightPx: number } {
  return { widthPx: video.shownWidthPx, heightPx: video.shownHeightPx };
}
