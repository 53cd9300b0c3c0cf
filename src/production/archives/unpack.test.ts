import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Failure } from '#base';
import { gnuLongName, paxEntry, tarOf, unixMode, zipOf, type TarEntryToMake, type ZipEntryToMake } from '#test/build/archives';
import { unpackAll } from '#test/build/unpacking';

const text = Buffer.from('some text');
const zip = (...entries: readonly ZipEntryToMake[]): Buffer => zipOf(entries.map((entry) => ({ bytes: text, ...entry })));
const tar = (...entries: readonly TarEntryToMake[]): Buffer => tarOf(entries.map((entry) => (['0', undefined].includes(entry.type) ? { bytes: text, ...entry } : entry)));
const zeros = (sizeBytes: number): Buffer => Buffer.alloc(sizeBytes);

test('files keep their folders; folders, dots and doubled slashes leave nothing, and backslashes separate', async () => {
  const { files, leftOut, result } = await unpackAll(zip({ name: 'a/' , bytes: zeros(0) }, { name: 'a/b/c.jpg' }, { name: './d.jpg' }, { name: 'e//f.jpg' }, { name: 'g\\h.jpg' }), 'x.zip');
  assert.deepEqual(files, ['a/b/c.jpg', 'd.jpg', 'e/f.jpg', 'g/h.jpg']);
  assert.deepEqual([leftOut, result], [[], { kind: 'unpacked', files: 4 }]);
});

test('names that lead outside, are too deep or too long are refused, and no file of them is written', async () => {
  const deep = `${'d/'.repeat(33)}x.jpg`;
  const { files, leftOut } = await unpackAll(zip(
    { name: '../a.jpg' }, { name: 'b/../../c.jpg' }, { name: '/etc/passwd' }, { name: 'C:\\d.jpg' }, { name: '\\\\server\\e.jpg' }, { name: 'f\0.jpg' },
    { name: '..' }, { name: '.' }, { name: deep }, { name: `${'n'.repeat(256)}.jpg` }, { name: `${'p'.repeat(200)}/`.repeat(6) + 'q.jpg' }, { name: '...' }, { name: 'ok.jpg' },
  ), 'x.zip');
  assert.deepEqual(files, ['ok.jpg']);
  assert.deepEqual(leftOut.map((line) => line.slice(line.lastIndexOf(':') + 2)), [
    ...Array.from({ length: 8 }, () => 'ENTRY_UNSAFE_PATH'), 'ENTRY_LIMIT 32 folders', 'ENTRY_LIMIT 255 characters', 'ENTRY_LIMIT 1024 characters', 'hidden',
  ]);
});

test('hidden and system files are left out quietly, in whatever folder', async () => {
  const { files, leftOut } = await unpackAll(zip({ name: '.DS_Store' }, { name: '__MACOSX/a/._b.jpg' }, { name: 'a/Thumbs.db' }, { name: '.git/config' }, { name: 'b.jpg' }), 'x.zip');
  assert.deepEqual(files, ['b.jpg']);
  assert.deepEqual(leftOut, ['.DS_Store: hidden', '__MACOSX/a/._b.jpg: hidden', 'a/Thumbs.db: hidden', '.git/config: hidden']);
});

test('links, devices, holes, encrypted and lying entries are refused one by one', async () => {
  const zipped = await unpackAll(zip(
    { name: 'link', attributes: unixMode(0o120777) }, { name: 'secret', flags: 1 }, { name: 'packed', method: 14 }, { name: 'lie', lies: { crc: 1 } }, { name: 'ok.jpg' },
  ), 'x.zip');
  assert.deepEqual(zipped.leftOut, ['link: ENTRY_NO_FILE', 'secret: ENTRY_ENCRYPTED', 'packed: ENTRY_UNSUPPORTED compression method 14', 'lie: BROKEN_FILE its checksum is wrong']);
  assert.deepEqual(zipped.files, ['ok.jpg']);
  const tarred = await unpackAll(tar(
    { name: 'hard', type: '1', linkName: '/etc/passwd' }, { name: 'soft', type: '2', linkName: '../up' }, { name: 'pipe', type: '6' }, { name: 'holes', type: 'S', form: 'gnu', bytes: text }, { name: 'ok.jpg' },
  ), 'x.tar');
  assert.deepEqual(tarred.leftOut, ['hard: ENTRY_NO_FILE', 'soft: ENTRY_NO_FILE', 'pipe: ENTRY_NO_FILE', 'holes: ENTRY_UNSUPPORTED its kind of record is unknown']);
  assert.deepEqual(tarred.files, ['ok.jpg']);
});

