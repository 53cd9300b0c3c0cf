import { openCalendar } from '#adapters/croner';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openPgBoss } from '#adapters/pg-boss';
import { silentLog } from '#base';
import { openJobs, startWorker, type Job, type Jobs } from '#jobs';
import { systemClock, type Queue, type Transaction } from '#ports';
import { openTestDatabase, type OpenTestDatabase } from '#test/build/database';
import { newItems, successLine } from '#test/build/jobs';

describe('the ledger on the queue of the product', () => {
  let world: OpenTestDatabase;
  let queue: Queue;
  let jobs: Jobs;
  before(async () => {
    world = await openTestDatabase();
    queue = await openPgBoss({ url: world.url, log: silentLog });
    jobs = openJobs({ database: world.database, queue, clock: systemClock, log: silentLog, serverName: 'test-server', calendar: openCalendar() });
  });
  after(async () => {
    await queue.close();
    await world[Symbol.asyncDispose]();
  });

  function open(transaction: Transaction, originalName: string, ...names: readonly string[]): Promise<Job> {
    return jobs.open(transaction, {
      companyId: 2, companyRoot: 'Co/', userId: 7, userEmail: 'u@example.com', originalName, locale: 'en', description: '',
      clientName: 'c', clientAddress: '127.0.0.1', options: {}, echo: {}, items: newItems(...names), isInputClosed: true,
    });
  }

  test('files that were committed are performed once each, files that were not never are', async () => {
    const performed: string[] = [];
    const worker = await startWorker({
      jobs, queue, slots: 4, holder: 'real', log: silentLog, clock: systemClock,
      async perform(leased) {
        performed.push(leased.item.fileName);
        await world.database.transaction().execute((transaction) =>
          jobs.finishItems(transaction, leased.job.id, [{ leased, outcome: 'success', lines: [successLine(leased)] }]));
      },
    });
    await assert.rejects(world.database.transaction().execute(async (transaction) => {
      await open(transaction, 'never', 'x.jpg');
      throw new Error('the process dies here');
    }));
    const names = Array.from({ length: 25 }, (_, number) => `q${number}.jpg#${number % 7}`);
    const job = await world.database.transaction().execute((transaction) => open(transaction, 'real', ...names));
    const deadlineMs = Date.now() + 20_000;
    for (;;) {
      const [log] = await jobs.findLogs({ companyId: 2, jobId: job.id });
      if (log?.state === 'ended') break;
      assert.ok(Date.now() < deadlineMs, 'expected the job to end within 20 s');
      await wait(20);
    }
    await worker.close();
    assert.deepEqual(performed.toSorted(), names.map((name) => name.split('#')[0]).toSorted());
  });
});
