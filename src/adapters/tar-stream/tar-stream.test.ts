import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { asFailure, Failure } from '#base';
import { gnuLongName, paxEntry, tarOf, type TarEntryToMake } from '#test/build/archives';
import { archiveContract, contentOf } from '#test/contracts/archives';
import { openTar } from './open.ts';

/** In pieces of odd sizes, as streams come. */
function streamOf(bytes: Uint8Array, pieceBytes = 700): Readable {
  return Readable.from((function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield Buffer.from(bytes.subarray(at, at + pieceBytes));
  })());
}

archiveContract('a tar', (files, keptShare = 1) => {
  const tar = tarOf(Object.entries(files).map(([name, bytes]) => ({ name, bytes, type: name.endsWith('/') ? '5' : '0' })));
  return openTar(streamOf(tar.subarray(0, tar.length * keptShare)));
});

async function shown(bytes: Uint8Array): Promise<readonly string[]> {
  await using archive = await openTar(streamOf(bytes));
  const lines: string[] = [];
  for await (const record of archive.records) {
    const content = record.kind === 'file' ? await contentOf(record).then((read) => read.toString(), (thrown: unknown) => asFailure(thrown).code) : '';
    lines.push(`${record.name} ${record.kind} ${content}`.trim());
  }
  return lines;
}
const text = Buffer.from('hello');
const file = (change: Partial<TarEntryToMake> = {}): TarEntryToMake => ({ name: 'a.txt', bytes: text, ...change });

test('names in UTF-8, Latin 1, with a prefix, by pax and by GNU are read', async () => {
  const long = `${'deep/'.repeat(40)}name.txt`;
  assert.deepEqual(await shown(tarOf([
    file({ name: 'Käse 🧀.txt' }), file({ name: Buffer.from('K\xe4se.txt', 'latin1') }), file({ prefix: 'some/where' }), file({ form: 'v7' }),
    paxEntry({ path: 'Ω/pax.txt' }), file({ name: 'short' }), gnuLongName(long), file({ form: 'gnu' }), paxEntry({ comment: 'for all' }, 'g'), file(),
  ])), [
    'Käse 🧀.txt file hello', 'Käse.txt file hello', 'some/where/a.txt file hello', 'a.txt file hello', 'Ω/pax.txt file hello', `${long} file hello`, 'a.txt file hello',
  ]);
});

test('links, devices, pipes and files with holes are told apart', async () => {
  assert.deepEqual(await shown(tarOf([
    { name: 'hard', type: '1', linkName: 'a' }, { name: 'soft', type: '2', linkName: '/etc/passwd' }, { name: 'tty', type: '3' }, { name: 'disk', type: '4' },
    { name: 'pipe', type: '6' }, { name: 'in/', type: '5' }, { name: 'old/', type: '0' }, file({ type: '7' }),
    file({ name: 'gnu-sparse', type: 'S' }), paxEntry({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'x' }), file({ name: 'pax-sparse' }),
  ])), [
    'hard link', 'soft link', 'tty device', 'disk device', 'pipe device', 'in/ folder', 'old/ folder', 'a.txt file hello', 'gnu-sparse unknown', 'pax-sparse sparse',
  ]);
});

test('a tar may end without its empty blocks', async () => {
  assert.deepEqual(await shown(tarOf([file()], false)), ['a.txt file hello']);
});

test('a size that lies breaks the archive and not the reader', async () => {
  const huge = Buffer.from([0x80, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  for (const size of [2 ** 32, huge, '77777777777\0']) {
    await assert.rejects(shown(tarOf([file({ size })])), { code: 'BROKEN_FILE' });
  }
  await assert.rejects(shown(tarOf([paxEntry({ size: '-5' }), file()])), { code: 'BROKEN_FILE' });
  await assert.rejects(shown(tarOf([{ name: 'x', type: 'x', size: 2 ** 30 }])), { code: 'BROKEN_FILE' });
});

test('a failure of the source stays what it is', async () => {
  const bytes = tarOf([file({ bytes: Buffer.alloc(100_000) })]);
  const source = Readable.from((async function* pieces() {
    yield bytes.subarray(0, 5000);
    throw new Failure('ARCHIVE_LIMIT', { limit: 1, unit: 'bytes' });
  })());
  await using archive = await openTar(source);
  await assert.rejects(async () => {
    for await (const record of archive.records) await assert.rejects(contentOf(record), { code: 'ARCHIVE_LIMIT' });
  }, { code: 'ARCHIVE_LIMIT' });
});

test('whatever is damaged or cut off, reading ends with a reason or with less', async () => {
  const tar = tarOf([file(), paxEntry({ path: 'b' }), file(), gnuLongName('c'.repeat(200)), file({ form: 'gnu' }), { name: 'd/', type: '5' }]);
  const read = async (bytes: Uint8Array): Promise<void> => {
    try {
      await shown(bytes);
    } catch (thrown) {
      assert.equal(asFailure(thrown).code, 'BROKEN_FILE', String(asFailure(thrown).cause));
    }
  };
  for (let length = 0; length < tar.length; length += 29) await read(tar.subarray(0, length));
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(tar.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), async (changes) => {
    const damaged = Buffer.from(tar);
    for (const [at, value] of changes) damaged[at] = value;
    await read(damaged);
  }), { numRuns: 300 });
});
