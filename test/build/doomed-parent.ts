import { silentLog } from '#base';
import { openProductionChildren } from '#adapters/production-children';
import type { RogueTask } from './rogue-child.ts';

/** Process of its own: starts a child, gives it a long task, tells the child's process id and waits to be killed. */
const producer = openProductionChildren<RogueTask, { readonly pid: number }>({
  entry: new URL('./rogue-child.ts', import.meta.url), count: 1, log: silentLog,
});
const limits = { timeMs: 60_000, memoryBytes: 2 ** 30, outputBytes: 2 ** 30 };
const workFolderPath = process.argv[2]!;
const { pid } = await producer.produce({ workFolderPath, limits, deed: 'answer' });
void producer.produce({ workFolderPath, limits, deed: 'sleep', value: 60_000 });
process.send?.(pid);
