import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newItems, openTestLedger, type TestLedger } from '#test/build/jobs';
import { finishedCount, queuedCount, totalFileCount } from './state.ts';
import type { LeasedItem, NewLine } from './types.ts';

let ledger: TestLedger;
before(async () => { ledger = await openTestLedger({ retryDelayMs: 0 }); });
after(() => ledger[Symbol.asyncDispose]());
beforeEach(() => ledger.clear());

const hidden: NewLine = { type: 'UploadWarning', key: 'log.hiddenFile', params: { path: 'Co/.DS_Store' } };
const broken: NewLine = { type: 'UploadError', key: 'log.error', params: { path: 'Co/b.zip' } };

async function openArchive(isInputClosed = true): Promise<LeasedItem> {
  await ledger.open({ items: newItems('a.zip'), isInputClosed });
  return (await ledger.takeNext())!;
}

test('entries join the job of their archive, which counts as long as it is in work and then no more', async () => {
  const archive = await openArchive();
  const { job } = archive;
  assert.deepEqual(await ledger.jobs.addUnpacked(archive, { items: newItems('x.jpg', 'y.jpg'), refused: [], soFar: { records: 3, sizeBytes: 20 } }), { isStopping: false });
  assert.equal((await ledger.logOf(job)).receivedCount, 3);
  await ledger.jobs.addUnpacked(archive, {
    items: newItems('z.jpg'), refused: [{ outcome: 'skipped', line: hidden }, { outcome: 'error', line: broken }], soFar: { records: 6, sizeBytes: 30 },
  });
  const inWork = await ledger.logOf(job);
  assert.deepEqual([inWork.receivedCount, inWork.runningCount, queuedCount(inWork), finishedCount(inWork)], [6, 1, 3, 2]);
  await ledger.finish(archive, 'unpacked', []);
  const unpacked = await ledger.logOf(job);
  assert.deepEqual([unpacked.receivedCount, queuedCount(unpacked), finishedCount(unpacked), unpacked.state], [5, 3, 2, 'open']);
  for (let entry = await ledger.takeNext(); entry; entry = await ledger.takeNext()) {
    assert.equal(entry.item.archiveItemId, archive.item.id);
    await ledger.finish(entry);
  }
  const done = await ledger.logOf(job);
  assert.deepEqual([done.state, totalFileCount(done), done.counts], [
    'ended', 5, { success: 3, update: 0, duplicate: 0, error: 1, warning: 1, skipped: 1 },
  ]);
  const types = await ledger.typesOf(job);
  assert.deepEqual(types.slice(4), ['UploadWarning', 'UploadError', 'UploadSuccess', 'UploadSuccess', 'UploadSuccess', 'TotalFileCount', 'EndUpload']);
  assert.deepEqual(await ledger.items(), ['a.zip done', 'x.jpg done', 'y.jpg done', 'z.jpg done']);
});

test('a job does not end while an archive is in work, although all that came out of it is done', async () => {
  const archive = await openArchive();
  await ledger.jobs.addUnpacked(archive, { items: newItems('x.jpg'), refused: [], soFar: { records: 1, sizeBytes: 1 } });
  await ledger.finish((await ledger.takeNext())!);
  assert.equal((await ledger.logOf(archive.job)).state, 'open');
  await ledger.finish(archive, 'unpacked', []);
  assert.equal((await ledger.logOf(archive.job)).state, 'ended');
});

test('whoever goes on with an archive hears how far it was unpacked', async () => {
  const archive = await openArchive();
  assert.deepEqual(archive.item.unpacked, { records: 0, sizeBytes: 0 });
  await ledger.jobs.addUnpacked(archive, { items: newItems('x.jpg'), refused: [], soFar: { records: 7, sizeBytes: 5_000_000_000 } });
  await ledger.jobs.release(archive);
  await ledger.queue.lose();
  const again = await ledger.jobs.lease(archive.item.id, { holder: 'other', leaseMs: 1000 });
  assert.deepEqual(again?.item.unpacked, { records: 7, sizeBytes: 5_000_000_000 });
});

test('who lost the archive adds nothing', async () => {
  const archive = await openArchive();
  await ledger.jobs.release(archive);
  await assert.rejects(ledger.jobs.addUnpacked(archive, { items: newItems('x.jpg'), refused: [], soFar: { records: 1, sizeBytes: 1 } }), { code: 'LEASE_LOST' });
  assert.deepEqual(await ledger.items(), ['a.zip queued']);
  assert.equal((await ledger.logOf(archive.job)).receivedCount, 1);
});

test('to a job that is being stopped nothing is added, and the archive is cancelled with it', async () => {
  const archive = await openArchive(false);
  await ledger.jobs.stop(2, archive.job.id, 'handle');
  assert.deepEqual(await ledger.jobs.addUnpacked(archive, { items: newItems('x.jpg'), refused: [], soFar: { records: 1, sizeBytes: 1 } }), { isStopping: true });
  await ledger.jobs.release(archive);
  assert.deepEqual(await ledger.items(), ['a.zip cancelled']);
  assert.equal((await ledger.logOf(archive.job)).state, 'ended');
});

test('files posted after an archive was unpacked get places of their own', async () => {
  const archive = await openArchive(false);
  await ledger.jobs.addUnpacked(archive, { items: newItems('x.jpg'), refused: [{ outcome: 'skipped', line: hidden }], soFar: { records: 2, sizeBytes: 1 } });
  await ledger.finish(archive, 'unpacked', []);
  await ledger.continue(archive.job, newItems('later.jpg'), { isInputClosed: true });
  const items = await ledger.jobs.itemsOf(archive.job.id, { pageSize: 10, page: 1 });
  assert.deepEqual(items.map(({ fileName, position }) => [fileName, position]), [['a.zip', 1], ['x.jpg', 2], ['later.jpg', 4]]);
});
