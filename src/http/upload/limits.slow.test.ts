import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, test } from 'node:test';

import { Failure, silentLog, type Log, type LogFields } from '#base';
import type { Blobs, Spool } from '#ports';
import {
  authXml, boundary, field, file, multipart, openUploadWorld, paramXml, password, plainOptions, type Answer, type UploadWorld,
} from '#test/build/upload';

const param = (world: UploadWorld, name = 'limits') => field('uploadParams', paramXml(
  `<companyHandle>c|${world.company.id}</companyHandle><jobName>${name}</jobName><endJob>true</endJob><uploadParams>${plainOptions}</uploadParams>`));
const auth = (change: Parameters<typeof authXml>[0] = {}) => field('auth', authXml(change));
const head = (length: string) => `POST /scene7/UploadFile HTTP/1.1\r\nHost: x\r\n${length}\r\nContent-Type: multipart/form-data; boundary=${boundary}\r\n\r\n`;

function assertRefused(answer: Answer, code: number, reason?: RegExp): void {
  assert.deepEqual([answer.status, /<tns:code>(\d+)</.exec(answer.text)?.[1]], [500, String(code)], answer.text);
  if (reason !== undefined) assert.match(answer.text, reason);
}

/** Nothing in the ledger, nothing on disk. */
async function assertEmpty(world: UploadWorld): Promise<void> {
  assert.equal(await world.jobCount(), 0);
  assert.deepEqual(await world.filesOnDisk(), { spooled: 0, kept: 0 });
}

describe('limits of a request', () => {
  test('file bytes may reach the maximum and not exceed it, in one file or several', async () => {
    await using world = await openUploadWorld({ maxFileBytes: 1000 });
    const post = (...sizes: readonly number[]) => world.post(multipart([
      auth(), param(world), ...sizes.map((size, at) => file(`f${at}.jpg`, 'x'.repeat(size))),
    ]));
    assertRefused(await post(1001), 30001, /File 'f0\.jpg' exceeds the maximum upload size of 1000 bytes/);
    assertRefused(await post(400, 601), 30001, /File 'f1\.jpg' exceeds the maximum upload size of 1000 bytes/);
    await assertEmpty(world);
    assert.equal((await post(1000)).status, 200);
    assert.equal((await post(400, 600)).status, 200);
  });

  test('the maximum counts bytes after decoding', async () => {
    await using world = await openUploadWorld({ maxFileBytes: 750 });
    const part = { headers: ['Content-Disposition: form-data; name="file"; filename="a.jpg"', 'Content-Transfer-Encoding: base64'],
      content: Buffer.alloc(750, 'y').toString('base64') };
    assert.equal((await world.post(multipart([auth(), param(world), part]))).status, 200);
    assert.equal((await world.items())[0]?.content, 'y'.repeat(750));
  });

  test('more files or parts than allowed are refused', async () => {
    await using world = await openUploadWorld({ maxFiles: 3, strangerMaxFiles: 9 });
    const files = (count: number) => Array.from({ length: count }, (_, at) => file(`f${at}.jpg`, 'x'));
    assertRefused(await world.post(multipart([...files(4), auth(), param(world)])), 30001, /3 files/);
    assertRefused(await world.post(multipart([auth(), param(world), ...Array.from({ length: 10_000 }, () => field('x', ''))])), 30001, /parts/);
    await assertEmpty(world);
    assert.equal((await world.post(multipart([...files(3), auth(), param(world)]))).status, 200);
  });

  test('XML of more than 1 MiB or 64 levels is fault 30003', async () => {
    await using world = await openUploadWorld();
    const deep = '<a>'.repeat(64) + '</a>'.repeat(64);
    const large = ' '.repeat(2 * 1024 * 1024);
    for (const inner of [deep, large]) {
      assertRefused(await world.post(multipart([auth(), field('uploadParams', paramXml(inner)), file('a.jpg', 'x')])), 30003);
      assertRefused(await world.post(multipart([auth({ extra: inner }), param(world)])), 30003);
    }
    await assertEmpty(world);
  });

  test('other form fields have an end as well', async () => {
    await using world = await openUploadWorld();
    assertRefused(await world.post(multipart([field('Upload', 'x'.repeat(1024 * 1024 + 1)), auth(), param(world)])), 30001, /form field/);
    await assertEmpty(world);
  });

  test('endless part headers and bodies without delimiters are refused', async () => {
    await using world = await openUploadWorld();
    assertRefused(await world.post(`--${boundary}\r\nX: ${'y'.repeat(20_000)}`), 30001, /part headers/);
    assertRefused(await world.post('x'.repeat(100_000)), 30001, /outside of parts/);
    assertRefused(await world.post('x'), 30001, /before the first delimiter/);
    assertRefused(await world.post(multipart([auth(), param(world), file('a.jpg', 'x')]).subarray(0, -20)), 30001, /inside a part/);
    assertRefused(await world.post(multipart([auth(), auth(), param(world)])), 30001, /occurs twice/);
    assertRefused(await world.post(multipart([auth(), param(world), {
      headers: ['Content-Disposition: form-data; name="file"; filename="a"', 'Content-Transfer-Encoding: rot13'], content: 'x' }])), 30001, /rot13/);
    await assertEmpty(world);
  });

  test('what is no multipart form is refused', async () => {
    await using world = await openUploadWorld();
    for (const type of ['text/xml', 'multipart/form-data', 'multipart/mixed; boundary=x', 'nonsense', 'application/json',
      `multipart/form-data; boundary=${'b'.repeat(300)}`]) {
      assertRefused(await world.post('<x/>', { headers: { 'Content-Type': type } }), 30001, /Malformed multipart/);
    }
    const text = await world.raw((socket) => {
      socket.write('POST /scene7/UploadFile HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc');
    });
    assert.match(text, /^HTTP\/1\.1 500 /);
    assert.match(text, /<tns:code>30001</);
    const unquoted = await world.post('', { headers: { 'Content-Type': 'multipart/form-data; boundary=----=_Part_1 (x)' } });
    assertRefused(unquoted, 30001, /before the first delimiter/);
    const bare = await world.raw((socket) => { socket.write('POST /scene7/UploadFile HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'); });
    assert.match(bare, /<tns:code>30001</);
  });

  test('a body that takes too long is refused, with an answer', async () => {
    await using world = await openUploadWorld({ maxSeconds: 0.2 });
    const body = multipart([auth(), param(world), file('a.jpg', 'x'.repeat(1000))]);
    const text = await world.raw((socket) => {
      socket.write(head(`Content-Length: ${body.length}`));
      socket.write(body.subarray(0, -500));
    }, (answer) => answer.includes('</tns:ipsApiFault>'));
    assert.match(text, /<tns:code>30001<.*0\.2 seconds/s);
    await assertEmpty(world);
  });

  test('a sender who falls silent is cut off', async () => {
    await using world = await openUploadWorld({ stallSeconds: 0.2 });
    const body = multipart([auth(), param(world), file('a.jpg', 'x'.repeat(1000))]);
    const text = await world.raw((socket) => {
      socket.write(head(`Content-Length: ${body.length}`));
      socket.write(body.subarray(0, -500));
    });
    assert.equal(text, '');
    await assertEmpty(world);
  });
});

