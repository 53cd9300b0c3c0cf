import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, readlink, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { silentLog } from '#base';
import { openPostgres } from '#adapters/postgres';
import { sql } from 'kysely';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './supervisor.ts';

const log = silentLog;

async function folderForTest(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'prepress-embedded-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A data folder with a cluster, made once; tests work on copies. */
let seed: Awaited<ReturnType<typeof folderForTest>>;
before(async () => {
  seed = await folderForTest();
  await (await start(seed.path)).stop();
});
after(() => seed[Symbol.asyncDispose]());

async function folderWithCluster(): ReturnType<typeof folderForTest> {
  const folder = await folderForTest();
  assert.equal(spawnSync('cp', ['-a', `${seed.path}/.`, folder.path]).status, 0);
  return folder;
}

async function start(dataFolder: string): Promise<EmbeddedPostgres & AsyncDisposable> {
  const postgres = await startEmbeddedPostgres({ dataFolder, log });
  return Object.defineProperty(postgres, Symbol.asyncDispose, { value: () => postgres.stop() }) as EmbeddedPostgres & AsyncDisposable;
}

/** Runs one statement on a connection of its own. */
async function ask(url: string, statement: string): Promise<readonly unknown[]> {
  const open = await openPostgres({ url, maxConnections: 1, log });
  try {
    return (await sql.raw(statement).execute(open.database)).rows;
  } finally {
    await open.close();
  }
}

async function askUntilAnswered(url: string, statement: string): Promise<readonly unknown[]> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask(url, statement);
    } catch (error) {
      if (attempt === 100) throw error;
      await wait(100);
    }
  }
}

/** Database servers that stand in this cluster, sessions included. */
async function serversOf(dataFolder: string): Promise<readonly number[]> {
  const cluster = join(await realpath(dataFolder), 'cluster');
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 1);
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => places[index] === cluster);
}

