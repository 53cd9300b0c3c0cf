import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { clientState, queuedCount, type ClientState, type ItemOutcome, type Job, type JobsRoom, type LeasedItem, type NewItem } from '#jobs';
import { openTestLedger, type TestLedger } from '#test/build/jobs';

/** The ledger as one would write it on a napkin. A look gives way to the files it finds; then it is gone. */
type ModelItem = {
  key: string; job: ModelJob; state: 'queued' | 'running' | 'finished' | 'gone'; attempts: number; readonly isLook: boolean; leased?: LeasedItem;
};
type ModelJob = {
  real: Job; state: 'open' | 'stopping' | 'ended'; isPaused: boolean; isClosed: boolean; lastPostMs: number;
  counts: { success: number; update: number; duplicate: number; error: number; warning: number; skipped: number };
};

const outcomes = ['success', 'update', 'duplicate', 'error', 'skipped'] as const;
const minuteMs = 60_000;
const holder = 'model';

class Model {
  readonly jobs: ModelJob[] = [];
  readonly items: ModelItem[] = [];

  of(job: ModelJob): ModelItem[] {
    return this.items.filter((item) => item.job === job && item.state !== 'gone');
  }
  isUnfinished(item: ModelItem): boolean {
    return item.state === 'queued' || item.state === 'running';
  }
  mayStart(item: ModelItem): boolean {
    const isFirst = this.items.slice(0, this.items.indexOf(item)).every((other) => other.key !== item.key || !this.isUnfinished(other));
    return item.state === 'queued' && item.job.state === 'open' && !item.job.isPaused && isFirst;
  }
  finish(item: ModelItem, outcome: Exclude<ItemOutcome, 'unpacked'> | 'cancelled' | 'gone'): void {
    delete item.leased;
    item.state = outcome === 'gone' || (outcome === 'cancelled' && item.isLook) ? 'gone' : 'finished';
    if (item.state === 'finished') {
      if (outcome === 'cancelled') item.job.counts.warning += 1;
      item.job.counts[outcome === 'cancelled' ? 'skipped' : outcome as typeof outcomes[number]] += 1;
    }
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
    if (isOver && !this.of(job).some((item) => this.isUnfinished(item))) job.state = 'ended';
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

/** One step: what to do, and three values that choose what to do it with. */
const step = fc.tuple(
  fc.constantFrom('upload', 'continue', 'continue', 'end', 'take', 'take', 'take', 'take', 'finish', 'finish', 'finish', 'die', 'giveBack', 'release',
    'fail', 'stop', 'pause', 'resume', 'remove', 'lose', 'wait', 'restart'),
  fc.nat(1000), fc.nat(1000), fc.boolean(),
);
type Step = readonly [string, number, number, boolean];

const pick = <Value>(values: readonly Value[], number: number): Value | undefined => values[number % values.length];
const newItems = (count: number, seed: number): readonly NewItem[] => Array.from({ length: count }, (_, number) => ({
  folder: 'Co/', fileName: `f${seed}-${number}.jpg`, orderKey: `k${(seed + number) % 4}`, blobId: 'b', sizeBytes: 1,
}));
const look: NewItem = { folder: 'Co/', fileName: '', orderKey: '|look', listing: { kind: 'images' } };
const policy = { retryDelayMs: 0, maxInterruptions: 1000 };

/** A ledger and its model, side by side on a database of their own. */
class Lane {
  readonly #world: TestLedger;
  #jobs: JobsRoom;
  #model = new Model();

  constructor(world: TestLedger) {
    this.#world = world;
    this.#jobs = world.jobs;
  }

  async live(steps: readonly Step[]): Promise<void> {
    await this.#world.clear();
    this.#model = new Model();
    await this.#act(['upload', 1, 3, false]);
    for (const each of steps) {
      await this.#act(each);
      await this.#compare();
    }
    await this.#drain();
  }

  #add(owner: ModelJob, items: readonly NewItem[], isClosed: boolean): void {
    this.#note(owner, items);
    owner.isClosed ||= isClosed;
    owner.lastPostMs = this.#world.clock.now().getTime();
    this.#model.settle(owner);
  }

  #note(owner: ModelJob, items: readonly NewItem[]): void {
    for (const item of items) this.#model.items.push({ key: item.orderKey, job: owner, state: 'queued', attempts: 0, isLook: 'listing' in item });
  }

