import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openDiskBlobs } from '#adapters/disk-blobs';
import { silentLog } from '#base';
import { systemClock, type Blobs } from '#ports';
import { fetchServerFileBy } from './fetch.ts';
import { insideHotFolder } from './inside.ts';
import { ageMs, lookThrough } from './look.ts';
import { defaultHotFolderPolicy, hotFolderPolicy, type HotFolderPolicy } from './policy.ts';

let root: string;
let blobs: Blobs;
let policy: HotFolderPolicy;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'prepress-hot-'));
  blobs = await openDiskBlobs({ folder: join(root, 'blobs'), log: silentLog });
  policy = { ...defaultHotFolderPolicy, rootPath: join(root, 'hot'), settleMs: 0 };
  await mkdir(join(root, 'hot/Co/in/deep'), { recursive: true });
  await mkdir(join(root, 'hot/Other'), { recursive: true });
  await writeFile(join(root, 'hot/Other/secret.jpg'), 'secret');
});
after(async () => {
  await blobs.close();
  await rm(root, { recursive: true });
});

const look = (change: Partial<HotFolderPolicy> = {}, includeSubfolders = true, nowMs = Date.now()) =>
  lookThrough(join(root, 'hot/Co/in'), { includeSubfolders, most: 100, nowMs }, { ...policy, ...change });

async function fetched(name: string, change: Partial<HotFolderPolicy> = {}, onProgress: (share: number) => void = () => {}, maxBytes = 10 ** 9): Promise<string> {
  const spool = await blobs.spool();
  try {
    await fetchServerFileBy({ ...policy, ...change }, systemClock, { maxBytes })({ kind: 'serverFile', companyRoot: 'Co/', folder: 'in/', name }, spool, {
      signal: new AbortController().signal, progress: onProgress,
    });
    const { id } = await spool.keep();
    return Buffer.concat(await (await blobs.read(id)).toArray() as Buffer[]).toString();
  } finally {
    await spool.discard();
  }
}

test('a folder is looked through in order, without its links, with its subfolders only when asked', async () => {
  for (const name of ['b.jpg', 'a.jpg', 'deep/c.jpg']) await writeFile(join(root, 'hot/Co/in', name), name);
  await symlink('a.jpg', join(root, 'hot/Co/in/link.jpg'));
  assert.deepEqual(await look(), { files: ['a.jpg', 'b.jpg', 'deep/c.jpg'], unsettled: [], links: ['link.jpg'] });
  assert.deepEqual((await look({}, false)).files, ['a.jpg', 'b.jpg']);
});

test('temporary files are passed over, and removed when they are old and that is wanted', async () => {
  await writeFile(join(root, 'hot/Co/in/.in.x.jpg.'), 'half');
  const later = Date.now() + 7_200_000;
  await look({ temporaryMs: 0 }, true, later);
  await look();
  assert.ok((await readdir(join(root, 'hot/Co/in'))).includes('.in.x.jpg.'));
  assert.ok(!(await look({}, true, later)).files.includes('.in.x.jpg.'));
  assert.ok(!(await readdir(join(root, 'hot/Co/in'))).includes('.in.x.jpg.'));
});

test('a file is settled when its record was left alone, whatever time it was given', async () => {
  await utimes(join(root, 'hot/Co/in/a.jpg'), new Date(0), new Date(0));
  const sight = await look({ settleMs: 60_000 });
  assert.deepEqual([sight.files, sight.unsettled], [[], ['a.jpg', 'b.jpg', 'deep/c.jpg']]);
  assert.equal((await look({ settleMs: 60_000 }, true, Date.now() + 61_000)).files.length, 3);
  assert.equal(ageMs({ ctimeMs: 1000, mtimeMs: 500 }, 3000), 2000);
  assert.equal(ageMs({ ctimeMs: 1000, mtimeMs: 99_000 }, 3000), 0, 'a time to come counts as now');
});

test('a file is copied with its progress; one of another size, or that changes meanwhile, is not', async () => {
  assert.equal(await fetched('a.jpg'), 'a.jpg');
  await assert.rejects(fetched('a.jpg', { settleMs: 60_000 }), { code: 'FILE_CHANGING' });
  await assert.rejects(fetched('a.jpg', {}, () => {}, 4), { code: 'UPLOAD_TOO_LARGE' });
  const path = join(root, 'hot/Co/in/growing.jpg');
  await writeFile(path, Buffer.alloc(3_000_000));
  await assert.rejects(fetched('growing.jpg', {}, () => appendFileSync(path, 'x')), { code: 'FILE_CHANGING' });
  await writeFile(path, Buffer.alloc(3_000_000));
  await assert.rejects(fetched('growing.jpg', {}, () => void truncate(path, 10)), { code: 'FILE_CHANGING' });
  await rm(path);
});

test('links, folders and what has gone are no files', async () => {
  for (const name of ['link.jpg', 'deep', 'gone.jpg']) await assert.rejects(fetched(name), { code: 'HOT_FOLDER_MISSING' }, name);
});

test('nobody gets out of the folder of his company', async () => {
  await symlink(join(root, 'hot/Other'), join(root, 'hot/Co/other'));
  await symlink('/', join(root, 'hot/Co/slash'));
  for (const path of ['other/', 'slash/etc/', '../Other/', 'missing/']) await assert.rejects(insideHotFolder(policy, 'Co/', path), { code: 'HOT_FOLDER_MISSING' }, path);
  assert.equal(await insideHotFolder(policy, 'Co/', 'in/'), join(root, 'hot/Co/in'));
  await assert.rejects(insideHotFolder({ ...policy, rootPath: undefined }, 'Co/', ''), { code: 'HOT_FOLDER_OFF' });
});

test('a pattern that is none is a bad setting', () => {
  const settings = { integer: () => 1, text: () => '(', optionalText: () => '/hot' };
  assert.throws(() => hotFolderPolicy(settings), { code: 'BAD_SETTING' });
  assert.deepEqual(hotFolderPolicy({ ...settings, text: () => 'x' }), { rootPath: '/hot', settleMs: 1000, temporary: /x/u, temporaryMs: 1000 });
});
