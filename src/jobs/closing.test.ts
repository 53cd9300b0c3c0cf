import assert from 'node:assert/strict';
import { after, beforeEach, before, describe, test } from 'node:test';
import { silentLog } from '#base';
import { clientState, startWorker, type Job, type LeasedClosing, type NewLine } from '#jobs';
import { newItems, openTestLedger, type TestLedger } from '#test/build/jobs';

const terms = { holder: 'tester', leaseMs: 30_000 };
const line: NewLine = { type: 'UploadWarning', key: 'log.hiddenFile', params: { path: 'x' } };

describe('the work at the end of a job', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger({ retryDelayMs: 1000, maxAttempts: 2, maxInterruptions: 2 }, undefined, ({ options }) =>
    ((options as { readonly sets?: boolean }).sets ? ['autoSets', 'autoSets'] : [])); });
  beforeEach(() => world.clear());
  after(() => world[Symbol.asyncDispose]());

  const open = (names: readonly string[], sets = true): Promise<Job> =>
    world.open({ items: newItems(...names), isInputClosed: true, options: { sets } });
  const takeClosing = async (): Promise<LeasedClosing | undefined> => {
    for (let ticket = await world.queue.take(); ticket; ticket = await world.queue.take()) {
      const leased = await world.jobs.leaseClosing(ticket.itemId, terms);
      if (leased) return leased;
    }
    return undefined;
  };
  const finish = (leased: LeasedClosing, lines: readonly NewLine[] = []) =>
    world.inTransaction((transaction) => world.jobs.finishClosing(transaction, leased, lines));
  const toClosing = async (): Promise<{ readonly job: Job; readonly leased: LeasedClosing }> => {
    const job = await open(['a.jpg']);
    await world.finish((await world.takeNext())!);
    return { job, leased: (await takeClosing())! };
  };
  const activeNow = async () => (await world.jobs.active({ companyIds: 'all' }))[0];

  test('begins when the last file is done, shows among the active jobs, and ends the job', async () => {
    const job = await open(['a.jpg', 'b.jpg']);
    await world.finish((await world.takeNext())!);
    assert.equal((await activeNow())?.closing, undefined);
    await world.finish((await world.takeNext())!, 'error', []);
    const waiting = (await activeNow())!;
    assert.deepEqual([waiting.clientState, waiting.closing?.task, waiting.closing?.isRunning, waiting.job.progress.key], ['Running', 'autoSets', false, 'progress.autoSets']);
    const first = (await takeClosing())!;
    assert.equal(await world.jobs.renewClosing(first, 0.5, 1000), true);
    assert.deepEqual([(await activeNow())!.closing?.isRunning, (await activeNow())!.closing?.progress], [true, 0.5]);
    await finish(first, [line]);
    assert.equal((await world.logOf(job)).endedAt, undefined);
    await finish((await takeClosing())!);
    const ended = await world.logOf(job);
    assert.equal(clientState(ended), 'Done');
    assert.equal(ended.counts.warning, 1);
    assert.deepEqual((await world.typesOf(job)).slice(-3), ['UploadWarning', 'TotalFileCount', 'EndUpload']);
    assert.deepEqual(await world.jobs.assetsOf(job.id), [(await world.jobs.itemsOf(job.id, { pageSize: 9, page: 1 }))[0]!.id]);
  });

  test('a job that has nothing to do at its end ends with its last file; one without files has only its end', async () => {
    const plain = await open(['a.jpg'], false);
    await world.finish((await world.takeNext())!);
    assert.equal((await world.logOf(plain)).state, 'ended');
    const empty = await open([]);
    assert.equal((await world.logOf(empty)).state, 'open');
    await finish((await takeClosing())!);
    await finish((await takeClosing())!);
    assert.equal((await world.logOf(empty)).state, 'ended');
  });

  test('nobody takes what is held; nothing is finished twice, nor after the lease was lost', async () => {
    const { job, leased } = await toClosing();
    assert.equal(await world.jobs.leaseClosing(leased.id, terms), undefined);
    world.clock.advance(31_000);
    assert.equal((await world.jobs.sweep()).reclaimed, 1);
    await assert.rejects(finish(leased), { code: 'LEASE_LOST' });
    assert.equal(await world.jobs.renewClosing(leased, 1, 1000), false);
    await finish((await takeClosing())!);
    await finish((await takeClosing())!);
    await assert.rejects(finish(leased), { code: 'LEASE_LOST' });
    assert.equal((await world.typesOf(job)).filter((type) => type === 'EndUpload').length, 1);
  });

  test('a process that dies before it commits has done nothing', async () => {
    const { job, leased } = await toClosing();
    await assert.rejects(world.inTransaction(async (transaction) => {
      await world.jobs.finishClosing(transaction, leased, [line]);
      throw new Error('dies');
    }), /dies/);
    assert.equal(await world.jobs.reclaimFrom('tester'), 1);
    assert.equal((await world.typesOf(job)).includes('UploadWarning'), false);
    assert.ok(await takeClosing());
  });

  test('lost tickets come again by the sweep', async () => {
    const { leased } = await toClosing();
    await world.jobs.releaseClosing(leased);
    await world.queue.lose();
    world.clock.advance(6000);
    assert.equal((await world.jobs.sweep()).reissued, 1);
    assert.equal((await takeClosing())?.attempts, 1);
  });

  test('a failure that may pass is tried again after a pause; at last the job ends without the task and says so', async () => {
    const { job, leased } = await toClosing();
    const reason = { key: 'DATABASE_DOWN', params: {} } as const;
    await world.jobs.giveBackClosing(leased, reason);
    assert.equal(await takeClosing(), undefined);
    world.clock.advance(1500);
    await world.jobs.sweep();
    const again = (await takeClosing())!;
    assert.equal(again.attempts, 2);
    await world.jobs.giveBackClosing(again, reason);
    assert.equal((await world.typesOf(job)).at(-1), 'UploadError');
    await world.jobs.failClosing((await takeClosing())!, reason);
    assert.equal((await world.logOf(job)).state, 'ended');
  });

  test('whoever dies over it again and again does not keep the job open', async () => {
    const { job, leased } = await toClosing();
    world.clock.advance(31_000);
    await world.jobs.sweep();
    const second = (await takeClosing())!;
    assert.notEqual(second.lease, leased.lease);
    world.clock.advance(31_000);
    await world.jobs.sweep();
    assert.equal((await world.typesOf(job)).at(-1), 'UploadError');
  });

  test('a stopped job does not begin it, and lets what has begun finish', async () => {
    const stopped = await open(['a.jpg', 'b.jpg']);
    const item = (await world.takeNext())!;
    await world.jobs.stop(2, stopped.id, 'handle');
    await world.finish(item);
    assert.equal((await world.logOf(stopped)).state, 'ended');
    const { job, leased } = await toClosing();
    await world.jobs.stop(2, job.id, 'handle');
    assert.equal((await activeNow())?.clientState, 'Stopping');
    await finish(leased, [line]);
    assert.equal((await world.logOf(job)).state, 'ended');
    const { job: third, leased: held } = await toClosing();
    await world.jobs.stop(2, third.id, 'handle');
    await world.jobs.releaseClosing(held);
    assert.equal((await world.logOf(third)).state, 'ended');
  });

  test('a paused job waits with it until it is resumed', async () => {
    const { job, leased } = await toClosing();
    await world.jobs.releaseClosing(leased);
    await world.jobs.pause(2, job.id, 'handle');
    assert.equal(await takeClosing(), undefined);
    await world.jobs.resume(2, job.id, 'handle');
    assert.ok(await takeClosing());
  });

  test('a worker does it like any file', async () => {
    const job = await open(['a.jpg']);
    const done: string[] = [];
    const worker = await startWorker({
      jobs: world.jobs, queue: world.queue, slots: 2, holder: 'worker', log: silentLog, clock: world.clock,
      perform: (leased) => world.finish(leased),
      performClosing: { autoSets: async (leased, { progress }) => {
        progress(0.5);
        done.push(leased.task);
        await finish(leased);
      } },
    });
    for (let tries = 0; tries < 500 && (await world.logOf(job)).state !== 'ended'; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    await worker.close();
    assert.deepEqual(done, ['autoSets', 'autoSets']);
    assert.equal((await world.logOf(job)).state, 'ended');
  });
});