  async #act([action, one, two, flag]: Step): Promise<void> {
    const [world, model] = [this.#world, this.#model];
    const job = pick(model.jobs, one);
    const held = pick(model.items.filter((item) => item.leased), one);
    const leased = held?.leased;
    if (action === 'upload') {
      const items = [...(two % 5 === 4 ? [look] : []), ...newItems(two % 4, one)];
      const real = await world.open({ originalName: `job${one % 3}`, items, isInputClosed: flag });
      const counts = { success: 0, update: 0, duplicate: 0, error: 0, warning: 0, skipped: 0 };
      const opened: ModelJob = { real, state: 'open', isPaused: false, isClosed: false, lastPostMs: 0, counts };
      model.jobs.push(opened);
      this.#add(opened, items, flag);
    } else if ((action === 'continue' || action === 'end') && job) {
      const items = action === 'end' ? [] : newItems(two % 3, one);
      const isClosed = action === 'end' || flag;
      const continued = await world.continue(job.real, items, { isInputClosed: isClosed }).then(() => true, () => false);
      assert.equal(continued, job.state === 'open' && !job.isClosed);
      if (continued) this.#add(job, items, isClosed);
    } else if (action === 'take') {
      const item = pick(model.items.filter((each) => model.isUnfinished(each)), two);
      if (!item) return;
      const { rows } = await sql<{ id: number }>`select id from job_item order by id offset ${model.items.indexOf(item)} limit 1`
        .execute(world.database);
      const taken = await this.#jobs.lease(Number(rows[0]?.id), { holder, leaseMs: 30_000 });
      assert.equal(taken !== undefined, model.mayStart(item));
      if (taken) Object.assign(item, { state: 'running', leased: taken, attempts: item.attempts + 1 });
    } else if (action === 'finish' && held && leased) {
      await this.#finish(held, leased, one, two);
    } else if (action === 'die' && leased) {
      await assert.rejects(world.inTransaction(async (transaction) => {
        if (held.isLook) await this.#jobs.unfold(transaction, leased, { items: newItems(2, one), lines: [] });
        else await this.#jobs.finishItems(transaction, leased.job.id, [{ leased, outcome: 'success', lines: [] }]);
        throw new Error('the process dies before it commits');
      }));
    } else if (action === 'giveBack' && held && leased) {
      await this.#jobs.giveBack(leased, { key: 'DISK_FULL', params: {} });
      if (held.attempts >= 3) model.finish(held, 'error');
      else model.putBack(held);
    } else if (action === 'release' && held && leased) {
      await this.#jobs.release(leased);
      held.attempts -= 1;
      model.putBack(held);
    } else if (action === 'fail' && held && leased) {
      await this.#jobs.fail(leased, { key: 'BROKEN_FILE', params: { detail: '' } });
      model.finish(held, 'error');
    } else if ((action === 'stop' || action === 'remove' || action === 'pause' || action === 'resume') && job) {
      const isDone = await this.#jobs[action](2, job.real.id, '').then(() => true, () => false);
      assert.equal(isDone, job.state !== 'ended');
      if (action === 'stop' || action === 'remove') model.stop(job);
      else if (job.state === 'open') job.isPaused = action === 'pause';
    } else if (action === 'lose' || action === 'wait') {
      await this.#pass(action === 'lose' ? 30_001 : 11 * minuteMs);
    } else if (action === 'restart') {
      await this.#restart();
    }
  }

