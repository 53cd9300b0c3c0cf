import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment } from '../../src/adapters/production-children/index.ts';
import { defaultProductionLimits, type ProductionTask } from '../../src/production/index.ts';
import { timed } from '../harness.ts';

/** Produces a file in a child of its own, which is gone afterwards with all it made.
 *  @returns how long it took, and the most memory it held. */
export async function produceInChild(
  folder: string, task: Pick<ProductionTask, 'sourcePath' | 'fileName' | 'options'>,
): Promise<{ readonly elapsedMs: number; readonly peakMb: number }> {
  const workFolderPath = join(folder, 'work');
  await mkdir(workFolderPath);
  const child = fork(join(import.meta.dirname, '../../src/app/production-child.ts'), ['1'], { env: childEnvironment, execArgv: [], serialization: 'advanced' });
  try {
    await once(child, 'message');
    const elapsedMs = await timed(async () => {
      child.send({ kind: 'task', task: { ...task, workFolderPath, limits: defaultProductionLimits, company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 } } });
      for (;;) {
        const [message] = await once(child, 'message') as [{ kind: string; answer?: { kind: string } }];
        if (message.kind === 'progress' || message.kind === 'note') continue;
        if (message.answer?.kind !== 'made') throw new Error(JSON.stringify(message));
        return;
      }
    });
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
    return { elapsedMs, peakMb: Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024 };
  } finally {
    child.kill('SIGKILL');
    await rm(workFolderPath, { recursive: true, force: true });
  }
}
