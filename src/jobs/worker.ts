import { asFailure, type Failure, type Log } from '#base';
import type { Clock, Queue, Ticket } from '#ports';
import { openRoom, type Room } from './room.ts';
import { defaultLeaseMs } from './settings.ts';
import type { ClosingTask, LeasedClosing, LeasedItem, Jobs, NewLine } from './types.ts';

/** Makes a leased file into what it becomes and ends its item with `jobs.finishItems`, in one transaction.
 *  A thrown Failure whose row says `later` is tried again; any other ends the item with an error line. */
export type Perform = (leased: LeasedItem, hands: {
  /** Aborted when the item was lost to another, or when the worker was told to leave at once. */
  readonly signal: AbortSignal;
  /** 0..1; may be called as often as one likes. */
  readonly progress: (done: number) => void;
  /** Says that the work is too long to be finished when its job is told to stop: from now on the signal fires then as well, and
   *  what is thrown cancels the item. Costs a look into the ledger every second. */
  readonly leaveOnStop?: () => void;
  /** Says that what is left to do needs no slot: another file may be taken meanwhile. */
  readonly makeRoom: () => void;
}) => Promise<void>;

/** Does a task at the end of a job and ends it with `jobs.finishClosing`, in one transaction. What it throws is judged as with
 *  files, only that the job goes on without a task that failed. */
export type PerformClosing = (leased: LeasedClosing, hands: {
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
}) => Promise<void>;

export type WorkerOptions = {
  readonly jobs: Jobs;
  readonly queue: Queue;
  /** Files in work at the same time. */
  readonly slots: number;
  /** Name of this worker in the ledger. */
  readonly holder: string;
  readonly perform: Perform;
  /** How jobs are closed. */
  readonly performClosing?: { readonly [Task in ClosingTask]: PerformClosing };
  readonly log: Log;
  readonly clock: Clock;
  readonly leaseMs?: number;
  /** Shortest time between two notes of progress in the ledger. */
  readonly progressMs?: number;
};

export interface Worker {
  /** Takes no further file and resolves when those in hand are done. */
  close(): Promise<void>;
  /** Aborts the files in hand and gives them back untouched: for whoever cannot wait for `close` any longer. */
  abort(): void;
}

/** Files one ticket leads to before the next ticket, perhaps of another job, gets its turn. */
const filesPerTurn = 64;
/** Files beyond the slots that may be at their very end, which needs none. */
const endingMost = 16;

/** Takes tickets, leases the items they lead to, performs them and keeps the leases alive meanwhile. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { queue, slots } = options;
  const leaving = new AbortController();
  const room = openRoom(slots, slots + endingMost);
  const inHand = new Set<Promise<void>>();
  const keep = (perform: (leaveSlot: () => void) => Promise<void>): void => {
    const place = room.take();
    const work = perform(place.leaveSlot).finally(() => {
      place.leave();
      inHand.delete(work);
    });
    inHand.add(work);
  };
  const take: Take = {
    item: (leased) => keep((leaveSlot) => performOne(options, leased, leaving.signal, leaveSlot)),
    closing: (leased) => keep(() => closeOne(options, leased, leaving.signal)),
  };
  // One ticket at a time: it leads to as many files as there is room for.
  const tickets = await queue.work(1, (ticket) => follow(options, ticket, room, take));
  return {
    async close() {
      room.close();
      await tickets.close();
      await Promise.all(inHand);
    },
    abort() {
      room.close();
      leaving.abort();
    },
  };
}

type Take = { readonly item: (leased: LeasedItem) => void; readonly closing: (leased: LeasedClosing) => void };

/** Takes files of the job a ticket names, as many as there is room for, until it has no more to give or its turn is
 *  over. Comes back when there is room again, so that no ticket waits here while another worker is idle. */
async function follow(options: WorkerOptions, ticket: Ticket, room: Room, take: Take): Promise<void> {
  const { jobs, holder, leaseMs = defaultLeaseMs } = options;
  let isMore = true;
  for (let left = filesPerTurn; isMore && left > 0 && await room.some();) {
    const most = Math.min(left, room.count());
    const leased = await jobs.leaseNext(ticket.itemId, { holder, leaseMs, most });
    for (const one of leased) take.item(one);
    if (leased.length === 0 && left === filesPerTurn && options.performClosing) {
      const closing = await jobs.leaseClosing(ticket.itemId, { holder, leaseMs });
      if (closing) take.closing(closing);
    }
    left -= leased.length;
    isMore = leased.length === most;
  }
  await room.some();
}

/** Never rejects: what becomes of a file stands in the ledger. */
async function performOne(options: WorkerOptions, leased: LeasedItem, leaving: AbortSignal, makeRoom: () => void): Promise<void> {
  const { jobs, leaseMs = defaultLeaseMs } = options;
  const log = options.log.with({ itemId: leased.item.id, jobId: leased.job.id, attempt: leased.item.attempts });
  const stop = watchStop(options, leased);
  await holding(options, AbortSignal.any([leaving, stop.signal]), log, {
    renew: (progress) => jobs.renew(leased, progress, leaseMs),
    giveBack: (reason) => jobs.giveBack(leased, reason),
    release: () => jobs.release(leased),
    fail: (reason) => jobs.fail(leased, reason),
  }, (hands) => options.perform(leased, { ...hands, leaveOnStop: stop.begin, makeRoom }).finally(stop.end));
}

