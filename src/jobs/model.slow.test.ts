import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { clientState, queuedCount, type ClientState, type ItemOutcome, type Job, type LeasedItem } from '#jobs';
import { openTestLedger, type TestLedger } from '#test/build/jobs';

/** The ledger as one would write it on a napkin. */
type ModelItem = { key: string; job: ModelJob; state: 'queued' | 'running' | 'finished'; attempts: number; leased?: LeasedItem };
type ModelJob = {
  real: Job; state: 'open' | 'stopping' | 'ended'; isPaused: boolean; isClosed: boolean; lastPostMs: number;
  counts: { success: number; update: number; duplicate: number; error: number; warning: number; skipped: number };
};

const outcomes = ['success', 'update', 'duplicate', 'error', 'skipped'] as const;
const minuteMs = 60_000;

class Model {
  readonly jobs: ModelJob[] = [];
  readonly items: ModelItem[] = [];

  of(job: ModelJob): ModelItem[] {
    return this.items.filter((item) => item.job === job);
  }
  mayStart(item: ModelItem): boolean {
    const isFirst = this.items.every((other) => other.key !== item.key || other.state === 'finished'
      || this.items.indexOf(other) >= this.items.indexOf(item));
    return item.state === 'queued' && item.job.state === 'open' && !item.job.isPaused && isFirst;
  }
  finish(item: ModelItem, outcome: Exclude<ItemOutcome, 'unpacked'> | 'cancelled'): void {
    item.state = 'finished';
    delete item.leased;
    if (outcome === 'cancelled') item.job.counts.warning += 1;
    item.job.counts[outcome === 'cancelled' ? 'skipped' : outcome] += 1;
    this.settle(item.job);
  }
  putBack(item: ModelItem): void {
    if (item.job.state === 'stopping') this.finish(item, 'cancelled');
    else item.state = 'queued';
    delete item.leased;
  }
  stop(job: ModelJob): void {
    if (job.state !== 'open') return;
    job.state = 'stopping';
    for (const item of this.of(job)) if (item.state === 'queued') this.finish(item, 'cancelled');
    this.settle(job);
  }
  settle(job: ModelJob): void {
    const isOver = job.isClosed || job.state === 'stopping';
    if (isOver && this.of(job).every((item) => item.state === 'finished')) job.state = 'ended';
  }
  stateOf(job: ModelJob): ClientState {
    if (job.state === 'ended') return 'Done';
    if (job.state === 'stopping') return 'Stopping';
    const items = this.of(job);
    if (job.isPaused) return 'WaitingCoordinator';
    if (items.some((item) => item.state === 'running')) return 'Running';
    if (items.some((item) => item.state === 'queued')) return 'WaitingCoordinator';
    return items.length === 0 ? 'New' : 'WaitingClient';
  }
}

/** One step: what to do, and three numbers that choose what to do it with. */
const step = fc.tuple(
  fc.constantFrom('open', 'continue', 'continue', 'take', 'take', 'take', 'finish', 'finish', 'die', 'giveBack', 'release',
    'fail', 'stop', 'pause', 'resume', 'remove', 'lose', 'wait'),
  fc.nat(1000), fc.nat(1000), fc.boolean(),
);

