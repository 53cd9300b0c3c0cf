import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Pixels, Raster } from '#ports';
import { openSharpRaster } from './raster.ts';

/* TIFF files as ImageMagick writes them, read by ImageMagick and by us: the samples must be equal. */

let folder: string;
let raster: Raster;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-tiff-'));
  raster = await openSharpRaster({ threads: 1, limitPixels: 1_000_000 });
});
after(() => rm(folder, { recursive: true }));
const options = { skip: spawnSync('convert', ['--version'], { stdio: 'ignore' }).status !== 0 && 'not installed: convert' };

const run = async (words: readonly string[]): Promise<Buffer> =>
  (await promisify(execFile)('convert', [...words], { encoding: 'buffer', maxBuffer: 2 ** 28 })).stdout;

const colour = ['-seed', '7', '-size', '61x43', 'plasma:red-blue', '-depth', '8'];
const gray = ['-seed', '7', '-size', '61x43', 'plasma:', '-colorspace', 'gray', '-depth', '8'];
const alpha = [...colour, '(', '-size', '61x43', 'gradient:', ')', '-compose', 'copyopacity', '-composite'];
const bits = [...gray, '-monochrome'];

type Expected = Pick<Pixels, 'colour' | 'hasAlpha' | 'bitsPerComponent'>;

/** @param into Memory, or a file that holds the pixels: two ways through the library.
 *  @param tolerance Palettes of 16 bits are rounded here and cut there. */
async function compare(words: readonly string[], expected: Expected, into: 'memory' | 'file' = 'memory', tolerance = 0): Promise<void> {
  const path = join(folder, 'a.tif');
  await run([...words, path]);
  await using source = await raster.decode(path, into === 'file' ? { spillPath: join(folder, 'spilt') } : {});
  const samples = source.rows(0, source.heightPx);
  assert.deepEqual([source.colour, source.hasAlpha, source.bitsPerComponent], [expected.colour, expected.hasAlpha, expected.bitsPerComponent], words.join(' '));
  const components = `${expected.colour}${expected.hasAlpha ? 'a' : ''}:-`;
  const judged = await run([`${path}[0]`, '-auto-orient', '-depth', String(expected.bitsPerComponent), '-endian', 'LSB', components]);
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  assert.equal(bytes.length, judged.length, words.join(' '));
  const wrong = bytes.findIndex((byte, at) => Math.abs(byte - judged[at]!) > tolerance);
  assert.equal(wrong, -1, `${words.join(' ')}: byte ${wrong} is ${bytes[wrong]} and should be ${judged[wrong]}`);
}

const is = (name: Pixels['colour'], hasAlpha = false, bitsPerComponent: 8 | 16 = 8): Expected => ({ colour: name, hasAlpha, bitsPerComponent });

test('depths: 1 to 16 bit gray, min-is-white, palettes, 16 bit with alpha', options, async () => {
  for (const depth of ['2', '4', '8']) await compare([...gray, '-depth', depth], is('gray'));
  await compare([...gray, '-depth', '16'], is('gray', false, 16));
  await compare(bits, is('gray'));
  for (const photometric of ['min-is-white', 'min-is-black']) {
    await compare([...bits, '-define', `quantum:polarity=${photometric}`], is('gray'));
    await compare([...gray, '-define', `quantum:polarity=${photometric}`], is('gray'));
  }
  for (const colours of ['2', '13', '200']) await compare([...colour, '-colors', colours, '-type', 'Palette'], is('rgb'), 'memory', 1);
  await compare([...alpha, '-depth', '16'], is('rgb', true, 16));
  await compare([...gray, '(', '-size', '61x43', 'gradient:', ')', '-compose', 'copyopacity', '-composite', '-depth', '16'], is('gray', true, 16));
  await compare([...gray, '(', '-size', '61x43', 'gradient:', ')', '-compose', 'copyopacity', '-composite'], is('gray', true));
});

test('layouts: planes, byte orders, tiles, CMYK with and without alpha', options, async () => {
  for (const words of [['-interlace', 'plane'], ['-endian', 'MSB'], ['-endian', 'LSB'], ['-define', 'tiff:tile-geometry=16x16'], ['-define', 'tiff:rows-per-strip=1']]) {
    await compare([...colour, ...words], is('rgb'));
    await compare([...colour, '-depth', '16', ...words], is('rgb', false, 16));
  }
  await compare([...alpha, '-interlace', 'plane'], is('rgb', true));
  await compare([...colour, '-colorspace', 'CMYK'], is('cmyk'));
  await compare([...alpha, '-colorspace', 'CMYK'], is('cmyk', true));
});

test('compressions, and fax codes in both orders of bits', options, async () => {
  for (const compression of ['none', 'lzw', 'zip', 'rle']) {
    await compare([...colour, '-compress', compression], is('rgb'));
    await compare([...alpha, '-compress', compression], is('rgb', true));
  }
  for (const compression of ['fax', 'group4', 'rle', 'lzw', 'none']) {
    for (const order of ['msb', 'lsb']) await compare([...bits, '-compress', compression, '-define', `tiff:fill-order=${order}`], is('gray'));
  }
});

test('every orientation, in memory and through a file', options, async () => {
  for (const orientation of ['TopLeft', 'TopRight', 'BottomRight', 'BottomLeft', 'LeftTop', 'RightTop', 'RightBottom', 'LeftBottom']) {
    for (const into of ['memory', 'file'] as const) {
      await compare([...colour, '-orient', orientation], is('rgb'), into);
      await compare([...alpha, '-depth', '16', '-orient', orientation], is('rgb', true, 16), into);
    }
  }
});

test('of several pages the first is read, and their number is told', options, async () => {
  await compare([...colour, '(', '+clone', '-negate', ')'], is('rgb'));
  assert.equal((await raster.probe(join(folder, 'a.tif'))).pages, 2);
});

test('animations give their first frame: GIF and WebP', options, async () => {
  const still = await run([...colour, '-colors', '16', 'PNG24:-']);
  await writeFile(join(folder, 'first.png'), still);
  for (const extension of ['gif', 'webp']) {
    const path = join(folder, `a.${extension}`);
    await run([join(folder, 'first.png'), '(', join(folder, 'first.png'), '-negate', ')', '-delay', '10', '-define', 'webp:lossless=true', path]);
    const probe = await raster.probe(path);
    assert.deepEqual([probe.pages, probe.widthPx, probe.heightPx], [2, 61, 43], extension);
    await using source = await raster.decode(path);
    const samples = source.rows(0, source.heightPx);
    const expected = await run([join(folder, 'first.png'), '-depth', '8', source.hasAlpha ? 'rgba:-' : 'rgb:-']);
    assert.ok(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).equals(expected), extension);
  }
});
