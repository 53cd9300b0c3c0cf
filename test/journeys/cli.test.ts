import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { administrator, openDataFolder, startServer, type ServerProcess } from '../build/server.ts';

const prepress = join(import.meta.dirname, '../../bin/prepress');

/** Runs the command line as a shell would. @param limitMs then it is killed and the test fails. */
async function run(words: readonly string[], environment: Readonly<Record<string, string>> = {}, limitMs = 60_000) {
  const child = spawn(prepress, words, { env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { status, out, err, events: () => out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the command line', () => {
  let folder: Awaited<ReturnType<typeof openDataFolder>>;
  let server: ServerProcess;
  let login: readonly string[];

  before(async () => {
    folder = await openDataFolder();
    server = await startServer(join(folder.path, 'data'));
    login = ['--server', server.url, '--user', administrator.email, '--password', administrator.password];
    await mkdir(join(folder.path, 'pictures/inner'), { recursive: true });
    const picture = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#336699' } }).jpeg().toBuffer();
    await writeFile(join(folder.path, 'pictures/one.jpg'), picture);
    await writeFile(join(folder.path, 'pictures/inner/tüür & co.jpg'), picture);
    await writeFile(join(folder.path, 'pictures/.hidden.jpg'), picture);
    await writeFile(join(folder.path, 'broken.jpg'), 'this is no picture');
  });
  after(async () => {
    await server.stop();
    await folder[Symbol.asyncDispose]();
  });

  test('uploads a folder with its structure and shows the log', async () => {
    const done = await run(['upload', '--job', 'cli-folder', '--to', 'Prepress/spring/', ...login, join(folder.path, 'pictures')]);
    assert.equal(done.status, 0, done.err);
    assert.match(done.out, /UploadSuccess +Prepress\/spring\/pictures\/one\.jpg was processed into IPS/);
    assert.match(done.out, /UploadSuccess +Prepress\/spring\/pictures\/inner\/tüür & co\.jpg was processed into IPS/);
    assert.match(done.out, /Job 'cli-folder': 2 new\./);
    assert.doesNotMatch(done.out, /hidden/);
  });

  test('answers machines with one JSON object a line and ends with status 1 when a file failed', async () => {
    const done = await run(['upload', '--json', '--job', 'cli-broken', ...login, join(folder.path, 'broken.jpg')]);
    assert.equal(done.status, 1);
    const report = done.events().find(({ event }) => event === 'report');
    assert.equal(report?.['error'], 1);
    assert.equal(report?.['total'], 1);
  });

  test('shows logs by name, lists jobs, and says when there is no such job', async () => {
    const log = await run(['log', 'cli-broken', ...login]);
    assert.equal(log.status, 0, log.err);
    assert.match(log.out, /UploadError +Prepress\/broken\.jpg could not be processed: /);
    const jobs = await run(['jobs', '--json', ...login]);
    assert.deepEqual(jobs.events().map(({ name }) => name).toSorted(), ['cli-broken', 'cli-folder']);
    const missing = await run(['log', 'no-such-job', ...login]);
    assert.equal(missing.status, 1);
    assert.match(missing.err, /there is no job 'no-such-job'/);
  });

  test('explains how an asset was made, and where an item failed, for people and for machines', async () => {
    const one = await run(['explain', 'one', ...login]);
    assert.equal(one.status, 0, one.err);
    assert.match(one.out, /^one {2}\(Image, a\|\d+, version 1\)$/m);
    assert.match(one.out, /^ {2}✔ pyramid .*[^]* 3 levels, 300×200 … 75×50/m);
    assert.match(one.out, /^ {4}optimized +\S+ [kM]?B$/m);
    const explained = (await run(['explain', '--json', 'tüür  co', ...login])).events()[0];
    assert.deepEqual([explained?.['event'], explained?.['path']], ['explanation', 'Prepress/spring/pictures/inner/tüür & co.jpg']);
    const [job] = (await run(['jobs', '--json', ...login])).events().filter(({ name }) => name === 'cli-broken');
    const listed = await run(['explain', String(job?.['handle']), ...login]);
    const item = /^(item:\d+) +failed +18 B {2}Prepress\/broken.jpg$/m.exec(listed.out)?.[1];
    assert.ok(item, listed.out + listed.err);
    const failed = await run(['explain', item, ...login]);
    assert.equal(failed.status, 0, failed.err);
    assert.match(failed.out, /^ {2}FAILED: .+/m);
    for (const [word, said] of [['nothing', /there is no asset 'nothing'/], ['item:999999', /there is no item 999999/], ['j|2||no|9', /there is no job 'j\|2\|\|no\|9'/]] as const) {
      const missing = await run(['explain', word, ...login]);
      assert.equal(missing.status, 1);
      assert.match(missing.err, said);
    }
    assert.equal((await run(['explain', ...login])).status, 2);
  });

  test('tells a wrong password, a server that is not there and wrong words apart', async () => {
    const wrong = await run(['jobs', '--server', server.url, '--user', administrator.email, '--password', 'nonsense']);
    assert.equal(wrong.status, 1);
    assert.match(wrong.err, /Invalid username\/password/);
    const away = await run(['jobs', '--server', 'http://127.0.0.1:9', '--password', 'x']);
    assert.equal(away.status, 1);
    assert.match(away.err, /cannot reach http:\/\/127\.0\.0\.1:9/);
    const words = await run(['upload', '--crop', '1,2', ...login, folder.path]);
    assert.equal(words.status, 2);
    assert.match(words.err, /--crop takes 4 numbers/);
    const unknown = await run(['frobnicate']);
    assert.equal(unknown.status, 2);
    assert.match(unknown.err, /there is no command 'frobnicate'/);
  });

  test('every command explains itself', async () => {
    const overview = await run(['--help']);
    assert.equal(overview.status, 0);
    for (const command of ['serve', 'work', 'upload', 'jobs', 'log', 'explain', 'doctor', 'demo']) {
      assert.match(overview.out, new RegExp(`^ {2}${command} `, 'm'));
      const help = await run([command, '--help']);
      assert.equal(help.status, 0);
      assert.match(help.out, new RegExp(`Usage: prepress ${command}`));
    }
  });

  test('doctor finds nothing wrong with good settings and explains a bad one', async () => {
    const good = await run(['doctor'], { PREPRESS_DATA: join(folder.path, 'doctor'), PREPRESS_PORT: '9' });
    assert.equal(good.status, 0, good.out);
    const bad = await run(['doctor', '--json'], { PREPRESS_DATA: join(folder.path, 'doctor'), PREPRESS_PORT: '99999', PREPRESS_PROT: '1' });
    assert.equal(bad.status, 1);
    assert.ok(bad.events().some(({ grade, subject, finding }) => grade === 'problem' && subject === 'PREPRESS_PORT' && String(finding).includes('0 to 65535')));
    assert.ok(bad.events().some(({ grade, subject }) => grade === 'note' && subject === 'PREPRESS_PROT'));
  });

  test('the demonstration uploads its pictures, prints their addresses and ends when asked to', async () => {
    const demo = await run(['demo', '--exit'], { PREPRESS_DATA: join(folder.path, 'demo'), PREPRESS_PORT: '0' });
    assert.equal(demo.status, 0, demo.err);
    assert.match(demo.out, /first administrator: admin@localhost {2}password: \S{20}/);
    assert.match(demo.out, /^prepress ready http:\/\/127\.0\.0\.1:\d+$/m);
    assert.match(demo.out, /Job 'demo': 3 new\./);
    assert.match(demo.out, /\/is\/image\/Prepress\/chair\?wid=800/);
    const again = await run(['demo', '--exit'], { PREPRESS_DATA: join(folder.path, 'demo'), PREPRESS_PORT: '0' });
    assert.equal(again.status, 0, again.err);
    assert.doesNotMatch(again.out, /password/);
    assert.match(again.out, /Job 'demo': 3 replaced\./);
  });
});
