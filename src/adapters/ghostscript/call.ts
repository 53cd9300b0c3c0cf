import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#base';
import type { EngineResult, Engines, InterpreterTask } from '#ports';

export const program = 'gs';

/** How every run begins: programs may touch no file but those handed over, nobody is asked anything, and comments of an EPS
 *  are left to us. @source Ghostscript: "Using Ghostscript", "Command line options" */
const always = ['-dSAFER', '-dBATCH', '-dNOPAUSE', '-dNOPROMPT', '-dNOEPS', '-dNumRenderingThreads=1'];

/** Address space: less than this and it does not start; more than that no page has needed, which is drawn in bands. */
const [leastMemoryBytes, mostMemoryBytes] = [256 * 2 ** 20, 2 * 2 ** 30];

export type Call = {
  readonly device: string;
  readonly output: string;
  readonly args: readonly string[];
  /** Name in its folder → path. */
  readonly files: Readonly<Record<string, string>>;
};

/** Runs Ghostscript in an empty folder with the files that are handed over.
 *  @returns the result and the folder that holds what it made: a folder of its own, because names are the program's choice.
 *  @throws ENGINE_MISSING, ENGINE_FAILED, MEMORY_LIMIT, TIME_LIMIT, OUTPUT_LIMIT, STOPPED */
export async function call(
  engines: Engines, { device, output, args, files }: Call, how: InterpreterTask,
): Promise<EngineResult & { readonly folderPath: string }> {
  const memoryBytes = Math.max(leastMemoryBytes, Math.min(mostMemoryBytes, how.limits.memoryBytes));
  const folderPath = await mkdtemp(join(how.workFolderPath, 'gs-'));
  const result = await engines.run({
    program, args: [...always, `-sDEVICE=${device}`, '-o', output, ...args], files, outputFolderPath: folderPath,
    limits: { ...how.limits, memoryBytes, processes: 4 }, signal: how.signal,
  });
  if (result.exitCode !== 0) throw failureOf(result, memoryBytes);
  return { ...result, folderPath };
}

/** What the interpreter says went wrong, in its words. */
function failureOf({ stdout, stderr, exitCode }: EngineResult, memoryBytes: number): Failure {
  const said = `${stdout.toString('latin1')}\n${stderr.toString('latin1')}`;
  const error = /Error: \/\w+(?: in [^\r\n]{1,80})?/.exec(said)?.[0];
  const isMemory = /\/VMerror|memory allocation|out of memory|malloc failed/i.test(said) || exitCode === 128 + 11;
  if (isMemory) return new Failure('MEMORY_LIMIT', { limitMb: Math.round(memoryBytes / 2 ** 20) });
  const line = error ?? said.split('\n').map((text) => text.trim()).findLast((text) => text !== '') ?? `exit code ${exitCode}`;
  return new Failure('ENGINE_FAILED', { program, detail: line.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 200) });
}
