import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { newItems, openTestLedger, type TestLedger } from '#test/build/jobs';
import type { JobRequest } from '../types.ts';
import type { DueTime, Schedule } from './types.ts';

const request: JobRequest = {
  kind: 'UrlUpload', companyId: 2, companyRoot: 'Co/', userId: 7, userEmail: 'user@example.com', originalName: 'nightly', locale: 'en', description: 'd',
  clientName: 'test', clientAddress: '127.0.0.1', options: { overwrite: true }, echo: { numUrls: 1 }, items: newItems('a.jpg'), isInputClosed: true,
};

describe('schedules', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger(); });
  beforeEach(() => world.clear());
  after(() => world[Symbol.asyncDispose]());

  const add = (due: DueTime, change: Partial<JobRequest> = {}): Promise<Schedule> =>
    world.inTransaction((transaction) => world.jobs.schedules.add(transaction, { ...request, ...change }, due));
  const list = () => world.jobs.schedules.list({ companyIds: [2] });
  const at = (time: string): void => world.clock.advance(new Date(time).getTime() - world.clock.now().getTime());
  const opened = async () => (await world.jobs.logs({ companyIds: [2], limit: 100 })).map((job) => job.name).toReversed();
  const fire = () => world.jobs.schedules.fireDue();
  const finishAll = async (): Promise<void> => {
    for (let leased = await world.takeNext(); leased; leased = await world.takeNext()) await world.finish(leased);
  };

  test('a job for a time to come is opened then, once, and its schedule is gone', async () => {
    at('2027-01-04T10:00:00Z');
    const schedule = await add({ at: new Date('2027-01-04T12:00:00Z') });
    assert.deepEqual([schedule.nextFireAt.toISOString(), schedule.cron, schedule.triggerState], ['2027-01-04T12:00:00.000Z', undefined, 'Normal']);
    at('2027-01-04T11:59:59Z');
    assert.equal(await fire(), 0);
    at('2027-01-04T12:00:00Z');
    assert.equal(await fire(), 1);
    assert.equal(await fire(), 0);
    assert.deepEqual(await list(), []);
    const [job] = await world.jobs.findLogs({ companyId: 2, scheduleId: schedule.id });
    assert.ok(job);
    assert.deepEqual([job.kind, job.originalName, job.options, job.echo, job.receivedCount], ['UrlUpload', 'nightly', { overwrite: true }, { numUrls: 1 }, 1]);
    assert.deepEqual(await world.typesOf(job), ['BeginUploadUrls', 'OriginalJobName', 'JobClient', 'JobType']);
  });

  test('a recurring job is opened at each due time of its zone, through both changes of clocks', async () => {
    at('2027-03-27T12:00:00Z');
    await add({ cron: '0 30 2 * * ?' });
    const fired: string[] = [];
    for (const until of ['2027-03-30', '2027-10-30', '2027-11-02']) {
      if (until === '2027-10-30') at('2027-10-30T12:00:00Z');
      const end = new Date(`${until}T12:00:00Z`);
      while (world.clock.now() < end) {
        world.clock.advance(30 * 60_000);
        if (await fire() > 0) fired.push(world.clock.now().toISOString().slice(0, 16));
        await finishAll();
      }
    }
    assert.deepEqual(fired, [
      '2027-03-28T01:00', '2027-03-29T00:30', '2027-03-30T00:30',
      // Half a year without a server, then the hour that comes twice.
      '2027-10-30T12:30', '2027-10-31T00:30', '2027-11-01T01:30', '2027-11-02T01:30',
    ]);
  });

  test('times that passed while no server was running are made up for by one job', async () => {
    at('2028-01-01T00:30:00Z');
    await add({ cron: '0 0 * * * ?' });
    at('2028-01-03T07:10:00Z');
    assert.equal(await fire(), 1);
    assert.equal(await fire(), 0);
    assert.equal((await list())[0]?.nextFireAt.toISOString(), '2028-01-03T08:00:00.000Z');
  });

  test('a time that comes while its last job has not ended waits for it', async () => {
    at('2028-02-01T00:30:00Z');
    const { id } = await add({ cron: '0 0 * * * ?' });
    at('2028-02-01T01:00:00Z');
    assert.equal(await fire(), 1);
    assert.equal((await list())[0]?.triggerState, 'Normal');
    at('2028-02-01T03:00:00Z');
    assert.equal(await fire(), 0);
    assert.equal((await list())[0]?.triggerState, 'Blocked');
    await finishAll();
    assert.equal(await fire(), 1);
    assert.equal((await world.jobs.findLogs({ companyId: 2, scheduleId: id })).length, 2);
    assert.equal((await list())[0]?.nextFireAt.toISOString(), '2028-02-01T04:00:00.000Z');
  });

  test('many servers at once open each due job once', async () => {
    at('2028-03-01T00:30:00Z');
    for (let number = 0; number < 12; number += 1) await add({ cron: '0 0 * * * ?' }, { originalName: `job${number}` });
    at('2028-03-01T01:00:00Z');
    const servers = Array.from({ length: 4 }, () => world.ledgerOf({}));
    const counts = await Promise.all(servers.map((server) => server.schedules.fireDue()));
    // Whoever finds a schedule in another's hands leaves it there.
    const left = await fire();
    assert.equal(counts.reduce((sum, count) => sum + count, 0) + left, 12);
    assert.deepEqual((await opened()).toSorted(), Array.from({ length: 12 }, (_, number) => `job${number}`).toSorted());
  });

  test('a paused one misses what passes; resumed it goes on from then', async () => {
    at('2028-04-01T00:30:00Z');
    const schedule = await add({ cron: '0 0 * * * ?' });
    await world.jobs.schedules.pause(schedule, '');
    await world.jobs.schedules.pause(schedule, '');
    at('2028-04-01T05:10:00Z');
    assert.equal(await fire(), 0);
    assert.equal((await list())[0]?.triggerState, 'Paused');
    await world.jobs.schedules.resume(schedule, '');
    assert.equal(await fire(), 0);
    const [resumed] = await list();
    assert.deepEqual([resumed?.triggerState, resumed?.nextFireAt.toISOString()], ['Normal', '2028-04-01T06:00:00.000Z']);
    await world.jobs.schedules.resume(schedule, '');
    assert.equal((await list())[0]?.nextFireAt.toISOString(), '2028-04-01T06:00:00.000Z');
  });

  test('executed, one opens a job now and stays due when it was', async () => {
    at('2028-05-01T00:30:00Z');
    const schedule = await add({ cron: '0 0 * * * ?' });
    await world.jobs.schedules.pause(schedule, '');
    const job = await world.jobs.schedules.execute(schedule, '');
    assert.equal(job.originalName, 'nightly');
    const [after] = await list();
    assert.deepEqual([after?.triggerState, after?.nextFireAt.toISOString()], ['Paused', schedule.nextFireAt.toISOString()]);
    const again = await world.jobs.schedules.execute(schedule, '');
    assert.equal(again.name, 'nightly_2028-05-01-00:30:00');
  });

  test('stopping ends the jobs it opened and fails without any; removed, its jobs go on', async () => {
    at('2028-06-01T00:30:00Z');
    const schedule = await add({ cron: '0 0 * * * ?' });
    await assert.rejects(world.jobs.schedules.stopJobs(schedule, 'h'), { code: 'JOB_NOT_FOUND' });
    const first = await world.jobs.schedules.execute(schedule, '');
    await world.jobs.schedules.stopJobs(schedule, 'h');
    assert.equal((await world.logOf(first)).state, 'ended');
    const second = await world.jobs.schedules.execute(schedule, '');
    await world.jobs.schedules.remove(schedule, 'h');
    assert.deepEqual(await list(), []);
    await finishAll();
    assert.equal((await world.logOf(second)).counts.success, 1);
    for (const act of ['pause', 'resume', 'remove', 'execute'] as const) await assert.rejects(world.jobs.schedules[act](schedule, 'h'), { code: 'JOB_NOT_FOUND' }, act);
  });

  test('names are the company\'s own, and expressions must be due again', async () => {
    at('2028-07-01T00:30:00Z');
    await add({ cron: '0 0 * * * ?' });
    await assert.rejects(add({ cron: '0 0 * * * ?' }), { code: 'INVALID_PARAMETER' });
    await add({ cron: '0 0 * * * ?' }, { companyId: 3 });
    await add({ cron: '0 0 * * * ?' }, { originalName: 'other|one' });
    assert.deepEqual((await world.jobs.schedules.list({ companyIds: 'all', reference: { name: 'other_one' } })).map(({ name }) => name), ['other|one']);
    assert.deepEqual((await world.jobs.schedules.list({ companyIds: [2, 3], name: 'nightly' })).map(({ companyId }) => companyId), [2, 3]);
    await assert.rejects(add({ cron: '0 0 0 1 1 ? 2020' }, { originalName: 'never' }), { code: 'INVALID_PARAMETER' });
    await assert.rejects(add({ cron: 'nonsense' }, { originalName: 'never' }), { code: 'INVALID_PARAMETER' });
    await assert.rejects(add({ cron: '0 0 * * * ?' }, { originalName: '' }), { code: 'INVALID_PARAMETER' });
  });
});

