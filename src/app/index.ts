import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCli } from '#cli';
import { openAbilities } from './abilities.ts';

export { allSettings, settingGroups } from './all-settings.ts';
export { openServer, type RunningServer } from './server.ts';
export { readSettings, settingSources, type Settings } from './settings.ts';

/** Runs one command line and ends the process with its status. */
export async function main(words: readonly string[]): Promise<void> {
  process.exitCode = await runCli(words, openAbilities(packageVersion()));
}

/** The version in `package.json`. */
export function packageVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
