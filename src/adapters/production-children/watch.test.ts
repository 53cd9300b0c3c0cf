import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderBytes } from './watch.ts';

test('the bytes of a folder are those of its files and of all folders below, links not followed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'prepress-watch-'));
  try {
    await mkdir(join(folder, 'page-1', 'inner'), { recursive: true });
    await writeFile(join(folder, 'a'), Buffer.alloc(10));
    await writeFile(join(folder, 'page-1', 'b'), Buffer.alloc(200));
    await writeFile(join(folder, 'page-1', 'inner', 'c'), Buffer.alloc(3000));
    await symlink(folder, join(folder, 'page-1', 'round'));
    const bytes = await folderBytes(folder);
    assert.ok(bytes >= 3210 && bytes < 3210 + 4096, `${bytes} bytes`);
    assert.equal(await folderBytes(join(folder, 'nothing')), 0);
  } finally {
    await rm(folder, { recursive: true });
  }
});
