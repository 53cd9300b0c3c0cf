import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { ItemEnding, LeasedItem } from '#jobs';
import { newItems, openTestLedger, successLine, type TestLedger } from '#test/build/jobs';

const codeOf = (code: string) => (thrown: unknown) => (thrown as { code?: string }).code === code;
const full = { key: 'DISK_FULL', params: {} } as const;

describe('leases', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger({ retryDelayMs: 5_000 }); });
  beforeEach(() => world.clear());
  after(() => world[Symbol.asyncDispose]());

  async function take(): Promise<LeasedItem> {
    const leased = await world.takeNext();
    assert.ok(leased, 'expected an item to be had');
    return leased;
  }

  test('one item has one holder, whoever asks at the same time', async () => {
    await world.open({ items: newItems('a.jpg') });
    const ticket = await world.queue.take();
    assert.ok(ticket);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, number) =>
      world.jobs.lease(ticket.itemId, { holder: `h${number}`, leaseMs: 1000 })));
    assert.equal(answers.filter((leased) => leased !== undefined).length, 1);
    assert.deepEqual(await world.miscounted(), []);
  });

  test('a finished item cannot be finished, failed, given back or leased again', async () => {
    const job = await world.open({ items: newItems('a.jpg', 'b.jpg') });
    const leased = await take();
    await world.finish(leased);
    await assert.rejects(world.finish(leased), codeOf('LEASE_LOST'));
    await world.jobs.fail(leased, full);
    await world.jobs.giveBack(leased, full);
    await world.jobs.release(leased);
    assert.equal(await world.jobs.renew(leased, 1, 1000), false);
    assert.equal(await world.jobs.lease(leased.item.id, { holder: 'again', leaseMs: 1000 }), undefined);
    const log = await world.logOf(job);
    assert.deepEqual([log.counts.success, log.counts.error, log.runningCount], [1, 0, 0]);
    assert.deepEqual(await world.miscounted(), []);
  });

  test('a transaction that dies after finishing leaves the item in hand, to be finished once', async () => {
    const job = await world.open({ items: newItems('a.jpg'), isInputClosed: true });
    const leased = await take();
    await assert.rejects(world.inTransaction(async (transaction) => {
      await world.jobs.finishItems(transaction, leased.job.id, [{ leased, outcome: 'success', lines: [successLine(leased)] }]);
      throw new Error('the process dies here');
    }), /dies here/);
    assert.equal((await world.logOf(job)).state, 'open');
    assert.deepEqual(await world.items(), ['a.jpg running']);
    await world.finish(leased);
    assert.equal((await world.typesOf(job)).filter((type) => type === 'UploadSuccess').length, 1);
    assert.equal((await world.logOf(job)).state, 'ended');
  });

  test('two who believe to hold an item cannot both finish it', async () => {
    const job = await world.open({ items: newItems('a.jpg') });
    const slow = await take();
    world.clock.advance(30_001);
    assert.equal((await world.jobs.sweep()).reclaimed, 1);
    const quick = await take();
    assert.equal(quick.item.id, slow.item.id);
    const [first, second] = await Promise.allSettled([world.finish(slow), world.finish(quick)]);
    assert.deepEqual([first?.status, second?.status], ['rejected', 'fulfilled']);
    assert.equal((await world.logOf(job)).counts.success, 1);
  });

  test('a lease that is renewed does not run out, and tells how far it is', async () => {
    const job = await world.open({ items: newItems('a.jpg') });
    const leased = await take();
    for (let renewal = 1; renewal <= 4; renewal += 1) {
      world.clock.advance(20_000);
      assert.equal(await world.jobs.renew(leased, renewal / 4, 30_000), true);
      assert.equal((await world.jobs.sweep()).reclaimed, 0);
    }
    const [active] = await world.jobs.active({ companyIds: [2], jobId: job.id });
    assert.deepEqual(active?.running, [{ fileName: 'a.jpg', progress: 1, at: world.clock.now() }]);
  });

  test('a plan is kept with its item', async () => {
    await world.open({ items: newItems('a.jpg') });
    const leased = await take();
    await world.inTransaction((transaction) => world.jobs.finishItems(transaction, leased.job.id, [
      { leased, outcome: 'success', lines: [], plan: [{ step: 'decode' }] },
    ]));
    const { rows } = await sql`select plan from job_item`.execute(world.database);
    assert.deepEqual(rows, [{ plan: [{ step: 'decode' }] }]);
  });

  async function takeSome(itemId: number, most: number): Promise<readonly string[]> {
    const leased = await world.jobs.leaseNext(itemId, { holder: 'tester', leaseMs: 1000, most });
    return leased.map(({ item }) => item.fileName);
  }

  test('one ticket leads to as many items of its job as are wanted, in their order', async () => {
    await world.open({ items: newItems('other.jpg') });
    await world.open({ originalName: 'second', items: newItems('a.jpg', 'b.jpg', 'c.jpg#a.jpg', 'd.jpg', 'e.jpg') });
    const [, ticket = 0] = await world.queue.waiting();
    assert.deepEqual(await takeSome(ticket, 3), ['a.jpg', 'b.jpg', 'd.jpg'], 'the equal of a.jpg waits for it');
    assert.deepEqual(await takeSome(ticket, 3), ['e.jpg']);
    assert.deepEqual(await takeSome(ticket, 3), []);
    assert.deepEqual(await world.miscounted(), []);
    assert.deepEqual(await world.items(), [
      'other.jpg queued', 'a.jpg running', 'b.jpg running', 'c.jpg queued', 'd.jpg running', 'e.jpg running']);
  });

  test('many who take from one job at the same time share its items', async () => {
    await world.open({ items: newItems(...Array.from({ length: 40 }, (_, number) => `${number}.jpg`)) });
    const [ticket = 0] = await world.queue.waiting();
    const shares = await Promise.all(Array.from({ length: 10 }, () => takeSome(ticket, 4)));
    assert.equal(new Set(shares.flat()).size, 40);
    assert.deepEqual(shares.map((share) => share.length), Array.from({ length: 10 }, () => 4));
    assert.deepEqual(await world.miscounted(), []);
  });

  test('items of a job end together, or none of them does', async () => {
    const job = await world.open({ items: newItems('a.jpg', 'b.jpg', 'c.jpg#a.jpg'), isInputClosed: true });
    const [first, second] = [await take(), await take()];
    const end = (...endings: readonly ItemEnding[]) =>
      world.inTransaction((transaction) => world.jobs.finishItems(transaction, job.id, endings));
    const one = { leased: first, outcome: 'success', lines: [successLine(first)] } as const;
    const other = { leased: second, outcome: 'error', lines: [] } as const;
    await assert.rejects(end(one, { ...other, leased: { ...second, lease: 'lost' } }), codeOf('LEASE_LOST'));
    assert.deepEqual(await world.items(), ['a.jpg running', 'b.jpg running', 'c.jpg queued']);
    await world.queue.lose();
    await end(one, other);
    const last = await take();
    assert.equal(last.item.fileName, 'c.jpg', 'the one that waited got its ticket');
    await world.finish(last);
    const log = await world.logOf(job);
    assert.deepEqual([log.state, log.counts.success, log.counts.error], ['ended', 2, 1]);
    assert.deepEqual(await world.miscounted(), []);
  });

  test('a failure that may pass is tried again after a pause, the third time it is an error', async () => {
    const job = await world.open({ items: newItems('a.jpg'), isInputClosed: true });
    const first = await take();
    await world.jobs.giveBack(first, full);
    assert.equal(await world.jobs.lease(first.item.id, { holder: 'eager', leaseMs: 1000 }), undefined, 'the pause holds');
    assert.deepEqual(await world.jobs.sweep(), { closed: 0, reclaimed: 0, reissued: 0, deleted: 0 });
    world.clock.advance(5_000);
    assert.equal((await world.jobs.sweep()).reissued, 1);
    const second = await take();
    assert.equal(second.item.attempts, 2);
    await world.jobs.giveBack(second, full);
    world.clock.advance(29_999);
    assert.equal((await world.jobs.sweep()).reissued, 0);
    world.clock.advance(1);
    assert.equal((await world.jobs.sweep()).reissued, 1);
    await world.jobs.giveBack(await take(), full);
    const log = await world.logOf(job);
    assert.deepEqual([log.state, log.counts.error], ['ended', 1]);
    const { lines } = await world.jobs.lines(job.id, { types: ['UploadError'], sortBy: 'Date', isDescending: false, pageSize: 10, page: 1 });
    assert.deepEqual(lines.map(({ key, params, reason }) => ({ key, params, reason })),
      [{ key: 'log.error', params: { path: 'Co/a.jpg' }, reason: full }]);
  });

  test('a released item may be taken at once and no attempt is counted', async () => {
    await world.open({ items: newItems('a.jpg') });
    for (let time = 0; time < 5; time += 1) await world.jobs.release(await take());
    assert.equal((await take()).item.attempts, 1);
    assert.deepEqual(await world.miscounted(), []);
  });

  test('a file whose holders keep disappearing ends in error after the twentieth time', async () => {
    const job = await world.open({ items: newItems('a.jpg'), isInputClosed: true });
    for (let time = 1; time <= 20; time += 1) {
      await take();
      world.clock.advance(30_001);
      assert.equal((await world.jobs.sweep()).reclaimed, 1);
    }
    assert.equal(await world.takeNext(), undefined);
    assert.equal((await world.logOf(job)).counts.error, 1);
    const { lines } = await world.jobs.lines(job.id, { types: ['UploadError'], sortBy: 'Date', isDescending: false, pageSize: 10, page: 1 });
    assert.deepEqual(lines[0]?.reason, { key: 'INTERRUPTED', params: { count: 20 } });
  });

  test('a process that knows its predecessor is dead need not wait for the lease', async () => {
    await world.open({ items: newItems('a.jpg', 'b.jpg') });
    await take();
    assert.equal(await world.jobs.reclaimFrom('somebody else'), 0);
    assert.equal(await world.jobs.reclaimFrom('tester'), 1);
    assert.equal((await take()).item.fileName, 'b.jpg');
    assert.equal((await take()).item.fileName, 'a.jpg');
  });

  test('equal names are produced in order of arrival, over the bounds of jobs but not of companies', async () => {
    const one = await world.open({ originalName: 'one', items: newItems('a1.jpg#a', 'a2.jpg#a') });
    await world.open({ originalName: 'two', items: newItems('a3.jpg#a', 'b.jpg#b') });
    await world.open({ originalName: 'three', companyId: 3, items: newItems('a4.jpg#a') });
    const first = await take();
    assert.equal(first.item.fileName, 'a1.jpg');
    assert.equal((await take()).item.fileName, 'b.jpg');
    assert.equal((await take()).item.fileName, 'a4.jpg');
    assert.equal(await world.takeNext(), undefined, 'the other two wait behind the first');
    await world.finish(first);
    const second = await take();
    assert.equal(second.item.fileName, 'a2.jpg');
    await world.jobs.release(second);
    await world.jobs.stop(2, one.id, '');
    assert.equal((await take()).item.fileName, 'a3.jpg', 'a cancelled file no longer stands in the way');
  });

  test('a file that arrived earlier but was committed later waits while its like is in work', async () => {
    const gate = Promise.withResolvers<void>();
    const began = Promise.withResolvers<void>();
    const late = world.inTransaction(async (transaction) => {
      const job = await world.jobs.open(transaction, {
        companyId: 2, companyRoot: 'Co/', userId: 7, userEmail: 'u', originalName: 'late', locale: 'en', description: '',
        clientName: 'c', clientAddress: 'a', options: {}, echo: {}, items: newItems('early.jpg#k'), isInputClosed: true,
      });
      began.resolve();
      await gate.promise;
      return job;
    });
    await began.promise;
    await world.open({ originalName: 'prompt', items: newItems('later.jpg#k'), isInputClosed: true });
    const running = await take();
    assert.equal(running.item.fileName, 'later.jpg');
    gate.resolve();
    await late;
    assert.equal(await world.takeNext(), undefined);
    await world.finish(running);
    assert.equal((await take()).item.fileName, 'early.jpg');
  });
});
