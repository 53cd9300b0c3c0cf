import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { newItems, openTestLedger, type TestLedger } from '#test/build/jobs';
import type { LeasedItem, NewItem } from './types.ts';

const origin = { kind: 'url', url: 'https://files.test/a.jpg' } as const;
const fetched: NewItem = { folder: 'Co/', fileName: 'a.jpg', orderKey: 'a', origin };
const look: NewItem = { folder: 'Co/', fileName: '', orderKey: '|images', listing: { kind: 'images' } };

describe('items that are fetched', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger({ retryDelayMs: 0 }); });
  beforeEach(() => world.clear());
  after(() => world[Symbol.asyncDispose]());

  const take = async (): Promise<LeasedItem> => {
    const leased = await world.takeNext();
    assert.ok(leased);
    return leased;
  };

  test('the blob that was fetched is found by whoever takes the item again', async () => {
    const job = await world.open({ kind: 'UrlUpload', items: [fetched], isInputClosed: true });
    const first = await take();
    assert.deepEqual('origin' in first.item && first.item.origin, origin);
    assert.ok(!('blobId' in first.item));
    await world.jobs.keepFetched(first, { blobId: 'b1', sizeBytes: 12 });
    await world.jobs.release(first);
    const again = await take();
    assert.deepEqual('blobId' in again.item && [again.item.blobId, again.item.sizeBytes, again.item.origin], ['b1', 12, origin]);
    const blobs: string[] = [];
    for await (const id of world.jobs.referencedBlobs()) blobs.push(id);
    assert.deepEqual(blobs, ['b1'], 'no sweep takes it before its item has ended');
    await world.finish(again);
    assert.deepEqual((await world.logOf(job)).transfers, { success: 1, error: 0, warning: 0 });
  });

  test('who lost the item may not note a blob', async () => {
    await world.open({ kind: 'UrlUpload', items: [fetched] });
    const late = await take();
    await world.jobs.release(late);
    await assert.rejects(world.jobs.keepFetched(late, { blobId: 'b', sizeBytes: 1 }), { code: 'LEASE_LOST' });
    const again = await take();
    assert.ok(!('blobId' in again.item));
  });

  test('what could not be fetched counts as a failed transfer; what failed after it arrived does not', async () => {
    const job = await world.open({ kind: 'UrlUpload', items: [fetched, { ...fetched, orderKey: 'b' }], isInputClosed: true });
    await world.jobs.fail(await take(), { key: 'FETCH_REFUSED', params: { status: 404 } });
    const second = await take();
    await world.jobs.keepFetched(second, { blobId: 'b', sizeBytes: 1 });
    await world.jobs.fail(second, { key: 'BROKEN_FILE', params: { detail: '' } });
    const log = await world.logOf(job);
    assert.deepEqual([log.counts.error, log.transfers], [2, { success: 1, error: 1, warning: 0 }]);
    assert.deepEqual(await world.typesOf(job), ['BeginUploadUrls', 'OriginalJobName', 'JobClient', 'JobType', 'UploadError', 'UploadError', 'TotalFileCount', 'EndUploadUrls']);
  });

  test('of one job eight files are fetched at a time, and the next hears of it when one is done', async () => {
    const urls = Array.from({ length: 11 }, (_, number): NewItem => ({ ...fetched, fileName: `f${number}.jpg`, orderKey: `f${number}` }));
    await world.open({ kind: 'UrlUpload', items: urls, isInputClosed: true });
    const [first] = await world.queue.waiting();
    const terms = { holder: 'tester', leaseMs: 30_000, most: 20 };
    const taken = await world.jobs.leaseNext(first!, terms);
    assert.equal(taken.length, 8);
    assert.deepEqual(await world.jobs.leaseNext(first!, terms), []);
    await world.queue.lose();
    await world.finish(taken[3]!);
    const [next] = await world.queue.waiting();
    const more = await world.jobs.leaseNext(next!, terms);
    assert.deepEqual(more.map(({ item }) => item.fileName), ['f8.jpg']);
    for (const leased of [...taken.filter((_, index) => index !== 3), ...more]) await world.finish(leased);
    for (let leased = await world.takeNext(); leased; leased = await world.takeNext()) await world.finish(leased);
    assert.deepEqual((await world.items()).filter((item) => !item.endsWith('done')), []);
  });

  test('received files count as transfers, those of further requests too', async () => {
    const job = await world.open({ items: newItems('a', 'b') });
    await world.continue(job, newItems('c'));
    assert.deepEqual((await world.logOf(job)).transfers, { success: 3, error: 0, warning: 0 });
  });
});

