import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '#ports';
import { newItems, openTestLedger } from '#test/build/jobs';

/** A worker process of its own, so that it can be killed like one. It says a word when it has begun. */
const workerProcess = `
  import { openPostgres } from '#adapters/postgres';
  import { silentLog as log } from '#base';
  import { openJobs, startWorker } from '#jobs';
  import { systemClock as clock } from '#ports';
  import { TableQueue, successLine } from '#test/build/jobs';
  const { database } = await openPostgres({ url: process.argv[1], maxConnections: 5, log });
  const queue = new TableQueue(database);
  const jobs = openJobs({ database, queue, clock, log, serverName: 'child' });
  await startWorker({
    jobs, queue, slots: 3, holder: 'child', log, clock, leaseMs: 300,
    async perform(leased) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      await database.transaction().execute((transaction) =>
        jobs.finishItems(transaction, leased.job.id, [{ leased, outcome: 'success', lines: [successLine(leased)] }]));
    },
  });
  console.log('begun');
`;

test('a worker killed again and again leaves every file done exactly once', { timeout: 60_000 }, async () => {
  await using world = await openTestLedger({ reissueAfterMs: 200, maxInterruptions: 1000 }, systemClock);
  const names = Array.from({ length: 250 }, (_, number) => `c${number}.jpg#${number % 90}`);
  const job = await world.open({ items: newItems(...names), isInputClosed: true });
  const isEnded = async () => (await world.logOf(job)).state === 'ended';
  let kills = 0;
  while (!await isEnded()) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', workerProcess, world.url], {
      cwd: join(import.meta.dirname, '../..'), stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    await Promise.race([once(child.stdout, 'data'), exited]);
    // From the fifth on they may live as long as they like: the files left behind need time for their leases to run out.
    const lifeMs = kills < 4 ? 20 + Math.random() * 80 : 30_000;
    for (const endMs = Date.now() + lifeMs; Date.now() < endMs && !await isEnded();) {
      await world.jobs.sweep();
      await wait(10);
    }
    kills += 1;
    child.kill('SIGKILL');
    await exited;
  }
  assert.ok(kills > 2, `only ${kills} kills before everything was done`);
  assert.equal((await world.logOf(job)).counts.success, 250);
  const { lines } = await world.jobs.lines(job.id, { types: ['UploadSuccess'], sortBy: 'Date', isDescending: false, pageSize: 1000, page: 1 });
  assert.equal(lines.length, 250);
  assert.equal(new Set(lines.map((line) => line.params['path'])).size, 250);
  assert.deepEqual((await world.typesOf(job)).slice(-2), ['TotalFileCount', 'EndUpload']);
  assert.deepEqual(await world.miscounted(), []);
});
