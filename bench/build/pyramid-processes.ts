import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Processes that do nothing but bare sharp pyramids, from file to file. */
export async function startPyramidProcesses(count: number, pictures: readonly Buffer[]): Promise<{ run(files: number): Promise<void>; stop(): void }> {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-bare-'));
  await Promise.all(pictures.map((picture, index) => writeFile(join(folder, `${index}.jpg`), picture)));
  const children = Array.from({ length: count }, () => fork(join(import.meta.dirname, 'pyramid-process.ts'), [folder, String(pictures.length)]));
  await Promise.all(children.map((child) => once(child, 'message')));
  return {
    async run(files) {
      await Promise.all(children.map((child, index) => share(child, Math.floor((files + index) / count), index)));
    },
    stop() {
      for (const child of children) child.kill('SIGKILL');
      void rm(folder, { recursive: true, force: true });
    },
  };
}

async function share(child: ChildProcess, files: number, index: number): Promise<void> {
  const done = once(child, 'message');
  child.send({ files, name: `out-${index}` });
  await done;
}