describe('jobs that follow on others', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger(); });
  beforeEach(() => world.clear());
  after(() => world[Symbol.asyncDispose]());

  const followers = (isOnlyIfFiles: boolean) => ({
    isOnlyIfFiles, jobs: [{ kind: 'ImageOptimization', options: { x: 1 }, echo: { y: 2 }, items: [{ folder: 'Co/', fileName: '', orderKey: '|l', listing: { kind: 'images' } }] }],
  }) as const;
  const names = async () => (await world.jobs.logs({ companyIds: [2], limit: 100 })).map((job) => [job.name, job.originalName, job.kind]).toReversed();

  test('they are opened in the transaction that ends it, under a name of their own', async () => {
    await world.open({ originalName: 'shoes', items: newItems('a'), isInputClosed: true, followers: followers(false) });
    const leased = (await world.takeNext())!;
    await assert.rejects(world.inTransaction(async (transaction) => {
      await world.jobs.finishItems(transaction, leased.job.id, [{ leased, outcome: 'success', lines: [] }]);
      throw new Error('dies before it commits');
    }));
    assert.equal((await names()).length, 1);
    await world.finish(leased);
    assert.deepEqual(await names(), [['shoes', 'shoes', 'UploadPost'], ['Pub_shoes', 'shoes', 'ImageOptimization']]);
    const [follower] = await world.jobs.active({ companyIds: [2] });
    const { lines } = await world.jobs.lines(follower!.job.id, { sortBy: 'Date', isDescending: false, pageSize: 10, page: 1 });
    assert.deepEqual(lines.map((line) => [line.type, line.params]), [
      ['BeginReoptimize', {}], ['OriginalJobName', { name: 'shoes' }], ['InitiatingJobName', { name: 'shoes' }], ['JobClient', { client: 'test' }],
      ['JobType', { type: 'ImageOptimization' }],
    ]);
    assert.deepEqual([follower?.job.options, follower?.job.echo, follower?.job.receivedCount], [{ x: 1 }, { y: 2 }, 1]);
    assert.ok(await world.takeNext(), 'with a ticket');
  });

  test('where files are asked for, a job that made none is followed by nothing', async () => {
    for (const [isOnlyIfFiles, outcome, count] of [[true, 'error', 1], [true, 'duplicate', 1], [true, 'update', 2], [false, 'error', 2]] as const) {
      await world.clear();
      await world.open({ items: newItems('a'), isInputClosed: true, followers: followers(isOnlyIfFiles) });
      await world.finish((await world.takeNext())!, outcome, []);
      assert.equal((await names()).length, count, outcome);
    }
  });

  test('a job that was stopped is followed by nothing', async () => {
    const job = await world.open({ items: newItems('a', 'b'), isInputClosed: true, followers: followers(false) });
    const leased = (await world.takeNext())!;
    await world.jobs.stop(2, job.id, '');
    await world.finish(leased);
    assert.equal((await world.logOf(job)).state, 'ended');
    assert.equal((await names()).length, 1);
    await world.jobs.stop(2, (await world.open({ originalName: 'empty', followers: followers(false) })).id, '');
    assert.equal((await names()).length, 2);
  });
});
