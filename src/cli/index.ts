import { parseArgs } from 'node:util';
import { Failure } from '#base';
import type { Abilities } from './abilities.ts';
import { flag, UsageError, type Command, type OptionDeclaration, type Options } from './command.ts';
import { call } from './commands/call.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { jobs } from './commands/jobs.ts';
import { log } from './commands/log.ts';
import { notices } from './commands/notices.ts';
import { outbox } from './commands/outbox.ts';
import { sets } from './commands/sets.ts';
import { serve } from './commands/serve.ts';
import { upload } from './commands/upload.ts';
import { work } from './commands/work.ts';
import { openScreen } from './terminal/screen.ts';

export type { Abilities, Finding } from './abilities.ts';

const commands: readonly Command[] = [serve, work, upload, jobs, log, explain, sets, notices, outbox, call, doctor, demo];

/** Runs one command line. @returns the exit status: 0 well, 1 something failed, 2 wrong words. */
export async function runCli(words: readonly string[], abilities: Abilities): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === 'version') {
    process.stdout.write(`prepress ${abilities.version}\n`);
    return 0;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    process.stderr.write(`prepress: there is no command '${name}'\n\n${overview()}`);
    return 2;
  }
  return runCommand(command, rest, abilities);
}

async function runCommand(command: Command, words: readonly string[], abilities: Abilities): Promise<number> {
  try {
    const parsed = parseArgs({
      args: [...words],
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const values: Options = parsed.values;
    if (values['help'] === true) {
      process.stdout.write(usageOf(command));
      return 0;
    }
    const screen = openScreen({ isJson: flag(values, 'json') });
    return await command.run({ words: parsed.positionals, options: values, screen, abilities });
  } catch (thrown) {
    if (isUsageError(thrown)) {
      process.stderr.write(`prepress ${command.name}: ${thrown.message}\n\n${usageOf(command)}`);
      return 2;
    }
    process.stderr.write(`prepress ${command.name}: ${explained(thrown)}\n`);
    return 1;
  }
}

function isUsageError(thrown: unknown): thrown is Error {
  return thrown instanceof UsageError || (thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('ERR_PARSE_ARGS'));
}

function explained(thrown: unknown): string {
  if (thrown instanceof Failure) {
    const cause = thrown.cause instanceof Error ? ` (${thrown.cause.message})` : '';
    return `${thrown.message}${cause}`;
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: prepress <command> [options]\n\nCommands:\n${rows.join('\n')}\n\n'prepress <command> --help' tells the options of one. Settings: docs/settings.md\n`;
}

function usageOf(command: Command): string {
  const help: OptionDeclaration = { type: 'boolean', help: 'this text' };
  const rows: readonly (readonly [string, OptionDeclaration])[] = [...Object.entries(command.options), ['help', help]];
  const left = rows.map(([name, option]) => `--${name}${option.type === 'string' ? ` ${option.value ?? 'TEXT'}` : ''}`);
  const width = Math.max(...left.map(({ length }) => length));
  const lines = rows.map(([, option], index) => `  ${(left[index] ?? '').padEnd(width)}  ${option.help}`);
  return `${command.summary}\n\nUsage: prepress ${command.name} ${command.usage}\n\nOptions:\n${lines.join('\n')}\n`;
}
