import { Failure } from '#base';
import type { Engines, EngineResult, MediaRun } from '#ports';
import { inputName } from './input.ts';

/** Threads of the program beside those that decode and encode. */
const ownThreads = 24;
/** Beyond this an encoder gains little, and each costs memory. */
const mostThreads = 16;
/** Lines about frames, kept whole. */
const capturedBytes = 4 * 2 ** 20;

/** Runs ffmpeg or ffprobe on one file. @throws MEMORY_LIMIT where it says that memory ran out, and as `Engines.run` */
export async function runProgram(
  engines: Engines, program: 'ffmpeg' | 'ffprobe', words: readonly string[], sourcePath: string, how: MediaRun,
  onOutput?: (piece: Buffer) => void,
): Promise<EngineResult> {
  const { limits, workFolderPath, signal } = how;
  const threads = threadsOf(how);
  const result = await engines.run({
    program, args: words, files: { [inputName]: sourcePath }, outputFolderPath: workFolderPath, signal,
    limits: {
      ...limits, cpuSeconds: limits.cpuSeconds ?? Math.ceil(limits.timeMs / 1000) * threads,
      processes: limits.processes ?? ownThreads + threads * 8, capturedBytes,
    },
    // Every thread would set address space aside for itself: 16 of them do not get through a 4K film in 3 GiB otherwise (2026-11-25).
    environment: { MALLOC_ARENA_MAX: '2' }, ...(onOutput && { onOutput }),
  });
  if (result.exitCode !== 0 && /cannot allocate memory|out of memory|malloc of size \d+ failed/i.test(result.stderr.toString('latin1'))) {
    throw new Failure('MEMORY_LIMIT', { limitMb: Math.round(limits.memoryBytes / 2 ** 20) });
  }
  return result;
}

/** Threads of each decoder and encoder. */
export function threadsOf({ threads }: MediaRun): number {
  return Math.max(1, Math.min(mostThreads, threads));
}

/** The last thing a program complained about, in printable characters, the addresses of its own parts left out. */
export function complaintOf({ stderr, exitCode }: EngineResult): string {
  const lines = stderr.toString('latin1').split(/[\r\n]+/).map((line) => line.replace(/^(\[[^\]]*\]\s*)+/, '').trim()).filter((line) => line !== '');
  const said = lines.find((line) => !/^(error while|conversion failed|frame=)/i.test(line)) ?? `exit code ${exitCode}`;
  return said.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 200);
}
