/**
 * The quick gate: types, lint, room rules and their planted trespasses, generated files fresh, fast tests.
 * `--no-tests` leaves the tests out (for CI, where they have run already).
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkTrespasses } from './trespasses.ts';

const root = dirname(import.meta.dirname);
const tool = (path: string): string => join(import.meta.dirname, 'node_modules', path);

type Step = { readonly name: string; readonly run: () => readonly string[] };

const steps: readonly Step[] = [
  { name: 'types', run: () => command('node_modules/.bin/tsc', ['--noEmit']) },
  { name: 'lint', run: () => command(process.execPath, [tool('eslint/bin/eslint.js'), '--config', 'tools/eslint.config.mjs', '--max-warnings', '0', 'src', 'test', 'bench', 'tools']) },
  { name: 'room rules', run: () => command(process.execPath, [tool('dependency-cruiser/bin/dependency-cruiser.mjs'), '--config', 'tools/rooms.cjs', 'src', 'test', 'bench']) },
  { name: 'planted trespasses', run: checkTrespasses },
  { name: 'generated files', run: () => command(process.execPath, ['tools/generate.ts', '--check']) },
  ...(process.argv.includes('--no-tests') ? [] : [{ name: 'fast tests', run: () => command(process.execPath, ['tools/test.ts', '--fast']) }]),
];

if (!existsSync(tool('eslint')) || !existsSync(tool('assemblyscript'))) {
  const installed = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: import.meta.dirname, stdio: 'inherit' });
  if (installed.status !== 0) process.exit(1);
}

let failed = 0;
for (const step of steps) {
  const startedAt = Date.now();
  const problems = step.run();
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s)`);
  for (const problem of problems) console.log(problem);
  failed += problems.length === 0 ? 0 : 1;
}
process.exit(failed === 0 ? 0 : 1);

function command(program: string, words: readonly string[]): readonly string[] {
  const done = spawnSync(program, words, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (done.status === 0) return [];
  return [`${done.stdout ?? ''}${done.stderr ?? ''}`.trim() || `${program} ended with status ${done.status ?? done.signal}`];
}