test('content decides what an archive is, whatever its name', async () => {
  const inner = tar({ name: 'a.jpg' }, gnuLongName('long/b.jpg'), { name: 'short', form: 'gnu' }, paxEntry({ path: 'Ω/c.jpg' }), { name: 'x' });
  for (const [bytes, fileName] of [[inner, 'x.tar'], [gzipSync(inner), 'x.tgz'], [gzipSync(inner), 'x.tar.gz'], [gzipSync(inner), 'x.zip'], [inner, 'x.gz']] as const) {
    assert.deepEqual((await unpackAll(bytes, fileName)).files, ['a.jpg', 'long/b.jpg', 'Ω/c.jpg'], fileName);
  }
  assert.deepEqual((await unpackAll(text, 'x.zip')).result, { kind: 'failed', code: 'CONTENT_MISMATCH', params: { found: 'text', extension: 'zip' } });
  assert.deepEqual((await unpackAll(zeros(0), 'x.zip')).result, { kind: 'failed', code: 'BROKEN_FILE', params: { detail: 'it is empty' } });
  assert.deepEqual((await unpackAll(gzipSync(text), 'x.tgz')).result, { kind: 'failed', code: 'BROKEN_FILE', params: { detail: 'there is no tar in it' } });
});

test('the file of a gzip is named like the archive, or as it was stored', async () => {
  const named = (name: string): Buffer => {
    const plain = gzipSync(text);
    plain[3] = 8;
    return Buffer.concat([plain.subarray(0, 10), Buffer.from(`${name}\0`), plain.subarray(10)]);
  };
  for (const [bytes, fileName, expected] of [
    [gzipSync(text), 'chair.jpg.gz', 'chair.jpg'], [named('other.png'), 'chair.jpg.gz', 'chair.jpg'], [named('dir/chair.jpg'), 'x.gz', 'chair.jpg'], [gzipSync(text), 'x.gz', 'x'],
  ] as const) {
    const { files, contents } = await unpackAll(bytes, fileName);
    assert.deepEqual([files, contents.get(expected)], [[expected], text], fileName);
  }
  const cut = await unpackAll(gzipSync(zeros(500_000).map((_zero, index) => index * 7)).subarray(0, 400), 'chair.jpg.gz');
  assert.deepEqual([cut.files, cut.leftOut], [[], ['chair.jpg: BROKEN_FILE it cannot be decompressed']]);
});

test('a file is bounded in size and ratio, counted while it comes out', async () => {
  const rich = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 251));
  const lying = { name: 'lies.bin', packed: deflateRawSync(zeros(5000)), lies: { sizeBytes: 5000, crc: 0 } };
  const { files, leftOut } = await unpackAll(zip({ name: 'large.bin', bytes: rich }, lying, { name: 'small.bin', bytes: rich.subarray(0, 900) }), 'x.zip', { fileBytes: 1000 });
  assert.deepEqual([files, leftOut], [['small.bin'], ['large.bin: ENTRY_LIMIT 1000 bytes', 'lies.bin: ENTRY_LIMIT 1000 bytes']]);
  const bombs = [{ name: 'bomb.bmp', bytes: zeros(3_000_000) }, { name: 'swatch.bmp', bytes: zeros(900_000) }];
  for (const [bytes, fileName] of [[zipOf(bombs), 'x.zip'], [gzipSync(tarOf([{ ...bombs[0]!, bytes: zeros(200_000_000) }, bombs[1]!])), 'x.tgz']] as const) {
    const { files: kept, leftOut: refused } = await unpackAll(bytes, fileName);
    assert.deepEqual([kept, refused], [['swatch.bmp'], ['bomb.bmp: ENTRY_LIMIT 200:1 (ratio)']], fileName);
  }
});

test('an archive is bounded in files and bytes; what came before stays', async () => {
  const three = [{ name: 'a/', type: '5' }, { name: 'a.jpg' }, { name: 'b.jpg' }, { name: 'c.jpg' }] as const;
  const many = await unpackAll(tar(...three), 'x.tar', { files: 2 });
  assert.deepEqual([many.files, many.result], [['a.jpg', 'b.jpg'], { kind: 'failed', code: 'ARCHIVE_LIMIT', params: { limit: 2, unit: 'files' } }]);
  const heavy = await unpackAll(zip({ name: 'a.jpg' }, { name: 'b.jpg' }, { name: 'c.jpg' }), 'x.zip', { totalBytes: 20 });
  assert.deepEqual([heavy.files, heavy.result], [['a.jpg', 'b.jpg'], { kind: 'failed', code: 'ARCHIVE_LIMIT', params: { limit: 20, unit: 'bytes' } }]);
  // Bytes that are left out count as well: otherwise a bomb of refused entries would keep a child busy for hours.
  const refused = await unpackAll(gzipSync(tar({ name: '.hidden', bytes: zeros(50_000) }, { name: 'c.jpg' })), 'x.tgz', { totalBytes: 20_000 });
  assert.deepEqual([refused.files, refused.result.kind], [[], 'failed']);
});

test('entries that share their bytes are a bomb: the first comes out, the others do not', async () => {
  const kernel = Buffer.from(Array.from({ length: 2000 }, (_, index) => (index * 7919) % 251));
  const entries = Array.from({ length: 5 }, (_, index) => ({ name: `${index}.bin`, bytes: kernel, lies: { offset: 0 } }));
  const { files, leftOut } = await unpackAll(zipOf(entries), 'x.zip');
  assert.deepEqual(files, ['0.bin']);
  assert.equal(leftOut.filter((line) => line.endsWith('it shares its bytes with another file of the archive')).length, 4);
});

