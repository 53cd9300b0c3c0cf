import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { newItems, openTestLedger, type TestLedger } from '#test/build/jobs';

const minuteMs = 60_000;

describe('the sweep', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger(); });
  beforeEach(() => world.clear());
  after(() => world[Symbol.asyncDispose]());

  test('closes a job thirty minutes after its last POST, and says so before the end', async () => {
    const job = await world.open({});
    world.clock.advance(20 * minuteMs);
    await world.continue(job, newItems('a.jpg'));
    const leased = await world.takeNext();
    assert.ok(leased);
    await world.finish(leased);
    world.clock.advance(30 * minuteMs - 1);
    assert.equal((await world.jobs.sweep()).closed, 0);
    world.clock.advance(1);
    assert.equal((await world.jobs.sweep()).closed, 1);
    assert.deepEqual((await world.typesOf(job)).slice(4), ['UploadSuccess', 'UploadWarning', 'TotalFileCount', 'EndUpload']);
    const log = await world.logOf(job);
    assert.deepEqual([log.counts.warning, log.counts.success, log.endedAt], [1, 1, world.clock.now()]);
    await assert.rejects(world.continue(job, []), (thrown: { code?: string }) => thrown.code === 'JOB_NOT_ACTIVE');
    assert.equal((await world.jobs.sweep()).closed, 0);
  });

  test('an idle job with files waiting takes no more, but finishes what it has', async () => {
    const job = await world.open({ items: newItems('a.jpg') });
    world.clock.advance(30 * minuteMs);
    assert.equal((await world.jobs.sweep()).closed, 1);
    assert.equal((await world.logOf(job)).state, 'open');
    const leased = await world.takeNext();
    assert.ok(leased);
    await world.finish(leased);
    assert.equal((await world.logOf(job)).state, 'ended');
  });

  test('two sweeps at once close a job once', async () => {
    const job = await world.open({});
    world.clock.advance(30 * minuteMs);
    const sweeps = await Promise.all([world.jobs.sweep(), world.jobs.sweep(), world.jobs.sweep()]);
    assert.equal(sweeps.reduce((sum, { closed }) => sum + closed, 0), 1);
    assert.equal((await world.typesOf(job)).filter((type) => type === 'UploadWarning').length, 1);
  });

  test('sends lost tickets again, ever more rarely', async () => {
    await world.open({ items: newItems('a.jpg', 'b.jpg') });
    await world.queue.lose();
    const reissuedAfter = async (ms: number) => {
      world.clock.advance(ms);
      return (await world.jobs.sweep()).reissued;
    };
    assert.deepEqual([
      await reissuedAfter(4_999), await reissuedAfter(1), await reissuedAfter(5_000), await reissuedAfter(5_000),
      await reissuedAfter(19_999), await reissuedAfter(1),
    ], [0, 2, 0, 2, 0, 2]);
    assert.equal((await world.takeNext())?.item.fileName, 'a.jpg');
    assert.equal((await world.takeNext())?.item.fileName, 'b.jpg');
    assert.equal(await world.takeNext(), undefined);
  });

  test('does not flood the queue: while work goes on only its head gets second tickets', async () => {
    const names = Array.from({ length: 300 }, (_, number) => `n${number}.jpg`);
    await world.open({ items: newItems(...names) });
    await world.takeNext(3_600_000);
    world.clock.advance(10_000);
    assert.equal((await world.jobs.sweep()).reissued, 32);
    assert.equal((await world.jobs.sweep()).reissued, 0);
    assert.equal((await world.queue.waiting()).length, 7 + 4 + 32);
  });

  test('a ticket taken by a process that died before it leased comes again', async () => {
    await world.open({ items: newItems('a.jpg') });
    assert.ok(await world.queue.take());
    world.clock.advance(5_000);
    assert.equal((await world.jobs.sweep()).reissued, 1);
    assert.ok(await world.takeNext());
  });

  test('deletes the logs of jobs that ended ninety days ago, and nothing else', async () => {
    const old = await world.open({ originalName: 'old', items: newItems('a.jpg') });
    await world.jobs.stop(2, old.id, '');
    world.clock.advance(90 * 24 * 60 * minuteMs);
    const running = await world.open({ originalName: 'running', items: newItems('b.jpg') });
    const ended = await world.open({ originalName: 'ended', isInputClosed: true });
    assert.equal((await world.jobs.sweep()).deleted, 0);
    world.clock.advance(1);
    assert.equal((await world.jobs.sweep()).deleted, 1);
    const left = await world.jobs.logs({ companyIds: [2], limit: 10 });
    assert.deepEqual(left.map((job) => job.id), [ended.id, running.id]);
    assert.equal((await world.jobs.lines(old.id, { sortBy: 'Date', isDescending: false, pageSize: 10, page: 1 })).totalRows, 0);
    assert.deepEqual(await world.items(), ['b.jpg queued']);
  });
});
