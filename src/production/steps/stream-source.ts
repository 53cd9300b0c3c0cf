import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#base';
import type { Step } from '../plan.ts';
import { filmOf, type Context } from './context.ts';

/** Cuts a film that players take as it is. One that cannot be cut is served whole. */
export async function streamSource(context: Context, step: Extract<Step, { kind: 'streamSource' }>): Promise<void> {
  const film = filmOf(context);
  const workFolderPath = join(context.workFolderPath, 'source-stream');
  await mkdir(workFolderPath);
  try {
    const stream = await film.engine.stream(film.source, film.probe, step.segmentMs, { ...film.run, workFolderPath });
    film.segments = stream.segments.map(({ durationMs, sizeBytes }) => [durationMs, sizeBytes] as const);
    context.artifacts.push({ role: 'stream', path: stream.path });
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'ENGINE_FAILED') throw thrown;
    context.notes.push({ key: 'log.filmNotStreamed', params: { detail: String(thrown.params['detail'] ?? thrown.message) } });
  }
}
