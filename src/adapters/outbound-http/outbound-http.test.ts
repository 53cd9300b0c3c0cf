import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { describe, test } from 'node:test';
import { Failure } from '#base';
import type { OutboundRequest } from '#ports';
import { selfSigned } from '#test/build/certificate';
import { openListener } from '#test/build/listener';
import { openOutboundHttp } from './index.ts';
import type { Resolve } from './target.ts';

const local = [{ address: '127.0.0.1', family: 4 }];
const open = (allow: readonly string[] = [], resolve: Resolve = async () => local, authorities?: readonly string[]) =>
  openOutboundHttp({ allow, resolve, ...(authorities === undefined ? {} : { authorities }) });

/** What a request ends with: its status, or code and detail of its failure. */
async function outcome(outbound: ReturnType<typeof open>, request: OutboundRequest): Promise<string> {
  try {
    return String((await outbound.fetch(request)).status);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return `${thrown.code} ${thrown.params['detail'] ?? ''}`.trim();
  }
}

/** A sink with what came into it. */
function collector(): { readonly sink: () => Writable; text(): string; readonly state: { writable?: Writable } } {
  const pieces: Buffer[] = [];
  const state: { writable?: Writable } = {};
  return {
    state, text: () => Buffer.concat(pieces).toString(),
    sink: () => (state.writable = new Writable({ write(piece: Buffer, _encoding, done) { pieces.push(piece); done(); } })),
  };
}

