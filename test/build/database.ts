import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { migrate, migrationsFolder, openPostgres, readMigrations } from '#adapters/postgres';
import { silentLog, type Log } from '#base';
import type { Database, OpenDatabase } from '#ports';
import { Client, escapeIdentifier } from 'pg';
import { keeperAddress } from './cluster-address.ts';

export interface OpenTestDatabase extends AsyncDisposable {
  readonly database: Database;
  readonly url: string;
  readonly open: OpenDatabase;
}

export type TestDatabaseOptions = {
  /** Default 10. */
  readonly maxConnections?: number;
  readonly log?: Log;
  /** False: no tables at all. Default true. */
  readonly isMigrated?: boolean;
};

/** Gives a fresh database with every migration applied and no rows; dropped on dispose.
 *  It lies in a throw-away server that all test processes share, or in `PREPRESS_TEST_DATABASE_URL`.
 *
 *      before(async () => { world = await openTestDatabase(); });
 *      after(() => world[Symbol.asyncDispose]()); */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<OpenTestDatabase> {
  const serverUrl = process.env['PREPRESS_TEST_DATABASE_URL'] ?? await meetKeeper();
  const name = `prepress_test_${randomBytes(6).toString('hex')}`;
  await withServer(serverUrl, async (server) => {
    const template = options.isMigrated === false ? 'template0' : await ensureTemplate(server, serverUrl);
    await server.query(`create database ${escapeIdentifier(name)} template ${escapeIdentifier(template)}`);
  });
  const url = urlOf(serverUrl, name);
  const open = await openPostgres({
    url, maxConnections: options.maxConnections ?? 10, log: options.log ?? silentLog,
  });
  let closing: Promise<void> | undefined;
  return {
    database: open.database, url, open,
    [Symbol.asyncDispose]() {
      closing ??= (async () => {
        await open.close();
        await withServer(serverUrl, (server) => server.query(`drop database if exists ${escapeIdentifier(name)} with (force)`));
      })();
      return closing;
    },
  };
}

/** A database with these very migrations, from which the others are copied in a few milliseconds. */
async function ensureTemplate(server: Client, serverUrl: string): Promise<string> {
  const migrations = await readMigrations(migrationsFolder);
  const state = createHash('sha256').update(migrations.map(({ name, checksum }) => `${name} ${checksum}`).join('\n'));
  const name = `prepress_template_${state.digest('hex').slice(0, 16)}`;
  const exists = async () => (await server.query('select 1 from pg_database where datname = $1', [name])).rows.length > 0;
  if (await exists()) return name;
  await server.query('select pg_advisory_lock(7265712)');
  try {
    if (await exists()) return name;
    const half = `${name}_half`;
    await server.query(`drop database if exists ${half} with (force)`);
    await server.query(`create database ${half} template template0`);
    await migrate(urlOf(serverUrl, half), migrationsFolder, silentLog);
    await server.query(`alter database ${half} rename to ${name}`);
    return name;
  } finally {
    await server.query('select pg_advisory_unlock(7265712)');
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function withServer<Result>(url: string, work: (server: Client) => Promise<Result>): Promise<Result> {
  const server = new Client({ connectionString: url });
  await server.connect();
  try {
    return await work(server);
  } finally {
    await server.end();
  }
}

let meeting: Promise<string> | undefined;

/** Address of the shared server; this process counts as its user until it ends. */
function meetKeeper(): Promise<string> {
  meeting ??= (async () => {
    const deadline = Date.now() + 30_000;
    for (let attempt = 0; ; attempt += 1) {
      const url = await askKeeper();
      if (url !== undefined) return url;
      if (Date.now() > deadline) throw new Error('Expected a test database server within 30 s but none came up');
      if (attempt % 100 === 0) startKeeper();
      await wait(20);
    }
  })();
  return meeting;
}

function startKeeper(): void {
  const script = join(import.meta.dirname, 'cluster-keeper.ts');
  spawn(process.execPath, [script], { stdio: 'ignore', detached: true }).unref();
}

/** @returns undefined while there is no keeper, or when it ended before it answered. */
function askKeeper(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket: Socket = connect(keeperAddress());
    socket.setEncoding('utf8');
    let answer = '';
    socket.on('data', (text) => {
      answer += String(text);
      if (!answer.includes('\n')) return;
      // Open for the life of this process, without prolonging it.
      socket.unref();
      resolve(answer.trim());
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => {
      meeting = undefined;
      resolve(undefined);
    });
  });
}
