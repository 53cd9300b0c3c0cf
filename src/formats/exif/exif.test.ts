import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesSource } from '#formats';
import { exifBlock, type ExifField } from '#test/build/metadata';
import { exifFacts } from './read.ts';

const wide = (text: string): Buffer => Buffer.from(`${text}\0`, 'utf16le');
const fields: readonly ExifField[] = [
  { tag: 0x10e, type: 2, bytes: 'Ein Stühlchen\0' }, { tag: 0x10f, type: 2, bytes: 'Maker\0' }, { tag: 0x110, type: 2, bytes: 'M1\0' },
  { tag: 0x112, type: 4, numbers: [6] }, { tag: 0x13b, type: 2, bytes: 'Ann; Bob\0' }, { tag: 0x8298, type: 2, bytes: 'Ann\0Bob\0' },
  { tag: 0x8769, directory: [{ tag: 0x9003, type: 2, bytes: '2020:01:31 12:00:00\0' }] },
  { tag: 0x8825, directory: [
    { tag: 1, type: 2, bytes: 'S\0' }, { tag: 2, type: 5, rationals: [[46, 1], [30, 1], [36, 2]] },
    { tag: 3, type: 2, bytes: 'E\0' }, { tag: 4, type: 5, rationals: [[7, 1], [0, 0], [0, 0]] },
  ] },
  { tag: 0x9c9b, type: 1, bytes: wide('Titel 中') }, { tag: 0x9c9e, type: 1, bytes: wide('rot; grün;;rot') },
];

test('fields of all directories are read in both byte orders, with the mark and without', () => {
  for (const isLittle of [true, false]) {
    const block = exifBlock(fields, isLittle);
    for (const one of [block, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), block]), bytesSource(block)]) {
      assert.deepEqual(exifFacts(one), {
        title: 'Titel 中', description: 'Ein Stühlchen', keywords: ['rot', 'grün'], creators: ['Ann', 'Bob'], rights: 'Ann; Bob',
        createdOn: '2020-01-31T12:00:00', make: 'Maker', model: 'M1', orientation: 6,
        position: { latitudeDeg: -46.505, longitudeDeg: 7 },
      });
    }
  }
});

test('the comment of Windows stands in for a description; Latin-1 is read as such', () => {
  assert.equal(exifFacts(exifBlock([{ tag: 0x9c9c, type: 1, bytes: wide('ein Wort') }])).description, 'ein Wort');
  assert.equal(exifFacts(exifBlock([{ tag: 0x10e, type: 2, bytes: Buffer.from('Möbel\0', 'latin1') }])).description, 'Möbel');
  assert.equal(exifFacts(exifBlock([{ tag: 0x10e, type: 2, bytes: '   \0' }])).description, undefined);
});

test('what makes no sense is absent: dates of zeros, places beyond the poles, orientations above 8', () => {
  const facts = exifFacts(exifBlock([
    { tag: 0x112, type: 4, numbers: [9] }, { tag: 0x8769, directory: [{ tag: 0x9003, type: 2, bytes: '0000:00:00 00:00:00\0' }] },
    { tag: 0x8825, directory: [{ tag: 2, type: 5, rationals: [[91, 1]] }, { tag: 4, type: 5, rationals: [[0, 1]] }] },
  ]));
  assert.deepEqual([facts.orientation, facts.createdOn, facts.position], [undefined, undefined, undefined]);
});

test('a block cut or damaged at any byte, or running in circles, never throws', () => {
  const block = exifBlock(fields);
  for (let at = 0; at < block.length; at++) {
    exifFacts(block.subarray(0, at));
    for (const byte of [0, 8, 0xff]) {
      const damaged = Buffer.from(block);
      damaged[at] = byte;
      exifFacts(damaged);
    }
  }
  assert.equal(exifFacts(exifBlock([{ tag: 0x8769, type: 4, numbers: [8] }])).createdOn, undefined);
  assert.equal(exifFacts(Buffer.alloc(0)).make, undefined);
});
