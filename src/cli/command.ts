import type { Abilities } from './abilities.ts';
import type { Screen } from './terminal/screen.ts';

export type OptionValue = string | boolean | (string | boolean)[] | undefined;
export type Options = Readonly<Record<string, OptionValue>>;

/** How one option is read and explained. `value` stands for the value in the help. */
export type OptionDeclaration = { readonly type: 'string' | 'boolean'; readonly help: string; readonly value?: string };

/** One word of the command line. */
export type Command = {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What stands behind the name in the usage line. */
  readonly usage: string;
  /** Option name → its declaration and one line of help. */
  readonly options: Readonly<Record<string, OptionDeclaration>>;
  /** @returns exit status: 0 well, 1 something failed, 2 wrong words. */
  run(call: {
    readonly words: readonly string[];
    readonly options: Options;
    readonly screen: Screen;
    readonly abilities: Abilities;
  }): Promise<number>;
};

/** Wrong words on the command line: shown with the usage, exit status 2. */
export class UsageError extends Error {}

export function text(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function flag(options: Options, name: string): boolean {
  return options[name] === true;
}

/** Options of every command that talks to a server. */
export const connectionOptions = {
  server: { type: 'string', value: 'URL', help: 'server to talk to (default: this machine’s, by the settings)' },
  user: { type: 'string', value: 'EMAIL', help: 'user (default: the first administrator)' },
  password: { type: 'string', value: 'TEXT', help: 'password (default: the one the server keeps in its data folder)' },
  company: { type: 'string', value: 'NAME', help: 'company (default: the first that is not the shared one)' },
  json: { type: 'boolean', help: 'one JSON object a line instead of text' },
} as const;