describe('limits of senders nobody knows', () => {
  const limits = { strangerMaxBytes: 1000, strangerMaxFiles: 2, strangerMaxSeconds: 0.3 };
  const large = file('a.jpg', 'x'.repeat(5000));

  test('bytes before the auth part are counted, after it they are not', async () => {
    await using world = await openUploadWorld(limits);
    assertRefused(await world.post(multipart([large, auth(), param(world)])), 30001, /1000 bytes before authentication/);
    await assertEmpty(world);
    assert.equal((await world.post(multipart([file('b.jpg', 'x'.repeat(1000)), auth(), param(world), large]))).status, 200);
  });

  test('files before the auth part are counted', async () => {
    await using world = await openUploadWorld(limits);
    const small = file('s.jpg', 'x');
    assertRefused(await world.post(multipart([small, small, small, auth(), param(world)])), 30001, /2 files before authentication/);
    assert.equal((await world.post(multipart([small, small, auth(), small, param(world)]))).status, 200);
  });

  test('HTTP Basic lifts the limits from the start', async () => {
    await using world = await openUploadWorld(limits);
    const headers = { Authorization: `Basic ${Buffer.from(`person1@example.test:${password}`).toString('base64')}` };
    assert.equal((await world.post(multipart([large, param(world)]), { headers })).status, 200);
    const wrong = { Authorization: `Basic ${Buffer.from('person1@example.test:wrong').toString('base64')}` };
    assertRefused(await world.post(multipart([large, param(world)]), { headers: wrong }), 30001);
  });

  test('files behind wrong credentials are not spooled, and the fault is about the credentials', async () => {
    let spools = 0;
    await using world = await openUploadWorld(limits, { wrapBlobs: (blobs) => ({ ...blobs, spool: () => { spools += 1; return blobs.spool(); } }) });
    assertRefused(await world.post(multipart([auth({ password: 'wrong' }), param(world), file('s.jpg', 'x')])), 10001);
    assertRefused(await world.post(multipart([auth({ password: 'wrong' }), param(world), large, large])), 10001);
    assertRefused(await world.post(multipart([field('auth', '<broken'), param(world), large, large])), 30003);
    assert.equal(spools, 0);
  });

  test('all strangers together have a limit, which is free again afterwards', async () => {
    const spools: Spool[] = [];
    await using world = await openUploadWorld({ strangersTotalBytes: 1500 }, {
      wrapBlobs: (blobs) => ({ ...blobs, async spool() { const spool = await blobs.spool(); spools.push(spool); return spool; } }),
    });
    const half = multipart([file('a.jpg', 'x'.repeat(1000)), auth(), param(world)]);
    const contentEnd = half.indexOf('x'.repeat(1000)) + 1000;
    let second: Answer | undefined;
    const first = await world.raw(async (socket) => {
      socket.write(head(`Content-Length: ${half.length}`));
      socket.write(half.subarray(0, contentEnd));
      for (let turn = 0; turn < 2000 && spools[0]?.sizeBytes !== 1000; turn += 1) await new Promise((resolve) => { setTimeout(resolve, 5); });
      second = await world.post(half);
      socket.write(half.subarray(contentEnd));
    }, (answer) => answer.includes('</uploadPostReturn>'));
    assert.match(first, /<jobHandle>/);
    assert.ok(second);
    assertRefused(second, 30001, /1500 bytes of all senders/);
    assert.equal((await world.post(half)).status, 200);
  });

  test('the auth part must come in time', async () => {
    await using world = await openUploadWorld(limits);
    const body = multipart([file('a.jpg', 'x'), auth(), param(world)]);
    const text = await world.raw((socket) => {
      socket.write(head(`Content-Length: ${body.length}`));
      socket.write(body.subarray(0, 200));
    }, (answer) => answer.includes('</tns:ipsApiFault>'));
    assert.match(text, /0\.3 seconds before authentication/);
    await assertEmpty(world);
  });

  test('a known sender may take longer', async () => {
    await using world = await openUploadWorld(limits);
    const body = multipart([auth(), param(world), file('a.jpg', 'x')]);
    const text = await world.raw(async (socket) => {
      socket.write(head(`Content-Length: ${body.length}`));
      socket.write(body.subarray(0, -30));
      await new Promise((resolve) => { setTimeout(resolve, 600); });
      socket.write(body.subarray(-30));
    }, (answer) => answer.includes('</uploadPostReturn>'));
    assert.match(text, /<jobHandle>/);
  });

  test('a sender refused in the middle of a large body still gets the answer, and the connection goes on', async () => {
    await using world = await openUploadWorld(limits);
    const body = multipart([file('a.jpg', Buffer.alloc(30_000_000, 'x')), auth(), param(world)]);
    const text = await world.raw((socket) => {
      socket.write(head(`Content-Length: ${body.length}`));
      socket.write(body);
      const next = multipart([auth(), param(world)]);
      socket.write(head(`Content-Length: ${next.length}`));
      socket.write(next);
    }, (answer) => answer.includes('</uploadPostReturn>'));
    assert.match(text, /<tns:code>30001<.*<jobHandle>/s);
  });
});

