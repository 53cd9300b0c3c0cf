import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#base';
import { filmFacts } from '../media/plan.ts';
import type { EncodeStep } from '../plan.ts';
import { filmOf, type Context, type Segments } from './context.ts';

/** Makes one encode of the source, and its stream. What the encoder cannot do costs this encode and a warning. */
export async function encode(context: Context, step: EncodeStep): Promise<void> {
  const { engine, source, probe, run } = filmOf(context);
  const workFolderPath = join(context.workFolderPath, `encode-${context.derived.length}-${context.warnings.length}`);
  await mkdir(workFolderPath);
  const how = { ...run, workFolderPath };
  try {
    const made = await engine.encode(source, probe, step.target, { ...how, onProgress: (share) => context.onProgress(share * encodingShare) });
    const originalPath = join(context.workFolderPath, `${workFolderPath.slice(workFolderPath.lastIndexOf('/') + 1)}.${step.target.container}`);
    await rename(made, originalPath);
    const kind = ({ mp4: 'mp4', m4a: 'mp4', ogv: 'ogg', mp3: 'mp3' } as const)[step.target.container];
    const facts = await engine.probe({ path: originalPath, kind }, how);
    const stream = step.segmentMs === undefined ? undefined : await engine.stream({ path: originalPath, kind }, facts, step.segmentMs, how);
    const nominal = (step.target.video?.bitsPerSecond ?? 0) + (step.target.audio?.bitsPerSecond ?? 0);
    context.derived.push({
      part: step.part, name: step.name, extension: step.target.container, type: step.type, originalPath,
      artifacts: stream ? [{ role: 'stream', path: stream.path }] : [],
      facts: {
        ...filmFacts(facts), bitsPerSecond: Math.max(nominal, facts.bitsPerSecond ?? 0),
        ...(stream && { segments: stream.segments.map(({ durationMs, sizeBytes }) => [durationMs, sizeBytes]) satisfies Segments }),
      },
      ...(step.type === 'Video' && { isShownAsOriginator: true }), warnings: [],
    });
  } catch (thrown) {
    const isOfThisEncode = thrown instanceof Failure && (thrown.code === 'ENGINE_FAILED' || thrown.code === 'MEMORY_LIMIT');
    if (!isOfThisEncode) throw thrown;
    context.warnings.push({ key: 'log.encodeFailed', params: { preset: step.presetName, detail: String(thrown.params['detail'] ?? thrown.message) } });
  }
}

/** The rest goes into cutting the stream. */
const encodingShare = 0.95;
