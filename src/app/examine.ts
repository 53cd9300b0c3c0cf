import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { Failure, silentLog } from '#base';
import type { Finding } from '#cli';
import { hostForUrl } from './address.ts';
import { allSettings } from './all-settings.ts';
import { examineEngines } from './examine-engines.ts';
import { readSetting, readSettings, unknownNames, type Settings, type SettingSources } from './settings.ts';

/** Looks at everything a server needs and says what is wrong and what to do about it. Changes nothing. */
export async function* examine(sources: SettingSources): AsyncGenerator<Finding> {
  yield { grade: 'ok', subject: 'node', finding: `${process.version}, ${availableParallelism()} cores, ${gigabytes(totalmem())} of memory` };
  let bad = 0;
  for await (const finding of examineSettings(sources)) {
    if (finding.grade === 'problem') bad += 1;
    yield finding;
  }
  if (bad > 0) return;
  const settings = readSettings(allSettings, sources);
  yield* examineDataFolder(resolve(settings.text('PREPRESS_DATA')));
  yield await examineDatabase(settings);
  yield await examineStore(settings);
  yield await examineServer(settings);
  yield* examineEngines();
}

async function* examineSettings(sources: SettingSources): AsyncGenerator<Finding> {
  for (const setting of allSettings) {
    try {
      const { value, source } = readSetting(setting, sources);
      if (source === 'default') continue;
      yield { grade: 'ok', subject: setting.name, finding: `${setting.kind === 'secret' ? '(hidden)' : String(value)} (${source})` };
    } catch (thrown) {
      yield { grade: 'problem', subject: setting.name, finding: (thrown as Error).message, cure: setting.meaning };
    }
  }
  for (const name of unknownNames(allSettings, sources)) {
    yield { grade: 'note', subject: name, finding: 'no setting has this name', cure: 'docs/settings.md lists them all' };
  }
}

async function* examineDataFolder(path: string): AsyncGenerator<Finding> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    yield { grade: 'problem', subject: 'data folder', finding: `${path} cannot be written (${(cause as Error).message})`, cure: 'set PREPRESS_DATA to a folder of this user' };
    return;
  }
  const { bavail, bsize } = await statfs(path);
  const freeBytes = bavail * bsize;
  yield freeBytes < 2e9
    ? { grade: 'note', subject: 'data folder', finding: `${path} has only ${gigabytes(freeBytes)} free`, cure: 'make room, or set PREPRESS_DATA to a larger disk' }
    : { grade: 'ok', subject: 'data folder', finding: `${path}, ${gigabytes(freeBytes)} free` };
}

async function examineDatabase(settings: Settings): Promise<Finding> {
  const url = settings.optionalText('DATABASE_URL');
  if (url === undefined) return { grade: 'ok', subject: 'database', finding: 'embedded PostgreSQL in the data folder' };
  const { openPostgres } = await import('#adapters/postgres');
  const database = await openPostgres({ url, maxConnections: 2, log: silentLog });
  try {
    await database.ping();
    return { grade: 'ok', subject: 'database', finding: 'DATABASE_URL answers' };
  } catch (thrown) {
    return { grade: 'problem', subject: 'database', finding: `DATABASE_URL does not answer: ${causeOf(thrown)}`, cure: 'check host, port, user and password; the database must exist' };
  } finally {
    await database.close();
  }
}

async function examineStore(settings: Settings): Promise<Finding> {
  const address = settings.optionalText('PREPRESS_BLOBS');
  if (address === undefined) return { grade: 'ok', subject: 'blob store', finding: 'local disk, in the data folder' };
  const { openBlobsBySettings } = await import('./ground.ts');
  const blobs = await openBlobsBySettings(settings, resolve(settings.text('PREPRESS_DATA')), silentLog);
  try {
    await blobs.ping();
    return { grade: 'ok', subject: 'blob store', finding: `${address} answers` };
  } catch (thrown) {
    return { grade: 'problem', subject: 'blob store', finding: `${address} does not answer: ${causeOf(thrown)}`, cure: 'check PREPRESS_S3_ENDPOINT, PREPRESS_S3_REGION and the keys' };
  } finally {
    await blobs.close();
  }
}

async function examineServer(settings: Settings): Promise<Finding> {
  const url = `http://${hostForUrl(settings.text('PREPRESS_HOST'))}:${settings.integer('PREPRESS_PORT')}/readyz`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const text = await answer.text();
    if (!text.includes('"status"')) {
      return { grade: 'problem', subject: 'port', finding: `something else answers at ${url}`, cure: 'set PREPRESS_PORT to a free port' };
    }
    return { grade: answer.ok ? 'ok' : 'problem', subject: 'server', finding: answer.ok ? 'running and ready' : `running, not ready: ${text}` };
  } catch {
    return { grade: 'ok', subject: 'server', finding: 'not running on this address; the port is free' };
  }
}

function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Failure && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error ? cause.message : String(cause);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
