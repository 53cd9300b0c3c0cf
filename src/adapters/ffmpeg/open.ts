import { Failure } from '#base';
import type { Engines, MediaEngine } from '#ports';
import { encodeMedia } from './encode.ts';
import { probeMedia } from './probe.ts';
import { makeStill } from './still.ts';
import { streamMedia } from './stream.ts';

/** @param engines Runs the programs. */
export function openFfmpegMedia(engines: Engines): MediaEngine {
  const missing = async (): Promise<string | undefined> => {
    for (const program of ['ffmpeg', 'ffprobe']) if (await engines.find(program) === undefined) return program;
    return await engines.containment() === 'none' ? 'prlimit' : undefined;
  };
  const present = async (): Promise<void> => {
    const program = await missing();
    if (program !== undefined) throw new Failure('ENGINE_MISSING', { program });
  };
  return {
    missing,
    async probe(source, how) {
      await present();
      return probeMedia(engines, source, how);
    },
    async still(source, video, choice, how) {
      await present();
      return makeStill(engines, source, video, choice, how);
    },
    async encode(source, probe, target, how) {
      await present();
      return encodeMedia(engines, source, probe, target, how);
    },
    async stream(source, probe, segmentMs, how) {
      await present();
      return streamMedia(engines, source, probe, segmentMs, how);
    },
  };
}
