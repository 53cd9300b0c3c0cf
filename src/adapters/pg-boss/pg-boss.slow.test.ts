import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure, silentLog } from '#base';
import { openTestDatabase } from '#test/build/database';
import { queueContract, recordTickets, type QueueWorld } from '#test/contracts/queue';
import { sql } from 'kysely';
import { openPgBoss } from './open.ts';

async function openEmpty(): Promise<QueueWorld> {
  const stack = new AsyncDisposableStack();
  const world = stack.use(await openTestDatabase({ isMigrated: false, maxConnections: 3 }));
  const open = async () => {
    const queue = await openPgBoss({ url: world.url, log: silentLog });
    stack.defer(() => queue.close());
    return queue;
  };
  return { queue: await open(), database: world.database, another: open, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

queueContract(openEmpty);

test('several processes may open a new queue at once', async () => {
  await using world = await openTestDatabase({ isMigrated: false });
  const queues = await Promise.all([1, 2, 3].map(() => openPgBoss({ url: world.url, log: silentLog })));
  const record = recordTickets();
  await queues[0]!.work(1, record.handle);
  await queues[2]!.send([{ itemId: 3 }]);
  await record.until(() => record.seen.length === 1);
  await Promise.all(queues.map((queue) => queue.close()));
});

test('the queue lives on when all its sessions are ended from outside', async () => {
  await using world = await openEmpty();
  const record = recordTickets();
  await world.queue.work(2, record.handle);
  await world.queue.send([{ itemId: 1 }]);
  await record.until(() => record.seen.length === 1);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(world.database);
  // Each connection of the pool notices once.
  for (let isSent = false; !isSent;) {
    isSent = await world.queue.send([{ itemId: 2 }]).then(() => true, (error: unknown) => {
      assert.ok(error instanceof Failure && error.code === 'QUEUE_DOWN');
      return false;
    });
  }
  await record.until(() => record.seen.includes(2));
});

test('a database that is not there is a queue that is down', async () => {
  await assert.rejects(openPgBoss({ url: 'postgres://nobody@127.0.0.1:1/none', log: silentLog }), { code: 'QUEUE_DOWN' });
});
