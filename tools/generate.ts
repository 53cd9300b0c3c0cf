/**
 * Writes what is made from code: `docs/settings.md`, `docs/errors.md`, `docs/api/`, and the WebAssembly modules.
 * `--check` writes nothing and fails when one is stale.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiPages } from './generate/api.ts';
import { errorsPage } from './generate/errors.ts';
import { settingsPage } from './generate/settings.ts';
import { webAssemblyModules } from './generate/webassembly.ts';

const root = dirname(import.meta.dirname);
const docs = join(root, 'docs');
const isCheck = process.argv.includes('--check');

const pages: Readonly<Record<string, string>> = { 'settings.md': settingsPage(), 'errors.md': errorsPage(), ...apiPages() };

const stale: string[] = [];
for (const [name, text] of Object.entries(pages)) {
  if (readOr(join(docs, name)) === text) continue;
  stale.push(name);
  if (isCheck) continue;
  mkdirSync(dirname(join(docs, name)), { recursive: true });
  writeFileSync(join(docs, name), text);
}
for (const name of readdirSync(join(docs, 'api')).map((file) => `api/${file}`)) {
  if (name in pages) continue;
  stale.push(`${name} (no longer made)`);
  if (!isCheck) rmSync(join(docs, name));
}

for (const [path, module] of Object.entries(await webAssemblyModules(root))) {
  if (readOr(join(root, path), 'latin1') === Buffer.from(module).toString('latin1')) continue;
  stale.push(path);
  if (!isCheck) writeFileSync(join(root, path), module);
}

if (isCheck && stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}. Run: npm run generate`);
  process.exit(1);
}
if (!isCheck) console.log(stale.length === 0 ? 'everything was fresh' : `written: ${stale.join(', ')}`);

function readOr(path: string, encoding: 'utf8' | 'latin1' = 'utf8'): string | undefined {
  try {
    return readFileSync(path, encoding);
  } catch {
    return undefined;
  }
}
