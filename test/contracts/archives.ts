import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OpenArchive } from '#ports';

/** Files by name; a name with a slash at its end is a folder. */
export type FilesToPack = Readonly<Record<string, Uint8Array>>;

export async function contentOf(record: { content(): Promise<AsyncIterable<unknown>> }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await record.content()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** What every reader of archives must do.
 *  @param open Packs files in the adapter's format and opens the archive, of which only a share is there if asked. */
export function archiveContract(name: string, open: (files: FilesToPack, keptShare?: number) => Promise<OpenArchive>): void {
  const long = Buffer.alloc(300_000, 'long ');
  const files: FilesToPack = { 'a.txt': Buffer.from('first'), 'empty.txt': Buffer.alloc(0), 'in/': Buffer.alloc(0), 'in/long.bin': long, 'in/z.txt': Buffer.from('last') };

  describe(`${name} as an archive`, () => {
    test('tells its records in order, with their kinds and sizes, and gives their bytes', async () => {
      await using archive = await open(files);
      const seen: unknown[] = [];
      for await (const record of archive.records) {
        seen.push([record.name, record.kind, record.kind === 'folder' ? 0 : record.sizeBytes]);
        if (record.kind === 'file') assert.deepEqual(await contentOf(record), Buffer.from(files[record.name]!), record.name);
      }
      assert.deepEqual(seen, [['a.txt', 'file', 5], ['empty.txt', 'file', 0], ['in/', 'folder', 0], ['in/long.bin', 'file', 300_000], ['in/z.txt', 'file', 4]]);
    });

    test('content that nobody reads is passed over', async () => {
      await using archive = await open(files);
      const names: string[] = [];
      for await (const record of archive.records) names.push(record.name);
      assert.deepEqual(names, Object.keys(files));
    });

    test('content may be given up in the middle, and the next record comes', async () => {
      await using archive = await open(files);
      const rest: string[] = [];
      for await (const record of archive.records) {
        if (record.name !== 'in/long.bin') {
          rest.push((await contentOf(record)).toString());
          continue;
        }
        const content = await record.content();
        for await (const _chunk of content) break;
        assert.equal(content.destroyed, true);
      }
      assert.equal(rest.at(-1), 'last');
    });

    test('it may be closed before its end', async () => {
      const archive = await open(files);
      for await (const record of archive.records) {
        await contentOf(record);
        break;
      }
      await archive[Symbol.asyncDispose]();
    });

    test('one that is cut off says that it is broken', async () => {
      for (const keptShare of [0.0001, 0.02, 0.3, 0.6, 0.9]) {
        await assert.rejects(async () => {
          await using archive = await open(files, keptShare);
          for await (const record of archive.records) await contentOf(record);
        }, { code: 'BROKEN_FILE' }, `${keptShare} of it`);
      }
    });
  });
}
