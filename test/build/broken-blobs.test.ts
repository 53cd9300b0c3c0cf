import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { openDiskBlobs } from '#adapters/disk-blobs';
import { silentLog } from '#base';
import type { Blobs } from '#ports';
import { store } from '../contracts/blobs.ts';
import { deadBlobs, failingKeep, fullDisk, slowBlobs } from './broken-blobs.ts';

let folder = '';
let blobs: Blobs;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-broken-'));
  blobs = await openDiskBlobs({ folder, log: silentLog });
});
after(async () => {
  await blobs.close();
  await rm(folder, { recursive: true });
});

test('a full disk takes what fits, then refuses, and leaves nothing of what it refused', async () => {
  const broken = fullDisk(blobs, 1_000);
  const { id } = await store(broken, Buffer.alloc(900, 1), 100);
  assert.equal((await buffer(await broken.read(id))).length, 900);
  const spool = await broken.spool();
  await assert.rejects(pipeline(Readable.from([Buffer.alloc(90), Buffer.alloc(90)]), spool.writable), { code: 'DISK_FULL' });
  await assert.rejects(spool.keep(), { code: 'DISK_FULL' });
  await spool.discard();
  assert.deepEqual((await Array.fromAsync(blobs.list())).map((blob) => blob.id), [id]);
});

test('a store that cannot make bytes durable says so when they are kept', async () => {
  await assert.rejects(store(failingKeep(blobs, 'DISK_FULL'), Buffer.from('x')), { code: 'DISK_FULL' });
});

test('a dead store fails in every call and still closes', async () => {
  const dead = deadBlobs();
  await assert.rejects(dead.spool(), { code: 'BLOB_STORE_DOWN' });
  await assert.rejects(Array.fromAsync(dead.list()), { code: 'BLOB_STORE_DOWN' });
  await dead.close();
});

test('a slow store gives the same answers later', async () => {
  const slow = slowBlobs(blobs, 30);
  const startMs = performance.now();
  const { id } = await store(slow, Buffer.from('late'));
  assert.equal((await buffer(await slow.read(id))).toString(), 'late');
  assert.ok(performance.now() - startMs >= 55);
});
