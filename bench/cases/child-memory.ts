import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { childEnvironment } from '../../src/adapters/production-children/index.ts';
import { defaultProductionLimits, type ProductionTask } from '../../src/production/index.ts';
import { uploadOptions } from '../../test/build/upload-options.ts';
import { timed, type Case } from '../harness.ts';

const goalMb = 300;

/** The most memory a production child holds while it makes the pyramid of a 100-megapixel JPEG, plain and with the options
 *  that need most. Baseline: the plain one. */
export const childMemory: Case = {
  name: 'child at 100 MP, plain and flooded, sharpened',
  goal: `each ≤ ${goalMb} MB`,
  maxRatio: undefined,
  rounds: 3,
  async prepare() {
    const folder = await mkdtemp(join(tmpdir(), 'prepress-child-memory-'));
    const sourcePath = join(folder, 'source.jpg');
    const grain = { create: { width: 11_600, height: 8_700, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 150, sigma: 20 } } } as const;
    await sharp({ ...grain, limitInputPixels: false }).jpeg({ quality: 85 }).toFile(sourcePath);
    const peaks = new Map<string, number>();

    async function produceIn(name: string, options: ProductionTask['options']): Promise<number> {
      const workFolderPath = join(folder, 'work');
      await mkdir(workFolderPath);
      const child = fork(join(import.meta.dirname, '../../src/app/production-child.ts'), ['1'], { env: childEnvironment, execArgv: [], serialization: 'advanced' });
      try {
        await once(child, 'message');
        const task: ProductionTask = {
          sourcePath, fileName: 'source.jpg', workFolderPath, options, limits: defaultProductionLimits,
          company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
        };
        const elapsedMs = await timed(async () => {
          child.send({ kind: 'task', task });
          for (;;) {
            const [message] = await once(child, 'message') as [{ kind: string; answer?: { kind: string } }];
            if (message.kind === 'progress') continue;
            if (message.answer?.kind !== 'made') throw new Error(JSON.stringify(message));
            return;
          }
        });
        const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
        peaks.set(name, Math.max(peaks.get(name) ?? 0, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024));
        return elapsedMs;
      } finally {
        child.kill('SIGKILL');
        await rm(workFolderPath, { recursive: true, force: true });
      }
    }

    return {
      baseline: { name: 'plain', run: () => produceIn('plain', uploadOptions()) },
      ours: {
        name: 'with options',
        run: () => produceIn('with options', uploadOptions({
          knockout: { corner: 'UpperLeft', tolerance: 0.3, fillMethod: 'FloodFill' }, autoTransparentCrop: { tolerance: 0 },
          unsharpMask: { amount: 1.75, radiusPx: 2, threshold: 2, isMonochrome: false },
        })),
      },
      facts: async () => [...peaks].map(([name, peakMb]) => ({ name, value: `${peakMb.toFixed(0)} MB`, isWithin: peakMb <= goalMb })),
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
  },
};
