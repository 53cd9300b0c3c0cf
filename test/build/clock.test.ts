import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestClock } from './clock.ts';

test('time stands still until it is advanced', () => {
  const clock = new TestClock('2026-03-01T00:00:00Z');
  assert.equal(clock.now().toISOString(), '2026-03-01T00:00:00.000Z');
  clock.advance(1_500);
  assert.equal(clock.now().toISOString(), '2026-03-01T00:00:01.500Z');
});

test('timers are called at their own times, in order, until stopped', () => {
  const clock = new TestClock('2026-03-01T00:00:00Z');
  const calls: string[] = [];
  const slow = clock.every(3_000, () => calls.push(`slow ${clock.now().getUTCSeconds()}`));
  clock.every(2_000, () => calls.push(`fast ${clock.now().getUTCSeconds()}`));
  clock.advance(4_000);
  slow.stop();
  clock.advance(4_000);
  assert.deepEqual(calls, ['fast 2', 'slow 3', 'fast 4', 'fast 6', 'fast 8']);
});