describe('the ledger and its model', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger({ retryDelayMs: 0, maxInterruptions: 1000 }); });
  after(() => world[Symbol.asyncDispose]());

  const pick = <Value>(values: readonly Value[], number: number): Value | undefined => values[number % values.length];
  const newItems = (count: number, seed: number) => Array.from({ length: count }, (_, number) => ({
    folder: 'Co/', fileName: `f${seed}-${number}.jpg`, orderKey: `k${(seed + number) % 4}`, blobId: 'b', sizeBytes: 1,
  }));

  async function act(model: Model, [action, one, two, flag]: [string, number, number, boolean]): Promise<void> {
    const job = pick(model.jobs, one);
    const held = pick(model.items.filter((item) => item.leased), one);
    const leased = held?.leased;
    const add = (owner: ModelJob, items: ReturnType<typeof newItems>) => {
      for (const item of items) model.items.push({ key: item.orderKey, job: owner, state: 'queued', attempts: 0 });
      owner.isClosed ||= flag;
      owner.lastPostMs = world.clock.now().getTime();
      model.settle(owner);
    };
    if (action === 'open') {
      const items = newItems(two % 4, one);
      const real = await world.open({ originalName: `job${one % 3}`, items, isInputClosed: flag });
      const counts = { success: 0, update: 0, duplicate: 0, error: 0, warning: 0, skipped: 0 };
      const opened: ModelJob = { real, state: 'open', isPaused: false, isClosed: false, lastPostMs: 0, counts };
      model.jobs.push(opened);
      add(opened, items);
    } else if (action === 'continue' && job) {
      const items = newItems(two % 3, one);
      const continued = await world.continue(job.real, items, { isInputClosed: flag }).then(() => true, () => false);
      assert.equal(continued, job.state === 'open' && !job.isClosed);
      if (continued) add(job, items);
    } else if (action === 'take') {
      const item = pick(model.items, two);
      if (!item) return;
      const { rows } = await sql<{ id: number }>`select id from job_item order by id offset ${model.items.indexOf(item)} limit 1`
        .execute(world.database);
      const taken = await world.jobs.lease(Number(rows[0]?.id), { holder: 'model', leaseMs: 30_000 });
      assert.equal(taken !== undefined, model.mayStart(item));
      if (taken) Object.assign(item, { state: 'running', leased: taken, attempts: item.attempts + 1 });
    } else if (action === 'finish' && held && leased) {
      const outcome = pick(outcomes, two) ?? 'success';
      await world.finish(leased, outcome, []);
      model.finish(held, outcome);
    } else if (action === 'die' && leased) {
      await assert.rejects(world.inTransaction(async (transaction) => {
        await world.jobs.finishItems(transaction, leased.job.id, [{ leased, outcome: 'success', lines: [] }]);
        throw new Error('the process dies before it commits');
      }));
    } else if (action === 'giveBack' && held && leased) {
      await world.jobs.giveBack(leased, { key: 'DISK_FULL', params: {} });
      if (held.attempts >= 3) model.finish(held, 'error');
      else model.putBack(held);
    } else if (action === 'release' && held && leased) {
      await world.jobs.release(leased);
      held.attempts -= 1;
      model.putBack(held);
    } else if (action === 'fail' && held && leased) {
      await world.jobs.fail(leased, { key: 'BROKEN_FILE', params: { detail: '' } });
      model.finish(held, 'error');
    } else if ((action === 'stop' || action === 'remove' || action === 'pause' || action === 'resume') && job) {
      const isDone = await world.jobs[action](2, job.real.id, '').then(() => true, () => false);
      assert.equal(isDone, job.state !== 'ended');
      if (action === 'stop' || action === 'remove') model.stop(job);
      else if (job.state === 'open') job.isPaused = action === 'pause';
    } else if (action === 'lose' || action === 'wait') {
      await pass(model, action === 'lose' ? 30_001 : 11 * minuteMs);
    }
  }

  /** Time passes: every lease runs out, and jobs without a POST for half an hour are closed. */
  async function pass(model: Model, ms: number): Promise<void> {
    world.clock.advance(ms);
    await world.jobs.sweep();
    for (const item of model.items.filter((each) => each.leased)) {
      item.attempts -= 1;
      model.putBack(item);
    }
    for (const job of model.jobs) {
      if (job.state !== 'open' || job.isClosed || world.clock.now().getTime() - job.lastPostMs < 30 * minuteMs) continue;
      job.isClosed = true;
      job.counts.warning += 1;
      model.settle(job);
    }
  }

  async function compare(model: Model): Promise<void> {
    const logs = new Map((await world.jobs.logs({ companyIds: [2], limit: 10_000 })).map((job) => [job.id, job]));
    for (const job of model.jobs) {
      const log = logs.get(job.real.id);
      assert.ok(log);
      const items = model.of(job);
      assert.deepEqual({
        state: log.state, client: clientState(log), counts: log.counts, received: log.receivedCount, running: log.runningCount,
        queued: queuedCount(log), isEnded: log.endedAt !== undefined,
      }, {
        state: job.state, client: model.stateOf(job), counts: job.counts, received: items.length,
        running: items.filter((item) => item.state === 'running').length,
        queued: items.filter((item) => item.state === 'queued').length, isEnded: job.state === 'ended',
      });
    }
    const active = (await world.jobs.active({ companyIds: [2] })).map(({ job }) => job.id);
    assert.deepEqual(active.toSorted((a, b) => a - b), model.jobs.filter((job) => job.state !== 'ended').map((job) => job.real.id));
    assert.deepEqual(await world.miscounted(), []);
  }

  /** Whatever happened: with tickets and sweeps alone every job comes to its end, with its end lines once and last. */
  async function drain(model: Model): Promise<void> {
    for (const job of model.jobs) if (job.state !== 'ended') await world.jobs.resume(2, job.real.id, '');
    for (let round = 0; round < 3; round += 1) {
      world.clock.advance(31 * minuteMs);
      await world.jobs.sweep();
      for (let leased = await world.takeNext(); leased; leased = await world.takeNext()) await world.finish(leased, 'success', []);
    }
    assert.deepEqual(await world.jobs.active({ companyIds: 'all' }), []);
    for (const job of model.jobs) {
      const types = await world.typesOf(job.real);
      assert.deepEqual(types.slice(-2), ['TotalFileCount', 'EndUpload']);
      assert.equal(types.filter((type) => type === 'EndUpload').length, 1);
    }
  }

  test('agree on every state after random lives of jobs, and every job ends', { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      await world.clear();
      const model = new Model();
      await act(model, ['open', 1, 3, false]);
      for (const each of steps) {
        await act(model, each);
        await compare(model);
      }
      await drain(model);
    }), { numRuns: 20, endOnFailure: true });
  });
});