const stopLookMs = 1000;

/** Looks whether a job was told to stop, once somebody asks. In a job that stops, an item that is released is cancelled. */
function watchStop({ jobs, clock }: WorkerOptions, leased: LeasedItem) {
  const stop = new AbortController();
  let timer: { stop(): void } | undefined;
  const look = async (): Promise<void> => {
    if (await jobs.isStopping(leased)) stop.abort();
  };
  return {
    signal: stop.signal,
    begin(): void {
      // A ledger that does not answer now is asked again.
      timer ??= clock.every(stopLookMs, () => void look().catch(() => {}));
    },
    end: () => timer?.stop(),
  };
}

/** Never rejects either. */
async function closeOne(options: WorkerOptions, leased: LeasedClosing, leaving: AbortSignal): Promise<void> {
  const { jobs, leaseMs = defaultLeaseMs } = options;
  const log = options.log.with({ closing: leased.task, jobId: leased.job.id, attempt: leased.attempts });
  await holding(options, leaving, log, {
    renew: (progress) => jobs.renewClosing(leased, progress, leaseMs),
    giveBack: (reason) => jobs.giveBackClosing(leased, reason),
    release: () => jobs.releaseClosing(leased),
    fail: (reason) => jobs.failClosing(leased, reason),
  }, async (hands) => options.performClosing?.[leased.task](leased, hands));
}

type Reason = NonNullable<NewLine['reason']>;
/** What the ledger hears of something that was leased. */
type Held = {
  readonly renew: (progress: number) => Promise<boolean>;
  readonly giveBack: (reason: Reason) => Promise<void>;
  readonly release: () => Promise<void>;
  readonly fail: (reason: Reason) => Promise<void>;
};
type Hands = { readonly signal: AbortSignal; readonly progress: (done: number) => void };

/** Keeps a lease alive while the work goes on, and says what became of it where that was no good end. */
async function holding(options: WorkerOptions, leaving: AbortSignal, log: Log, held: Held, work: (hands: Hands) => Promise<void>): Promise<void> {
  const keeper = keepAlive(options, held.renew, options.leaseMs ?? defaultLeaseMs, log);
  try {
    await work({ signal: AbortSignal.any([keeper.lost, leaving]), progress: keeper.progress });
  } catch (thrown) {
    keeper.stop();
    await settle(held, thrown, { isLost: keeper.lost.aborted, isLeaving: leaving.aborted }, log)
      .catch((cause: unknown) => log.warn('item not settled', { reason: asFailure(cause).message }));
  } finally {
    keeper.stop();
  }
}

/** Says in the ledger what became of a file that could not be finished. Where even that fails, the lease runs out and
 *  the sweep takes the item back. */
async function settle(
  held: Held, thrown: unknown,
  circumstances: { readonly isLost: boolean; readonly isLeaving: boolean }, log: Log,
): Promise<void> {
  const failure = asFailure(thrown);
  if (circumstances.isLost || failure.code === 'LEASE_LOST') {
    log.warn('item lost to another worker');
    return;
  }
  const reason = { key: failure.code, params: failure.params };
  if (circumstances.isLeaving) {
    log.info('item released', { code: failure.code });
    await held.release();
  } else if (failure.row.retry === 'later') {
    log.warn('item given back', { code: failure.code, reason: failure.message, cause: causeOf(failure) });
    await held.giveBack(reason);
  } else {
    log.info('item failed', { code: failure.code, reason: failure.message });
    await held.fail(reason);
  }
}

function causeOf(failure: Failure): string | undefined {
  return failure.cause instanceof Error ? failure.cause.stack ?? failure.cause.message : undefined;
}

/** Renews a lease three times within its length, and sooner where there is progress to tell. */
function keepAlive(options: WorkerOptions, tell: Held['renew'], leaseMs: number, log: Log) {
  const { clock, progressMs = 1000 } = options;
  const lost = new AbortController();
  let progress = 0;
  let told = 0;
  let toldAtMs = clock.now().getTime();
  let heldUntilMs = toldAtMs + leaseMs;
  let isTelling = false;
  let isStopped = false;

  async function renew(): Promise<void> {
    if (isTelling || isStopped) return;
    isTelling = true;
    const atMs = clock.now().getTime();
    const telling = progress;
    try {
      const isHeld = await tell(telling);
      if (isHeld) [told, toldAtMs, heldUntilMs] = [telling, atMs, atMs + leaseMs];
      else if (!isStopped) lost.abort();
    } catch (thrown) {
      log.warn('lease not renewed', { reason: asFailure(thrown).message });
      // Without the database nobody can say who holds it; when the lease is over, somebody else may.
      if (!isStopped && clock.now().getTime() >= heldUntilMs) lost.abort();
    } finally {
      isTelling = false;
    }
  }

  const timer = clock.every(leaseMs / 3, () => void renew());
  return {
    lost: lost.signal,
    progress(done: number): void {
      progress = done;
      if (progress !== told && clock.now().getTime() - toldAtMs >= progressMs) void renew();
    },
    stop(): void {
      isStopped = true;
      timer.stop();
    },
  };
}
