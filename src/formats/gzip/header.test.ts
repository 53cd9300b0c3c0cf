import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { gzipFacts } from './header.ts';

const header = (flags: number, rest: readonly number[] | Buffer): Buffer => Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags, 0x10, 0x20, 0x30, 0x40, 0, 3]), Buffer.from(rest)]);

test('a name is read behind the extra field, in UTF-8 or Latin 1', () => {
  assert.deepEqual(gzipFacts(header(8, Buffer.from('Käse.jpg\0rest'))), { name: 'Käse.jpg', modifiedAt: new Date(0x40302010 * 1000) });
  assert.equal(gzipFacts(header(8, Buffer.from('K\xe4se.jpg\0', 'latin1')))?.name, 'Käse.jpg');
  assert.equal(gzipFacts(header(12, [3, 0, 1, 2, 3, 0x61, 0]))?.name, 'a');
});

test('no name, an empty one, and one that does not end are none', () => {
  assert.equal(gzipFacts(gzipSync('x'))?.name, undefined);
  assert.equal(gzipFacts(header(8, [0]))?.name, undefined);
  assert.equal(gzipFacts(header(8, Buffer.from('endless')))?.name, undefined);
  assert.equal(gzipFacts(header(12, [255, 255, 1]))?.name, undefined);
  assert.equal(gzipFacts(header(4, []))?.name, undefined);
});

test('anything may come', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
    gzipFacts(bytes);
    gzipFacts(Buffer.concat([header(12, []), bytes]));
  }));
  assert.equal(gzipFacts(Buffer.from('PK')), undefined);
});
