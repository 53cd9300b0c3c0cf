import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { openMeters, registerOpsDoor } from './index.ts';

function serverWith(pings: Readonly<Record<string, () => Promise<void>>>, isStopping = false) {
  const server = fastify();
  const meters = openMeters();
  meters.gauge('prepress_test_value', 'A value.', () => 7);
  registerOpsDoor(server, { meters, pings, isStopping: () => isStopping });
  return server;
}

test('a server is ready when all its parts answer', async () => {
  const server = serverWith({ database: async () => {}, store: async () => {} });
  const answer = await server.inject('/readyz');
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json().parts, { database: 'up', store: 'up' });
  await server.close();
});

test('a part that is down makes the server unready but not unhealthy', async () => {
  const server = serverWith({ database: async () => Promise.reject(new Error('gone')) });
  const ready = await server.inject('/readyz');
  assert.equal(ready.statusCode, 503);
  assert.equal(ready.json().parts.database, 'down');
  assert.equal((await server.inject('/healthz')).statusCode, 200);
  await server.close();
});

test('a stopping server takes itself out of rotation', async () => {
  const server = serverWith({}, true);
  assert.equal((await server.inject('/readyz')).statusCode, 503);
  await server.close();
});

test('metrics count answers by door and status, with a histogram and gauges', async () => {
  const server = serverWith({});
  await server.inject('/healthz');
  await server.inject('/is/image/Co/x');
  const page = (await server.inject('/metrics')).body;
  assert.match(page, /prepress_http_answers_total\{door="other",status="200"\} 1/);
  assert.match(page, /prepress_http_answers_total\{door="image",status="404"\} 1/);
  assert.match(page, /prepress_http_answer_seconds_bucket\{door="image",le="\+Inf"\} 1/);
  assert.match(page, /prepress_test_value 7/);
  await server.close();
});