describe('what is requested', () => {
  test('an allowed address is asked with method, headers and query as given, and its bytes arrive with progress', async () => {
    await using listener = await openListener((_request, response) => {
      response.writeHead(200, { 'content-length': 11, 'x-one': ['a', 'b'] });
      response.end('hello world');
    });
    const { sink, text } = collector();
    const seen: [number, number | undefined][] = [];
    const answer = await open(['127.0.0.1']).fetch({
      url: `${listener.url}/a%20b?x=1&y=%26#part`, headers: { 'X-Own': 'Ü' }, sink, onProgress: (...bytes) => seen.push(bytes),
    });
    assert.deepEqual([answer.status, answer.receivedBytes, answer.promisedBytes, answer.headers['x-one'], text()], [200, 11, 11, 'a, b', 'hello world']);
    assert.deepEqual(seen.at(-1), [11, 11]);
    const [asked] = listener.requests;
    assert.deepEqual([asked?.method, asked?.path, asked?.headers['x-own'], asked?.headers['accept-encoding'], asked?.headers.host],
      ['GET', '/a%20b?x=1&y=%26', 'Ü', 'identity', `127.0.0.1:${listener.port}`]);
    assert.equal(asked?.headers.authorization, undefined);
  });

  test('a body is posted with its length', async () => {
    await using listener = await openListener((_request, response) => response.writeHead(204).end());
    assert.equal(await outcome(open(['127.0.0.1']), { url: listener.url, method: 'POST', body: '{"ü":1}', headers: { 'content-type': 'application/json' } }), '204');
    assert.deepEqual([listener.requests[0]?.body, listener.requests[0]?.headers['content-length']], ['{"ü":1}', '8']);
  });

  test('answers of every status are handed over, without a sink as well', async () => {
    await using listener = await openListener((request, response) => response.writeHead(Number(request.url?.slice(1))).end('x'.repeat(200_000)));
    for (const status of [200, 302, 404, 500, 503]) assert.equal(await outcome(open(['127.0.0.1']), { url: `${listener.url}/${status}` }), String(status));
  });

  test('bytes are handed over as they come, whatever encoding the other side names', async () => {
    await using listener = await openListener((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip at all'));
    const { sink, text } = collector();
    await open(['127.0.0.1']).fetch({ url: listener.url, sink });
    assert.equal(text(), 'not gzip at all');
  });
});

describe('what is refused', () => {
  test('addresses that are not public, however they are written, without a connection', async () => {
    await using listener = await openListener((_request, response) => response.end());
    const outbound = open([], async (host) => [{ address: host === 'mapped.example' ? '::ffff:127.0.0.1' : '127.0.0.1', family: host === 'mapped.example' ? 6 : 4 }]);
    for (const host of ['127.0.0.1', '127.1', '0x7f000001', '2130706433', '017700000001', '①②⑦.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '0.0.0.0', 'localhost', 'name.example', 'mapped.example']) {
      assert.match(await outcome(outbound, { url: `http://${host}:${listener.port}/` }), /^OUTBOUND_REFUSED not a public address/, host);
    }
    for (const host of ['169.254.169.254', '[fd00:ec2::254]', '[64:ff9b::a00:1]', '[2002:a00:1::]', '10.0.0.1', '100.64.0.1', '224.0.0.1', '[ff02::1]']) {
      assert.match(await outcome(outbound, { url: `http://${host}/` }), /^OUTBOUND_REFUSED not a public address/, host);
    }
    assert.equal(listener.requests.length, 0);
  });

  test('a name with one closed address among open ones', async () => {
    const mixed = open([], async () => [{ address: '1.1.1.1', family: 4 }, { address: '10.0.0.1', family: 4 }]);
    assert.match(await outcome(mixed, { url: 'http://mixed.example/' }), /^OUTBOUND_REFUSED not a public address/);
  });

  test('other protocols, users and passwords, blanks and line ends, what is no address or too long', async () => {
    const outbound = open(['127.0.0.1']);
    for (const url of ['ftp://a.example/', 'file:///etc/passwd', 'gopher://a.example/', 'javascript:1', 'http://user@a.example/', 'https://u:p@a.example/', 'http://a.example/\r\nX: y', 'http://a.example/a b', 'http://a\t.example/', '/relative', '', 'http://', `http://a.example/${'a'.repeat(8192)}`]) {
      assert.match(await outcome(outbound, { url }), /^OUTBOUND_REFUSED/, url);
    }
  });

  test('a password of a refused address is not told', async () => {
    await assert.rejects(open().fetch({ url: 'http://u:secret@a.example/p?token=secret' }), (thrown: Failure) => thrown.params['url'] === 'http://a.example/p');
  });

  test('headers that would break out of their line, and those of the connection', async () => {
    for (const headers of [{ 'X-A': 'a\r\nX-B: b' }, { 'X-A\r\nX-B': 'a' }, { 'X A': 'a' }, { '': 'a' }, { 'X-A': '\u0100' }, { Host: 'b' }, { 'Transfer-Encoding': 'chunked' }, { 'content-length': '1' }, { 'Proxy-Authorization': 'x' }]) {
      assert.match(await outcome(open(['127.0.0.1']), { url: 'http://127.0.0.1:1/', headers }), /^OUTBOUND_REFUSED header/, JSON.stringify(headers));
    }
  });

  test('ports of other protocols, except where an exception is made', async () => {
    const outbound = open([], async () => [{ address: '1.1.1.1', family: 4 }]);
    for (const port of [1, 22, 25, 79, 81, 110, 445, 5432, 6379, 11211]) assert.equal(await outcome(outbound, { url: `http://a.example:${port}/` }), `OUTBOUND_REFUSED port ${port} is closed`);
    assert.match(await outcome(open(['127.0.0.1']), { url: 'http://127.0.0.1:1/' }), /^OUTBOUND_FAILED ECONNREFUSED/);
  });
});

describe('names', () => {
  test('a name is resolved once and the connection goes where it was judged, with the name in Host', async () => {
    await using listener = await openListener((_request, response) => response.end());
    let asked = 0;
    // What a rebinding name server does: the second answer is another.
    const rebinding: Resolve = async () => [{ address: (asked += 1) === 1 ? '127.0.0.1' : '127.9.9.9', family: 4 }];
    assert.equal(await outcome(open(['127.0.0.1'], rebinding), { url: `http://rebind.example:${listener.port}/` }), '200');
    assert.equal(asked, 1);
    assert.equal(listener.requests[0]?.headers.host, `rebind.example:${listener.port}`);
    assert.match(await outcome(open(['127.0.0.1'], rebinding), { url: `http://rebind.example:${listener.port}/` }), /^OUTBOUND_REFUSED/);
    assert.equal(listener.requests.length, 1);
  });

  test('the next address of a name is tried when the first does not answer', async () => {
    await using listener = await openListener((_request, response) => response.end());
    const two: Resolve = async () => [{ address: '127.0.0.77', family: 4 }, ...local];
    assert.equal(await outcome(open(['127.0.0.0/8'], two), { url: `http://two.example:${listener.port}/` }), '200');
  });

  test('an allowed name may have any address', async () => {
    await using listener = await openListener((_request, response) => response.end());
    assert.equal(await outcome(open(['*.intern']), { url: `http://hooks.intern:${listener.port}/` }), '200');
    assert.match(await outcome(open(['*.intern']), { url: `http://hooks.extern:${listener.port}/` }), /^OUTBOUND_REFUSED/);
  });

  test('an unknown name and a name without addresses fail', async () => {
    const unknown: Resolve = async () => { throw new Error('ENOTFOUND'); };
    assert.equal(await outcome(open([], unknown), { url: 'http://a.example/' }), 'OUTBOUND_FAILED the name is not known');
    assert.equal(await outcome(open([], async () => []), { url: 'http://a.example/' }), 'OUTBOUND_FAILED the name is not known');
  });

  test('a certificate must be good for the name, though the connection goes to an address', async () => {
    const tls = selfSigned('secure.example');
    await using listener = await openListener((_request, response) => response.end(), tls);
    const outbound = open(['127.0.0.1'], async () => local, [tls.certificate]);
    assert.equal(await outcome(outbound, { url: `https://secure.example:${listener.port}/` }), '200');
    assert.equal(await outcome(outbound, { url: `https://other.example:${listener.port}/` }), 'OUTBOUND_FAILED ERR_TLS_CERT_ALTNAME_INVALID');
    assert.equal(await outcome(open(['127.0.0.1']), { url: `https://secure.example:${listener.port}/` }), 'OUTBOUND_FAILED DEPTH_ZERO_SELF_SIGNED_CERT');
  });
});

describe('redirects', () => {
  test('each is judged like a new request', async () => {
    await using listener = await openListener((request, response) => {
      if (request.url === '/end') response.end();
      else response.writeHead(302, { location: decodeURIComponent(request.url?.slice(1) ?? '') }).end();
    });
    const outbound = open(['127.0.0.1'], async (host) => [{ address: host === 'inside.example' ? '10.0.0.1' : '1.1.1.1', family: 4 }]);
    const to = (location: string): Promise<string> => outcome(outbound, { url: `${listener.url}/${encodeURIComponent(location)}` });
    assert.equal(await to('/end'), '200');
    assert.equal(await to(`http://127.0.0.1:${listener.port}/end`), '200');
    for (const location of ['http://169.254.169.254/latest/meta-data', 'http://inside.example/', 'file:///etc/passwd', 'http://u:p@127.0.0.1/', '//10.0.0.1/', 'http://a.example:22/', 'http://[::1]/']) {
      assert.match(await to(location), /^OUTBOUND_REFUSED/, location);
    }
  });

  test('they are counted; 0 hands them over; a POST is not redirected', async () => {
    await using listener = await openListener((_request, response) => response.writeHead(307, { location: '/again' }).end());
    const outbound = open(['127.0.0.1']);
    assert.equal(await outcome(outbound, { url: listener.url, limits: { redirects: 2 } }), 'OUTBOUND_REFUSED more than 2 redirects');
    assert.equal(listener.requests.length, 3);
    assert.equal(await outcome(outbound, { url: listener.url, limits: { redirects: 0 } }), '307');
    assert.equal(await outcome(outbound, { url: listener.url, method: 'POST', body: 'x' }), '307');
  });

  test('personal headers do not go to another origin, and nothing goes from https to http', async () => {
    const tls = selfSigned('secure.example');
    await using other = await openListener((_request, response) => response.end());
    await using listener = await openListener((_request, response) => response.writeHead(302, { location: `${other.url}/` }).end());
    await using secure = await openListener((_request, response) => response.writeHead(302, { location: `${other.url}/` }).end(), tls);
    const outbound = open(['127.0.0.1'], async () => local, [tls.certificate]);
    assert.equal(await outcome(outbound, { url: listener.url, headers: { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Kept': 'y' } }), '200');
    assert.equal(listener.requests[0]?.headers.authorization, 'Bearer x');
    const { authorization, cookie, 'x-kept': keptHeader } = other.requests[0]?.headers ?? {};
    assert.deepEqual([authorization, cookie, keptHeader], [undefined, undefined, 'y']);
    assert.equal(await outcome(outbound, { url: `https://secure.example:${secure.port}/` }), 'OUTBOUND_REFUSED a redirect from https to http');
    assert.equal(other.requests.length, 1);
  });
});

describe('limits', () => {
  test('a body that is too large is cut off, promised or not', async () => {
    await using listener = await openListener((request, response) => {
      if (request.url === '/promised') response.writeHead(200, { 'content-length': 1_000_000 });
      response.end(Buffer.alloc(1_000_000));
    });
    for (const path of ['/promised', '/silent']) {
      const { sink, state } = collector();
      assert.equal(await outcome(open(['127.0.0.1']), { url: listener.url + path, sink, limits: { maxBytes: 999_999 } }), 'OUTBOUND_TOO_LARGE');
      assert.ok(state.writable?.destroyed && !state.writable.writableFinished);
    }
    const { sink, text } = collector();
    assert.equal(await outcome(open(['127.0.0.1']), { url: `${listener.url}/silent`, sink, limits: { maxBytes: 1_000_000 } }), '200');
    assert.equal(text().length, 1_000_000);
  });

  test('a body that ends before its promised length fails', async () => {
    await using listener = await openListener((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half');
      setTimeout(() => response.destroy(), 20);
    });
    const { sink, state } = collector();
    assert.match(await outcome(open(['127.0.0.1']), { url: listener.url, sink }), /^OUTBOUND_FAILED/);
    assert.ok(!state.writable?.writableFinished);
  });

  test('a silent server, a silent body and a slow whole end by their own limits', async () => {
    await using listener = await openListener((request, response) => {
      if (request.url === '/silent') return;
      response.write('piece');
      if (request.url === '/dripping') {
        const timer = setInterval(() => response.write('piece'), 5);
        response.on('close', () => clearInterval(timer));
      }
    });
    const outbound = open(['127.0.0.1']);
    const { sink } = collector();
    assert.equal(await outcome(outbound, { url: `${listener.url}/silent`, limits: { answerMs: 30 } }), 'OUTBOUND_FAILED no answer within 30 ms');
    assert.equal(await outcome(outbound, { url: `${listener.url}/stalling`, sink, limits: { stallMs: 30 } }), 'OUTBOUND_FAILED nothing came for 30 ms');
    assert.equal(await outcome(outbound, { url: `${listener.url}/dripping`, sink, limits: { totalMs: 200 } }), 'OUTBOUND_FAILED not done within 200 ms');
    const never: Resolve = () => new Promise(() => {});
    assert.equal(await outcome(open([], never), { url: 'http://a.example/', limits: { connectMs: 30 } }), 'OUTBOUND_FAILED no connection within 30 ms');
  });

  test('a signal ends the request with its reason, before and during', async () => {
    await using listener = await openListener(() => {});
    const outbound = open(['127.0.0.1']);
    const reason = new Error('enough');
    await assert.rejects(outbound.fetch({ url: listener.url, signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const asked = outbound.fetch({ url: listener.url, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await assert.rejects(asked, reason);
  });

  test('what the sink fails with is told as it is', async () => {
    await using listener = await openListener((_request, response) => response.end('x'));
    const full = new Failure('DISK_FULL');
    const sink = (): Writable => new Writable({ write: (_piece, _encoding, done) => done(full) });
    await assert.rejects(open(['127.0.0.1']).fetch({ url: listener.url, sink }), full);
  });

  test('an answer that is not HTTP, and a head without end, fail', async () => {
    for (const head of ['SSH-2.0-server\r\n', `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`]) {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(head));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      assert.match(await outcome(open(['127.0.0.1']), { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }), /^OUTBOUND_FAILED HPE_/);
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
