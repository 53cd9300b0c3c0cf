import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, runCase, type Case } from './harness.ts';

function caseOf(baselineMs: readonly number[], oursMs: readonly number[], maxRatio: number): Case & { readonly order: string[] } {
  const order: string[] = [];
  const side = (name: string, values: readonly number[]) => {
    let next = 0;
    return { name, run: async () => { order.push(name); return values[next++] ?? 0; } };
  };
  return {
    name: 'x', goal: 'y', maxRatio, rounds: baselineMs.length - 1, order,
    prepare: async () => ({ baseline: side('baseline', baselineMs), ours: side('ours', oursMs), async [Symbol.asyncDispose]() {} }),
  };
}

test('the warm-up does not count and the sides change places every round', async () => {
  const benchCase = caseOf([999, 10, 10, 10], [1, 20, 30, 20], 2.5);
  const result = await runCase(benchCase);
  assert.equal(result.ratio, 2);
  assert.deepEqual(result.spread, [2, 3]);
  assert.equal(result.isWithin, true);
  assert.deepEqual(benchCase.order, ['baseline', 'ours', 'baseline', 'ours', 'ours', 'baseline', 'baseline', 'ours']);
});

test('a ratio above the gate fails the case', async () => {
  assert.equal((await runCase(caseOf([1, 10, 10], [1, 21, 22], 2))).isWithin, false);
});

test('the median of an even number of values lies between the two in the middle', () => {
  assert.equal(median([4, 1, 3, 2]), 2.5);
});
