import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Readable, Transform } from 'node:stream';
import { test } from 'node:test';
import { chain } from './chain.ts';
import { Failure } from './failure.ts';

const translate = (cause: Error): Failure => new Failure('BROKEN_FILE', { detail: cause.message });

test('bytes pass through all of them', async () => {
  const last = chain([Readable.from([Buffer.from('ab'), Buffer.from('c')]), new PassThrough(), new PassThrough()], translate);
  assert.equal(Buffer.concat(await last.toArray() as Buffer[]).toString(), 'abc');
});

test('what fails anywhere is told by the last in our words, and everything is closed', async () => {
  const source = new Readable({ read() { this.push('x'); } });
  const middle = new Transform({ transform(_chunk, _encoding, done) { done(new Error('bad')); } });
  const last = chain([source, middle, new PassThrough()], translate);
  await assert.rejects(last.toArray(), { code: 'BROKEN_FILE', message: /bad/ });
  assert.deepEqual([source.destroyed, middle.destroyed], [true, true]);
});

test('a failure of ours stays what it is', async () => {
  const source = new Readable({ read() { this.destroy(new Failure('DISK_FULL')); } });
  await assert.rejects(chain([source, new PassThrough()], translate).toArray(), { code: 'DISK_FULL' });
});

test('who has enough closes the last, and all are closed', async () => {
  const source = new Readable({ read() { this.push('x'); } });
  const last = chain([source, new PassThrough()], translate);
  await once(last, 'readable');
  last.destroy();
  await once(last, 'close');
  assert.equal(source.destroyed, true);
});
