import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { open, mkdir, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { silentLog } from '#base';
import type { Blobs } from '#ports';
import { blobsContract, store } from '#test/contracts/blobs';
import { SpoolStream } from './disk-spool.ts';
import { openDiskBlobs } from './open.ts';

type World = AsyncDisposable & { readonly blobs: Blobs; readonly folder: string; readonly root: string };

async function openEmpty(): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'prepress-blobs-'));
  const folder = join(root, 'store');
  const blobs = await openDiskBlobs({ folder, log: silentLog });
  return {
    blobs, folder, root,
    async [Symbol.asyncDispose]() {
      await blobs.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

blobsContract(openEmpty);

const filesBelow = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

test('a store of the first layout, half of it moved, is opened and loses nothing', async () => {
  await using world = await openEmpty();
  const ids = await Promise.all(Array.from({ length: 20 }, (_, number) => store(world.blobs, Buffer.from(`old ${number}`))));
  for (const { id } of ids.slice(5)) {
    const leaf = join(world.folder, id.slice(0, 2), id.slice(2, 4));
    await mkdir(leaf, { recursive: true });
    await rename(await world.blobs.localFile(id), join(leaf, id));
  }
  const again = await openDiskBlobs({ folder: world.folder, log: silentLog });
  for (const { id } of ids) assert.equal((await again.stat(id))?.id, id);
  await again.close();
  assert.deepEqual((await readdir(world.folder)).toSorted(), ['sha256', 'spool', 'work']);
});

test('closing leaves nothing but the blobs', async () => {
  await using world = await openEmpty();
  const { id } = await store(world.blobs, Buffer.from('stays'));
  const open = await world.blobs.spool();
  open.writable.write('half of it');
  await writeFile(join((await world.blobs.workFolder()).path, 'half'), 'half');
  await open.discard();
  await world.blobs.close();
  assert.deepEqual(await filesBelow(world.folder), [id]);
});

test('blobs are files that nobody may write to', async () => {
  await using world = await openEmpty();
  const { id } = await store(world.blobs, Buffer.from('fixed'));
  assert.equal((await stat(await world.blobs.localFile(id))).mode & 0o777, 0o444);
});

test('a file from another disk, or one outside the store, is adopted as well', async () => {
  await using world = await openEmpty();
  for (const folder of [await mkdtemp('/dev/shm/prepress-blobs-'), await mkdtemp(join(world.root, 'other-'))]) {
    try {
      const bytes = randomBytes(50_000);
      await writeFile(join(folder, 'file'), bytes);
      const { id } = await world.blobs.adopt(join(folder, 'file'));
      assert.deepEqual(await buffer(await world.blobs.read(id)), bytes);
      assert.deepEqual(await readdir(folder), []);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
});

test('a stored file that lost its end is replaced when its content comes again', async () => {
  await using world = await openEmpty();
  const bytes = randomBytes(5_000);
  const { id } = await store(world.blobs, bytes);
  await truncate(await world.blobs.localFile(id), 100);
  await store(world.blobs, bytes);
  assert.deepEqual(await buffer(await world.blobs.read(id)), bytes);
});

test('what a killed process left is removed at the next start, and what a living one holds is not', async () => {
  await using world = await openEmpty();
  const living = await world.blobs.spool();
  living.writable.write('still coming');
  const door = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;
  const base = pathToFileURL(join(import.meta.dirname, '../../base/index.ts')).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', `
    import { openDiskBlobs } from '${door}';
    import { silentLog } from '${base}';
    const blobs = await openDiskBlobs({ folder: process.argv[1], log: silentLog });
    const spool = await blobs.spool();
    await blobs.workFolder();
    spool.writable.write('lost', () => console.log('written'));
    setInterval(() => {}, 60_000);
  `, world.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  assert.equal((await readdir(join(world.folder, 'spool'))).length, 2);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = await openDiskBlobs({ folder: world.folder, log: silentLog });
  // The living one and the new one.
  assert.equal((await readdir(join(world.folder, 'spool'))).length, 2);
  assert.equal((await readdir(join(world.folder, 'work'))).length, 2);
  living.writable.end();
  await once(living.writable, 'finish');
  const { id } = await living.keep();
  assert.equal((await buffer(await next.read(id))).toString(), 'still coming');
  await next.close();
});

test('whenever a process is killed, what it had kept is there and nothing half-written is', async () => {
  await using world = await openEmpty();
  const door = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;
  const base = pathToFileURL(join(import.meta.dirname, '../../base/index.ts')).href;
  const acknowledged: string[] = [];
  for (const lifeMs of [20, 55, 90]) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', `
      import { randomBytes } from 'node:crypto';
      import { openDiskBlobs } from '${door}';
      import { silentLog } from '${base}';
      const blobs = await openDiskBlobs({ folder: process.argv[1], log: silentLog });
      const store = async () => {
        for (;;) {
          const spool = await blobs.spool();
          await new Promise((resolve) => spool.writable.end(randomBytes(300_000), resolve));
          process.stdout.write((await spool.keep()).id + '\\n');
        }
      };
      await Promise.all([store(), store(), store()]);
    `, world.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => { told += text; });
    await once(child.stdout, 'data');
    await new Promise((resolve) => { setTimeout(resolve, lifeMs); });
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
    acknowledged.push(...told.split('\n').filter((line) => line.length === 64));
  }
  const found = new Set<string>();
  for await (const { id } of world.blobs.list()) {
    const bytes = await buffer(await world.blobs.read(id));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), id);
    found.add(id);
  }
  assert.ok(acknowledged.length >= 3);
  assert.deepEqual(acknowledged.filter((id) => !found.has(id)), []);
});

test('what a sweep had taken aside when its process died is put back at the next start', async () => {
  await using world = await openEmpty();
  const bytes = Buffer.from('stored anew while a sweep looked at it');
  const { id } = await store(world.blobs, bytes);
  const dead = join(world.folder, 'work', 'dddddddd.eeeeeeee.1.1.ffffffff');
  await mkdir(dead);
  await rename(await world.blobs.localFile(id), join(dead, `removed-${id}`));
  const longAgo = new Date(Date.now() - 48 * 3_600_000);
  await utimes(dead, longAgo, longAgo);
  assert.equal(await world.blobs.stat(id), undefined);
  const next = await openDiskBlobs({ folder: world.folder, log: silentLog });
  assert.deepEqual(await buffer(await next.read(id)), bytes);
  await assert.rejects(readdir(dead), { code: 'ENOENT' });
  await next.close();
});

test('another machine on the same disk is given a day before its leftovers count as such', async () => {
  await using world = await openEmpty();
  const [fresh, old] = ['aaaaaaaa.bbbbbbbb.1.1.cccccccc', 'dddddddd.eeeeeeee.1.1.ffffffff'];
  for (const name of [fresh, old]) await mkdir(join(world.folder, 'spool', name));
  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
  await utimes(join(world.folder, 'spool', old), twoDaysAgo, twoDaysAgo);
  const next = await openDiskBlobs({ folder: world.folder, log: silentLog });
  const left = await readdir(join(world.folder, 'spool'));
  assert.deepEqual([left.includes(fresh), left.includes(old)], [true, false]);
  await next.close();
});

test('large files, hashed while they grow, are told apart though they come at the same time and some break off', async () => {
  await using world = await openEmpty();
  const breakOff = async () => {
    const spool = await world.blobs.spool();
    const source = Readable.from((async function* () {
      for (let count = 0; count < 13; count += 1) yield Buffer.alloc(1_000_000, count);
      throw new Error('hung up');
    })());
    await assert.rejects(pipeline(source, spool.writable), /hung up/);
    await spool.discard();
  };
  const all = [1, 2, 3].map((number) => Buffer.alloc(20_000_000 + number, `${number}-of-three `));
  const [first, second, third] = await Promise.all([...all.map((bytes) => store(world.blobs, bytes, 700_000)), breakOff(), breakOff()]);
  const ids = all.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
  assert.deepEqual([first, second, third].map((blob) => blob?.id), ids);
  assert.deepEqual(await readdir(join(world.folder, 'spool')).then(([instance]) => readdir(join(world.folder, 'spool', instance!))), []);
});

test('a full disk is named', async () => {
  const stream = new SpoolStream(await open('/dev/full', 'w'), join(tmpdir(), 'prepress-no-such-file'));
  await assert.rejects(pipeline(Readable.from([Buffer.alloc(100_000)]), stream), { code: 'DISK_FULL' });
});

test('a store whose folder vanished is down, and a ping says so', async () => {
  await using world = await openEmpty();
  await rm(world.folder, { recursive: true });
  await assert.rejects(world.blobs.ping(), { code: 'BLOB_STORE_DOWN' });
  await assert.rejects(world.blobs.spool(), { code: 'BLOB_STORE_DOWN' });
});

test('a folder that cannot be made is a store that is down', async () => {
  await using world = await openEmpty();
  await writeFile(join(world.root, 'file'), '');
  await assert.rejects(openDiskBlobs({ folder: join(world.root, 'file/store'), log: silentLog }), { code: 'BLOB_STORE_DOWN' });
});

test('a sender that is faster than the disk is held back at a few megabytes', async () => {
  await using world = await openEmpty();
  const spool = await world.blobs.spool();
  const piece = Buffer.alloc(65_536);
  let most = 0;
  const source = Readable.from((function* () {
    for (let count = 0; count < 1_000; count += 1) {
      most = Math.max(most, spool.writable.writableLength);
      yield piece;
    }
  })());
  await pipeline(source, spool.writable);
  assert.ok(most > 65_536 && most <= 2 * 1_048_576, `${most} bytes waited`);
  await spool.discard();
});
