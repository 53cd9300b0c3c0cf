/**
 * Proves that every rule of `rooms.cjs` bites: plants one trespass per rule in a copy of the tree and
 * looks for exactly that rule at exactly that file.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const depcruise = join(import.meta.dirname, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

type Violation = { readonly from: string; readonly rule: { readonly name: string } };

/** Files other plants lean on. */
const supports: Readonly<Record<string, string>> = {
  'src/adapters/planted/index.ts': 'export const planted = 1;',
  'src/adapters/planted/planted-inside.ts': 'export const planted = 1;',
  'test/build/planted-fixture.ts': 'export const planted = 1;',
  'src/library/planted-cycle-back.ts': "export { planted } from './planted-cycle.ts';",
};

export function checkTrespasses(): readonly string[] {
  const rules: readonly { readonly name: string }[] = createRequire(import.meta.url)('./rooms.cjs').forbidden;
  const copy = mkdtempSync(join(tmpdir(), 'prepress-trespasses-'));
  try {
    for (const part of ['src', 'test', 'package.json', 'tsconfig.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const [path, text] of Object.entries(supports)) plant(copy, path, text);
    const planted = new Map<string, string>();
    for (const file of readdirSync(join(import.meta.dirname, 'trespasses'))) {
      const text = readFileSync(join(import.meta.dirname, 'trespasses', file), 'utf8');
      const path = /^\/\/ plant: (\S+)/.exec(text)?.[1];
      if (path === undefined) throw new Error(`${file} does not say where it is planted`);
      plant(copy, path, text);
      planted.set(file.replace(/\.ts$/, ''), path);
    }
    const violations = cruise(copy);
    const missed = rules
      .filter(({ name }) => !violations.some((found) => found.rule.name === name && isAt(found.from, planted.get(name))))
      .map(({ name }) => (planted.has(name) ? `rule ${name} does not bite` : `rule ${name} has no planted trespass`));
    const strays = [...planted.keys()].filter((name) => !rules.some((rule) => rule.name === name));
    return [...missed, ...strays.map((name) => `trespass ${name} belongs to no rule`)];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** A cycle is reported at whichever of its files comes first. */
function isAt(file: string, path: string | undefined): boolean {
  return path !== undefined && file.startsWith(path.replace(/\.ts$/, ''));
}

function plant(copy: string, path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}

function cruise(folder: string): readonly Violation[] {
  const words = [depcruise, '--config', join(import.meta.dirname, 'rooms.cjs'), '--output-type', 'json', 'src'];
  let output: string;
  try {
    output = execFileSync(process.execPath, words, { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (thrown) {
    output = (thrown as { readonly stdout: string }).stdout;
  }
  if (output === '') throw new Error('dependency-cruiser said nothing');
  return (JSON.parse(output) as { readonly summary: { readonly violations: readonly Violation[] } }).summary.violations;
}
