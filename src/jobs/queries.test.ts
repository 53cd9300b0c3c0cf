import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { jobHandle, parseJobHandle, totalFileCount, type Job, type LogFilter, type NewLine } from '#jobs';
import { newItems, openTestLedger, type TestLedger } from '#test/build/jobs';

const dated = { sortBy: 'Date', isDescending: false, pageSize: 1000, page: 1 } as const;
const error: NewLine = { type: 'UploadError', key: 'log.error', params: { path: 'Co/c.jpg' }, reason: { key: 'BROKEN_FILE', params: { detail: 'x' } } };

describe('what can be asked of the ledger', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger(); });
  after(() => world[Symbol.asyncDispose]());

  async function produced(originalName: string): Promise<Job> {
    const job = await world.open({ originalName, items: newItems('a.jpg', 'b.jpg', 'c.jpg'), isInputClosed: true });
    for (const outcome of ['success', 'update', 'error'] as const) {
      const leased = await world.takeNext();
      assert.ok(leased);
      const type = outcome === 'update' ? 'FileUpdated' : 'UploadSuccess';
      await world.finish(leased, outcome, outcome === 'error' ? [error] : [{
        type, key: 'log.created', params: { path: 'Co/a.jpg' }, asset: { id: 4711, name: 'a', fileType: 'MasterImage' },
        notes: [{ type: 'UploadWarning', key: 'log.note', params: { text: 'n' } }],
      }]);
    }
    return job;
  }

  test('three files, one new, one replaced, one broken, are counted so', async () => {
    const job = await produced('three');
    const log = await world.logOf(job);
    assert.deepEqual(log.counts, { success: 1, update: 1, duplicate: 0, error: 1, warning: 0, skipped: 0 });
    assert.equal(totalFileCount(log), 3);
    assert.ok(log.endedAt !== undefined && log.endedAt >= log.startedAt);
    const errors = await world.jobs.lines(job.id, { ...dated, types: ['UploadError'] });
    assert.equal(errors.totalRows, 1);
    assert.deepEqual(errors.lines.map(({ type, reason }) => ({ type, reason })), [{ type: 'UploadError', reason: error.reason }]);
    assert.equal((await world.jobs.lines(job.id, { ...dated, types: ['Nothing'] })).totalRows, 0);
  });

  test('lines come in pages, in both directions and by type', async () => {
    const job = await produced('pages');
    const page = async (change: object) => (await world.jobs.lines(job.id, { ...dated, ...change })).lines.map((line) => line.type);
    const all = await page({});
    assert.equal(all.length, 9);
    assert.deepEqual(await page({ pageSize: 2, page: 2 }), all.slice(2, 4));
    assert.deepEqual(await page({ pageSize: 2, page: 99 }), []);
    assert.deepEqual(await page({ isDescending: true }), all.toReversed());
    const byType = all.toSorted();
    assert.deepEqual(await page({ sortBy: 'LogType' }), byType);
    assert.deepEqual(await page({ sortBy: 'LogType', isDescending: true }), byType.toReversed());
    assert.equal((await world.jobs.lines(job.id, { ...dated, pageSize: 2, page: 99 })).totalRows, 9);
    assert.deepEqual(await world.jobs.lines(10 ** 9, dated), { totalRows: 0, lines: [] });
  });

  test('a line keeps its asset and its notes, and an asset knows its lines, oldest first', async () => {
    const job = await produced('asset');
    const { lines } = await world.jobs.lines(job.id, { ...dated, types: ['UploadSuccess'] });
    assert.deepEqual(lines[0]?.asset, { id: 4711, name: 'a', fileType: 'MasterImage' });
    assert.deepEqual(lines[0]?.notes, [{ type: 'UploadWarning', key: 'log.note', params: { text: 'n' } }]);
    const ofAsset = (await world.jobs.linesOfAsset(2, 4711)).filter((each) => each.job.id === job.id);
    assert.deepEqual(ofAsset.map(({ line }) => line.type), ['UploadSuccess', 'FileUpdated']);
    assert.deepEqual(await world.jobs.linesOfAsset(3, 4711), []);
    assert.deepEqual(await world.jobs.linesOfAsset(2, 4712), []);
  });

  test('logs are found by either form of handle and by original name, at once and newest first', async () => {
    const first = await world.open({ originalName: 'find|me', isInputClosed: true });
    world.clock.advance(1000);
    const second = await world.open({ originalName: 'find|me', isInputClosed: true });
    const find = async (filter: object) => (await world.jobs.findLogs({ companyId: 2, ...filter })).map((job) => job.id);
    const byHandle = async (handle: string) => {
      const { name, jobId } = parseJobHandle(handle) ?? assert.fail(handle);
      return find(jobId === undefined ? { name } : { name, jobId });
    };
    assert.deepEqual(await find({ originalName: 'find|me' }), [second.id, first.id]);
    assert.deepEqual(await byHandle(jobHandle(first)), [first.id]);
    assert.deepEqual(await byHandle(`2||find_me|${second.id}`), [second.id]);
    assert.deepEqual(await byHandle('j|2||find_me'), [second.id], 'the old form means the newest');
    assert.deepEqual(await byHandle(`j|2||other|${first.id}`), []);
    assert.deepEqual(await find({ originalName: 'no such' }), []);
    assert.deepEqual((await world.jobs.findLogs({ companyId: 3, originalName: 'find|me' })), []);
    const running = await world.open({ originalName: 'still running', items: newItems('r.jpg') });
    assert.deepEqual(await find({ originalName: 'still running' }), [running.id]);
    assert.equal(totalFileCount(await world.logOf(running)), 0);
    await world.jobs.stop(2, running.id, '');
  });

  test('logs sort and filter by what a client may ask for', async () => {
    const companyId = 50;
    const [b, a] = [
      await world.open({ companyId, companyRoot: 'Bo/', originalName: 'b', userId: 1, userEmail: 'z@x' }),
      await (world.clock.advance(1000), world.open({ companyId: companyId + 1, companyRoot: 'Al/', originalName: 'a', userId: 2, userEmail: 'y@x' })),
    ];
    const names = async (filter: Partial<LogFilter>) =>
      (await world.jobs.logs({ companyIds: [companyId, companyId + 1], limit: 100, ...filter })).map((job) => job.name).join('');
    assert.equal(await names({}), 'ab', 'the most recent first');
    assert.equal(await names({ sortBy: 'StartDate', isDescending: false }), 'ba');
    assert.equal(await names({ sortBy: 'JobName' }), 'ab');
    assert.equal(await names({ sortBy: 'JobName', isDescending: true }), 'ba');
    assert.equal(await names({ sortBy: 'CompanyName' }), 'ab');
    assert.equal(await names({ sortBy: 'UserId' }), 'ba');
    assert.equal(await names({ sortBy: 'Email' }), 'ab');
    for (const sortBy of ['LogType', 'FileErrorCount', 'FileWarningCount', 'FileSuccessCount'] as const) {
      assert.equal(await names({ sortBy }), 'ba', `${sortBy}: ties in order of arrival`);
    }
    assert.equal(await names({ userId: 2 }), 'a');
    assert.equal(await names({ companyIds: [companyId] }), 'b');
    assert.equal(await names({ companyIds: [] }), '');
    assert.equal(await names({ limit: 1 }), 'a');
    assert.equal(await names({ startedFrom: a.startedAt }), 'a');
    assert.equal(await names({ startedTo: b.startedAt }), 'b');
    assert.equal(await names({ startedFrom: b.startedAt, startedTo: a.startedAt }), 'ab', 'both bounds included');
    assert.ok((await world.jobs.logs({ companyIds: 'all', limit: 10_000 })).length > 2);
  });

  test('active jobs are filtered by company, id, name and original name together, the oldest first', async () => {
    const companyId = 60;
    const one = await world.open({ companyId, originalName: 'same' });
    world.clock.advance(1000);
    const two = await world.open({ companyId, originalName: 'same' });
    const ids = async (filter: object) => (await world.jobs.active({ companyIds: [companyId], ...filter })).map(({ job }) => job.id);
    assert.deepEqual(await ids({}), [one.id, two.id]);
    assert.deepEqual(await ids({ originalName: 'same' }), [one.id, two.id]);
    assert.deepEqual(await ids({ name: two.name }), [two.id]);
    assert.deepEqual(await ids({ jobId: one.id }), [one.id]);
    assert.deepEqual(await ids({ jobId: one.id, originalName: 'other' }), []);
    assert.deepEqual(await ids({ companyIds: [61] }), []);
    assert.deepEqual(await ids({ companyIds: [] }), []);
    assert.deepEqual((await ids({ companyIds: 'all' })).filter((id) => id === one.id || id === two.id), [one.id, two.id]);
  });

  test('an active job shows its files in work and what it is doing', async () => {
    await world.queue.lose();
    const job = await world.open({ companyId: 70, originalName: 'shown', items: newItems('s1.jpg', 's2.jpg', 's3.jpg') });
    const look = async () => (await world.jobs.active({ companyIds: [70] }))[0] ?? assert.fail('expected an active job');
    assert.deepEqual((await look()).task, { processing: 0, pending: 3, processed: 0 });
    const [one, two] = [await world.takeNext(), await world.takeNext()];
    assert.ok(one && two);
    world.clock.advance(500);
    await world.jobs.renew(one, 0.25, 30_000);
    const both = await look();
    assert.deepEqual(both.running.map(({ fileName, progress }) => ({ fileName, progress })), [
      { fileName: 's1.jpg', progress: 0.25 }, { fileName: 's2.jpg', progress: 0 },
    ]);
    assert.deepEqual(both.job.progress, { key: 'progress.processing', params: { file: 's2.jpg' }, at: world.clock.now() });
    await world.finish(two);
    assert.deepEqual((await look()).job.progress.params, { file: 's1.jpg' }, 'what is named is in work');
    assert.deepEqual((await look()).task, { processing: 1, pending: 1, processed: 1 });
    await world.jobs.stop(70, job.id, '');
  });

  test('what the plan of a file in work says of its encodes is shown with its progress', async () => {
    await world.queue.lose();
    const job = await world.open({ companyId: 71, originalName: 'films', items: newItems('f1.mp4', 'f2.jpg') });
    const [film, picture] = [await world.takeNext(), await world.takeNext()];
    assert.ok(film && picture);
    const encodes = [{ name: 'f1_low.mp4', from: 0.25, to: 1 }];
    await world.jobs.keepPlan(film, { steps: [], encodes });
    await world.jobs.keepPlan(picture, { steps: [] });
    world.clock.advance(500);
    await world.jobs.renew(film, 0.5, 30_000);
    const [shown] = await world.jobs.active({ companyIds: [71] });
    assert.deepEqual(shown?.encoding, [{ encodes, progress: 0.5, at: world.clock.now() }]);
    await world.finish(film);
    assert.deepEqual((await world.jobs.active({ companyIds: [71] }))[0]?.encoding, []);
    await world.finish(picture);
    await world.jobs.stop(71, job.id, '').catch(() => {});
  });

  test('blobs are referenced until their item is done', async () => {
    await world.queue.lose();
    const names = Array.from({ length: 2500 }, (_, number) => `blob${number}.jpg`);
    const job = await world.open({ companyId: 80, originalName: 'blobs', items: newItems(...names) });
    const referenced = async () => (await Array.fromAsync(world.jobs.referencedBlobs())).filter((blob) => blob.startsWith('blob of blob')).length;
    assert.equal(await referenced(), 2500);
    const [done, running] = [await world.takeNext(), await world.takeNext()];
    assert.ok(done && running);
    await world.finish(done);
    assert.equal(await referenced(), 2499);
    await world.jobs.stop(80, job.id, '');
    assert.equal(await referenced(), 1);
    await world.finish(running);
    assert.equal(await referenced(), 0);
  });

  test('a look at the active jobs is one query that never touches the finished items', async () => {
    const plan = await sql<Record<string, string>>`explain select 1 from job_item where job_id = 1 and state = 'running'`
      .execute(world.database);
    const text = plan.rows.map((row) => Object.values(row).join()).join('\n');
    assert.match(text, /job_item_running/);
  });
});
