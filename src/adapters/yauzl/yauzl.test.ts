import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { asFailure } from '#base';
import { unicodePathField, unixMode, zipModifiedAt, zipOf, type ZipEntryToMake } from '#test/build/archives';
import { archiveContract, contentOf } from '#test/contracts/archives';
import { openZip } from './open.ts';

let folder: string;
let count = 0;
before(async () => { folder = await mkdtemp(join(tmpdir(), 'prepress-zip-')); });
after(() => rm(folder, { recursive: true }));

async function write(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${count += 1}.zip`);
  await writeFile(path, bytes);
  return path;
}

archiveContract('a ZIP', async (files, keptShare = 1) => {
  const zip = zipOf(Object.entries(files).map(([name, bytes]) => ({ name, bytes })));
  return openZip(await write(zip.subarray(0, zip.length * keptShare)));
});

/** Records as `name kind`, then what became of their content. */
async function shown(bytes: Uint8Array): Promise<readonly string[]> {
  await using archive = await openZip(await write(bytes));
  const lines: string[] = [];
  for await (const record of archive.records) {
    const content = record.kind === 'file' ? await contentOf(record).then((read) => read.toString(), (thrown: unknown) => `${asFailure(thrown).code} ${String(asFailure(thrown).params['detail'] ?? '')}`) : '';
    lines.push(`${record.name} ${record.kind} ${content}`.trim());
  }
  return lines;
}
const text = Buffer.from('hello hello hello');
const one = (entry: Partial<ZipEntryToMake>): Promise<readonly string[]> => shown(zipOf([{ name: 'a.txt', bytes: text, ...entry }]));

test('names in UTF-8, code page 437, unmarked UTF-8 and the Unicode path field are read as what they are', async () => {
  assert.deepEqual(await one({ name: 'Käse 🧀.txt' }), ['Käse 🧀.txt file hello hello hello']);
  assert.deepEqual(await one({ name: Buffer.from([0x4b, 0x84, 0x73, 0x65]) }), ['Käse file hello hello hello']);
  assert.deepEqual(await one({ name: Buffer.from('Käse.txt') }), ['Käse.txt file hello hello hello']);
  const short = Buffer.from('K_se.txt');
  assert.deepEqual(await one({ name: short, extra: unicodePathField(short, 'Käse.txt') }), ['Käse.txt file hello hello hello']);
  assert.deepEqual(await one({ name: short, extra: unicodePathField(Buffer.from('other'), 'Käse.txt') }), ['K_se.txt file hello hello hello']);
});

test('stored and deflated entries, descriptors and 64-bit sizes are read', async () => {
  for (const change of [{ method: 0 }, { method: 8 }, { flags: 0x808 }, { isZip64: true }, { isZip64: true, flags: 0x808, method: 0 }]) {
    assert.deepEqual(await one(change), ['a.txt file hello hello hello'], JSON.stringify(change));
  }
  assert.deepEqual(await shown(zipOf([{ name: 'a.txt', bytes: text, isZip64: true }], { isZip64: true, comment: 'a comment' })), ['a.txt file hello hello hello']);
  assert.deepEqual(await shown(zipOf([])), []);
});

test('what an entry is tells its mode, its name or its attribute', async () => {
  assert.deepEqual(await one({ attributes: unixMode(0o120777) }), ['a.txt link']);
  assert.deepEqual(await one({ attributes: unixMode(0o020644) }), ['a.txt device']);
  assert.deepEqual(await one({ attributes: unixMode(0o010644) }), ['a.txt device']);
  assert.deepEqual(await one({ attributes: unixMode(0o100644) }), ['a.txt file hello hello hello']);
  assert.deepEqual(await one({ name: 'in/', bytes: Buffer.alloc(0) }), ['in/ folder']);
  assert.deepEqual(await one({ name: 'in', bytes: Buffer.alloc(0), method: 0, madeBy: 20, attributes: 0x10 }), ['in folder']);
});

test('an entry that lies costs itself alone', async () => {
  const cases: readonly (readonly [Partial<ZipEntryToMake>, string])[] = [
    [{ flags: 1 }, 'ENTRY_ENCRYPTED'],
    [{ method: 12 }, 'ENTRY_UNSUPPORTED compression method 12'],
    [{ lies: { crc: 1 } }, 'BROKEN_FILE its checksum is wrong'],
    [{ lies: { sizeBytes: 16 } }, 'BROKEN_FILE it is longer than the archive says'],
    [{ lies: { sizeBytes: 18 } }, 'BROKEN_FILE it is shorter than the archive says'],
    [{ method: 0, lies: { sizeBytes: 5 } }, 'BROKEN_FILE it is longer than the archive says'],
    [{ lies: { packedBytes: 4 } }, 'BROKEN_FILE it cannot be decompressed'],
    [{ lies: { packedBytes: 2 ** 30 } }, 'BROKEN_FILE file data overflows file bounds: 37 + 1073741824 > 224'],
    [{ lies: { offset: 3 } }, 'BROKEN_FILE invalid local file header signature: 0x1404'],
    [{ lies: { offset: 2 ** 31 } }, 'BROKEN_FILE it points to a place outside of itself'],
    [{ isZip64: true, lies: { offset: 2 ** 53 - 1 } }, 'BROKEN_FILE it points to a place outside of itself'],
    [{ packed: Buffer.from([0xff, 0xff, 0xff]) }, 'BROKEN_FILE it cannot be decompressed'],
  ];
  for (const [change, verdict] of cases) {
    const lines = await shown(zipOf([{ name: 'bad.txt', bytes: text, ...change }, { name: 'good.txt', bytes: text }]));
    assert.deepEqual(lines, [`bad.txt file ${verdict}`, 'good.txt file hello hello hello']);
  }
});

test('places and times are those of the directory', async () => {
  await using archive = await openZip(await write(zipOf([{ name: 'a', bytes: text, method: 0 }, { name: 'b', bytes: text, method: 0 }])));
  const places: unknown[] = [];
  for await (const record of archive.records) {
    places.push(record.place);
    assert.deepEqual(record.modifiedAt, zipModifiedAt);
  }
  assert.deepEqual(places, [{ startByte: 0, endByte: 48 }, { startByte: 48, endByte: 96 }]);
  assert.equal(archive.statedRecords, 2);
});

test('whatever is damaged or cut off, reading ends with a reason or with less', async () => {
  const zip = zipOf([{ name: 'a.txt', bytes: text }, { name: 'b.txt', bytes: text, flags: 0x808 }, { name: 'c', bytes: text, isZip64: true }], { isZip64: true });
  const read = async (bytes: Uint8Array): Promise<void> => {
    try {
      await shown(bytes);
    } catch (thrown) {
      assert.match(asFailure(thrown).code, /^(BROKEN_FILE|ENTRY_ENCRYPTED)$/, String(asFailure(thrown).cause));
    }
  };
  for (let length = 0; length < zip.length; length += 3) await read(zip.subarray(0, length));
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), async (changes) => {
    const damaged = Buffer.from(zip);
    for (const [at, value] of changes) damaged[at] = value;
    await read(damaged);
  }), { numRuns: 300 });
});
