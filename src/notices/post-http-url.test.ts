import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { openOutboundHttp } from '#adapters/outbound-http';
import { openIpsWorld, type IpsWorld } from '#test/build/ips';
import { openListener, type Listener } from '#test/build/listener';
import { noticesOf } from '#test/build/notices';
import { completionUrl } from './request.ts';

describe('requests to postHttpUrl', () => {
  let world: IpsWorld;
  let listener: Listener;
  let statuses: number[];
  before(async () => {
    world = await openIpsWorld();
    listener = await openListener((_request, response) => response.writeHead(statuses.shift() ?? 200).end());
  });
  beforeEach(() => {
    statuses = [];
  });
  after(async () => {
    await listener[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  const open = (allow: readonly string[] = ['127.0.0.1'], secret?: string) => noticesOf(world, { outbound: openOutboundHttp({ allow }), secret });

  async function endedJob(path: string, files: readonly string[] = ['a.jpg'], name = 'spring & co') {
    const job = await world.openJob({ name, files, isInputClosed: true, options: { postHttpUrl: listener.url + path } });
    for (const _file of files) await (await world.take(job))('success');
    return job;
  }

  async function logOf(job: { readonly id: number }) {
    const [log] = await world.jobs.findLogs({ companyId: world.company.id, jobId: job.id });
    const { lines } = await world.jobs.lines(job.id, { sortBy: 'Date', isDescending: false, pageSize: 100, page: 1 });
    return { log, warnings: lines.filter(({ type }) => type === 'UploadWarning') };
  }

  test('a job that is done is told with one GET, the query of the address kept', async () => {
    const first = listener.requests.length;
    const job = await endedJob('/hook?x=1');
    const notices = open();
    await notices.deliver();
    await notices.deliver();
    const asked = listener.requests.slice(first);
    assert.deepEqual(asked.map(({ method, path }) => `${method} ${path}`), [
      `GET /hook?x=1&jobHandle=${encodeURIComponent(job.handle)}&jobName=spring%20%26%20co&status=Done`,
    ]);
    const [notice] = await notices.list(world.company.id, { jobId: job.id, pageSize: 10, page: 1 });
    assert.equal(asked[0]?.headers['idempotency-key'], `"${notice?.key}"`);
    assert.equal(asked[0]?.headers['prepress-signature'], undefined);
    const { log, warnings } = await logOf(job);
    assert.ok(log?.endedAt !== undefined && notice?.createdAt.getTime() === log.endedAt.getTime());
    assert.deepEqual(warnings, []);
  });

  test('nothing is told while the job runs; a job without files is told too', async () => {
    const first = listener.requests.length;
    const job = await world.openJob({ files: ['a.jpg'], isInputClosed: true, options: { postHttpUrl: `${listener.url}/running` } });
    await open().deliver();
    assert.equal(listener.requests.length, first);
    await (await world.take(job))('success');
    await endedJob('/empty', []);
    await open().deliver();
    assert.deepEqual(listener.requests.slice(first).map(({ path }) => path.split('?')[0]), ['/running', '/empty']);
  });

  test('it is tried three times with the same key; then the log has one warning with every try', async () => {
    const first = listener.requests.length;
    statuses = [500, 503, 404];
    const job = await endedJob('/failing?token=secret');
    const notices = open();
    await notices.deliver();
    for (const pauseMs of [5_000, 30_000, 3_600_000]) {
      await notices.deliver();
      world.clock.advance(pauseMs);
      await notices.deliver();
    }
    const asked = listener.requests.slice(first);
    assert.deepEqual(asked.map(({ headers }) => headers['prepress-attempt']), ['1', '2', '3']);
    assert.equal(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size, 1);
    const { log, warnings } = await logOf(job);
    assert.equal(log?.state, 'ended');
    assert.equal(log?.counts.warning, 1);
    assert.equal(warnings.length, 1);
    assert.deepEqual(warnings[0]?.notes?.map(({ params }) => params['detail']), ['status 500', 'status 503', 'status 404']);
    assert.equal(warnings[0]?.params['url'], `${listener.url}/failing`);
  });

  test('a later try that is taken leaves no warning', async () => {
    statuses = [500];
    const job = await endedJob('/second');
    const notices = open();
    await notices.deliver();
    world.clock.advance(5_000);
    await notices.deliver();
    assert.deepEqual((await logOf(job)).warnings, []);
    const [notice] = await notices.list(world.company.id, { jobId: job.id, pageSize: 10, page: 1 });
    assert.deepEqual([notice?.state, notice?.attempts.length], ['sent', 2]);
  });

  test('an address inside is not requested without an exception: one warning at once', async () => {
    const first = listener.requests.length;
    const job = await endedJob('/inside');
    await open([]).deliver();
    assert.equal(listener.requests.length, first);
    const { warnings } = await logOf(job);
    assert.equal(warnings.length, 1);
    assert.equal(warnings[0]?.reason?.key, 'OUTBOUND_REFUSED');
  });

  test('with a secret the request is signed over its time, method, path and query', async () => {
    const first = listener.requests.length;
    await endedJob('/signed?a=b');
    await open(['127.0.0.1'], 'shared secret').deliver();
    const asked = listener.requests[first];
    const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(asked?.headers['prepress-signature'])) ?? [];
    assert.equal(Number(seconds), Math.floor(world.clock.now().getTime() / 1000));
    assert.equal(hex, createHmac('sha256', 'shared secret').update(`${seconds}.GET.${asked?.path}`).digest('hex'));
  });

  test('one that was taken by a process that died is sent by the next', async () => {
    await endedJob('/dying');
    const dying = noticesOf(world, { outbound: { fetch: () => new Promise(() => {}) } });
    void dying.deliver();
    for (let looks = 0; looks < 200; looks += 1) {
      const { rows } = await sql<{ isTaken: boolean }>`select exists (select from notice where claimed_until is not null) as "isTaken"`.execute(world.test.database);
      if (rows[0]?.isTaken === true) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const first = listener.requests.length;
    await open().deliver();
    assert.equal(listener.requests.length, first);
    world.clock.advance(300_000);
    await open().deliver();
    assert.equal(listener.requests.length, first + 1);
  });

  test('a server that closes gives back what it had in hand, without counting a try', async () => {
    const job = await endedJob('/closing');
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const closing = noticesOf(world, { outbound: { fetch: ({ signal }) => new Promise((_resolve, reject) => {
      ask();
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    }) } });
    const delivering = closing.deliver();
    await asked;
    await closing.close();
    await delivering;
    await open().deliver();
    const [notice] = await open().list(world.company.id, { jobId: job.id, pageSize: 10, page: 1 });
    assert.deepEqual([notice?.state, notice?.attempts.length], ['sent', 1]);
  });

  test('a transaction that rolls back tells nothing', async () => {
    const first = listener.requests.length;
    await assert.rejects(world.test.database.transaction().execute(async (transaction) => {
      await world.jobs.open(transaction, {
        companyId: world.company.id, companyRoot: 'ApiTestCo/', userId: world.user.id, userEmail: world.user.email, originalName: 'undone', locale: 'en', description: '',
        clientName: 'x', clientAddress: 'x', options: { postHttpUrl: `${listener.url}/undone` }, echo: {}, items: [], isInputClosed: true,
      });
      throw new Error('undo');
    }), /undo/);
    await open().deliver();
    assert.equal(listener.requests.length, first);
  });

  test('notices are forgotten after their days', async () => {
    const job = await endedJob('/old');
    const notices = open();
    await notices.deliver();
    assert.equal((await notices.list(world.company.id, { jobId: job.id, pageSize: 10, page: 1 })).length, 1);
    world.clock.advance(91 * 86_400_000);
    assert.ok(await notices.sweep() > 0);
    assert.deepEqual(await notices.list(world.company.id, { jobId: job.id, pageSize: 10, page: 1 }), []);
  });
});

test('an address is extended behind its own query, without its fragment', () => {
  const job = { id: 17, companyId: 2, name: 'a', originalName: 'a b' };
  const tail = 'jobHandle=j%7C2%7C%7Ca%7C17&jobName=a%20b&status=Done';
  assert.equal(completionUrl('http://h/p', job), `http://h/p?${tail}`);
  assert.equal(completionUrl('http://h/p?', job), `http://h/p?${tail}`);
  assert.equal(completionUrl('http://h/p?x=%20&', job), `http://h/p?x=%20&${tail}`);
  assert.equal(completionUrl('http://h/p?x=1#part', job), `http://h/p?x=1&${tail}`);
});
