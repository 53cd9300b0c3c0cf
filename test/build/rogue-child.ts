import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '#base';
import { serveTasks } from '#adapters/production-children';

/** Entry file of a production child that does what a test asks, misdeeds included. */
export type RogueTask = {
  readonly workFolderPath: string;
  readonly limits: { readonly timeMs: number; readonly memoryBytes: number; readonly outputBytes: number };
  readonly deed: 'answer' | 'sleep' | 'loop' | 'exit' | 'grow' | 'write' | 'fail' | 'environment' | 'babble' | 'parts';
  readonly value?: number;
};

const hoard: Buffer[] = [];

serveTasks(async (task: RogueTask, onProgress, _note, handOver): Promise<unknown> => {
  switch (task.deed) {
    case 'answer':
      onProgress(0.5);
      return { pid: process.pid, value: task.value };
    case 'sleep':
      await new Promise((resolve) => setTimeout(resolve, task.value));
      return { pid: process.pid };
    case 'loop':
      for (;;) Math.sqrt(2);
    case 'exit':
      process.kill(process.pid, 'SIGSEGV');
      return new Promise(() => {});
    case 'grow':
      for (;;) {
        hoard.push(Buffer.alloc(8 * 2 ** 20, 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    case 'write':
      for (let file = 0; ; file++) {
        writeFileSync(join(task.workFolderPath, String(file)), Buffer.alloc(1 << 20));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    case 'fail':
      throw new Failure('DISK_FULL');
    case 'environment':
      return { names: Object.keys(process.env), niceness: (await import('node:os')).getPriority() };
    case 'parts':
      for (let part = 0; part < (task.value ?? 0); part++) {
        writeFileSync(join(task.workFolderPath, `part-${part}`), 'x');
        await handOver(part);
      }
      return { pid: process.pid };
    case 'babble':
      process.send?.('not a message of ours');
      return new Promise(() => {});
  }
});
