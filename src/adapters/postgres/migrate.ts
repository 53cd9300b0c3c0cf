import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, type Log } from '#base';
import { Client } from 'pg';
import { withOutages } from './outage.ts';
import { connectionConfig } from './pool.ts';

export type Migration = { readonly name: string; readonly script: string; readonly checksum: string };

/** Any constant that nobody else locks in this database. */
const advisoryLock = 7_265_712_101;

/** Reads `NNNN-name.sql` of a folder, in the order they run. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[\w-]+\.sql$/.test(name)).sort();
  return Promise.all(names.map(async (name) => {
    const script = await readFile(join(folder, name), 'utf8');
    return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
  }));
}

/** Applies the migrations a database lacks, one transaction each, one process at a time.
 *  @returns names of those applied now.
 *  @throws DATABASE_MISMATCH when a script that ran once has been changed since. */
export async function migrate(url: string, folder: string, log: Log): Promise<readonly string[]> {
  const migrations = await readMigrations(folder);
  // A connection of its own: scripts may run longer than a statement of the pool may.
  const client = new Client(connectionConfig(url));
  client.on('error', () => undefined);
  await withOutages(client.connect());
  try {
    await withOutages(client.query('select pg_advisory_lock($1)', [advisoryLock]));
    return await withOutages(applyMissing(client, migrations, log));
  } finally {
    // Ending the session releases the lock.
    await client.end().catch(() => undefined);
  }
}

async function applyMissing(client: Client, migrations: readonly Migration[], log: Log): Promise<readonly string[]> {
  const checksums = await readApplied(client);
  const unknown = [...checksums.keys()].filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) log.warn('database has migrations of another version', { names: unknown });
  const applied: string[] = [];
  for (const migration of migrations) {
    const known = checksums.get(migration.name);
    if (known === migration.checksum) continue;
    if (known !== undefined) {
      throw new Failure('DATABASE_MISMATCH', { detail: `migration ${migration.name} changed after it was applied` });
    }
    await apply(client, migration);
    log.info('migration applied', { name: migration.name });
    applied.push(migration.name);
  }
  return applied;
}

async function readApplied(client: Client): Promise<ReadonlyMap<string, string>> {
  await client.query(`create table if not exists applied_migration (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<{ name: string; checksum: string }>('select name, checksum from applied_migration');
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

async function apply(client: Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.script);
    await client.query('insert into applied_migration (name, checksum) values ($1, $2)',
      [migration.name, migration.checksum]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if (error instanceof Error) error.message = `${migration.name}: ${error.message}`;
    throw error;
  }
}
