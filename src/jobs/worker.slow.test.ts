import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { Failure, silentLog } from '#base';
import { startWorker, type Job, type LeasedItem, type Perform, type Worker, type WorkerOptions } from '#jobs';
import { systemClock, type Clock } from '#ports';
import { newItems, openTestLedger, successLine, type TestLedger } from '#test/build/jobs';

describe('the worker', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger({ retryDelayMs: 0 }); });
  beforeEach(() => world.clear());
  after(() => world[Symbol.asyncDispose]());

  function start(perform: Perform, options: Partial<WorkerOptions> = {}): Promise<Worker> {
    return startWorker({
      jobs: world.jobs, queue: world.queue, slots: 1, holder: 'worker', log: silentLog, clock: world.clock, perform, ...options,
    });
  }
  async function ended(job: Job): Promise<Job> {
    const deadlineMs = Date.now() + 20_000;
    for (;;) {
      const log = await world.logOf(job);
      if (log.state === 'ended') return log;
      assert.ok(Date.now() < deadlineMs, `expected job ${job.id} to end`);
      await wait(10);
    }
  }
  const succeed: Perform = (leased) => world.finish(leased);

  test('takes tickets, performs and finishes, until the job ends', async () => {
    const worker = await start(succeed, { slots: 3 });
    const job = await world.open({ items: newItems('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'), isInputClosed: true });
    assert.equal((await ended(job)).counts.success, 4);
    await worker.close();
  });

  test('a failure that cannot pass ends in a line that gives the reason', async () => {
    const worker = await start(async () => { throw new Failure('BROKEN_FILE', { detail: 'no end' }); });
    const job = await world.open({ items: newItems('a.jpg'), isInputClosed: true });
    assert.equal((await ended(job)).counts.error, 1);
    await worker.close();
    const { lines } = await world.jobs.lines(job.id, { types: ['UploadError'], sortBy: 'Date', isDescending: false, pageSize: 9, page: 1 });
    assert.deepEqual(lines.map(({ params, reason }) => ({ params, reason })),
      [{ params: { path: 'Co/a.jpg' }, reason: { key: 'BROKEN_FILE', params: { detail: 'no end' } } }]);
  });

  test('a failure that may pass, also an unforeseen one, gets three tries', async () => {
    const attempts: number[] = [];
    const worker = await start(async ({ item }) => {
      attempts.push(item.attempts);
      throw attempts.length === 2 ? new TypeError('a mistake of ours') : new Failure('BLOB_STORE_DOWN');
    });
    const job = await world.open({ items: newItems('a.jpg'), isInputClosed: true });
    assert.equal((await ended(job)).counts.error, 1);
    assert.deepEqual(attempts, [1, 2, 3]);
    await worker.close();
  });

  test('one ticket is enough for all files of a job, and the slots are never more than full', async () => {
    let [running, mostRunning] = [0, 0];
    const job = await world.open({ items: newItems(...Array.from({ length: 150 }, (_, number) => `${number}.jpg`)), isInputClosed: true });
    const [first = 0] = await world.queue.waiting();
    await world.queue.lose();
    // A turn is 64 files: three turns.
    await world.queue.send([first, first, first].map((itemId) => ({ itemId })));
    const worker = await start(async (leased) => {
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      await wait(1);
      running -= 1;
      await world.finish(leased);
    }, { slots: 5 });
    assert.equal((await ended(job)).counts.success, 150);
    await worker.close();
    assert.equal(mostRunning, 5);
  });

  test('a file at its end makes room for another', async () => {
    const job = await world.open({ items: newItems('a.jpg', 'b.jpg'), isInputClosed: true });
    const both = Promise.withResolvers<void>();
    let begun = 0;
    const worker = await start(async (leased, hands) => {
      begun += 1;
      if (begun === 2) both.resolve();
      hands.makeRoom();
      await both.promise;
      await world.finish(leased);
    }, { slots: 1 });
    assert.equal((await ended(job)).counts.success, 2);
    await worker.close();
  });

  test('a doubled ticket is harmless', async () => {
    const performed: string[] = [];
    const job = await world.open({ items: newItems('a.jpg', 'b.jpg'), isInputClosed: true });
    await world.queue.send((await world.queue.waiting()).flatMap((itemId) => [{ itemId }, { itemId }]));
    const worker = await start(async (leased) => {
      performed.push(leased.item.fileName);
      await wait(20);
      await world.finish(leased);
    }, { slots: 4 });
    await ended(job);
    await worker.close();
    assert.deepEqual(performed.toSorted(), ['a.jpg', 'b.jpg']);
  });

  /** Runs one file until the test lets it go; time is the test's. */
  async function holdOne(options: Partial<WorkerOptions> = {}, names: readonly string[] = ['a.jpg', 'b.jpg']) {
    const begun = Promise.withResolvers<{ leased: LeasedItem; signal: AbortSignal; progress: (done: number) => void }>();
    const mayEnd = Promise.withResolvers<void>();
    const job = await world.open({ items: newItems(...names), isInputClosed: true });
    const worker = await start(async (leased, hands) => {
      begun.resolve({ leased, ...hands });
      await Promise.race([mayEnd.promise, new Promise((_resolve, reject) => {
        hands.signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      })]);
      await world.finish(leased);
    }, options);
    return { job, worker, letGo: mayEnd.resolve, ...await begun.promise };
  }
  async function progressOf(job: Job): Promise<number | undefined> {
    return (await world.jobs.active({ companyIds: [2], jobId: job.id }))[0]?.running[0]?.progress;
  }

  test('a long file keeps its lease, and its progress is seen', async () => {
    const held = await holdOne();
    held.progress(0.5);
    for (let turn = 0; turn < 10; turn += 1) {
      world.clock.advance(10_000);
      await wait(30);
      assert.equal((await world.jobs.sweep()).reclaimed, 0);
    }
    assert.equal(await progressOf(held.job), 0.5);
    world.clock.advance(1_000);
    held.progress(0.75);
    await wait(50);
    assert.equal(await progressOf(held.job), 0.75, 'told without waiting for the next renewal');
    held.letGo();
    assert.equal((await ended(held.job)).counts.success, 2);
    await held.worker.close();
  });

  test('stopping the job lets the file in work finish', async () => {
    const held = await holdOne();
    await world.jobs.stop(2, held.job.id, '');
    world.clock.advance(10_000);
    await wait(30);
    assert.equal(held.signal.aborted, false);
    held.letGo();
    const log = await ended(held.job);
    assert.deepEqual([log.counts.success, log.counts.skipped], [1, 1]);
    await held.worker.close();
  });

  test('a file that is too long to be finished leaves when its job stops, and is cancelled', async () => {
    const job = await world.open({ items: newItems('long.mp4', 'next.mp4') });
    const isBegun = Promise.withResolvers<void>();
    const worker = await start(async (_leased, { signal, leaveOnStop }) => {
      leaveOnStop?.();
      isBegun.resolve();
      await new Promise((_resolve, reject) => { signal.addEventListener('abort', () => reject(new Failure('STOPPED'))); });
    });
    await isBegun.promise;
    await world.jobs.stop(2, job.id, '');
    const turns = setInterval(() => world.clock.advance(1000), 20);
    const log = await ended(job).finally(() => clearInterval(turns));
    assert.deepEqual([log.counts.skipped, log.counts.error, log.counts.success], [2, 0, 0]);
    const lines = await world.jobs.lines(job.id, { sortBy: 'Date', isDescending: false, pageSize: 100, page: 1 });
    assert.equal(lines.lines.filter(({ type }) => type === 'FileCancel').length, 2);
    await worker.close();
  });

  test('a lost lease aborts the file, and whoever has it now is left alone', async () => {
    const held = await holdOne({}, ['a.jpg']);
    await world.queue.lose();
    assert.equal(await world.jobs.reclaimFrom('worker'), 1);
    await world.queue.lose();
    const other = await world.jobs.lease(held.leased.item.id, { holder: 'other', leaseMs: 60_000 });
    assert.ok(other);
    world.clock.advance(10_000);
    await wait(50);
    assert.equal(held.signal.aborted, true);
    await held.worker.close();
    assert.deepEqual(await world.items(), ['a.jpg running']);
    await world.finish(other);
    assert.deepEqual(await world.miscounted(), []);
  });

  test('closing waits for the file in hand and takes no other', async () => {
    const held = await holdOne();
    let isClosed = false;
    const closing = held.worker.close().then(() => { isClosed = true; });
    await wait(50);
    assert.equal(isClosed, false);
    held.letGo();
    await closing;
    assert.deepEqual(await world.items(), ['a.jpg done', 'b.jpg queued']);
  });

  test('a worker that must leave at once gives its file back untouched', async () => {
    const held = await holdOne();
    held.worker.abort();
    await held.worker.close();
    assert.equal(held.signal.aborted, true);
    assert.deepEqual(await world.items(), ['a.jpg queued', 'b.jpg queued']);
    const worker = await start(succeed);
    assert.equal((await ended(held.job)).counts.success, 2);
    await worker.close();
  });

  test('two workers race for two hundred files that fail, vanish and come back: each ends exactly once', async () => {
    let seed = 20_260_115;
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    // Leases run out in real time here, 200 ms after their holder has gone quiet.
    const clock: Clock = systemClock;
    await using quick = await openTestLedger({ retryDelayMs: 1, maxAttempts: 1000, maxInterruptions: 1000, reissueAfterMs: 50 }, systemClock);
    const names = Array.from({ length: 200 }, (_, number) => `f${number}.jpg#key${number % 60}`);
    const job = await quick.open({ items: newItems(...names), isInputClosed: true });
    const order = new Map<string, number[]>();
    const perform: Perform = async (leased) => {
      const luck = random();
      if (luck < 0.1) throw new Failure('DISK_FULL');
      await wait(random() * 4);
      if (luck < 0.15) {
        await assert.rejects(quick.inTransaction(async (transaction) => {
          await quick.jobs.finishItems(transaction, leased.job.id, [{ leased, outcome: 'success', lines: [successLine(leased)] }]);
          throw new Error('died before the commit');
        }));
        throw new Error('and again');
      }
      // A holder that has gone: its lease runs out, somebody takes the file, and only then it tries to finish.
      if (luck < 0.18) await wait(600);
      await quick.finish(leased);
      const key = leased.item.orderKey;
      order.set(key, [...order.get(key) ?? [], leased.item.position]);
    };
    const dying = { ...quick.jobs, renew: async () => true };
    const workers = await Promise.all(['one', 'two'].map((holder) => startWorker({
      jobs: dying, queue: quick.queue, slots: 3, holder, perform, log: silentLog, clock, leaseMs: 200,
    })));
    const deadlineMs = Date.now() + 30_000;
    while ((await quick.logOf(job)).state !== 'ended') {
      assert.ok(Date.now() < deadlineMs, 'expected the job to end within 30 s');
      await quick.jobs.sweep();
      await wait(20);
    }
    await Promise.all(workers.map((worker) => worker.close()));
    const log = await quick.logOf(job);
    assert.deepEqual(log.counts, { success: 200, update: 0, duplicate: 0, error: 0, warning: 0, skipped: 0 });
    const { lines } = await quick.jobs.lines(job.id, { types: ['UploadSuccess'], sortBy: 'Date', isDescending: false, pageSize: 1000, page: 1 });
    assert.equal(lines.length, 200);
    assert.equal(new Set(lines.map((line) => line.params['path'])).size, 200);
    for (const [key, positions] of order) assert.deepEqual(positions, positions.toSorted((a, b) => a - b), key);
    assert.equal((await quick.typesOf(job)).filter((type) => type === 'EndUpload').length, 1);
    assert.deepEqual(await quick.miscounted(), []);
    const { rows } = await sql<{ interruptions: number; attempts: number }>`
      select sum(interruptions)::int as interruptions, sum(attempts)::int as attempts from job_item`.execute(quick.database);
    assert.ok((rows[0]?.interruptions ?? 0) > 0, 'holders did vanish');
    assert.ok((rows[0]?.attempts ?? 0) > 210, 'files did fail');
  });
});