describe('items that unfold', () => {
  let world: TestLedger;
  before(async () => { world = await openTestLedger({ retryDelayMs: 0 }); });
  beforeEach(() => world.clear());
  after(() => world[Symbol.asyncDispose]());

  const unfold = (leased: LeasedItem, items: readonly NewItem[]) =>
    world.inTransaction((transaction) => world.jobs.unfold(transaction, leased, { items, lines: [] }));

  test('they give way to what they found, which is all that counts', async () => {
    const job = await world.open({ items: [look, ...newItems('z')], isInputClosed: true });
    const leased = await world.takeNext();
    assert.deepEqual(leased && 'listing' in leased.item && leased.item.listing, { kind: 'images' });
    const [shown] = await world.jobs.active({ companyIds: 'all' });
    assert.deepEqual([shown?.job.progress.key, shown?.running], ['progress.listing', []]);
    await unfold(leased!, newItems('a', 'b', 'c'));
    assert.deepEqual(await world.items(), [' done', 'z queued', 'a queued', 'b queued', 'c queued']);
    assert.equal((await world.logOf(job)).receivedCount, 4);
    assert.deepEqual(await world.miscounted(), []);
    for (let item = await world.takeNext(); item; item = await world.takeNext()) await world.finish(item);
    const log = await world.logOf(job);
    assert.deepEqual([log.state, log.counts.success, log.receivedCount], ['ended', 4, 4]);
    await assert.rejects(unfold(leased!, newItems('d')), { code: 'LEASE_LOST' }, 'exactly once');
  });

  test('a look that finds nothing ends its job', async () => {
    const job = await world.open({ items: [look], isInputClosed: true });
    await unfold((await world.takeNext())!, []);
    assert.deepEqual(await world.typesOf(job), ['BeginUpload', 'OriginalJobName', 'JobClient', 'JobType', 'TotalFileCount', 'EndUpload']);
    assert.equal((await world.logOf(job)).state, 'ended');
  });

  test('in a stopped job nothing is queued, and a look that waits is no file that was cancelled', async () => {
    const job = await world.open({ items: [look, { ...look, orderKey: '|other' }, ...newItems('a')], isInputClosed: true });
    const leased = await world.takeNext();
    await world.jobs.stop(2, job.id, '');
    await unfold(leased!, newItems('b'));
    const log = await world.logOf(job);
    assert.deepEqual([log.state, log.receivedCount, log.counts.skipped, log.counts.warning], ['ended', 1, 1, 1]);
    assert.equal((await world.typesOf(job)).filter((type) => type === 'FileCancel').length, 1);
  });

  test('a look that is given back in a stopped job is gone without a word', async () => {
    const job = await world.open({ items: [look], isInputClosed: true });
    const leased = await world.takeNext();
    await world.jobs.stop(2, job.id, '');
    await world.jobs.release(leased!);
    const log = await world.logOf(job);
    assert.deepEqual([log.state, log.receivedCount, log.counts.skipped], ['ended', 0, 0]);
    assert.ok(!(await world.typesOf(job)).includes('FileCancel'));
  });

  test('files posted later come after what was found', async () => {
    const job = await world.open({ items: [look] });
    await unfold((await world.takeNext())!, newItems('a', 'b'));
    await world.continue(job, newItems('c'));
    const items = await world.jobs.itemsOf(job.id, { pageSize: 10, page: 1 });
    assert.deepEqual(items.map((item) => [item.position, item.fileName]), [[1, ''], [2, 'a'], [3, 'b'], [4, 'c']]);
  });

  test('transfers that one in hand makes count as files, each with its line, as long as it is in hand', async () => {
    const job = await world.open({ kind: 'ImageServingPublish', items: [look], isInputClosed: true });
    const leased = (await world.takeNext())!;
    const line = { type: 'ImageServingPublishSuccess', key: 'log.published', params: { path: 'Co/a' } } as const;
    const add = (outcome: 'success' | 'error') => world.inTransaction((transaction) => world.jobs.addEnded(transaction, leased, [{ outcome, lines: [line] }]));
    assert.deepEqual(await add('success'), { isStopping: false });
    await add('error');
    await world.jobs.stop(2, job.id, '');
    assert.deepEqual(await add('success'), { isStopping: true });
    await world.finish(leased, 'unpacked', []);
    const log = await world.logOf(job);
    assert.deepEqual([log.state, log.receivedCount, log.counts.success, log.counts.error, log.transfers], ['ended', 3, 2, 1, { success: 2, error: 1, warning: 0 }]);
    await assert.rejects(add('success'), { code: 'LEASE_LOST' });
    assert.equal((await world.typesOf(job)).filter((type) => type === 'ImageServingPublishSuccess').length, 3);
  });
});