describe('when the house is in trouble', () => {
  const spoolThat = (change: (blobs: Blobs) => Partial<Blobs>) => ({ wrapBlobs: (blobs: Blobs) => ({ ...blobs, ...change(blobs) }) });
  const usual = (world: UploadWorld) => world.post(multipart([auth(), param(world), file('a.jpg', 'x'.repeat(200_000)), file('b.jpg', 'y')]));

  test('a full disk is fault 30000 and leaves nothing, whenever it shows', async () => {
    const full = () => new Failure('DISK_FULL');
    const broken: readonly ((blobs: Blobs) => Partial<Blobs>)[] = [
      () => ({ spool: () => Promise.reject(full()) }),
      (blobs) => ({
        async spool() {
          const spool = await blobs.spool();
          const writable = new Writable({ write: (_chunk, _encoding, done) => done(full()) });
          return { ...spool, writable, keep: () => spool.keep(), discard: () => spool.discard() };
        },
      }),
      (blobs) => ({
        async spool() {
          const spool = await blobs.spool();
          return { writable: spool.writable, get sizeBytes() { return spool.sizeBytes; }, keep: () => Promise.reject(full()), discard: () => spool.discard() };
        },
      }),
    ];
    for (const change of broken) {
      await using world = await openUploadWorld({}, spoolThat(change));
      assertRefused(await usual(world), 30000, /The disk is full/);
      await assertEmpty(world);
    }
  });

  test('an error nobody expected tells the client nothing and the operator everything', async () => {
    const said: (readonly [string, LogFields | undefined])[] = [];
    const log: Log = { ...silentLog, error: (event, fields) => { said.push([event, fields]); }, with: () => log };
    await using world = await openUploadWorld({}, { ...spoolThat(() => ({ spool: () => Promise.reject(new Error('secret path')) })), log });
    const answer = await usual(world);
    assertRefused(answer, 30000, /<tns:reason>An unexpected error occurred<\/tns:reason>/);
    assert.deepEqual(said.map(([event]) => event), ['upload failed']);
    assert.match(String((said[0]?.[1]?.['cause'] as Error).message), /secret path/);
  });

  test('what is logged holds no password', async () => {
    const said: unknown[] = [];
    const note = (event: string, fields?: LogFields) => { said.push(event, fields); };
    const log: Log = { debug: note, info: note, warn: note, error: note, with: () => log };
    await using world = await openUploadWorld({}, { log });
    await usual(world);
    await world.post(multipart([auth({ password: 'wrong password' }), param(world)]));
    assert.ok(said.includes('upload accepted') && said.includes('upload refused'));
    assert.doesNotMatch(JSON.stringify(said), new RegExp(`${password}|wrong password`));
  });

  test('a proxy list that is none is a bad setting', async () => {
    await assert.rejects(openUploadWorld({ trustedProxies: ['somewhere'] }), { code: 'BAD_SETTING' });
  });
});