/** Another Node process that owns the server. */
async function startElsewhere(dataFolder: string): Promise<{ readonly owner: ChildProcess; readonly url: string }> {
  const door = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;
  const base = pathToFileURL(join(import.meta.dirname, '../../base/index.ts')).href;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', `
    import { startEmbeddedPostgres } from '${door}';
    import { silentLog } from '${base}';
    const postgres = await startEmbeddedPostgres({ dataFolder: process.argv[1], log: silentLog });
    console.log(postgres.url);
    setInterval(() => {}, 60_000);
  `, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(owner.stdout!, 'data') as [Buffer];
  return { owner, url: line.toString().trim() };
}

async function killNow(owner: ChildProcess): Promise<void> {
  const ended = once(owner, 'exit');
  owner.kill('SIGKILL');
  await ended;
}

const makeNote = `create table note (text text); insert into note values ('kept')`;
const readNotes = 'select text from note';
const kept = [{ text: 'kept' }];

test('a first start makes the database and later starts find it again', async () => {
  await using folder = await folderForTest();
  const first = await start(join(folder.path, 'new/data'));
  await ask(first.url, makeNote);
  await first.stop();
  assert.deepEqual(await serversOf(join(folder.path, 'new/data')), []);
  await using second = await start(join(folder.path, 'new/data'));
  assert.deepEqual(await ask(second.url, readNotes), kept);
});

test('the server is durable, speaks no TCP and admits nobody through its folder', async () => {
  await using folder = await folderWithCluster();
  await using postgres = await start(folder.path);
  const rows = await ask(postgres.url, `select current_setting('fsync') as fsync, current_setting('listen_addresses') as addresses,
    current_setting('synchronous_commit') as commit, current_setting('full_page_writes') as pages,
    current_setting('data_directory_mode') as mode, current_setting('server_encoding') as encoding`);
  assert.deepEqual(rows, [{ fsync: 'on', addresses: '', commit: 'on', pages: 'on', mode: '0700', encoding: 'UTF8' }]);
});

test('a second server on the same folder is refused, by whatever path it comes', async () => {
  await using folder = await folderWithCluster();
  await using elsewhere = await folderForTest();
  const otherName = join(elsewhere.path, 'other-name');
  await symlink(folder.path, otherName);
  {
    await using postgres = await start(folder.path);
    await assert.rejects(start(folder.path), { code: 'BAD_SETTING', message: /PREPRESS_DATA.*no other running server/ });
    await assert.rejects(start(otherName), { code: 'BAD_SETTING' });
    assert.equal((await ask(postgres.url, 'select 1')).length, 1);
  }
  await using later = await start(otherName);
  assert.equal((await ask(later.url, 'select 1')).length, 1);
});

test('a server that is killed comes back with everything acknowledged', async () => {
  await using folder = await folderWithCluster();
  await using postgres = await start(folder.path);
  const open = await openPostgres({ url: postgres.url, maxConnections: 2, log });
  await sql.raw(makeNote).execute(open.database);
  const firstPid = postgres.pid!;
  process.kill(firstPid, 'SIGKILL');
  assert.deepEqual(await askUntilAnswered(postgres.url, readNotes), kept);
  assert.notEqual(postgres.pid, firstPid);
  // The pool that saw its sessions die heals too.
  await open.ping().catch(() => undefined);
  assert.deepEqual((await sql.raw(readNotes).execute(open.database)).rows, kept);
  await open.close();
});

test('what a killed owner left running is stopped by the next one', async () => {
  await using folder = await folderWithCluster();
  const { owner, url } = await startElsewhere(folder.path);
  await ask(url, makeNote);
  await killNow(owner);
  assert.notDeepEqual(await serversOf(folder.path), []);
  const next = await start(folder.path);
  assert.deepEqual(await ask(next.url, readNotes), kept);
  await next.stop();
  assert.deepEqual(await serversOf(folder.path), []);
});

test('owner and server killed together leave a folder that starts', async () => {
  await using folder = await folderWithCluster();
  const { owner, url } = await startElsewhere(folder.path);
  await ask(url, makeNote);
  const postmaster = Number((await readFile(join(folder.path, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0]);
  process.kill(postmaster, 'SIGKILL');
  await killNow(owner);
  await using next = await start(folder.path);
  assert.deepEqual(await ask(next.url, readNotes), kept);
});

test('a pid file that names a stranger does not keep the server from starting', async () => {
  await using folder = await folderWithCluster();
  await (await start(folder.path)).stop();
  await writeFile(join(folder.path, 'cluster/postmaster.pid'), `${process.pid}\n/somewhere\n1\n5432\n\n\n0 0\nready\n`);
  await using postgres = await start(folder.path);
  assert.equal((await ask(postgres.url, 'select 1')).length, 1);
});

test('a first start that was interrupted is begun anew', async () => {
  await using folder = await folderForTest();
  await mkdir(join(folder.path, 'cluster.new/base'), { recursive: true });
  await using postgres = await start(folder.path);
  assert.equal((await ask(postgres.url, 'select 1')).length, 1);
  assert.deepEqual((await readdir(folder.path)).sort(), ['cluster', 'postgres.log']);
});

test('a data folder below a closed one serves, and so does a very deep one', async () => {
  await using folder = await folderForTest();
  await chmod(folder.path, 0o700);
  const deep = join(folder.path, 'a-folder-with-a-long-name/'.repeat(6), 'data');
  const postgres = await start(deep);
  assert.equal((await ask(postgres.url, 'select 1')).length, 1);
  const shortcut = new URL(postgres.url).searchParams.get('host')!;
  await postgres.stop();
  await assert.rejects(readlink(shortcut), { code: 'ENOENT' });
});

test('a data folder that cannot be one is refused by the name of its setting', async () => {
  await using folder = await folderForTest();
  await writeFile(join(folder.path, 'file'), '');
  await assert.rejects(start(join(folder.path, 'file')), { code: 'BAD_SETTING', message: /PREPRESS_DATA/ });
});

test('a database of another PostgreSQL version is refused, not touched', async () => {
  await using folder = await folderForTest();
  await mkdir(join(folder.path, 'cluster'));
  await writeFile(join(folder.path, 'cluster/PG_VERSION'), '17\n');
  await assert.rejects(start(folder.path), { code: 'BAD_SETTING', message: /version 17/ });
  assert.deepEqual(await readdir(join(folder.path, 'cluster')), ['PG_VERSION']);
});
