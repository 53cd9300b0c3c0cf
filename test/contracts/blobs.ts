import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import type { Blob, Blobs, ByteRange } from '#ports';

/** Something that opens an empty store and removes it on dispose. */
export type OpenEmptyBlobs = () => Promise<AsyncDisposable & { readonly blobs: Blobs }>;

const idOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Stores bytes that arrive in pieces. */
export async function store(blobs: Blobs, bytes: Uint8Array, pieceBytes = 50_000): Promise<Blob> {
  const spool = await blobs.spool();
  await pipeline(Readable.from(pieces(bytes, pieceBytes)), spool.writable);
  return spool.keep();
}

function* pieces(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

async function idsIn(blobs: Blobs): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of blobs.list()) ids.push(id);
  return ids.sort();
}

/** What every adapter of the port Blobs must do. */
export function blobsContract(openEmpty: OpenEmptyBlobs): void {
  test('content that was kept is read back whole, under the hash of its bytes', async () => {
    await using world = await openEmpty();
    const bytes = randomBytes(3_000_001);
    const blob = await store(world.blobs, bytes, 65_537);
    assert.deepEqual(blob, { id: idOf(bytes), sizeBytes: bytes.length });
    assert.deepEqual(await buffer(await world.blobs.read(blob.id)), bytes);
    assert.deepEqual(await world.blobs.stat(blob.id), blob);
    assert.deepEqual(await readFile(await world.blobs.localFile(blob.id)), bytes);
  });

  test('an empty file is content like any other', async () => {
    await using world = await openEmpty();
    const blob = await store(world.blobs, new Uint8Array());
    assert.deepEqual(blob, { id: idOf(new Uint8Array()), sizeBytes: 0 });
    assert.equal((await buffer(await world.blobs.read(blob.id))).length, 0);
  });

  test('a spool counts what it took', async () => {
    await using world = await openEmpty();
    const spool = await world.blobs.spool();
    assert.equal(spool.sizeBytes, 0);
    await pipeline(Readable.from([Buffer.alloc(10), Buffer.alloc(7)]), spool.writable);
    assert.equal(spool.sizeBytes, 17);
    await spool.discard();
  });

  test('equal content is stored once, also when many store it at the same time', async () => {
    await using world = await openEmpty();
    const bytes = randomBytes(100_000);
    const blobs = await Promise.all(Array.from({ length: 8 }, () => store(world.blobs, bytes)));
    assert.equal(new Set(blobs.map(({ id }) => id)).size, 1);
    await store(world.blobs, bytes);
    assert.deepEqual(await idsIn(world.blobs), [idOf(bytes)]);
    assert.deepEqual(await buffer(await world.blobs.read(idOf(bytes))), bytes);
  });

  test('a discarded spool leaves nothing, and discarding is safe at any time', async () => {
    await using world = await openEmpty();
    const discarded = await world.blobs.spool();
    await pipeline(Readable.from([Buffer.alloc(1_000)]), discarded.writable);
    await discarded.discard();
    await discarded.discard();
    const untouched = await world.blobs.spool();
    await untouched.discard();
    const kept = await world.blobs.spool();
    await pipeline(Readable.from([Buffer.from('kept')]), kept.writable);
    const blob = await kept.keep();
    await kept.discard();
    assert.deepEqual(await kept.keep(), blob);
    assert.deepEqual(await idsIn(world.blobs), [blob.id]);
  });

  test('a stream that breaks off leaves nothing and cannot be kept', async () => {
    await using world = await openEmpty();
    const spool = await world.blobs.spool();
    const source = Readable.from((async function* () {
      yield Buffer.alloc(2_000_000);
      throw new Error('sender hung up');
    })());
    await assert.rejects(pipeline(source, spool.writable), /sender hung up/);
    await assert.rejects(spool.keep());
    await spool.discard();
    assert.deepEqual(await idsIn(world.blobs), []);
  });

  test('a spool that is still open cannot be kept', async () => {
    await using world = await openEmpty();
    const spool = await world.blobs.spool();
    spool.writable.write('half');
    await assert.rejects(spool.keep());
    await spool.discard();
    assert.deepEqual(await idsIn(world.blobs), []);
  });

  test('a file from a work folder moves into the store', async () => {
    await using world = await openEmpty();
    await using folder = await world.blobs.workFolder();
    const path = join(folder.path, 'made.bin');
    const bytes = randomBytes(200_000);
    await writeFile(path, bytes);
    const blob = await world.blobs.adopt(path);
    assert.deepEqual(blob, { id: idOf(bytes), sizeBytes: bytes.length });
    assert.deepEqual(await buffer(await world.blobs.read(blob.id)), bytes);
    await assert.rejects(access(path), { code: 'ENOENT' });
  });

  test('work folders are private and vanish with their content', async () => {
    await using world = await openEmpty();
    const first = await world.blobs.workFolder();
    const second = await world.blobs.workFolder();
    assert.notEqual(first.path, second.path);
    await writeFile(join(first.path, 'a'), 'a');
    await first[Symbol.asyncDispose]();
    await assert.rejects(access(first.path), { code: 'ENOENT' });
    await access(second.path);
    await second[Symbol.asyncDispose]();
  });

  const ranges: readonly { readonly range: ByteRange; readonly expected: string }[] = [
    { range: { first: 0, last: 0 }, expected: '0' },
    { range: { first: 3, last: 5 }, expected: '345' },
    { range: { first: 9, last: 9 }, expected: '9' },
    { range: { first: 8, last: 500 }, expected: '89' },
  ];
  for (const { range, expected } of ranges) {
    test(`reading bytes ${range.first} to ${range.last} of ten gives "${expected}"`, async () => {
      await using world = await openEmpty();
      const { id } = await store(world.blobs, Buffer.from('0123456789'));
      assert.equal((await buffer(await world.blobs.read(id, range))).toString(), expected);
    });
  }

  for (const id of [idOf(Buffer.from('never stored')), '../../../../etc/passwd', 'ab', '', 'A'.repeat(64)]) {
    test(`there is no blob "${id.slice(0, 24)}"`, async () => {
      await using world = await openEmpty();
      await assert.rejects(world.blobs.read(id), { code: 'BLOB_MISSING' });
      await assert.rejects(world.blobs.localFile(id), { code: 'BLOB_MISSING' });
      assert.equal(await world.blobs.stat(id), undefined);
      await world.blobs.remove(id);
    });
  }

  test('removed content is gone and can be stored again', async () => {
    await using world = await openEmpty();
    const bytes = Buffer.from('comes and goes');
    const { id } = await store(world.blobs, bytes);
    await world.blobs.remove(id);
    await world.blobs.remove(id);
    assert.equal(await world.blobs.stat(id), undefined);
    await assert.rejects(world.blobs.read(id), { code: 'BLOB_MISSING' });
    await store(world.blobs, bytes);
    assert.deepEqual(await buffer(await world.blobs.read(id)), bytes);
  });

  test('content stored anew since a sweep looked is not removed by it', async () => {
    await using world = await openEmpty();
    const bytes = Buffer.from('wanted again');
    const { id } = await store(world.blobs, bytes);
    await world.blobs.remove(id, new Date(Date.now() - 60_000));
    assert.deepEqual(await buffer(await world.blobs.read(id)), bytes);
    await world.blobs.remove(id, new Date(Date.now() + 60_000));
    assert.equal(await world.blobs.stat(id), undefined);
  });

  test('storing known content again renews the time it was stored', async () => {
    await using world = await openEmpty();
    const storedAt = async () => {
      for await (const blob of world.blobs.list()) return blob.storedAt.getTime();
      return assert.fail('nothing is listed');
    };
    await store(world.blobs, Buffer.from('known'));
    const firstMs = await storedAt();
    // Stores keep whole seconds at worst.
    await new Promise((resolve) => { setTimeout(resolve, 1_100); });
    await store(world.blobs, Buffer.from('known'));
    assert.ok(await storedAt() > firstMs);
  });

  test('the list names every blob with its size and time', async () => {
    await using world = await openEmpty();
    const sizes = [1, 10, 100, 1_000, 10_000];
    const stored = await Promise.all(sizes.map((size) => store(world.blobs, randomBytes(size))));
    const listed: Blob[] = [];
    for await (const { id, sizeBytes, storedAt } of world.blobs.list()) {
      assert.ok(Math.abs(storedAt.getTime() - Date.now()) < 60_000);
      listed.push({ id, sizeBytes });
    }
    const byId = (a: Blob, b: Blob) => (a.id < b.id ? -1 : 1);
    assert.deepEqual(listed.sort(byId), stored.sort(byId));
  });

  test('a store that works answers a ping', async () => {
    await using world = await openEmpty();
    await world.blobs.ping();
    assert.deepEqual(await idsIn(world.blobs), []);
  });
}
