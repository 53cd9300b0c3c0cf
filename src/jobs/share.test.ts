import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { shareQueries } from './share.ts';

describe('shared queries', () => {
  /** A query whose answer is the number of its beginning. */
  function counted() {
    const ends: (() => void)[] = [];
    let begun = 0;
    const query = () => new Promise<number>((resolve) => {
      begun += 1;
      const number = begun;
      ends.push(() => resolve(number));
    });
    return { query, end: () => ends.shift()?.(), begun: () => begun };
  }

  test('whoever asks while one runs shares the next, never the running one', async () => {
    const ask = shareQueries<number>();
    const { query, end, begun } = counted();
    const first = ask('a', query);
    const later = [ask('a', query), ask('a', query), ask('a', query)];
    assert.equal(begun(), 1);
    end();
    assert.equal(await first, 1);
    await turn();
    end();
    assert.deepEqual(await Promise.all(later), [2, 2, 2]);
    const alone = ask('a', query);
    end();
    assert.equal(await alone, 3);
  });

  test('different questions do not wait for each other', async () => {
    const ask = shareQueries<string>();
    void ask('slow', () => new Promise(() => undefined));
    assert.equal(await ask('quick', async () => 'answer'), 'answer');
  });

  test('a query that fails fails for those who shared it, and no further', async () => {
    const ask = shareQueries<string>();
    const [bad, good] = [
      ask('a', async () => { throw new Error('down'); }).catch((error: Error) => error.message),
      ask('a', async () => 'next'),
    ];
    assert.equal(await bad, 'down');
    assert.equal(await good, 'next');
    assert.equal(await ask('a', async () => 'up'), 'up');
  });
});
