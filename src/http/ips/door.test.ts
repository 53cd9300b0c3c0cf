import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';

import { openIpsWorld, type IpsWorld } from '#test/build/ips';

describe('requests on a real socket', () => {
  let world: IpsWorld;
  let port: number;
  before(async () => {
    world = await openIpsWorld({ requestSeconds: 0.2 });
    port = Number(new URL(await world.server.listen({ host: '127.0.0.1', port: 0 })).port);
  });
  after(() => world[Symbol.asyncDispose]());

  /** Sends bytes and leaves the connection open. @returns what came back until the server closed it */
  async function say(...texts: readonly string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
    socket.on('error', () => {});
    for (const text of texts) socket.write(text);
    await once(socket, 'close');
    return heard;
  }
  const head = 'POST /scene7/services/IpsApiService HTTP/1.1\r\nHost: h\r\nConnection: close\r\n';

  test('a body that does not arrive in its time is cut off', async () => {
    const startedAt = performance.now();
    assert.equal(await say(`${head}Content-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<half`), '');
    assert.ok(performance.now() - startedAt < 10_000);
  });

  test('a request without a content type, in chunks, is read', async () => {
    const heard = await say(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n<html\r\n2\r\n/>\r\n0\r\n\r\n`);
    assert.match(heard, /^HTTP\/1\.1 500 .*<code>30003<\/code><reason>[^<]*Envelope/s);
  });

  test('Expect: 100-continue is answered before the body', async () => {
    const heard = await say(`${head}Expect: 100-continue\r\nContent-Length: 7\r\n\r\n`, '<html/>');
    assert.match(heard, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 500 /);
  });

  test('chunks without end are refused at the limit', async () => {
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const heard = await say(`${head}Transfer-Encoding: chunked\r\n\r\n`, ...Array.from({ length: 17 }, () => chunk));
    assert.match(heard, /<code>30003<\/code>/);
  });
});
