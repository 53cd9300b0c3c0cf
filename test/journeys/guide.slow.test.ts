/**
 * The guide is true: each page of `docs/guide` is followed on a server of its own.
 *
 * - `sh` blocks run one after the other in one folder; a block that fails, fails the page. Variables do not pass from block to
 *   block, files do. `prepress`, `curl`, `jq` and a POSIX tool kit are there.
 * - A `text` block behind a command is what it prints: its lines must come in that order; `…` stands for anything.
 * - One `ini` block may give the server's settings. `$FOLDER` in it is the folder that the commands run in.
 * - `<!-- files: chair.jpg clip.mp4 -->` names files the reader has; they are made by their extension.
 * - The server is `http://127.0.0.1:8080`, the user `me@example.com` with password `a-secret-of-mine`; the address is exchanged.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { guidePages, missingLine, type GuidePage } from '../build/guide.ts';
import { makeGuideFile } from '../build/guide-files.ts';
import { openDataFolder, startServer } from '../build/server.ts';

const reader = { email: 'me@example.com', password: 'a-secret-of-mine' } as const;

const account = { PREPRESS_ADMIN_EMAIL: reader.email, PREPRESS_ADMIN_PASSWORD: reader.password };

describe('the guide', () => {
  let first: Awaited<ReturnType<typeof openDataFolder>>;
  // A first start costs seconds: every page begins with a copy of what it left.
  before(async () => {
    first = await openDataFolder();
    await chmod(first.path, 0o755);
    await (await startServer(join(first.path, 'data'), account)).stop();
  });
  after(() => first[Symbol.asyncDispose]());

  for (const page of guidePages()) test(`${page.name} does what it says`, () => follow(page, join(first.path, 'data')));
});

async function follow(page: GuidePage, firstData: string): Promise<void> {
  assert.ok(page.commands.length > 0, 'the page has no command');
  await using ground = await openDataFolder();
  await chmod(ground.path, 0o755);
  const folder = join(ground.path, 'work');
  await mkdir(folder);
  for (const name of page.files) await makeGuideFile(folder, name);
  const settings = Object.fromEntries(Object.entries(page.settings).map(([name, value]) => [name, value.replaceAll('$FOLDER', folder)]));
  const data = join(ground.path, 'data');
  execFileSync('cp', ['-a', firstData, data]);
  const server = await startServer(data, { ...account, ...settings });
  try {
    for (const { script, expected, lineNumber } of page.commands) {
      const output = await run(script.replaceAll('http://127.0.0.1:8080', server.url), folder, {
        ...account, ...settings, PREPRESS_DATA: data, PREPRESS_PORT: new URL(server.url).port,
      });
      const where = `docs/guide/${page.name}:${lineNumber}`;
      assert.equal(output.status, 0, `${where} ended with ${output.status}:\n${output.text}`);
      assert.equal(missingLine(output.text, expected), undefined, `${where} printed\n${output.text}`);
    }
  } finally {
    await server.stop();
  }
}

async function run(script: string, folder: string, environment: Readonly<Record<string, string>>): Promise<{ readonly status: number | null; readonly text: string }> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true,
    env: { PATH: `${join(import.meta.dirname, '../../bin')}:${process.env['PATH']}`, HOME: folder, ...environment },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  const timer = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 120_000);
  const status = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  clearTimeout(timer);
  return { status, text };
}
