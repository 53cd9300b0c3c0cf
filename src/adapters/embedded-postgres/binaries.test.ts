import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, link, lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { locateNative, readyBinaries } from './binaries.ts';

const stranger = { uid: 65_534, gid: 65_534 };

/** A copy of the package as npm unpacks it without install scripts: no links. */
async function unpackedPackage(): Promise<AsyncDisposable & { readonly root: string; readonly native: string }> {
  const root = await mkdtemp(join(tmpdir(), 'prepress-binaries-'));
  await chmod(root, 0o755);
  const real = await locateNative();
  const native = join(root, 'closed/package/native');
  await copyTree(join(real, '..'), join(native, '..'));
  return { root, native, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile()) await link(source, target).catch(() => copyFile(source, target));
  }
}

const versionSaidBy = (postgres: string): string => spawnSync(postgres, ['--version']).stdout.toString();

test('library links that npm left out are made in the package', async () => {
  await using world = await unpackedPackage();
  assert.equal(versionSaidBy(join(world.native, 'bin/postgres')), '');
  const binaries = await readyBinaries(world.native, [], undefined);
  assert.equal(binaries.postgres, join(world.native, 'bin/postgres'));
  assert.match(versionSaidBy(binaries.postgres), /PostgreSQL\) 18/);
});

test('programs in a closed folder run from a copy in the first open place, unless others may write to it', async () => {
  await using world = await unpackedPackage();
  const [closed, open] = [join(world.root, 'closed'), join(world.root, 'open')];
  await mkdir(open, { mode: 0o755 });
  await chmod(closed, 0o700);
  const binaries = await readyBinaries(world.native, [join(closed, 'data'), open], stranger);
  assert.ok(binaries.postgres.startsWith(`${open}/postgresql-18.`));
  assert.match(versionSaidBy(binaries.postgres), /PostgreSQL\) 18/);
  const again = await readyBinaries(world.native, [open], stranger);
  assert.equal(again.postgres, binaries.postgres);
  assert.deepEqual((await readdir(open)).length, 1);
  await chmod(join(binaries.postgres, '../..'), 0o777);
  const wary = await readyBinaries(world.native, [open], stranger);
  assert.notEqual(wary.postgres, binaries.postgres);
  await wary.remove();
});

test('without any open place the copy is temporary', async () => {
  await using world = await unpackedPackage();
  await chmod(join(world.root, 'closed'), 0o700);
  const binaries = await readyBinaries(world.native, [], stranger);
  assert.match(versionSaidBy(binaries.postgres), /PostgreSQL\) 18/);
  await binaries.remove();
  await assert.rejects(lstat(binaries.postgres), { code: 'ENOENT' });
});
