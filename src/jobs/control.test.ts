import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Job } from '#jobs';
import { newItems, openTestLedger, type TestLedger } from '#test/build/jobs';

const codeOf = (code: string) => (thrown: unknown) => (thrown as { code?: string }).code === code;

describe('stop, pause, resume and remove', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger(); });
  beforeEach(() => world.clear());
  after(() => world[Symbol.asyncDispose]());

  async function stateOf(job: Job): Promise<string | undefined> {
    return (await world.jobs.active({ companyIds: [2], jobId: job.id }))[0]?.clientState;
  }
  async function wordsOf(job: Job): Promise<string | undefined> {
    return (await world.jobs.active({ companyIds: [2], jobId: job.id }))[0]?.job.progress.key;
  }

  test('stop cancels what waits, lets the running file finish and is seen in between', async () => {
    const job = await world.open({ items: newItems('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg') });
    const running = await world.takeNext();
    assert.ok(running);
    await world.jobs.stop(2, job.id, '');
    assert.equal(await stateOf(job), 'Stopping');
    assert.equal(await wordsOf(job), 'progress.stopping');
    assert.equal(await world.jobs.renew(running, 0.5, 30_000), true, 'the running file goes on');
    await assert.rejects(world.continue(job, newItems('f.jpg')), codeOf('JOB_NOT_ACTIVE'));
    assert.equal(await world.takeNext(), undefined);
    await world.finish(running);
    assert.equal(await stateOf(job), undefined);
    assert.deepEqual(await world.typesOf(job), [
      'BeginUpload', 'OriginalJobName', 'JobClient', 'JobType', 'FileCancel', 'FileCancel', 'FileCancel', 'FileCancel',
      'UploadSuccess', 'TotalFileCount', 'EndUpload',
    ]);
    const log = await world.logOf(job);
    assert.deepEqual(log.counts, { success: 1, update: 0, duplicate: 0, error: 0, warning: 4, skipped: 4 });
    const { lines } = await world.jobs.lines(job.id, { types: ['FileCancel', 'TotalFileCount'], sortBy: 'Date', isDescending: false, pageSize: 10, page: 1 });
    assert.deepEqual(lines.map(({ params }) => params), [
      { path: 'Co/b.jpg' }, { path: 'Co/c.jpg' }, { path: 'Co/d.jpg' }, { path: 'Co/e.jpg' }, { count: 5 },
    ]);
    assert.deepEqual(await world.miscounted(), []);
  });

  test('stop ends a job at once when nothing is in work', async () => {
    const job = await world.open({ items: newItems('a.jpg') });
    await world.jobs.stop(2, job.id, '');
    const log = await world.logOf(job);
    assert.deepEqual([log.state, log.endedAt], ['ended', world.clock.now()]);
    assert.deepEqual((await world.typesOf(job)).slice(-3), ['FileCancel', 'TotalFileCount', 'EndUpload']);
  });

  test('a file that fails, is given back or is lost while its job stops does not keep the job alive', async () => {
    for (const way of ['giveBack', 'release', 'fail', 'lose'] as const) {
      const job = await world.open({ originalName: way, items: newItems(`${way}.jpg`) });
      const running = await world.takeNext();
      assert.ok(running);
      await world.jobs.stop(2, job.id, '');
      if (way === 'giveBack') await world.jobs.giveBack(running, { key: 'DISK_FULL', params: {} });
      if (way === 'release') await world.jobs.release(running);
      if (way === 'fail') await world.jobs.fail(running, { key: 'BROKEN_FILE', params: { detail: 'x' } });
      if (way === 'lose') {
        world.clock.advance(30_001);
        await world.jobs.sweep();
      }
      const log = await world.logOf(job);
      assert.equal(log.state, 'ended', way);
      assert.deepEqual([log.counts.skipped, log.counts.error], way === 'fail' ? [0, 1] : [1, 0], way);
      assert.equal((await world.typesOf(job)).at(-1), 'EndUpload');
    }
    assert.deepEqual(await world.miscounted(), []);
  });

  test('a stopping job may be stopped again; an unknown, foreign or ended one is not found', async () => {
    const job = await world.open({ items: newItems('a.jpg', 'b.jpg') });
    const running = await world.takeNext();
    await world.jobs.stop(2, job.id, '');
    await world.jobs.stop(2, job.id, '');
    assert.equal((await world.logOf(job)).counts.skipped, 1);
    for (const act of ['stop', 'pause', 'resume', 'remove'] as const) {
      await assert.rejects(world.jobs[act](3, job.id, 'h'), codeOf('JOB_NOT_FOUND'), act);
      await assert.rejects(world.jobs[act](2, 10 ** 9, 'h'), codeOf('JOB_NOT_FOUND'), act);
    }
    assert.ok(running);
    await world.finish(running);
    for (const act of ['stop', 'pause', 'resume', 'remove'] as const) {
      await assert.rejects(world.jobs[act](2, job.id, 'h'), codeOf('JOB_NOT_FOUND'), act);
    }
  });

  test('a paused job starts nothing, takes files, and goes on when resumed', async () => {
    const job = await world.open({ items: newItems('a.jpg', 'b.jpg') });
    const running = await world.takeNext();
    assert.ok(running);
    await world.jobs.pause(2, job.id, '');
    await world.jobs.pause(2, job.id, '');
    assert.equal(await stateOf(job), 'WaitingCoordinator');
    assert.equal(await wordsOf(job), 'progress.paused');
    await world.finish(running);
    await world.continue(job, newItems('c.jpg'), { isInputClosed: true });
    assert.equal(await world.takeNext(), undefined);
    world.clock.advance(60_000);
    assert.equal((await world.jobs.sweep()).reissued, 0, 'no tickets for what may not start');
    await world.jobs.resume(2, job.id, '');
    await world.jobs.resume(2, job.id, '');
    for (const name of ['b.jpg', 'c.jpg']) {
      const leased = await world.takeNext();
      assert.equal(leased?.item.fileName, name);
      await world.finish(leased);
    }
    assert.equal((await world.logOf(job)).state, 'ended');
  });

  test('the idle timer of a paused job runs on', async () => {
    const job = await world.open({});
    await world.jobs.pause(2, job.id, '');
    world.clock.advance(30 * 60_000);
    assert.equal((await world.jobs.sweep()).closed, 1);
    assert.equal((await world.logOf(job)).state, 'ended');
  });

  test('a removed job leaves the active ones when its file in work has finished; the log stays', async () => {
    const patient = world.ledgerOf({ doneGraceSeconds: 60 });
    const job = await world.open({ items: newItems('a.jpg', 'b.jpg') });
    const running = await world.takeNext();
    assert.ok(running);
    await patient.remove(2, job.id, '');
    assert.deepEqual((await patient.active({ companyIds: [2] })).map((each) => each.clientState), ['Stopping']);
    await world.finish(running);
    assert.deepEqual(await patient.active({ companyIds: [2] }), []);
    assert.equal((await world.logOf(job)).counts.skipped, 1);
  });

  test('with a grace an ended job shows as Done for that long, unless it is removed', async () => {
    const patient = world.ledgerOf({ doneGraceSeconds: 60 });
    const job = await world.open({ originalName: 'stays', isInputClosed: true });
    const gone = await world.open({ originalName: 'goes', isInputClosed: true });
    const seen = async () => (await patient.active({ companyIds: [2] })).map((each) => `${each.job.name} ${each.clientState}`);
    assert.deepEqual(await seen(), ['stays Done', 'goes Done']);
    await patient.remove(2, gone.id, '');
    assert.deepEqual(await seen(), ['stays Done']);
    world.clock.advance(60_000);
    assert.deepEqual(await seen(), []);
    assert.equal((await world.logOf(job)).state, 'ended');
    assert.deepEqual(await world.jobs.active({ companyIds: 'all' }), []);
  });
});
