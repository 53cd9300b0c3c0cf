import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#base';
import type { Engines, MediaProbe, MediaRun, MediaSource, MediaStream } from '#ports';
import { inputWords } from './input.ts';
import { complaintOf, runProgram } from './run.ts';

const [streamName, listName] = ['stream.ts', 'stream.m3u8'];

/** Cuts a film into segments that lie one behind the other in one file. @throws ENGINE_FAILED */
export async function streamMedia(engines: Engines, source: MediaSource, probe: MediaProbe, segmentMs: number, how: MediaRun): Promise<MediaStream> {
  const { video, audio } = probe;
  const words = [
    '-hide_banner', '-nostdin', '-nostats', '-y', '-v', 'error', ...await inputWords(source),
    '-map_metadata', '-1', '-sn', '-dn',
    ...(video ? ['-map', `0:${video.index}`] : []), ...(audio ? ['-map', `0:${audio.index}`] : []), '-c', 'copy',
    '-f', 'hls', '-hls_time', String(segmentMs / 1000), '-hls_list_size', '0', '-hls_flags', 'single_file', '-hls_playlist_type', 'vod',
    '-hls_segment_filename', streamName, listName,
  ];
  const result = await runProgram(engines, 'ffmpeg', words, source.path, how);
  const isWhole = result.exitCode === 0 && result.outputs.includes(streamName) && result.outputs.includes(listName);
  if (!isWhole) throw new Failure('ENGINE_FAILED', { program: 'ffmpeg', detail: complaintOf(result) });
  return { path: join(how.workFolderPath, streamName), segments: readSegments(await readFile(join(how.workFolderPath, listName), 'utf8')) };
}

/** Reads the list of segments, which must follow each other without a gap.
 *  @throws ENGINE_FAILED otherwise. @source RFC 8216, §4.3.2.1, §4.3.2.2 */
export function readSegments(list: string): MediaStream['segments'] {
  const segments: { durationMs: number; sizeBytes: number }[] = [];
  let durationMs: number | undefined;
  let end = 0;
  for (const line of list.split(/\r?\n/)) {
    const seconds = /^#EXTINF:([\d.]+)/.exec(line)?.[1];
    if (seconds !== undefined) durationMs = Math.round(Number(seconds) * 1000);
    const [, size, offset] = /^#EXT-X-BYTERANGE:(\d+)@(\d+)/.exec(line) ?? [];
    if (size === undefined) continue;
    if (durationMs === undefined || Number(offset) !== end) throw new Failure('ENGINE_FAILED', { program: 'ffmpeg', detail: 'its segments do not follow each other' });
    segments.push({ durationMs, sizeBytes: Number(size) });
    end += Number(size);
    durationMs = undefined;
  }
  if (segments.length === 0) throw new Failure('ENGINE_FAILED', { program: 'ffmpeg', detail: 'it made no segments' });
  return segments;
}
