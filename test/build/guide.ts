import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../docs/guide');

/** A page of the guide as a reader would follow it. */
export type GuidePage = {
  readonly name: string;
  /** Settings of the server, from the page's `ini` block. */
  readonly settings: Readonly<Record<string, string>>;
  /** Files the reader is told to have, from `<!-- files: … -->`. */
  readonly files: readonly string[];
  readonly commands: readonly GuideCommand[];
};

/** A `sh` block, and the lines of the `text` block behind it. */
export type GuideCommand = { readonly script: string; readonly expected: readonly string[]; readonly lineNumber: number };

/** Every page, in alphabetical order. */
export function guidePages(): readonly GuidePage[] {
  return readdirSync(folder).filter((name) => name.endsWith('.md')).toSorted().map((name) => readGuidePage(name, readFileSync(join(folder, name), 'utf8')));
}

/** @throws Error for a `text` block with no command in front of it, and for blocks of an unknown language */
export function readGuidePage(name: string, text: string): GuidePage {
  const settings: Record<string, string> = {};
  const commands: GuideCommand[] = [];
  for (const block of text.matchAll(/^```(.*)\n([^]*?)^```$/gm)) {
    const [, language = '', content = ''] = block;
    const lineNumber = text.slice(0, block.index).split('\n').length;
    const last = commands.at(-1);
    if (language === 'sh') commands.push({ script: content, expected: [], lineNumber });
    else if (language === 'ini') Object.assign(settings, Object.fromEntries(settingLines(content)));
    else if (language === 'text' && last !== undefined && last.expected.length === 0) commands[commands.length - 1] = { ...last, expected: content.trim().split('\n') };
    else if (!shownOnly.has(language)) throw new Error(`${name}:${lineNumber}: a block of ${language || 'no language'} where none can be`);
  }
  const files = [...text.matchAll(/<!-- files: (.*?) -->/g)].flatMap(([, names = '']) => names.split(' '));
  return { name, settings, files, commands };
}

/** Languages of blocks that are only read. */
const shownOnly = new Set(['json', 'xml', 'html', 'js', 'php', 'python']);

function settingLines(content: string): readonly (readonly [string, string])[] {
  return content.split('\n').map((line) => line.replace(/ +#.*$/, '').trim()).filter((line) => line !== '').map((line) => {
    const equals = line.indexOf('=');
    return [line.slice(0, equals), line.slice(equals + 1)] as const;
  });
}

/** The first expected line that the output does not have at its place; undefined when all are there in order. `…` stands for
 *  anything within a line, and lines between the expected ones do not matter. */
export function missingLine(output: string, expected: readonly string[]): string | undefined {
  const lines = output.split('\n').map((line) => line.trim().replace(/ +/g, ' '));
  let place = 0;
  for (const wanted of expected) {
    const clean = wanted.trim().replace(/ +/g, ' ');
    if (clean === '' || clean === '…') continue;
    const pattern = new RegExp(`^${clean.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
    const found = lines.findIndex((line, index) => index >= place && pattern.test(line));
    if (found < 0) return wanted;
    place = found + 1;
  }
  return undefined;
}
