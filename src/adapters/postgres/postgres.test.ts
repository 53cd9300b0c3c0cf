import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '#base';
import { kept } from '#ports';
import { openTestDatabase } from '#test/build/database';
import { databaseContract } from '#test/contracts/database';
import { sql } from 'kysely';
import { migrate } from './migrate.ts';
import { openPostgres } from './open.ts';

const openEmpty = () => openTestDatabase({ isMigrated: false, maxConnections: 3 });

databaseContract(openEmpty);

async function scripts(files: Readonly<Record<string, string>>): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-migrations-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

const twoSteps = {
  '0002-fill.sql': 'insert into step values (2);',
  '0001-make.sql': 'create table step (n int); insert into step values (1);',
  'README.md': 'not a script',
};

test('migrations run in the order of their names, once', async () => {
  await using world = await openEmpty();
  await using migrations = await scripts(twoSteps);
  assert.deepEqual(await migrate(world.url, migrations.folder, silentLog), ['0001-make.sql', '0002-fill.sql']);
  assert.deepEqual(await migrate(world.url, migrations.folder, silentLog), []);
  const { rows } = await sql<{ n: number }>`select n from step order by n`.execute(world.database);
  assert.deepEqual(rows, [{ n: 1 }, { n: 2 }]);
});

test('of several processes that migrate at once each script is run by one', async () => {
  await using world = await openEmpty();
  await using migrations = await scripts(twoSteps);
  const applied = await Promise.all([1, 2, 3].map(() => migrate(world.url, migrations.folder, silentLog)));
  assert.deepEqual(applied.flat().sort(), ['0001-make.sql', '0002-fill.sql']);
});

test('a script that fails leaves nothing behind and is named', async () => {
  await using world = await openEmpty();
  await using migrations = await scripts({ '0001-bad.sql': 'create table half (n int); select nonsense;' });
  await assert.rejects(migrate(world.url, migrations.folder, silentLog), /0001-bad\.sql/);
  const { rows } = await sql`select to_regclass('half')::text as half`.execute(world.database);
  assert.deepEqual(rows, [{ half: null }]);
});

test('a script that changed after it ran stops the start', async () => {
  await using world = await openEmpty();
  await using migrations = await scripts(twoSteps);
  await migrate(world.url, migrations.folder, silentLog);
  await writeFile(join(migrations.folder, '0001-make.sql'), 'create table other (n int);');
  await assert.rejects(migrate(world.url, migrations.folder, silentLog), { code: 'DATABASE_MISMATCH' });
});

test('a database that refuses connections is reported as down', async () => {
  const open = await openPostgres({ url: 'postgres://nobody@127.0.0.1:1/none', maxConnections: 2, log: silentLog });
  await assert.rejects(open.ping(), { code: 'DATABASE_DOWN' });
  await assert.rejects(open.migrate(), { code: 'DATABASE_DOWN' });
  await open.close();
});

test('a database that accepts and never answers is reported as down in time', async () => {
  const mute = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((resolve) => { mute.once('listening', resolve); });
  const { port } = mute.address() as AddressInfo;
  const open = await openPostgres({
    url: `postgres://nobody@127.0.0.1:${port}/none`, maxConnections: 2, log: silentLog, connectMs: 200,
  });
  const startMs = Date.now();
  await assert.rejects(open.ping(), { code: 'DATABASE_DOWN' });
  assert.ok(Date.now() - startMs < 2_000);
  await open.close();
  mute.close();
});

test('closing twice, or before any query, does no harm', async () => {
  const open = await openPostgres({ url: 'postgres://nobody@127.0.0.1:1/none', maxConnections: 2, log: silentLog });
  await open.close();
  await open.close();
});

test('a statement marked to be kept is prepared once; a table that changed below it is an outage of one query', async () => {
  await using world = await openTestDatabase({ isMigrated: false, maxConnections: 1 });
  const { database } = world;
  await sql`create table thing (id bigint)`.execute(database);
  const read = () => sql`${kept} select * from thing where id >= ${0}`.execute(database);
  await read();
  await sql`select ${1}::int`.execute(database);
  const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(database);
  assert.deepEqual(rows.map((row) => row.statement), ['/* kept */ select * from thing where id >= $1']);
  await sql`alter table thing add column name text`.execute(database);
  await assert.rejects(read(), { code: 'DATABASE_DOWN' });
  assert.deepEqual((await read()).rows, []);
});