test('archives in archives come out as they are: a bomb of bombs stays packed', async () => {
  const bomb = (depth: number): Buffer => (depth === 0 ? zipOf([{ name: '0.bin', bytes: zeros(2_000_000) }]) : zipOf(Array.from({ length: 4 }, (_, index) => ({ name: `${index}.zip`, bytes: bomb(depth - 1), method: 0 }))));
  const { files, leftOut } = await unpackAll(bomb(2), '42.zip');
  assert.deepEqual([files, leftOut], [['0.zip', '1.zip', '2.zip', '3.zip'], []]);
});

test('a tar that breaks ends there; what came before stays', async () => {
  const whole = tar({ name: 'a.jpg' }, { name: 'b.jpg' });
  const broken = Buffer.concat([whole.subarray(0, 1024), Buffer.alloc(512, 'x')]);
  const { files, result } = await unpackAll(broken, 'x.tar');
  assert.deepEqual([files, result.kind, result.kind === 'failed' && result.code], [['a.jpg'], 'failed', 'BROKEN_FILE']);
  const lying = await unpackAll(tar({ name: 'a.jpg' }, { name: 'b.jpg', size: 2 ** 40 }), 'x.tar');
  assert.deepEqual([lying.files, lying.leftOut, lying.result.kind], [['a.jpg'], [`b.jpg: ENTRY_LIMIT ${2 ** 31} bytes`], 'failed']);
});

test('whoever goes on begins behind what was taken: nothing twice, nothing lost, wherever it broke off', async () => {
  const entries = Array.from({ length: 250 }, (_, index) => ({ name: index % 50 === 49 ? `f${index}/` : `${index}.jpg`, bytes: index % 50 === 49 ? zeros(0) : Buffer.from(`content ${index}`) }));
  const archives = [
    [zipOf(entries), 'x.zip'], [tarOf(entries.map((entry) => ({ ...entry, type: entry.name.endsWith('/') ? '5' : '0' }))), 'x.tar'],
    [gzipSync(tarOf(entries.map((entry) => ({ ...entry, type: entry.name.endsWith('/') ? '5' : '0' })))), 'x.tgz'],
  ] as const;
  for (const [bytes, fileName] of archives) {
    for (const lastPart of [0, 1, 2]) {
      let taken = 0;
      let soFar = { records: 0, sizeBytes: 0 };
      const before: string[] = [];
      await assert.rejects(unpackAll(bytes, fileName, {}, soFar, (part) => {
        if (taken === lastPart) throw new Failure('DISK_FULL');
        taken += 1;
        soFar = part.soFar;
        before.push(...part.files.map((file) => file.fileName));
      }), { code: 'DISK_FULL' });
      const after = await unpackAll(bytes, fileName, {}, soFar);
      assert.deepEqual(after.result, { kind: 'unpacked', files: 245 });
      assert.deepEqual([...before, ...after.files], entries.filter(({ name }) => !name.endsWith('/')).map(({ name }) => name), `${fileName} after ${lastPart} parts`);
    }
  }
});

test('pieces stay small, however many files there are', async () => {
  const { parts } = await unpackAll(zipOf(Array.from({ length: 450 }, (_, index) => ({ name: `${index}.jpg`, bytes: text }))), 'x.zip');
  assert.deepEqual(parts.map(({ files }) => files.length), [100, 100, 100, 100, 50]);
  assert.deepEqual(parts.at(-1)?.soFar, { records: 450, sizeBytes: 450 * text.length });
});

test('two files of one name both come out: the second is an upload again', async () => {
  assert.deepEqual((await unpackAll(zip({ name: 'a.jpg' }, { name: 'a.jpg' }), 'x.zip')).files, ['a.jpg', 'a.jpg']);
});

test('whatever is damaged or cut off, unpacking ends with a verdict and lets nothing out of its folder', async () => {
  const archives = [
    [zip({ name: 'a.jpg' }, { name: 'b/c.jpg', flags: 0x808 }, { name: 'd.jpg', isZip64: true }), 'x.zip'], [tar({ name: 'a.jpg' }, paxEntry({ path: 'b/c.jpg' }), { name: 'x' }), 'x.tar'],
    [gzipSync(tar({ name: 'a.jpg' }, { name: 'b/c.jpg' })), 'x.tgz'], [gzipSync(text), 'a.jpg.gz'],
  ] as const;
  for (const [bytes, fileName] of archives) {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }), fc.nat(bytes.length), async (changes, cut) => {
      const damaged = Buffer.from(bytes.subarray(0, changes.length % 2 === 0 ? bytes.length : cut));
      for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
      const { files, result } = await unpackAll(damaged, fileName);
      assert.ok(['unpacked', 'failed'].includes(result.kind));
      for (const path of files) assert.doesNotMatch(path, /(^|\/)\.\.(\/|$)|^\/|\0/);
    }), { numRuns: 60 });
  }
});
