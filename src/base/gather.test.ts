import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { gather } from './gather.ts';

/** Records the groups; those that hold a bad value fail. */
function recorder(change: { readonly most?: number; readonly waitMs?: number; readonly isMoreComing?: () => boolean } = {}) {
  const groups: string[] = [];
  const ask = gather<string>({
    most: 3, waitMs: 10, isMoreComing: () => true, ...change,
    async together(values) {
      groups.push(values.join(''));
      await wait(5);
      if (values.includes('x')) throw new Error('bad');
    },
  });
  return { groups, ask };
}

test('what is asked at the same time is done at once, up to the most', async () => {
  const { groups, ask } = recorder();
  await Promise.all([...'abcde'].map(ask));
  assert.deepEqual(groups, ['abc', 'de']);
});

test('nobody waits when nothing else is on its way', async () => {
  const { groups, ask } = recorder({ waitMs: 60_000, isMoreComing: () => false });
  await ask('a');
  assert.deepEqual(groups, ['a']);
});

test('a value waits for company only for a while', async () => {
  const { groups, ask } = recorder({ waitMs: 10 });
  await ask('a');
  assert.deepEqual(groups, ['a']);
});

test('a group that fails is done one by one, and only the bad one hears of it', async () => {
  const { groups, ask } = recorder();
  const done = await Promise.allSettled([...'axb'].map(ask));
  assert.deepEqual(groups, ['axb', 'a', 'x', 'b']);
  assert.deepEqual(done.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled']);
});

test('one group runs at a time and the next one gathers meanwhile', async () => {
  const { groups, ask } = recorder({ isMoreComing: () => false });
  const first = ask('a');
  await wait(1);
  await Promise.all([first, ask('b'), ask('c')]);
  assert.deepEqual(groups, ['a', 'bc']);
});
