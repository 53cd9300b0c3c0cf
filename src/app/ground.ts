import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure, type Log } from '#base';
import { systemClock, type Blobs, type Clock, type OpenDatabase, type Outbound, type Queue } from '#ports';
import { openAccounts, type Accounts } from '#accounts';
import { openJobs, type JobsRoom } from '#jobs';
import { openLibrary, type Library } from '#library';
import { openJobWitness } from '#notices';
import { closingTasksOf } from '#sets';
import type { Settings } from './settings.ts';

/** What every kind of process stands on: the adapters behind the ports and the rooms that keep records. */
export type Ground = {
  readonly settings: Settings;
  readonly log: Log;
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly serverName: string;
  readonly database: OpenDatabase;
  readonly blobs: Blobs;
  readonly queue: Queue;
  /** Requests to servers that users name. */
  readonly outbound: Outbound;
  readonly accounts: Accounts;
  readonly library: Library;
  readonly jobs: JobsRoom;
  /** Closes all of it, last opened first. */
  close(): Promise<void>;
};

/** Opens database, store and queue by the settings, migrates, and opens the rooms on them.
 *  @throws BAD_SETTING, DATABASE_DOWN, BLOB_STORE_DOWN */
export async function openGround(settings: Settings, log: Log): Promise<Ground> {
  await using undo = new AsyncDisposableStack();
  const dataFolder = resolve(settings.text('PREPRESS_DATA'));
  await makeDataFolder(dataFolder);
  // Read while the database starts.
  const queueAdapter = import('#adapters/pg-boss');
  const { openOutboundHttp } = await import('#adapters/outbound-http');
  const outbound = openOutboundHttp({ allow: settings.list('PREPRESS_OUTBOUND_ALLOW') });
  const blobs = await openBlobs(settings, dataFolder, log, undo);
  const database = await openDatabase(settings, dataFolder, log, undo);
  const { openPgBoss } = await queueAdapter;
  const { openCalendar } = await import('#adapters/croner');
  const queue = await openPgBoss({ url: database.url, log });
  undo.defer(() => queue.close());
  const clock = systemClock;
  const serverName = hostname();
  const accounts = openAccounts({ database: database.database, clock, log });
  const library = openLibrary({ database: database.database, clock, log, trashDays: settings.integer('PREPRESS_TRASH_DAYS'),
    isInstant: settings.boolean('PREPRESS_PUBLISH_INSTANT'), serverName,
  });
  const jobs = openJobs({
    database: database.database, queue, clock, log, serverName, calendar: openCalendar(), timeZone: timeZoneOf(settings), witness: openJobWitness(clock), closingOf: closingTasksOf,
    settings: {
      idleMinutes: settings.integer('PREPRESS_JOB_IDLE_MINUTES'),
      doneGraceSeconds: settings.integer('PREPRESS_JOB_DONE_GRACE_SECONDS'),
      logDays: settings.integer('PREPRESS_LOG_DAYS'),
      maxAttempts: settings.integer('PREPRESS_JOB_ATTEMPTS'),
      retryDelayMs: settings.integer('PREPRESS_JOB_RETRY_DELAY_MS'),
      maxInterruptions: settings.integer('PREPRESS_JOB_INTERRUPTIONS'),
    },
  });
  const opened = undo.move();
  return { settings, log, clock, dataFolder, serverName, database, blobs, queue, outbound, accounts, library, jobs, close: () => opened.disposeAsync() };
}

/** @throws BAD_SETTING for a zone that the platform does not know */
function timeZoneOf(settings: Settings): string | undefined {
  const name = settings.optionalText('PREPRESS_TIME_ZONE');
  try {
    return name === undefined ? undefined : Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new Failure('BAD_SETTING', { name: 'PREPRESS_TIME_ZONE', expected: 'a time zone such as Europe/Berlin', received: name ?? '' }, { cause });
  }
}

async function makeDataFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new Failure('BAD_SETTING', { name: 'PREPRESS_DATA', expected: 'a folder that can be written', received: path }, { cause });
  }
}

async function openDatabase(settings: Settings, dataFolder: string, log: Log, undo: AsyncDisposableStack): Promise<OpenDatabase> {
  const { openPostgres } = await import('#adapters/postgres');
  const url = settings.optionalText('DATABASE_URL') ?? (await startEmbedded(dataFolder, log, undo));
  const database = await openPostgres({ url, maxConnections: settings.integer('PREPRESS_DATABASE_CONNECTIONS'), log });
  undo.defer(() => database.close());
  const applied = await database.migrate();
  if (applied.length > 0) log.info('database.migrated', { migrations: applied });
  return database;
}

async function startEmbedded(dataFolder: string, log: Log, undo: AsyncDisposableStack): Promise<string> {
  const { startEmbeddedPostgres } = await import('#adapters/embedded-postgres');
  const postgres = await startEmbeddedPostgres({ dataFolder: join(dataFolder, 'database'), log });
  undo.defer(() => postgres.stop());
  return postgres.url;
}

async function openBlobs(settings: Settings, dataFolder: string, log: Log, undo: AsyncDisposableStack): Promise<Blobs> {
  const blobs = await openBlobsBySettings(settings, dataFolder, log);
  undo.defer(() => blobs.close());
  return blobs;
}

/** The store that the settings name: an S3 bucket, or a folder of the data folder. */
export async function openBlobsBySettings(settings: Settings, dataFolder: string, log: Log): Promise<Blobs> {
  const { openDiskBlobs } = await import('#adapters/disk-blobs');
  const local = await openDiskBlobs({ folder: join(dataFolder, 'blobs'), log });
  const url = settings.optionalText('PREPRESS_BLOBS');
  if (url === undefined) return local;
  const { openS3Blobs } = await import('#adapters/s3-blobs');
  try {
    return await openS3Blobs({
      url, log, local,
      endpoint: settings.optionalText('PREPRESS_S3_ENDPOINT'),
      region: settings.text('PREPRESS_S3_REGION'),
      accessKeyId: settings.optionalText('PREPRESS_S3_ACCESS_KEY_ID'),
      secretAccessKey: settings.optionalText('PREPRESS_S3_SECRET_ACCESS_KEY'),
      cacheBytes: settings.integer('PREPRESS_S3_CACHE_BYTES'),
    });
  } catch (thrown) {
    await local.close();
    throw thrown;
  }
}