  async #finish(held: ModelItem, leased: LeasedItem, one: number, two: number): Promise<void> {
    const outcome = pick(outcomes, two) ?? 'success';
    if (!held.isLook) {
      await this.#world.finish(leased, outcome, []);
      this.#model.finish(held, outcome);
      return;
    }
    const found = newItems(two % 3, one);
    await this.#world.inTransaction((transaction) => this.#jobs.unfold(transaction, leased, { items: found, lines: [] }));
    if (held.job.state === 'open') this.#note(held.job, found);
    this.#model.finish(held, 'gone');
  }

  /** Whoever held items is gone for good, every ticket with it; another process comes up and takes back what it held. */
  async #restart(): Promise<void> {
    await this.#world.queue.lose();
    this.#jobs = this.#world.ledgerOf(policy);
    await this.#jobs.reclaimFrom(holder);
    this.#takeBack();
  }

  /** Time passes: every lease runs out, and jobs without a POST for half an hour are closed. */
  async #pass(ms: number): Promise<void> {
    this.#world.clock.advance(ms);
    await this.#jobs.sweep();
    this.#takeBack();
    for (const job of this.#model.jobs) {
      if (job.state !== 'open' || job.isClosed || this.#world.clock.now().getTime() - job.lastPostMs < 30 * minuteMs) continue;
      job.isClosed = true;
      job.counts.warning += 1;
      this.#model.settle(job);
    }
  }

  #takeBack(): void {
    for (const item of this.#model.items.filter((each) => each.leased)) {
      item.attempts -= 1;
      this.#model.putBack(item);
    }
  }

  async #compare(): Promise<void> {
    const model = this.#model;
    const [logs, active, miscounted] = await Promise.all([
      this.#jobs.logs({ companyIds: [2], limit: 10_000 }), this.#jobs.active({ companyIds: [2] }), this.#world.miscounted(),
    ]);
    const byId = new Map(logs.map((job) => [job.id, job]));
    for (const job of model.jobs) {
      const log = byId.get(job.real.id);
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
    assert.deepEqual(active.map(({ job }) => job.id).toSorted((a, b) => a - b), model.jobs.filter((job) => job.state !== 'ended').map((job) => job.real.id));
    assert.deepEqual(miscounted, []);
  }

  /** Whatever happened: with tickets and sweeps alone every job comes to its end, with its end lines once and last. */
  async #drain(): Promise<void> {
    const world = this.#world;
    for (const job of this.#model.jobs) if (job.state !== 'ended') await this.#jobs.resume(2, job.real.id, '');
    for (let round = 0; round < 3; round += 1) {
      world.clock.advance(31 * minuteMs);
      await this.#jobs.sweep();
      for (let leased = await world.takeNext(); leased; leased = await world.takeNext()) {
        const item = leased;
        if ('listing' in item.item) await world.inTransaction((transaction) => this.#jobs.unfold(transaction, item, { items: newItems(1, 1), lines: [] }));
        else await world.finish(item, 'success', []);
      }
    }
    assert.deepEqual(await this.#jobs.active({ companyIds: 'all' }), []);
    for (const job of this.#model.jobs) {
      const types = await world.typesOf(job.real);
      assert.deepEqual(types.slice(-2), ['TotalFileCount', 'EndUpload']);
      assert.equal(types.filter((type) => type === 'EndUpload').length, 1);
    }
  }
}

/** Sequences in all. */
const sequences = 500;
/** Each lane waits for its own database most of the time. */
const lanesCount = 4;

describe('the ledger and its model', () => {
  let worlds: readonly TestLedger[];
  before(async () => { worlds = await Promise.all(Array.from({ length: lanesCount }, () => openTestLedger(policy))); });
  after(() => Promise.all(worlds.map((world) => world[Symbol.asyncDispose]())));

  test(`agree on every state after ${sequences} random lives of jobs, and every job ends`, { timeout: 300_000 }, async () => {
    await Promise.all(worlds.map(async (world) => {
      const lane = new Lane(world);
      await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), (steps) => lane.live(steps)),
        { numRuns: sequences / lanesCount, endOnFailure: true });
    }));
  });
});
