import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { jobHandle } from '#jobs';
import { newItems, openTestLedger, type TestLedger } from '#test/build/jobs';

const codeOf = (code: string) => (thrown: unknown) => (thrown as { code?: string }).code === code;

describe('opening and continuing jobs', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger(); });
  after(() => world[Symbol.asyncDispose]());

  test('a job begins with its four lines, its items and their tickets', async () => {
    await world.queue.lose();
    const job = await world.open({ originalName: 'begin', items: newItems('a.jpg', 'b.jpg') });
    assert.equal(job.receivedCount, 2);
    assert.equal(job.kind, 'UploadPost');
    assert.equal((await world.queue.waiting()).length, 2);
    const { lines, totalRows } = await world.jobs.lines(job.id, { sortBy: 'Date', isDescending: false, pageSize: 1000, page: 1 });
    assert.equal(totalRows, 4);
    assert.deepEqual(lines.map(({ type, key, params }) => ({ type, key, params })), [
      { type: 'BeginUpload', key: 'log.begin', params: {} },
      { type: 'OriginalJobName', key: 'log.originalName', params: { name: 'begin' } },
      { type: 'JobClient', key: 'log.client', params: { client: 'test' } },
      { type: 'JobType', key: 'log.jobType', params: { type: 'UploadPost' } },
    ]);
  });

  test('a job on assets that are there already speaks of reprocessing, from its first line to its last', async () => {
    await world.queue.lose();
    const items = [
      { folder: 'Co/', fileName: 'a.jpg', orderKey: 'a', assetId: 41 }, { folder: 'Co/', fileName: 'b.jpg', orderKey: 'b', assetId: 42 },
    ];
    const job = await world.open({ originalName: 'again', kind: 'ReprocessAssets', items, isInputClosed: true });
    assert.deepEqual([job.kind, job.receivedCount], ['ReprocessAssets', 2]);
    await assert.rejects(world.continue(job, newItems('c.jpg')), codeOf('JOB_NOT_ACTIVE'));
    assert.equal(await world.jobs.findOpen(job.companyId, job.id), undefined);
    const first = (await world.takeNext())!;
    assert.deepEqual('assetId' in first.item && [first.item.assetId, first.item.fileName], [41, 'a.jpg']);
    const referenced: string[] = [];
    for await (const blob of world.jobs.referencedBlobs()) referenced.push(blob);
    assert.ok(!referenced.includes('null'), 'an asset keeps its original by itself');
    await world.finish(first);
    await world.jobs.fail((await world.takeNext())!, { key: 'NO_ORIGINAL', params: { type: 'ImageSet' } });
    assert.deepEqual(await world.typesOf(job), [
      'BeginReoptimize', 'OriginalJobName', 'JobClient', 'JobType', 'UploadSuccess', 'ReoptimizeFailure', 'TotalFileCount', 'EndReoptimize',
    ]);
    const ended = await world.logOf(job);
    assert.deepEqual([ended.state, ended.counts.success, ended.counts.error], ['ended', 1, 1]);
  });

  test('an item is made from one source: a file or an asset', async () => {
    await assert.rejects(world.open({ items: [{ folder: 'Co/', fileName: 'a.jpg', orderKey: 'a', blobId: 'b', sizeBytes: 1, assetId: 1 }] }), /job_item_source/);
  });

  test('what a rolled-back transaction opened never was, tickets included', async () => {
    await world.queue.lose();
    await assert.rejects(world.inTransaction(async (transaction) => {
      await world.jobs.open(transaction, {
        companyId: 2, companyRoot: 'Co/', userId: 7, userEmail: 'u', originalName: 'rolled back', locale: 'en', description: '',
        clientName: 'c', clientAddress: 'a', options: {}, echo: {}, items: newItems('a.jpg'), isInputClosed: true,
      });
      throw new Error('the process dies here');
    }));
    assert.deepEqual(await world.queue.waiting(), []);
    assert.deepEqual(await world.jobs.findLogs({ companyId: 2, originalName: 'rolled back' }), []);
  });

  test('active jobs of one name get the date, then numbers; a free name is used again', async () => {
    const names = [];
    for (let number = 0; number < 4; number += 1) names.push((await world.open({ originalName: 'twice' })).name);
    assert.deepEqual(names, ['twice', 'twice_2026-01-15-12:00:00', 'twice_2026-01-15-12:00:00-2', 'twice_2026-01-15-12:00:00-3']);
    const elsewhere = await world.open({ originalName: 'twice', companyId: 3 });
    assert.equal(elsewhere.name, 'twice');
    const ended = await world.open({ originalName: 'free', isInputClosed: true });
    assert.equal(ended.state, 'ended');
    assert.equal((await world.open({ originalName: 'free' })).name, 'free');
  });

  test('ten processes that open one name at once get ten names', async () => {
    const jobs = await Promise.all(Array.from({ length: 10 }, () => world.open({ originalName: 'rush' })));
    assert.equal(new Set(jobs.map(({ name }) => name)).size, 10);
    assert.ok(jobs.every(({ originalName }) => originalName === 'rush'));
  });

  test('a job without files ends clean', async () => {
    const job = await world.open({ originalName: 'empty', isInputClosed: true });
    assert.deepEqual(await world.typesOf(job), ['BeginUpload', 'OriginalJobName', 'JobClient', 'JobType', 'TotalFileCount', 'EndUpload']);
    const later = await world.open({ originalName: 'empty later' });
    const closed = await world.continue(later, [], { isInputClosed: true });
    assert.equal(closed.state, 'ended');
    assert.deepEqual(closed.counts, { success: 0, update: 0, duplicate: 0, error: 0, warning: 0, skipped: 0 });
  });

  test('a job is continued by its own user or an administrator from its own address', async () => {
    const job = await world.open({ originalName: 'mine', items: newItems('m1.jpg') });
    const more = await world.continue(job, newItems('m2.jpg', 'm3.jpg'));
    assert.equal(more.receivedCount, 3);
    assert.equal(jobHandle(more), jobHandle(job));
    await assert.rejects(world.continue(job, [], { userId: 8 }), codeOf('JOB_NOT_ACTIVE'));
    await assert.rejects(world.continue(job, [], { companyId: 3 }), codeOf('JOB_NOT_ACTIVE'));
    await assert.rejects(world.continue({ ...job, id: 10 ** 9 }, []), codeOf('JOB_NOT_ACTIVE'));
    await assert.rejects(world.continue(job, [], { clientAddress: '10.0.0.1' }), codeOf('DIFFERENT_ADDRESS'));
    assert.equal((await world.continue(job, newItems('m4.jpg'), { clientAddress: '10.0.0.1', isSameAddressEnforced: false })).receivedCount, 4);
    assert.equal((await world.continue(job, newItems('m5.jpg'), { userId: 8, isAdmin: true, isInputClosed: true })).receivedCount, 5);
    await assert.rejects(world.continue(job, []), codeOf('JOB_NOT_ACTIVE'));
    assert.equal(await world.jobs.findOpen(2, job.id), undefined);
    assert.deepEqual((await world.items()).filter((item) => item.startsWith('m')).length, 5);
  });

  test('requests of one job at the same time lose and double nothing', async () => {
    const job = await world.open({ originalName: 'parallel' });
    await Promise.all(Array.from({ length: 8 }, (_, number) => world.continue(job, newItems(`p${number}-a.jpg`, `p${number}-b.jpg`))));
    assert.equal((await world.logOf(job)).receivedCount, 16);
    assert.deepEqual(await world.miscounted(), []);
  });

  test('ten thousand files are accepted in order by one statement', async () => {
    await world.queue.lose();
    const names = Array.from({ length: 10_000 }, (_, number) => `n${number}.jpg`);
    const job = await world.open({ originalName: 'many', items: newItems(...names) });
    assert.equal(job.receivedCount, 10_000);
    assert.equal((await world.queue.waiting()).length, 8 + 156, 'the first eight, and every 64th');
    assert.deepEqual((await world.items()).filter((item) => item.startsWith('n')).slice(0, 3), ['n0.jpg queued', 'n1.jpg queued', 'n2.jpg queued']);
    await world.jobs.stop(2, job.id, '');
    assert.equal((await world.logOf(job)).counts.skipped, 10_000);
  });

  test('names from strangers are kept as far as they can be', async () => {
    const job = await world.open({
      originalName: 'odd\0name|\ud800', description: 'd\0', options: { text: 'a\0b\udc00' },
      items: [{ folder: 'Co/', fileName: 'x\0.jpg', orderKey: 'k'.repeat(5000), blobId: 'b', sizeBytes: 5_000_000_000 }],
    });
    assert.equal(job.originalName, 'odd\ufffdname|\ufffd');
    assert.deepEqual(job.options, { text: 'a\ufffdb\ufffd' });
    assert.equal(jobHandle(job), `j|2||odd\ufffdname_\ufffd|${job.id}`);
    const [byHandle] = await world.jobs.findLogs({ companyId: 2, name: 'odd\ufffdname_\ufffd' });
    assert.equal(byHandle?.id, job.id);
    await assert.rejects(world.open({ originalName: '' }), codeOf('INVALID_PARAMETER'));
    await assert.rejects(world.open({ originalName: 'x'.repeat(401) }), codeOf('INVALID_PARAMETER'));
  });
});
