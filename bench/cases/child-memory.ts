import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ProductionTask } from '../../src/production/index.ts';
import { uploadOptions } from '../../test/build/upload-options.ts';
import { produceInChild } from '../build/child.ts';
import type { Case } from '../harness.ts';

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
      const { elapsedMs, peakMb } = await produceInChild(folder, { sourcePath, fileName: 'source.jpg', options });
      peaks.set(name, Math.max(peaks.get(name) ?? 0, peakMb));
      return elapsedMs;
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
