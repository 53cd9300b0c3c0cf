import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Queue, Ticket } from '#ports';

/** An empty queue beside its database. */
export type QueueWorld = AsyncDisposable & {
  readonly queue: Queue;
  readonly database: Database;
  /** A second process's view of the same queue; closed with the world. */
  another(): Promise<Queue>;
};

/** Notes which tickets came, and waits for them. */
export function recordTickets() {
  const seen: number[] = [];
  const handle = async ({ itemId }: Ticket): Promise<void> => { seen.push(itemId); };
  const until = async (isReached: () => boolean, withinMs = 20_000): Promise<void> => {
    for (const deadline = Date.now() + withinMs; !isReached();) {
      if (Date.now() > deadline) assert.fail(`after ${withinMs} ms only ${seen.length} tickets had come`);
      await wait(5);
    }
  };
  return { seen, handle, until };
}

const tickets = (count: number): readonly Ticket[] => Array.from({ length: count }, (_, itemId) => ({ itemId }));
const inOrder = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b);

/** What every adapter of the port Queue must do. */
export function queueContract(openEmpty: () => Promise<QueueWorld>): void {
  test('a ticket that was sent reaches the handler', async () => {
    await using world = await openEmpty();
    const record = recordTickets();
    await world.queue.work(1, record.handle);
    await world.queue.send([{ itemId: 9_007_199_254_740_991 }]);
    await record.until(() => record.seen.length === 1);
    assert.deepEqual(record.seen, [9_007_199_254_740_991]);
  });

  test('tickets that were sent before anybody worked are waiting', async () => {
    await using world = await openEmpty();
    const record = recordTickets();
    await world.queue.send(tickets(3));
    await world.queue.send([]);
    await world.queue.work(2, record.handle);
    await record.until(() => record.seen.length === 3);
    assert.deepEqual(inOrder(record.seen), [0, 1, 2]);
  });

  test('tickets of a transaction come when it commits and not before', async () => {
    await using world = await openEmpty();
    const record = recordTickets();
    await world.queue.work(1, record.handle);
    await world.database.transaction().execute(async (transaction) => {
      await world.queue.send(tickets(2), transaction);
      await wait(100);
      assert.deepEqual(record.seen, []);
    });
    await record.until(() => record.seen.length === 2);
  });

  test('tickets of a transaction that rolls back never come', async () => {
    await using world = await openEmpty();
    const record = recordTickets();
    await world.queue.work(1, record.handle);
    await assert.rejects(world.database.transaction().execute(async (transaction) => {
      await world.queue.send([{ itemId: 1 }], transaction);
      throw new Error('changed my mind');
    }), /changed my mind/);
    await world.queue.send([{ itemId: 2 }]);
    await record.until(() => record.seen.includes(2));
    assert.deepEqual(record.seen, [2]);
  });

  test('a sleeping worker is woken, not left to its next look', async () => {
    await using world = await openEmpty();
    const record = recordTickets();
    await world.queue.work(2, record.handle);
    await record.until(() => true);
    const startMs = Date.now();
    for (let itemId = 0; itemId < 10; itemId += 1) {
      await world.queue.send([{ itemId }]);
      await record.until(() => record.seen.length === itemId + 1);
    }
    // Ten polls would take ten seconds or more.
    assert.ok(Date.now() - startMs < 4_000, `ten tickets took ${Date.now() - startMs} ms`);
  });

  test('as many tickets are in hand as there are slots, and never more', async () => {
    await using world = await openEmpty();
    let [now, most, done] = [0, 0, 0];
    await world.queue.send(tickets(12));
    await world.queue.work(3, async () => {
      now += 1;
      most = Math.max(most, now);
      await wait(30);
      now -= 1;
      done += 1;
    });
    await recordTickets().until(() => done === 12);
    assert.equal(most, 3);
  });

  test('a ticket whose handler threw comes again', async () => {
    await using world = await openEmpty();
    const attempts: number[] = [];
    await world.queue.work(1, async ({ itemId }) => {
      attempts.push(itemId);
      if (attempts.filter((id) => id === itemId).length === 1) throw new Error('not now');
    });
    await world.queue.send(tickets(2));
    await recordTickets().until(() => attempts.length === 4);
    assert.deepEqual(inOrder(attempts), [0, 0, 1, 1]);
  });

  test('thousands of tickets are worked off without pauses', async () => {
    await using world = await openEmpty();
    const record = recordTickets();
    await world.database.transaction().execute((transaction) => world.queue.send(tickets(6_001), transaction));
    const seen = new Set<number>();
    let taken = 0;
    await world.queue.work(4, async ({ itemId }) => {
      seen.add(itemId);
      taken += 1;
    });
    // With a rest of a second after every ticket this would take many minutes.
    await record.until(() => taken >= 600, 30_000);
    assert.equal(seen.size, taken);
  });

  test('closing a worker waits for what it has in hand and takes nothing further', async () => {
    await using world = await openEmpty();
    const finished: number[] = [];
    let started = 0;
    const worker = await world.queue.work(1, async ({ itemId }) => {
      started += 1;
      await wait(200);
      finished.push(itemId);
    });
    await world.queue.send(tickets(3));
    await recordTickets().until(() => started === 1);
    await worker.close();
    assert.equal(finished.length, 1);
    await wait(300);
    assert.equal(started, 1);
    const record = recordTickets();
    await world.queue.work(1, record.handle);
    await record.until(() => record.seen.length === 2);
  });

  test('two processes share the tickets, and each comes once', async () => {
    await using world = await openEmpty();
    const [first, second] = [recordTickets(), recordTickets()];
    const slowly = (record: typeof first) => async (ticket: Ticket) => {
      await record.handle(ticket);
      await wait(10);
    };
    await world.queue.work(2, slowly(first));
    await (await world.another()).work(2, slowly(second));
    await world.queue.send(tickets(40));
    await first.until(() => first.seen.length + second.seen.length >= 40);
    assert.deepEqual(inOrder([...first.seen, ...second.seen]), tickets(40).map(({ itemId }) => itemId));
    assert.ok(first.seen.length > 0 && second.seen.length > 0);
  });

  test('no slots are refused', async () => {
    await using world = await openEmpty();
    await assert.rejects(world.queue.work(0, async () => undefined), RangeError);
  });

  test('a queue that works answers a ping', async () => {
    await using world = await openEmpty();
    await world.queue.ping();
  });

  test('closing the queue closes its workers', async () => {
    await using world = await openEmpty();
    const record = recordTickets();
    await world.queue.work(1, record.handle);
    await world.queue.close();
    await world.queue.close();
    await (await world.another()).send([{ itemId: 1 }]);
    await wait(200);
    assert.deepEqual(record.seen, []);
  });
}
