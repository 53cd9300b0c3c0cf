import { join } from 'node:path';
import { Failure } from '#base';
import type { EncodeTarget, Engines, MediaProbe, MediaRun, MediaSource } from '#ports';
import { inputWords } from './input.ts';
import { shownFilters } from './pictures.ts';
import { complaintOf, runProgram, threadsOf } from './run.ts';

/** Makes one file of another, and tells how far it is. @throws ENGINE_FAILED */
export async function encodeMedia(
  engines: Engines, source: MediaSource, probe: MediaProbe, target: EncodeTarget,
  how: MediaRun & { readonly onProgress?: (share: number) => void },
): Promise<string> {
  const outputName = `encoded.${target.container}`;
  const words = [
    '-hide_banner', '-nostdin', '-nostats', '-y', '-v', 'error', '-progress', 'pipe:1', '-stats_period', '0.25',
    '-threads', String(threadsOf(how)), ...await inputWords(source),
    '-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn',
    ...pictureWords(probe, target, threadsOf(how)), ...soundWords(probe, target), ...fileWords(target), outputName,
  ];
  const durationMs = probe.durationMs ?? probe.video?.durationMs;
  const result = await runProgram(engines, 'ffmpeg', words, source.path, how, progressReader((timeMs) => {
    if (durationMs !== undefined) how.onProgress?.(Math.min(1, timeMs / durationMs));
  }));
  if (result.exitCode !== 0 || !result.outputs.includes(outputName)) throw new Failure('ENGINE_FAILED', { program: 'ffmpeg', detail: complaintOf(result) });
  return join(how.workFolderPath, outputName);
}

function pictureWords({ video }: MediaProbe, { video: wanted }: EncodeTarget, threads: number): readonly string[] {
  if (!video || !wanted) return ['-vn'];
  const kbps = (factor: number): string => `${Math.round(wanted.bitsPerSecond * factor / 1000)}k`;
  const keyframeSeconds = wanted.keyframeMs / 1000;
  return [
    '-map', `0:${video.index}`, '-vf', shownFilters(video, wanted), '-pix_fmt', 'yuv420p', '-threads:v', String(threads),
    '-b:v', kbps(1), '-force_key_frames', `expr:gte(t,n_forced*${keyframeSeconds})`,
    ...(wanted.framesPerSecond === undefined ? ['-vsync', 'vfr'] : ['-r', String(wanted.framesPerSecond)]),
    ...(wanted.codec === 'h264'
      ? [
          '-c:v', 'libx264', '-preset', 'medium', '-profile:v', wanted.profile, '-level', wanted.level, '-maxrate', kbps(1.5), '-bufsize', kbps(3),
          // Frames to enter at stand where they are asked for and nowhere else, so that every encode of a film has them at the same times.
          '-sc_threshold', '0', '-g', '100000',
        ]
      : ['-c:v', 'libtheora', '-g', String(theoraGroup)]),
  ];
}

/** Frames between two that can be entered at: at most half of what the format can count. */
const theoraGroup = 64;

function soundWords({ audio }: MediaProbe, { audio: wanted }: EncodeTarget): readonly string[] {
  if (!audio || !wanted) return ['-an'];
  const encoders = { aac: ['aac'], heAac: ['libfdk_aac', '-profile:a', 'aac_he'], mp3: ['libmp3lame'], vorbis: ['libvorbis'] } as const;
  return [
    '-map', `0:${audio.index}`, '-c:a', ...encoders[wanted.codec], '-b:a', `${Math.round(wanted.bitsPerSecond / 1000)}k`,
    ...(audio.channels > 2 ? ['-ac', '2'] : []),
    ...(audio.samplesPerSecond > mostSamples ? ['-ar', String(mostSamples)] : []),
  ];
}

const mostSamples = 48_000;

/** The table of contents comes first, so that a player begins before the whole file is there. */
function fileWords({ container }: EncodeTarget): readonly string[] {
  switch (container) {
    case 'mp4': case 'm4a': return ['-movflags', '+faststart', '-f', 'mp4'];
    case 'ogv': return ['-f', 'ogg'];
    case 'mp3': return ['-f', 'mp3', '-id3v2_version', '0'];
  }
}

/** Reads the times out of what the program says of its progress. @source ffmpeg(1) "-progress" */
export function progressReader(onTime: (timeMs: number) => void): (piece: Buffer) => void {
  let rest = '';
  return (piece) => {
    const lines = (rest + piece.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, 1000);
    for (const line of lines) {
      const micros = /^out_time_us=(\d+)/.exec(line)?.[1];
      if (micros !== undefined) onTime(Number(micros) / 1000);
    }
  };
}
