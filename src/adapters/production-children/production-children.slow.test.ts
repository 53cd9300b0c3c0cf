import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Failure, silentLog } from '#base';
import type { Producer } from '#ports';
import type { RogueTask } from '#test/build/rogue-child';
import { openProductionChildren } from './open.ts';

type Answer = { readonly pid: number; readonly value?: number };
const entry = new URL('../../../test/build/rogue-child.ts', import.meta.url);
const open = (change: { readonly count?: number; readonly tasksPerChild?: number; readonly idleBytes?: number } = {}): Producer<RogueTask, Answer> =>
  openProductionChildren({ entry, count: 1, log: silentLog, ...change });

let folder: string;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'prepress-children-')); });
after(() => rm(folder, { recursive: true }));

function task(deed: RogueTask['deed'], value?: number, limits: Partial<RogueTask['limits']> = {}): RogueTask {
  return {
    workFolderPath: folder, deed, ...(value !== undefined && { value }),
    limits: { timeMs: 20_000, memoryBytes: 2 ** 30, outputBytes: 2 ** 30, ...limits },
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(isTrue: () => boolean, limitMs = 5000): Promise<void> {
  for (const endMs = Date.now() + limitMs; !isTrue();) {
    assert.ok(Date.now() < endMs, 'it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('one warm process answers task after task and tells its progress', async () => {
  const producer = open();
  const shares: number[] = [];
  const first = await producer.produce(task('answer', 1), { onProgress: (share) => shares.push(share) });
  const second = await producer.produce(task('answer', 2));
  assert.deepEqual([first.value, second.value, shares], [1, 2, [0.5]]);
  assert.equal(first.pid, second.pid);
  await producer.close();
  assert.equal(isRunning(first.pid), false);
});

test('tasks beyond the number of processes wait their turn', async () => {
  const producer = open({ count: 2 });
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => producer.produce(task('sleep', 100))));
  assert.equal(new Set(answers.map((answer) => answer.pid)).size, 2);
  await producer.close();
});

for (const [deed, limits, code] of [
  ['exit', {}, 'DECODER_CRASHED'],
  ['babble', {}, 'DECODER_CRASHED'],
  ['loop', { timeMs: 300 }, 'TIME_LIMIT'],
  ['sleep', { timeMs: 300 }, 'TIME_LIMIT'],
  ['grow', { memoryBytes: 200 * 2 ** 20 }, 'MEMORY_LIMIT'],
  ['write', { outputBytes: 5 * 2 ** 20 }, 'OUTPUT_LIMIT'],
] as const) {
  test(`a child that does "${deed}" costs its task (${code}) and nothing else`, async () => {
    const producer = open();
    const before = await producer.produce(task('answer', 1));
    await assert.rejects(producer.produce(task(deed, deed === 'sleep' ? 60_000 : undefined, limits)), { code });
    assert.equal(isRunning(before.pid), false);
    const next = await producer.produce(task('answer', 2));
    assert.equal(next.value, 2);
    assert.notEqual(next.pid, before.pid);
    await producer.close();
  });
}

test('a child that writes too much is stopped soon after its limit', async () => {
  const producer = open();
  const workFolderPath = await mkdtemp(join(folder, 'writer-'));
  await assert.rejects(producer.produce({ ...task('write', undefined, { outputBytes: 5 * 2 ** 20 }), workFolderPath }), { code: 'OUTPUT_LIMIT' });
  const written = (await readdir(workFolderPath)).length;
  assert.ok(written < 200, `${written} MB were written`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await readdir(workFolderPath)).length, written);
  await producer.close();
});

test('a failure of ours keeps its code and the process lives on', async () => {
  const producer = open();
  const { pid } = await producer.produce(task('answer'));
  await assert.rejects(producer.produce(task('fail')), { code: 'DISK_FULL' });
  assert.equal((await producer.produce(task('answer'))).pid, pid);
  await producer.close();
});

test('parts are taken one by one while the child waits; who cannot take one ends the task', async () => {
  const producer = open();
  const taken: unknown[] = [];
  const workFolderPath = await mkdtemp(join(folder, 'parts-'));
  const { pid } = await producer.produce({ ...task('parts', 3), workFolderPath }, {
    async onPart(part) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      taken.push([part, (await readdir(workFolderPath)).length]);
    },
  });
  assert.deepEqual(taken, [[0, 1], [1, 2], [2, 3]]);
  assert.equal((await producer.produce(task('answer'))).pid, pid);
  await assert.rejects(producer.produce({ ...task('parts', 3), workFolderPath }, { onPart: () => Promise.reject(new Failure('DISK_FULL')) }), { code: 'DISK_FULL' });
  await assert.rejects(producer.produce({ ...task('parts', 3), workFolderPath }), { code: 'DECODER_CRASHED' });
  assert.notEqual((await producer.produce(task('answer'))).pid, pid);
  await producer.close();
});

test('a signal ends the task at once, running or waiting', async () => {
  const producer = open();
  const [running, waiting] = [new AbortController(), new AbortController()];
  const first = producer.produce(task('sleep', 60_000), { signal: running.signal });
  const second = producer.produce(task('answer'), { signal: waiting.signal });
  waiting.abort();
  await assert.rejects(second, { code: 'STOPPED' });
  running.abort();
  await assert.rejects(first, { code: 'STOPPED' });
  await assert.rejects(producer.produce(task('answer'), { signal: running.signal }), { code: 'STOPPED' });
  assert.ok((await producer.produce(task('answer'))).pid > 0);
  await producer.close();
});

test('a process is replaced after its share of tasks, and when it holds too much memory', async () => {
  const worn = open({ tasksPerChild: 2 });
  const pids: number[] = [];
  for (let index = 0; index < 4; index++) pids.push((await worn.produce(task('answer'))).pid);
  assert.equal(pids[0], pids[1]);
  assert.notEqual(pids[1], pids[2]);
  await worn.close();
  const grown = open({ idleBytes: 1 });
  const first = await grown.produce(task('answer'));
  assert.notEqual((await grown.produce(task('answer'))).pid, first.pid);
  await grown.close();
  await until(() => ![...pids, first.pid].some(isRunning));
});

test('closing waits for the task in hand and refuses new ones', async () => {
  const producer = open();
  const work = producer.produce(task('sleep', 200));
  const closed = producer.close();
  await assert.rejects(producer.produce(task('answer')), { code: 'STOPPED' });
  assert.ok((await work).pid > 0);
  await closed;
});

test('a child sees nothing of our environment and stands back behind other work', async () => {
  process.env['PREPRESS_TEST_SECRET'] = 'x';
  const producer = open();
  const answer = await producer.produce(task('environment')) as unknown as { names: string[]; niceness: number };
  delete process.env['PREPRESS_TEST_SECRET'];
  assert.ok(!answer.names.includes('PREPRESS_TEST_SECRET') && !answer.names.includes('HOME'));
  assert.equal(answer.niceness, 10);
  await producer.close();
});

test('children die with their parent, even by kill -9 and in the middle of a task', async () => {
  const parent = fork(new URL('../../../test/build/doomed-parent.ts', import.meta.url), [folder], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const pid = await new Promise<number>((resolve) => parent.once('message', (message) => resolve(Number(message))));
  assert.ok(isRunning(pid));
  parent.kill('SIGKILL');
  await until(() => !isRunning(pid));
});
