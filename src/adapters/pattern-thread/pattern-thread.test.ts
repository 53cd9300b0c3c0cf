import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPatternThread } from '#adapters/pattern-thread';

const patienceMs = 20_000;

test('expressions fit whole texts and give their groups', async () => {
  const matcher = openPatternThread();
  const hits = await matcher.match(['(\\w+)-(\\d+)', 'a|b', '(?!q)(.)(\\1)?'], ['shoe-1', 'shoe-1x', 'b', 'ab', 'zz'], patienceMs);
  assert.deepEqual(hits, [
    [{ text: 0, hit: ['shoe-1', 'shoe', '1'] }],
    [{ text: 2, hit: ['b'] }],
    [{ text: 2, hit: ['b', 'b', undefined] }, { text: 4, hit: ['zz', 'z', 'z'] }],
  ]);
  assert.deepEqual(await matcher.match([], ['a'], patienceMs), []);
  assert.deepEqual(await matcher.match(['a'], [], patienceMs), [[]]);
  await matcher.close();
  await assert.rejects(matcher.match(['a'], ['a'], patienceMs), { code: 'STOPPED' });
});

test('one that never ends is ended and named; others go on, before, after and meanwhile', async () => {
  const matcher = openPatternThread();
  const endless = `${'a'.repeat(60)}!`;
  const failed = assert.rejects(matcher.match(['fine', '(a+)+$'], [endless], 200), { code: 'PATTERN_TOO_SLOW', params: { pattern: '(a+)+$' } });
  const meanwhile = matcher.match(['(.+)'], ['x'], patienceMs);
  let isHeldUp = true;
  setImmediate(() => { isHeldUp = false; });
  await failed;
  assert.equal(isHeldUp, false);
  assert.deepEqual(await meanwhile, [[{ text: 0, hit: ['x', 'x'] }]]);
  await matcher.close();
});

test('what is at work when it closes ends with it', async () => {
  const matcher = openPatternThread();
  await matcher.match(['a'], ['a'], patienceMs);
  const stopped = assert.rejects(matcher.match(['(a+)+$'], [`${'a'.repeat(60)}!`], patienceMs), { code: 'STOPPED' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await matcher.close();
  await stopped;
});
