import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '#base';
import type { Containment, Engines } from '#ports';
import { findProgram, searchPath } from './find.ts';
import { runContained } from './run.ts';

export type EnginesOptions = {
  /** Folders that programs are looked for in, default the system's. */
  readonly folders?: readonly string[];
  /** Tried first; default the best one. */
  readonly containment?: Containment;
};

/** Opens the programs of this machine. Nothing is started before the first question. */
export function openEngines(options: EnginesOptions = {}): Engines {
  const folders = options.folders ?? searchPath;
  const paths = new Map<string, Promise<string | undefined>>();
  let containment: Promise<Containment> | undefined;
  const find = (program: string): Promise<string | undefined> => {
    const known = paths.get(program) ?? findProgram(program, folders);
    paths.set(program, known);
    return known;
  };
  const how = (): Promise<Containment> => (containment ??= tryContainment(options.containment ?? 'namespaces'));
  return {
    find,
    containment: how,
    async run(task) {
      const programPath = await find(task.program);
      if (programPath === undefined) throw new Failure('ENGINE_MISSING', { program: task.program });
      const kind = await how();
      if (kind === 'none') throw new Failure('ENGINE_MISSING', { program: 'prlimit, setpriv' });
      return runContained(task, programPath, kind);
    },
  };
}

/** The best that works here: tried by running a program that does nothing. */
async function tryContainment(best: Containment): Promise<Containment> {
  const kinds = (['namespaces', 'limits'] as const).slice(best === 'namespaces' ? 0 : best === 'limits' ? 1 : 2);
  const shell = await findProgram('sh', searchPath);
  if (shell === undefined) return 'none';
  const folder = await mkdtemp(join(tmpdir(), 'prepress-engine-'));
  try {
    for (const kind of kinds) {
      const task = {
        program: 'sh', args: ['-c', 'exit 7'], files: {}, outputFolderPath: folder,
        limits: { timeMs: 10_000, memoryBytes: 2 ** 28, outputBytes: 2 ** 20 },
      };
      const isWorking = await runContained(task, shell, kind).then(({ exitCode }) => exitCode === 7, () => false);
      if (isWorking) return kind;
    }
    return 'none';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
