import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TestClock } from '#test/build/clock';
import { defaultPasswordCost, hashPassword, openPasswordCheck } from './passwords.ts';

const cheap = { cost: 16, blockSize: 8, parallelization: 1 };

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}

describe('passwords', () => {
  test('a hash made with other work factors still proves its password', async () => {
    const stored = await hashPassword('secret', { cost: 32, blockSize: 4, parallelization: 2 });
    const check = openPasswordCheck(new TestClock(), cheap);
    assert.equal(await check.isRight('a', 'secret', stored), true);
    assert.equal(await check.isRight('a', 'Secret', stored), false);
    assert.equal(await check.isRight('a', 'secret', 'scrypt$broken'), false);
    assert.equal(await check.isRight('a', 'secret', undefined), false);
  });

  test('composed and decomposed accents are the same password', async () => {
    const check = openPasswordCheck(new TestClock(), cheap);
    assert.equal(await check.isRight('a', 'e\u0301', await hashPassword('\u00e9', cheap)), true);
  });

  test('a proof is remembered for a minute, a refusal not at all', async () => {
    const clock = new TestClock();
    const check = openPasswordCheck(clock, defaultPasswordCost);
    const stored = await hashPassword('secret', defaultPasswordCost);
    const hashingMs = await timeMs(() => check.isRight('a', 'secret', stored));
    const rememberedMs = await timeMs(() => check.isRight('a', 'secret', stored));
    assert.ok(rememberedMs < hashingMs / 10, `${rememberedMs} ms against ${hashingMs} ms`);
    const refusedMs = await timeMs(async () => {
      assert.equal(await check.isRight('a', 'wrong', stored), false);
    });
    assert.ok(refusedMs > hashingMs / 5, `${refusedMs} ms against ${hashingMs} ms`);
    clock.advance(60_000);
    const laterMs = await timeMs(() => check.isRight('a', 'secret', stored));
    assert.ok(laterMs > hashingMs / 5, `${laterMs} ms against ${hashingMs} ms`);
  });

  test('an unknown user costs as much as a wrong password', async () => {
    const check = openPasswordCheck(new TestClock(), defaultPasswordCost);
    const stored = await hashPassword('secret', defaultPasswordCost);
    const wrongMs = await timeMs(() => check.isRight('a', 'wrong', stored));
    const unknownMs = await timeMs(() => check.isRight('b', 'wrong', undefined));
    assert.ok(unknownMs > wrongMs / 5 && unknownMs < wrongMs * 5, `${unknownMs} ms against ${wrongMs} ms`);
  });

  test('a thousand callers with one password share one hash', async () => {
    const check = openPasswordCheck(new TestClock(), defaultPasswordCost);
    const stored = await hashPassword('secret', defaultPasswordCost);
    const oneMs = await timeMs(() => check.isRight('a', 'other', stored));
    const manyMs = await timeMs(async () => {
      const answers = await Promise.all(Array.from({ length: 1000 }, () => check.isRight('a', 'secret', stored)));
      assert.ok(answers.every(Boolean));
    });
    assert.ok(manyMs < oneMs * 10 + 500, `${manyMs} ms against ${oneMs} ms`);
  });
});
