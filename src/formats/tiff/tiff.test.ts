import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '#base';
import { tiffBytes } from '#test/build/images';
import { bytesSource } from '../bytes.ts';
import { tiffFacts } from './facts.ts';
import { encodePyramid, pyramidHeadBytes, type PyramidMetadata } from './pyramid.ts';
import { entryBytes, entryNumber, entryNumbers, readTiff } from './read.ts';
import { readTileSheet } from './sheet.ts';
import { tiffTag } from './tags.ts';

const isBroken = (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === 'BROKEN_FILE';

/** A single-level tiled file; its tiles are the letters given, one tile each. */
function tiled(widthPx: number, heightPx: number, tiles: readonly string[], fields: Readonly<Record<number, number | readonly number[]>> = {}): Buffer {
  const plain = tiffBytes({
    256: widthPx, 257: heightPx, 258: 8, 259: 1, 262: 1, 277: 1, 322: 16, 323: 16,
    324: tiles.map(() => 0), 325: tiles.map((tile) => tile.length), ...fields,
  }, Buffer.from(tiles.join('')));
  // The builder knows where data begin; tile offsets follow from it.
  const dataAt = plain.length - tiles.join('').length;
  const tiff = readTiff(bytesSource(plain));
  const entry = tiff.directories[0]!.entries.get(tiffTag.tileOffsets)!;
  let offset = dataAt;
  tiles.forEach((tile, index) => {
    plain.writeUInt32LE(offset, entry.valueOffset + index * 4);
    offset += tile.length;
  });
  return plain;
}

const noMetadata = { resolutionPpi: undefined, icc: undefined, xmp: undefined };

/** A pyramid of the tiles of some sheets, one sheet for each level. */
function pyramidOf(sheets: readonly { readonly widthPx: number; readonly heightPx: number; readonly bytes: Buffer }[], metadata: PyramidMetadata = noMetadata): Buffer {
  const parts: Buffer[] = [];
  let at = pyramidHeadBytes;
  const levels = sheets.map(({ widthPx, heightPx, bytes }) => {
    const tiles = readTileSheet(bytesSource(bytes)).tiles.map(({ offset, length }) => {
      parts.push(bytes.subarray(offset, offset + length));
      at += length;
      return { offset: at - length, length };
    });
    return { widthPx, heightPx, tiles };
  });
  const directoriesAt = Math.ceil(at / 8) * 8;
  const { head, directories } = encodePyramid(levels, readTileSheet(bytesSource(sheets[0]!.bytes)).coding, metadata, directoriesAt);
  return Buffer.concat([head, ...parts, Buffer.alloc(directoriesAt - at), ...directories]);
}

function tilesOf(file: Buffer, level: number): string[] {
  const tiff = readTiff(bytesSource(file));
  const page = tiff.directories[level]!;
  const lengths = entryNumbers(tiff, page, tiffTag.tileByteCounts);
  return entryNumbers(tiff, page, tiffTag.tileOffsets).map((offset, index) => file.toString('latin1', offset, offset + lengths[index]!));
}

test('levels become directories, the lower ones marked as reduced', () => {
  const file = pyramidOf([
    { widthPx: 32, heightPx: 16, bytes: tiled(32, 16, ['AAA', 'bb']) },
    { widthPx: 16, heightPx: 8, bytes: tiled(16, 8, ['c']) },
  ]);
  const tiff = readTiff(bytesSource(file));
  assert.equal(tiff.isBig, true);
  assert.deepEqual(tiff.directories.map((page) => entryNumber(tiff, page, tiffTag.newSubfileType, -1)), [0, 1]);
  assert.deepEqual(tiff.directories.map((page) => entryNumber(tiff, page, tiffTag.imageWidth, 0)), [32, 16]);
  assert.deepEqual(tiff.directories.map((page) => entryNumber(tiff, page, tiffTag.tileWidth, 0)), [16, 16]);
  assert.deepEqual([tilesOf(file, 0), tilesOf(file, 1)], [['AAA', 'bb'], ['c']]);
});

test('a sheet tells how its tiles are coded; one without tiles is broken', () => {
  const { coding, tiles, tilePx } = readTileSheet(bytesSource(tiled(16, 32, ['one', 'two'], { 262: 0 })));
  assert.deepEqual(coding.find((field) => field.tag === tiffTag.photometric)?.value, { type: 'long', values: [0] });
  assert.deepEqual([tiles.map((tile) => tile.length), tilePx], [[3, 3], 16]);
  assert.throws(() => readTileSheet(bytesSource(tiffBytes({ 256: 1, 257: 1 }, Buffer.of(0)))), isBroken);
});

test('profile, metadata packet and resolution stand in the first directory only', () => {
  const metadata = { resolutionPpi: 300.5, icc: Buffer.from('profile of some length'), xmp: Buffer.from('<x:xmpmeta/>') };
  const file = pyramidOf([
    { widthPx: 16, heightPx: 16, bytes: tiled(16, 16, ['a']) },
    { widthPx: 8, heightPx: 8, bytes: tiled(8, 8, ['b']) },
  ], metadata);
  const tiff = readTiff(bytesSource(file));
  const [first, second] = tiff.directories;
  assert.equal(Buffer.from(entryBytes(tiff, first!, tiffTag.icc)!).toString(), 'profile of some length');
  assert.equal(Buffer.from(entryBytes(tiff, first!, tiffTag.xmp)!).toString(), '<x:xmpmeta/>');
  assert.equal(entryNumber(tiff, first!, tiffTag.xResolution, 0), 300.5);
  assert.deepEqual([tiffTag.icc, tiffTag.xmp, tiffTag.xResolution].map((tag) => second!.entries.has(tag)), [false, false, false]);
});

test('directories that run in a circle are broken', () => {
  const bytes = tiffBytes({ 256: 1, 257: 1 }, Buffer.of(0));
  bytes.writeUInt32LE(8, 10 + 4 * 12);
  assert.throws(() => readTiff(bytesSource(bytes)), isBroken);
});

test('a directory or value outside the file is broken, an unknown field type is passed over', () => {
  const far = tiffBytes({ 256: 1 }, Buffer.of(0));
  far.writeUInt32LE(0xfffffff0, 4);
  assert.throws(() => readTiff(bytesSource(far)), isBroken);

  const lying = tiffBytes({ 256: 1, 258: [8, 8, 8] }, Buffer.of(0));
  const entry = readTiff(bytesSource(lying)).directories[0]!.entries.get(258)!;
  lying.writeUInt32LE(1_000_000, lying.indexOf(Buffer.of(2, 1, 4, 0, 3, 0, 0, 0)) + 4);
  const tiff = readTiff(bytesSource(lying));
  assert.throws(() => entryNumbers(tiff, tiff.directories[0]!, 258), isBroken);
  assert.equal(entry.count, 3);

  const odd = tiffBytes({ 256: 7, 999: 5 }, Buffer.of(0));
  odd.writeUInt16LE(200, odd.indexOf(Buffer.of(0xe7, 0x03, 4, 0)) + 2);
  assert.equal(tiffFacts(bytesSource(odd)).widthPx, 7);
});

test('facts that refuse a file are read from the directory', () => {
  const facts = (fields: Readonly<Record<number, number | readonly number[]>>) => tiffFacts(bytesSource(tiffBytes({ 256: 4, 257: 3, ...fields }, Buffer.alloc(4))));
  assert.equal(facts({ 258: [32, 32, 32], 262: 2, 339: [3, 3, 3] }).isFloat, true);
  assert.equal(facts({ 258: 32, 262: 1 }).bitsPerSample, 32);
  assert.equal(facts({ 262: 8 }).colour, 'lab');
  assert.equal(facts({ 262: 5 }).colour, 'cmyk');
  assert.equal(facts({ 262: 3 }).colour, 'palette');
  assert.equal(facts({}).colour, 'other');
  assert.deepEqual(facts({ 262: 2, 338: [0, 2] }).extraSamples, [0, 2]);
});
