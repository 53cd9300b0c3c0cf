import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Failure } from '#base';
import { openLog } from './open.ts';

function recorder() {
  const lines: string[] = [];
  return { lines, events: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>), stream: { write: (line: string) => { lines.push(line); } } };
}

test('an event is one line of JSON with its level, time and fields', () => {
  const record = recorder();
  openLog({ level: 'info', stream: record.stream }).warn('lease lost', { itemId: 42, text: 'two\nlines' });
  assert.equal(record.lines.length, 1);
  assert.equal(record.lines[0]?.indexOf('\n'), record.lines[0]!.length - 1);
  const { time, ...event } = record.events()[0]!;
  assert.deepEqual(event, { level: 'warn', pid: process.pid, event: 'lease lost', itemId: 42, text: 'two\nlines' });
  assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 60_000);
});

test('events below the level are not written', () => {
  const record = recorder();
  const log = openLog({ level: 'warn', stream: record.stream });
  log.debug('a');
  log.info('b');
  log.error('c');
  assert.deepEqual(record.events().map(({ event }) => event), ['c']);
});

test('a log with fields adds them to every event', () => {
  const record = recorder();
  openLog({ level: 'info', stream: record.stream }).with({ jobId: 7 }).with({ itemId: 8 }).info('item taken');
  assert.deepEqual([record.events()[0]?.['jobId'], record.events()[0]?.['itemId']], [7, 8]);
});

test('secrets are masked wherever they stand', () => {
  const record = recorder();
  const log = openLog({ level: 'info', stream: record.stream });
  log.with({ adminPassword: 'geheim-1' }).info('opened', {
    password: 'geheim-2', request: { headers: [{ Authorization: 'geheim-3', accessToken: 'geheim-4' }] },
    secretAccessKey: 'geheim-5', url: 'postgres://user:geheim-6@host/db',
    error: new Error('cannot reach postgres://user:geheim-7@host/db'),
  });
  assert.doesNotMatch(record.lines[0]!, /geheim/);
  assert.equal(record.events()[0]?.['url'], 'postgres://user:***@host/db');
});

test('a failure is told with its code and its cause', () => {
  const record = recorder();
  openLog({ level: 'info', stream: record.stream })
    .error('cannot store', { failure: new Failure('DISK_FULL', {}, { cause: new Error('ENOSPC') }) });
  const failure = record.events()[0]?.['failure'] as { code: string; message: string; cause: { message: string } };
  assert.deepEqual([failure.code, failure.message, failure.cause.message], ['DISK_FULL', 'The disk is full', 'ENOSPC']);
});

test('bytes, endless texts and circles stay short', () => {
  const record = recorder();
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  openLog({ level: 'info', stream: record.stream }).info('seen', { bytes: new Uint8Array(9_000), text: 'x'.repeat(1e6), circle });
  assert.ok(record.lines[0]!.length < 5_000);
  assert.equal(record.events()[0]?.['bytes'], '<9000 bytes>');
});

test('a field cannot pose as the event itself', () => {
  const record = recorder();
  openLog({ level: 'info', stream: record.stream }).info('true event', { event: 'false event', level: 'fatal' });
  assert.deepEqual([record.events()[0]?.['event'], record.events()[0]?.['level']], ['true event', 'info']);
});

test('without a stream, events are on standard error before the process ends', () => {
  const door = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;
  const { stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e',
    `import { openLog } from '${door}'; openLog({ level: 'info' }).info('last words'); process.kill(process.pid, 'SIGKILL');`]);
  assert.match(stderr.toString(), /"event":"last words"/);
  assert.equal(stdout.toString(), '');
});
