/**
 * Runs the tests with Node's own runner. `--fast` leaves out whole-server journeys and the corpus;
 * further words are paths to run instead of everything.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';

const root = dirname(import.meta.dirname);
const words = process.argv.slice(2);
const isFast = words.includes('--fast');
const named = words.filter((word) => !word.startsWith('--'));

/** Tests that start whole servers, walk the corpus, or need real engines for long. */
const slow = /^test\/journeys\/|\.slow\.test\.ts$|\.corpus\.test\.ts$/;

const files = (named.length > 0 ? named : globSync(['src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'tools/*.test.ts'], { cwd: root }))
  .filter((file) => !isFast || !slow.test(file))
  .toSorted();
if (files.length === 0) {
  console.error('no test files found');
  process.exit(1);
}
// The runner's own default leaves one core idle; on a small machine that is half of it.
const concurrency = Math.max(2, availableParallelism());
const done = spawnSync(process.execPath, ['--test', `--test-concurrency=${concurrency}`, '--test-timeout=600000', '--test-reporter=spec', ...files], { cwd: root, stdio: 'inherit' });
process.exit(done.status ?? 1);
