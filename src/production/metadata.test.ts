import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { embeddedMetadata, xmpFacts, type EmbeddedMetadata } from '#formats';
import type { AssetMetadata } from '#library';
import { exifBlock, pngChunk, xmpPacket } from '#test/build/metadata';
import { metadataOfReprocessing, metadataOfUpdate, metadataOfUpload, readMetadata } from './metadata.ts';

const bag = (...words: readonly string[]): string => `<dc:subject><rdf:Bag>${words.map((word) => `<rdf:li>${word}</rdf:li>`).join('')}</rdf:Bag></dc:subject>`;
const title = (text: string): string => `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:title>`;
const says = (inner: string): EmbeddedMetadata => embeddedMetadata({ xmp: xmpPacket(inner) });
const silent = embeddedMetadata({});
const words = ({ packet, edits, ...rest }: AssetMetadata): object => ({
  ...rest, packet: packet && xmpFacts(packet).subjects, edits: edits && xmpFacts(edits).subjects,
});

test('a new asset has what its file says; the packet is the file\'s, byte for byte', () => {
  const file = says(title('T') + bag('a', 'b'));
  const made = metadataOfUpload(file, [])(undefined);
  assert.equal(made.packet, file.packet);
  assert.deepEqual(words(made), { description: 'T', keywords: ['a', 'b'], packet: ['a', 'b'], edits: undefined });
  assert.deepEqual(words(metadataOfUpload(silent, [])(undefined)), { description: '', keywords: [], packet: undefined, edits: undefined });
});

test('§3.21: keywords of the job join those of the file, in the packet too', () => {
  const made = metadataOfUpload(says(title('T') + bag('sale', 'x')), ['red, dark', 'sale', 'C:\\x'])(undefined);
  assert.deepEqual(words(made), {
    description: 'T', keywords: ['sale', 'x', 'red, dark', 'C:\\x'], packet: ['sale', 'x', 'red, dark', 'C:\\x'], edits: ['red, dark', 'sale', 'C:\\x'],
  });
  assert.equal(xmpFacts(made.packet!).title, 'T');
  assert.deepEqual(words(metadataOfUpload(silent, ['a'])(undefined)), { description: '', keywords: ['a'], packet: ['a'], edits: ['a'] });
});

test('a file that speaks in EXIF alone gets a packet of ours', () => {
  const file = embeddedMetadata({ exif: exifBlock([{ tag: 0x10e, type: 2, bytes: 'Ein Stuhl\0' }, { tag: 0x13b, type: 2, bytes: 'Ann\0' }]) });
  const made = metadataOfUpload(file, [])(undefined);
  assert.equal(made.description, 'Ein Stuhl');
  const facts = xmpFacts(made.packet!);
  assert.deepEqual([facts.description, facts.creators], ['Ein Stuhl', ['Ann']]);
});

test('§3.1: another file brings its own words; users\' words stay where it has none', () => {
  const first = metadataOfUpload(says(title('first') + bag('old')), ['job'])(undefined);
  const edited = metadataOfUpdate(first, xmpPacket(`<dc:description>by hand</dc:description>${bag('mine')}`, ' xmp:Rating="4"'))!;
  assert.deepEqual(words(edited), { description: 'by hand', keywords: ['mine'], packet: ['mine'], edits: ['mine'] });

  const talking = metadataOfUpload(says(title('second') + bag('new')), [])(edited);
  assert.deepEqual(words(talking), { description: 'by hand', keywords: ['new'], packet: ['new'], edits: ['mine'] });
  const facts = xmpFacts(talking.packet!);
  assert.deepEqual([facts.title, facts.description, facts.rating], ['second', 'by hand', 4]);

  const stripped = metadataOfUpload(silent, ['more'])(talking);
  assert.deepEqual(words(stripped), { description: 'by hand', keywords: ['mine', 'more'], packet: ['mine', 'more'], edits: ['mine', 'more'] });
  assert.equal(xmpFacts(stripped.packet!).title, undefined);

  const replaced = metadataOfUpload(says(`<dc:description>of the file</dc:description>`), [])(talking);
  assert.deepEqual(words(replaced), { description: 'of the file', keywords: ['mine'], packet: ['mine'], edits: ['mine'] });
});

test('what only the old file said goes with it', () => {
  const first = metadataOfUpload(says(title('first') + bag('old')), [])(undefined);
  assert.deepEqual(words(metadataOfUpload(silent, [])(first)), { description: '', keywords: [], packet: undefined, edits: undefined });
});

test('the same file produced again changes nothing but for the keywords that join', () => {
  const edited = metadataOfUpdate(metadataOfUpload(says(bag('a')), [])(undefined), xmpPacket(bag('mine')))!;
  const same = metadataOfReprocessing([])(edited);
  assert.deepEqual(same, edited);
  assert.equal(same.packet, edited.packet);
  assert.deepEqual(words(metadataOfReprocessing(['b', 'mine'])(edited)), { description: '', keywords: ['mine', 'b'], packet: ['mine', 'b'], edits: ['mine', 'b'] });
});

test('an update replaces what it names, empty values included; what is no packet, or grows too large, is refused', () => {
  const old = metadataOfUpload(says(`${title('T')}<dc:description>D</dc:description>${bag('a')}`), [])(undefined);
  assert.deepEqual(words(metadataOfUpdate(old, xmpPacket('', ' xmp:Rating="1"'))!), { description: 'D', keywords: ['a'], packet: ['a'], edits: [] });
  assert.deepEqual(words(metadataOfUpdate(old, xmpPacket('<dc:description/><dc:subject><rdf:Bag/></dc:subject>'))!), {
    description: 'T', keywords: [], packet: [], edits: [],
  });
  assert.equal(metadataOfUpdate(old, xmpPacket(title('U')))!.description, 'D');
  assert.equal(metadataOfUpdate(metadataOfUpload(says(title('T')), [])(undefined), xmpPacket(title('U')))!.description, 'U');
  assert.equal(metadataOfUpdate(old, Buffer.from('<x:xmpmeta/>')), undefined);
  assert.equal(metadataOfUpdate(old, xmpPacket(`<dc:rights>${'x'.repeat(4 * 2 ** 20)}</dc:rights>`)), undefined);
});

test('files are read from disk, whatever their names and kinds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prepress-metadata-'));
  try {
    const path = join(folder, 'a.jpg');
    const exif = exifBlock([{ tag: 0x10e, type: 2, bytes: 'Ein Stuhl\0' }]);
    writeFileSync(path, Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), pngChunk('eXIf', exif), pngChunk('IEND', Buffer.alloc(0))]));
    assert.equal((await readMetadata(path)).description, 'Ein Stuhl');
    for (const content of ['', 'text', '\xff\xd8\xff\xe1']) {
      writeFileSync(path, content, 'latin1');
      assert.deepEqual(await readMetadata(path), silent);
    }
    await assert.rejects(readMetadata(join(folder, 'missing')), { code: 'ENOENT' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
