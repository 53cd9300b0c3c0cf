import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAddress, isDeliveryUrl } from './address.ts';
import { cacheHeaders, isUnchanged } from './caching.ts';
import { readRange } from './ranges.ts';
import { openRenderGate } from './render-gate.ts';
import { openReplyCache } from './reply-cache.ts';
import { deliverySettings, readDeliverySettings } from './settings.ts';

const replyOf = (bytes: number) => ({ body: Buffer.alloc(bytes), etag: '"e"', contentType: 'image/png' });

test('the cache stays within its bytes and lets go of what was longest unused', () => {
  const cache = openReplyCache(10_000);
  for (const key of ['a', 'b', 'c', 'd']) cache.put(key, replyOf(1900));
  assert.equal(cache.replies, 4);
  assert.ok(cache.get('a'));
  cache.put('e', replyOf(1900));
  assert.deepEqual(['a', 'b', 'c', 'd', 'e'].filter((key) => cache.get(key)), ['a', 'c', 'd', 'e']);
  assert.ok(cache.sizeBytes <= 10_000);
  cache.put('large', replyOf(5000));
  assert.equal(cache.get('large'), undefined);
  cache.put('a', replyOf(10));
  cache.put('a', replyOf(10));
  assert.equal(cache.sizeBytes, 3 * (1900 + 501) + 511);
});

test('a cache of no bytes keeps nothing', () => {
  const cache = openReplyCache(0);
  cache.put('a', replyOf(0));
  assert.deepEqual([cache.replies, cache.sizeBytes], [0, 0]);
});

test('the gate gives its places in order and frees them after failures', async () => {
  const gate = openRenderGate({ running: 1, waiting: 10, timeMs: 1000 });
  const order: string[] = [];
  const work = (name: string, fails = false) => gate.run(name, async () => {
    order.push(name);
    assert.equal(gate.running, 1);
    await new Promise((resolve) => setImmediate(resolve));
    if (fails) throw new Error(name);
  });
  const results = await Promise.allSettled([work('a'), work('b', true), work('c'), work('a')]);
  assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  assert.deepEqual(order, ['a', 'b', 'c']);
  assert.deepEqual([gate.running, gate.waiting], [0, 0]);
});

test('what waited too long is not begun', async () => {
  const gate = openRenderGate({ running: 1, waiting: 10, timeMs: 20 });
  let release = (): void => {};
  const first = gate.run('first', () => new Promise<void>((resolve) => { release = resolve; }));
  let isBegun = false;
  const second = gate.run('second', async () => { isBegun = true; });
  await assert.rejects(first, { code: 'DELIVERY_OVERLOADED' });
  await assert.rejects(second, { code: 'DELIVERY_OVERLOADED' });
  release();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([isBegun, gate.running, gate.waiting], [false, 0, 0]);
});

test('how long replies may be kept', () => {
  const now = new Date('2026-03-03T10:15:00.000Z');
  assert.equal(cacheHeaders(0.1, now)['cache-control'], 'public, max-age=360');
  assert.equal(cacheHeaders(0, now)['cache-control'], 'public, max-age=0, must-revalidate');
  assert.equal(cacheHeaders(-1, now)['cache-control'], 'public, max-age=31536000');
  assert.equal(cacheHeaders(10, now)['expires'], 'Tue, 03 Mar 2026 20:15:00 GMT');
});

test('conditional requests', () => {
  const reply = { etag: '"a"', modifiedAt: new Date('2026-01-02T03:04:05.678Z'), isEternal: false };
  for (const [headers, expected] of [
    [{}, false], [{ 'if-none-match': '"a"' }, true], [{ 'if-none-match': 'W/"a"' }, true], [{ 'if-none-match': '*' }, true], [{ 'if-none-match': '"b"' }, false],
    [{ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' }, true], [{ 'if-modified-since': 'Fri, 02 Jan 2026 03:04:04 GMT' }, false],
    [{ 'if-modified-since': 'never' }, false], [{ 'if-none-match': '"b"', 'if-modified-since': 'Fri, 02 Jan 2099 03:04:05 GMT' }, false],
  ] as const) assert.equal(isUnchanged(headers, reply), expected, JSON.stringify(headers));
  assert.equal(isUnchanged({ 'if-none-match': '"b"' }, { ...reply, isEternal: true }), true);
  assert.equal(isUnchanged({}, { ...reply, isEternal: true }), false);
});

test('ranges', () => {
  const file = { sizeBytes: 100, etag: '"a"', modifiedAt: new Date(0) };
  const part = (first: number, last: number) => ({ kind: 'part', range: { first, last } });
  for (const [range, expected] of [
    ['bytes=0-9', part(0, 9)], ['bytes=90-', part(90, 99)], ['bytes=-5', part(95, 99)], ['bytes=-500', part(0, 99)], ['bytes=5-500', part(5, 99)],
    ['bytes=100-', { kind: 'unsatisfiable' }], ['bytes=-0', { kind: 'unsatisfiable' }], ['bytes=9-5', { kind: 'whole' }], ['bytes=-', { kind: 'whole' }],
    ['bytes=0-1,3-4', { kind: 'whole' }], ['lines=1-2', { kind: 'whole' }],
  ] as const) assert.deepEqual(readRange({ range }, file), expected, range);
});

test('addresses', () => {
  for (const [url, elements, query] of [
    ['/is/image/Co/a/b?x=1?y', ['Co', 'a', 'b'], 'x=1?y'], ['/is/image//Co/x', ['Co', 'x'], ''], ['/is/image/is/image/Co/x', ['Co', 'x'], ''],
    ['/is/image', [], ''], ['/is/image?', [], ''], ['/e2/Co/a%2Fb', ['Co', 'a/b'], ''],
  ] as const) assert.deepEqual([readAddress(url).elements, readAddress(url).query], [elements, query], url);
  assert.equal(readAddress('/is/content/Co/x').door, 'content');
  assert.deepEqual(['/is/image', '/is/image/x', '/is/image?x', '/is/imagery', '/e2x', '/scene7'].map(isDeliveryUrl), [true, true, true, false, false, false]);
});

test('every setting has a value by default and refuses a wrong one', () => {
  assert.equal(new Set(deliverySettings.map(({ name }) => name)).size, deliverySettings.length);
  for (const { name } of deliverySettings) assert.match(name, /^PREPRESS_IS_[A-Z_]+$/);
  const settings = readDeliverySettings();
  assert.deepEqual([settings.serving.defaultPix, settings.serving.jpegQuality, settings.urlBytes, settings.isContentSandboxed],
    [{ widthPx: 400, heightPx: 400 }, { quality: 80, isFullChroma: false }, 16_384, true]);
  assert.throws(() => readDeliverySettings((name) => (name === 'PREPRESS_IS_MAX_PIX' ? 'large' : undefined)), { code: 'BAD_SETTING' });
  assert.equal(readDeliverySettings((name) => (name === 'PREPRESS_IS_ERRORS_NOT_FOUND_STATUS' ? '404' : undefined)).serving.notFoundStatus, 404);
});
