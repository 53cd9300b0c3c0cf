import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { boundaryOf, readPartHead } from './head.ts';
import { readMultipart, type MultipartLimits, type PartSink } from './read.ts';

const roomy: MultipartLimits = { parts: 10, headerBytes: 1000, strayBytes: 1000 };
const ignore: PartSink = { write: () => undefined, end: async () => {} };

function read(body: string | Readable, options: { limits?: Partial<MultipartLimits>; signal?: AbortSignal; sink?: PartSink } = {}) {
  return readMultipart(typeof body === 'string' ? Readable.from([Buffer.from(body, 'latin1')], { objectMode: false }) : body, {
    boundary: 'b', limits: { ...roomy, ...options.limits }, signal: options.signal ?? new AbortController().signal,
    openPart: () => options.sink ?? ignore,
  });
}
const part = '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nabc\r\n';

test('a body that stops early is malformed, wherever it stops', async () => {
  for (const body of ['', 'no delimiter', '--b\r\nContent-Dis', '--b\r\nA: b\r\n', '--b\r\n\r\nabc', `${part}--b-`, `${part}--bb--`]) {
    await assert.rejects(read(body), { code: 'MALFORMED_MULTIPART' }, JSON.stringify(body));
  }
});

test('one part more than the limit is refused', async () => {
  await read(`${part.repeat(10)}--b--`);
  await assert.rejects(read(`${part.repeat(11)}--b--`), { code: 'UPLOAD_LIMIT', params: { limit: 10, unit: 'parts' } });
});

test('headers without end are refused, with and without line breaks', async () => {
  await assert.rejects(read(`--b\r\nX: ${'y'.repeat(1001)}`), { code: 'UPLOAD_LIMIT' });
  await assert.rejects(read(`--b\r\n${'X: y\r\n'.repeat(200)}`), { code: 'UPLOAD_LIMIT' });
});

test('endless text outside of parts is refused before and after them', async () => {
  await assert.rejects(read(`${'z'.repeat(1001)}\r\n${part}--b--`), { code: 'UPLOAD_LIMIT' });
  await assert.rejects(read(`${part}--b--\r\nthe end\r\n${'z'.repeat(1001)}`), { code: 'UPLOAD_LIMIT' });
  await assert.rejects(read(`${part}--b--\r\n${'z'.repeat(2001)}`), { code: 'UPLOAD_LIMIT' });
});

test('an unknown transfer encoding is an invalid parameter', async () => {
  await assert.rejects(read('--b\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nabc\r\n--b--'), {
    code: 'INVALID_PARAMETER', params: { name: 'Content-Transfer-Encoding', expected: '7bit, 8bit, binary, base64, quoted-printable', received: 'x-uuencode' },
  });
});

test('base64 that is none is malformed', async () => {
  for (const content of ['QU*I', 'QQ==QQ==', 'Q', 'QQ===', 'QQ=Q']) {
    const body = `--b\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}\r\n--b--`;
    await assert.rejects(read(body), { code: 'MALFORMED_MULTIPART' }, content);
  }
});

test('a stream that breaks off is an aborted request', async () => {
  const source = new PassThrough();
  const reading = assert.rejects(read(source), { code: 'REQUEST_ABORTED' });
  source.write(part);
  await pause(5);
  source.destroy(new Error('connection reset'));
  await reading;
});

test('a signal ends the reading with its reason and leaves the stream open', async () => {
  const source = new PassThrough();
  const controller = new AbortController();
  const reading = assert.rejects(read(source, { signal: controller.signal }), /too slow/);
  source.write(part);
  await pause(5);
  controller.abort(new Error('too slow'));
  await reading;
  assert.equal(source.destroyed, false);
  source.destroy();
});

test('a sink that fails ends the reading and leaves the stream open', async () => {
  const source = new PassThrough();
  source.end(`${part}--b--`);
  const sink: PartSink = { write() { throw new Error('disk on fire'); }, end: async () => {} };
  await assert.rejects(read(source, { sink }), /disk on fire/);
  assert.equal(source.destroyed, false);
  source.destroy();
});

test('a slow sink holds the source back', async () => {
  let release = () => {};
  let written = 0;
  const sink: PartSink = {
    write(bytes) {
      written += bytes.length;
      return new Promise((resolve) => { release = resolve; });
    },
    end: async () => {},
  };
  const source = new PassThrough({ highWaterMark: 10 });
  const reading = read(source, { sink });
  source.write(`${part.slice(0, -3)}${'.'.repeat(50)}`);
  await pause(5);
  const writtenBefore = written;
  assert.equal(source.write('more'.repeat(10)), false);
  await pause(5);
  assert.equal(written, writtenBefore);
  release();
  await pause(5);
  assert.ok(written > writtenBefore);
  const pump = setInterval(() => release(), 1);
  source.end('\r\n--b--');
  await reading;
  clearInterval(pump);
});

test('a boundary is read quoted or not and has 1 to 200 characters', () => {
  assert.equal(boundaryOf('multipart/form-data; boundary=abc'), 'abc');
  assert.equal(boundaryOf('MULTIPART/FORM-DATA;charset=x; Boundary="a b;c"'), 'a b;c');
  assert.equal(boundaryOf(`multipart/form-data; boundary=${'x'.repeat(200)}`).length, 200);
  for (const type of [undefined, '', 'text/xml', 'multipart/mixed; boundary=b', 'multipart/form-data', 'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(201)}`]) {
    assert.throws(() => boundaryOf(type), { code: 'MALFORMED_MULTIPART' }, type);
  }
});

test('headers made to stall a pattern are read in no time', () => {
  const started = performance.now();
  for (const filling of ['\\', '\\"', '" ', '"', ' ', ';', '; a', 'a=', '\\\\"', '=?']) {
    readPartHead([Buffer.from(`Content-Disposition: form-data; filename="${filling.repeat(16_000 / filling.length)}`)]);
    readPartHead([Buffer.from(`Content-Disposition: form-data;${filling.repeat(16_000 / filling.length)}`)]);
  }
  assert.ok(performance.now() - started < 2000);
});
