import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clientState, queuedCount, totalFileCount, type ClientState } from '#jobs';
import { progressOf } from './state.ts';

const none = { success: 0, update: 0, duplicate: 0, error: 0, warning: 0, skipped: 0 };
const fresh = {
  state: 'open' as 'open' | 'stopping' | 'ended', isPaused: false, inputClosedAt: undefined as Date | undefined,
  receivedCount: 0, runningCount: 0, counts: none,
};
const now = new Date('2026-01-15T12:00:00Z');

describe('what a client sees of a job', () => {
  const rows: readonly { when: string; job: Partial<typeof fresh>; state: ClientState; words: string }[] = [
    { when: 'no file was posted', job: {}, state: 'New', words: 'progress.waitingForFiles' },
    { when: 'files wait for a worker', job: { receivedCount: 2 }, state: 'WaitingCoordinator', words: 'progress.waitingForWorker' },
    { when: 'a file is in work', job: { receivedCount: 2, runningCount: 1 }, state: 'Running', words: 'progress.processing' },
    {
      when: 'every file is done and more may come', job: { receivedCount: 2, counts: { ...none, success: 1, error: 1 } },
      state: 'WaitingClient', words: 'progress.waitingForFiles',
    },
    {
      when: 'the input is closed and files wait', job: { receivedCount: 1, inputClosedAt: now },
      state: 'WaitingCoordinator', words: 'progress.waitingForWorker',
    },
    {
      when: 'the input is closed and a file is in work', job: { receivedCount: 1, runningCount: 1, inputClosedAt: now },
      state: 'Running', words: 'progress.processing',
    },
    {
      when: 'everything is done and the end is being written',
      job: { receivedCount: 1, inputClosedAt: now, counts: { ...none, update: 1 } }, state: 'Running', words: 'progress.waitingForFiles',
    },
    { when: 'it is paused with files waiting', job: { receivedCount: 2, isPaused: true }, state: 'WaitingCoordinator', words: 'progress.paused' },
    { when: 'it is paused while a file finishes', job: { receivedCount: 2, runningCount: 1, isPaused: true }, state: 'WaitingCoordinator', words: 'progress.paused' },
    { when: 'it was stopped and a file finishes', job: { receivedCount: 1, runningCount: 1, state: 'stopping' }, state: 'Stopping', words: 'progress.stopping' },
    { when: 'it was stopped while paused', job: { receivedCount: 1, runningCount: 1, state: 'stopping', isPaused: true }, state: 'Stopping', words: 'progress.stopping' },
    { when: 'it has ended', job: { state: 'ended', inputClosedAt: now }, state: 'Done', words: 'progress.done' },
  ];
  for (const row of rows) {
    test(`${row.state} when ${row.when}`, () => {
      const job = { ...fresh, ...row.job };
      assert.equal(clientState(job), row.state);
      assert.equal(progressOf(job, 'a.jpg').key, row.words);
    });
  }

  test('warnings are lines, not files: they count for nothing in the sums', () => {
    const job = { ...fresh, receivedCount: 6, runningCount: 1, counts: { success: 1, update: 1, duplicate: 1, error: 0, skipped: 1, warning: 205 } };
    assert.equal(queuedCount(job), 1);
    assert.equal(totalFileCount({ ...job, endedAt: undefined }), 0);
    assert.equal(totalFileCount({ ...job, endedAt: now }), 4);
  });
});
