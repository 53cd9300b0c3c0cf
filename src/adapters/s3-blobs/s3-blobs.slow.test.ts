import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { openDiskBlobs } from '#adapters/disk-blobs';
import { silentLog } from '#base';
import type { Blobs } from '#ports';
import { blobsContract, store } from '#test/contracts/blobs';
import { openBucket } from './bucket.ts';
import { openCache } from './cache.ts';
import { openS3Blobs } from './open.ts';

/** The part of `s3rver` we use; it brings no types. */
type S3Server = { run(): Promise<AddressInfo>; close(): Promise<void>; configureBuckets(): Promise<void> };
const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => S3Server;

const bucketName = 'prepress-test';
let root = '';
let server: S3Server;
let endpoint = '';
let worlds = 0;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'prepress-s3-'));
  server = new S3rver({
    address: '127.0.0.1', port: 0, silent: true, directory: join(root, 'server'), configureBuckets: [{ name: bucketName }],
  });
  const { port } = await server.run();
  endpoint = `http://127.0.0.1:${port}`;
});

after(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

type World = AsyncDisposable & { readonly blobs: Blobs; readonly prefix: string };

const optionsFor = (prefix: string) => ({
  url: `s3://${bucketName}/${prefix}`, endpoint, region: 'us-east-1',
  accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', log: silentLog,
});

const openLocal = () => openDiskBlobs({ folder: join(root, `local-${worlds += 1}`), log: silentLog });

/** Every world has a prefix of its own, or looks at another's with an empty local disk. */
async function openWorld(prefix = `world/${worlds}`): Promise<World> {
  const blobs = await openS3Blobs({ ...optionsFor(prefix), local: await openLocal() });
  return { blobs, prefix, [Symbol.asyncDispose]: () => blobs.close() };
}

blobsContract(openWorld);

test('another machine reads what this one stored', async () => {
  await using here = await openWorld();
  const bytes = randomBytes(700_000);
  const { id } = await store(here.blobs, bytes);
  await using there = await openWorld(here.prefix);
  assert.deepEqual(await buffer(await there.blobs.read(id)), bytes);
  assert.deepEqual(await buffer(await there.blobs.read(id, { first: 10, last: 19 })), bytes.subarray(10, 20));
  assert.equal((await buffer(await there.blobs.read(id, { first: 800_000, last: 800_001 }))).length, 0);
  const paths = await Promise.all([there.blobs.localFile(id), there.blobs.localFile(id)]);
  assert.deepEqual(await readFile(paths[0]), bytes);
  assert.equal(paths[0], paths[1]);
});

test('a file of several parts arrives whole', async () => {
  await using here = await openWorld();
  const bytes = randomBytes(40_000_000);
  const { id } = await store(here.blobs, bytes, 1_000_000);
  await using there = await openWorld(here.prefix);
  assert.ok((await buffer(await there.blobs.read(id))).equals(bytes));
});

test('stores below different prefixes of a bucket do not see each other', async () => {
  await using first = await openWorld();
  await using second = await openWorld();
  const { id } = await store(first.blobs, Buffer.from('mine'));
  assert.equal(await second.blobs.stat(id), undefined);
  assert.deepEqual(await Array.fromAsync(second.blobs.list()), []);
});

test('an object that holds other content than its name says is not handed out', async () => {
  await using here = await openWorld();
  const { id } = await store(here.blobs, Buffer.from('true'));
  const bucket = await openBucket(optionsFor(here.prefix));
  await bucket.put({ id, sizeBytes: 5 }, await here.blobs.localFile((await store(here.blobs, Buffer.from('false'))).id));
  bucket.close();
  await using there = await openWorld(here.prefix);
  await assert.rejects(there.blobs.localFile(id), { code: 'BLOB_MISSING' });
});

test('copies that were not used for a while make room for new ones, those in use stay', async () => {
  const local = await openLocal();
  const cache = await openCache({ local, cacheBytes: 2_500, log: silentLog, restMs: 300 });
  const add = async () => {
    const blob = await store(local, randomBytes(1_000));
    await cache.added(blob);
    return blob.id;
  };
  const pause = (ms: number) => new Promise((resolve) => { setTimeout(resolve, ms); });
  const [oldest, used] = [await add(), await add()];
  await pause(350);
  const path = await cache.use(used);
  const newest = await add();
  assert.equal(await cache.use(oldest), undefined);
  await access(path!);
  assert.ok(await cache.use(newest));
  // All three were used within the rest, so the bound gives way.
  const further = await add();
  for (const id of [used, newest, further]) assert.ok(await cache.use(id));
  await local.close();
});

test('a list of many pages is read to its end', async () => {
  // `s3rver` fails on second pages, so a plain server stands in for the store here.
  const idOf = (number: number) => number.toString(16).padStart(64, '0');
  const object = (number: number) => `<Contents><Key>many/00/${idOf(number)}</Key><Size>${number}</Size>
    <LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`;
  const store = createHttpServer((request, response) => {
    const page = Number(new URL(request.url!, 'http://store').searchParams.get('continuation-token') ?? 0);
    const end = page === 2 ? '<IsTruncated>false</IsTruncated>'
      : `<IsTruncated>true</IsTruncated><NextContinuationToken>${page + 1}</NextContinuationToken>`;
    response.setHeader('content-type', 'application/xml');
    response.end(`<ListBucketResult>${object(page * 2 + 1)}${object(page * 2 + 2)}
      <Contents><Key>many/README</Key><Size>1</Size></Contents>${end}</ListBucketResult>`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => { store.once('listening', resolve); });
  const { port } = store.address() as AddressInfo;
  const bucket = await openBucket({ ...optionsFor('many'), endpoint: `http://127.0.0.1:${port}` });
  const listed = await Array.fromAsync(bucket.list());
  assert.deepEqual(listed.map(({ id, sizeBytes }) => [id, sizeBytes]), [1, 2, 3, 4, 5, 6].map((number) => [idOf(number), number]));
  bucket.close();
  await new Promise((resolve) => { store.close(resolve); });
});

test('a store that refuses us, or is not there, is down', async () => {
  const down = { code: 'BLOB_STORE_DOWN' };
  const local = await openLocal();
  await assert.rejects(openS3Blobs({ ...optionsFor('x'), url: 's3://no-such-bucket/x', local }), down);
  await assert.rejects(openS3Blobs({ ...optionsFor('x'), accessKeyId: 'UNKNOWN', local }), down);
  await assert.rejects(openS3Blobs({ ...optionsFor('x'), endpoint: 'http://127.0.0.1:1', local }), down);
  await local.close();
});

test('a store that dies while we work is down, and back when it answers again', async () => {
  const gate = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await new Promise((resolve) => { gate.once('listening', resolve); });
  const { port } = gate.address() as AddressInfo;
  const bucket = await openBucket({ ...optionsFor('x'), endpoint: `http://127.0.0.1:${port}` });
  await assert.rejects(bucket.ping(), { code: 'BLOB_STORE_DOWN' });
  await assert.rejects(bucket.head('a'.repeat(64)), { code: 'BLOB_STORE_DOWN' });
  bucket.close();
  await new Promise((resolve) => { gate.close(resolve); });
});

for (const url of ['http://bucket/x', 's3://', 's3://UPPER/x', 's3://bucket/a b', 'bucket/prefix']) {
  test(`"${url}" is no address of a store`, async () => {
    await assert.rejects(openBucket({ ...optionsFor('x'), url }), { code: 'BAD_SETTING' });
  });
}
