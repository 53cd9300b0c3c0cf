import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';

import { Failure } from '#base';
import type { Outbound, OutboundRequest, Spool } from '#ports';
import { defaultFetchPolicy, fetchUrlBy } from './fetch-url.ts';

/** A server that answers with one status and one body. */
function answering(status: number, body: string, asked: OutboundRequest[] = []): Outbound {
  return {
    async fetch(request) {
      asked.push(request);
      const head = { status, url: request.url, headers: {}, promisedBytes: body.length };
      const sink = await request.sink?.(head);
      request.onProgress?.(body.length / 2, body.length);
      request.onProgress?.(body.length, undefined);
      sink?.end(body);
      return { ...head, receivedBytes: body.length };
    },
  };
}

function openSpool(): { readonly spool: Spool; readonly bytes: Promise<Buffer> } {
  const writable = new PassThrough();
  return { spool: { writable, sizeBytes: 0, keep: () => Promise.reject(new Error('not here')), discard: async () => {} }, bytes: buffer(writable) };
}

const hands = { signal: new AbortController().signal, progress: (): void => {} };
const origin = { kind: 'url', url: 'https://files.test/a.jpg' } as const;

test('the body of an answer goes into the spool, with the progress that can be told', async () => {
  const asked: OutboundRequest[] = [];
  const shares: number[] = [];
  const { spool, bytes } = openSpool();
  await fetchUrlBy(answering(200, 'picture', asked), { ...defaultFetchPolicy, maxBytes: 99 })(origin, spool, { ...hands, progress: (share) => shares.push(share) });
  assert.equal((await bytes).toString(), 'picture');
  assert.deepEqual(shares, [0.5]);
  assert.deepEqual([asked[0]?.url, asked[0]?.limits], [origin.url, { maxBytes: 99, totalMs: 600_000, stallMs: 30_000, answerMs: 30_000 }]);
});

test('answers that are no file end the item, or are asked again where that may help', async () => {
  for (const [status, code, retry] of [
    [404, 'FETCH_REFUSED', 'never'], [403, 'FETCH_REFUSED', 'never'], [204, 'FETCH_REFUSED', 'never'], [206, 'FETCH_REFUSED', 'never'], [302, 'FETCH_REFUSED', 'never'],
    [429, 'FETCH_FAILED', 'later'], [408, 'FETCH_FAILED', 'later'], [500, 'FETCH_FAILED', 'later'], [503, 'FETCH_FAILED', 'later'],
  ] as const) {
    const { spool } = openSpool();
    await assert.rejects(fetchUrlBy(answering(status, 'sorry'), defaultFetchPolicy)(origin, spool, hands),
      (thrown: unknown) => thrown instanceof Failure && thrown.code === code && thrown.row.retry === retry && thrown.params['status'] === status, `${status}`);
    assert.equal(spool.writable.writableLength, 0);
  }
});
