import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Failure } from '#base';
import type { Raster } from '#ports';
import { bitmapBytes } from '#test/build/bitmaps';
import { decodeWhole } from '#test/build/decoded';
import { asImage, jpegBytes, motif, photoshopResource, pngBytes, profileBytes, psnrDb, tiffBytes, withPhotoshop } from '#test/build/images';
import { pictBytes } from '#test/build/quickdraw';
import { targaBytes } from '#test/build/targas';
import { iccFacts, rawTiffHead } from '#formats';
import sharp from 'sharp';
import { ownBands, type OwnFormat } from './own-readers.ts';
import { openSharpRaster } from './raster.ts';

let folder: string;
let raster: Raster;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-raster-'));
  raster = await openSharpRaster({ threads: 1, limitPixels: 1_000_000 });
});
after(() => rm(folder, { recursive: true }));

let count = 0;
async function file(bytes: Uint8Array): Promise<string> {
  const path = join(folder, String(count++));
  await writeFile(path, bytes);
  return path;
}
const code = (expected: string) => (thrown: unknown): boolean => thrown instanceof Failure && thrown.code === expected;

test('lossless files decode to the very pixels, at 8 and 16 bit, gray and RGB, with and without alpha', async () => {
  for (const colour of ['gray', 'rgb'] as const) {
    for (const bits of [8, 16] as const) {
      for (const hasAlpha of [false, true]) {
        const picture = { widthPx: 13, heightPx: 7, colour, bits, hasAlpha };
        assert.deepEqual(await decodeWhole(raster, await file(await pngBytes(picture))), motif(picture), JSON.stringify(picture));
      }
    }
  }
});

test('pixels are not converted by the profile a file carries', async () => {
  const plain = asImage(motif({ widthPx: 8, heightPx: 8 }));
  const tagged = await sharp(await plain.png().toBuffer()).withIccProfile('p3').png().toBuffer();
  const values = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
  const path = await file(tagged);
  assert.deepEqual(Buffer.from((await decodeWhole(raster, path)).samples), values);
  assert.ok((await raster.probe(path)).icc!.byteLength > 100);
});

test('the Photoshop resources of a JPEG come from all its segments', async () => {
  const plain = await jpegBytes({ widthPx: 8, heightPx: 8 });
  const [one, two] = [photoshopResource(2000, 'Path 1', Buffer.alloc(26)), photoshopResource(2001, 'Path 2', Buffer.alloc(52))];
  // Put in front of what is there: the last comes first.
  const { photoshop } = await raster.probe(await file(withPhotoshop(withPhotoshop(plain, two), one)));
  assert.deepEqual(Buffer.from(photoshop!), Buffer.concat([one, two]));
  assert.equal((await raster.probe(await file(plain))).photoshop, undefined);
});

test('CMYK stays CMYK, at 8 and 16 bit', async () => {
  for (const bits of [8, 16] as const) {
    const pixels = motif({ widthPx: 9, heightPx: 5, colour: 'cmyk', bits });
    const head = rawTiffHead({ ...pixels, components: 4 });
    const path = await file(Buffer.concat([head, Buffer.from(pixels.samples.buffer)]));
    const probe = await raster.probe(path);
    assert.deepEqual([probe.colour, probe.bitsPerComponent], ['cmyk', bits]);
    assert.deepEqual(await decodeWhole(raster, path), pixels);
  }
});

test('CMYK with alpha keeps its five components; an unspecified extra channel is dropped', async () => {
  const pixels = motif({ widthPx: 4, heightPx: 4, colour: 'cmyk', hasAlpha: true });
  const bytes = Buffer.concat([rawTiffHead({ ...pixels, components: 5 }), Buffer.from(pixels.samples.buffer)]);
  assert.deepEqual(await decodeWhole(raster, await file(bytes)), pixels);
  const extra = bytes.indexOf(Buffer.of(0x52, 0x01, 3, 0, 1, 0, 0, 0, 2));
  bytes[extra + 8] = 0;
  const decoded = await decodeWhole(raster, await file(bytes));
  assert.equal(decoded.hasAlpha, false);
  assert.equal(decoded.samples.length, 4 * 4 * 4);
});

test('orientation is applied: a picture lying on its side stands up', async () => {
  const pixels = motif({ widthPx: 20, heightPx: 10 });
  const lying = await asImage(pixels).tiff({ compression: 'none' }).withMetadata({ orientation: 6 }).toBuffer();
  const path = await file(lying);
  assert.equal((await raster.probe(path)).orientation, 6);
  const upright = await decodeWhole(raster, path);
  assert.deepEqual([upright.widthPx, upright.heightPx], [10, 20]);
  // Turned clockwise, the lower left pixel becomes the upper left one.
  assert.deepEqual([...upright.samples.subarray(0, 3)], [...pixels.samples.subarray(9 * 20 * 3, 9 * 20 * 3 + 3)]);
});

test('palettes become RGB and single bits become 8', async () => {
  const palette = await asImage(motif({ widthPx: 16, heightPx: 16 })).png({ palette: true, colours: 8 }).toBuffer();
  const decoded = await decodeWhole(raster, await file(palette));
  assert.deepEqual([decoded.colour, decoded.bitsPerComponent], ['rgb', 8]);
  const bits = await asImage(motif({ widthPx: 16, heightPx: 16, colour: 'gray' })).toColourspace('b-w').tiff({ bitdepth: 1, compression: 'none' }).toBuffer();
  const black = await decodeWhole(raster, await file(bits));
  assert.equal(black.colour, 'gray');
  assert.deepEqual(new Set(black.samples), new Set([0, 255]));
});

test('bitmaps, anymaps, Targa and PICT are read by our own readers, whole or row by row', async () => {
  const palette = [[0, 0, 0], [3, 2, 1]] as const;
  const files = {
    bmp: bitmapBytes({ widthPx: 1, heightPx: 1, bitsPerPixel: 24, data: [1, 2, 3, 0] }),
    pnm: Buffer.concat([Buffer.from('P6 1 1 255 '), Buffer.of(3, 2, 1)]),
    tga: targaBytes({ type: 2, widthPx: 1, heightPx: 1, bitsPerPixel: 24, data: [1, 2, 3] }),
    pict: pictBytes([{ bitmap: { widthPx: 1, heightPx: 1, pixelBits: 8, rows: [[1, 0]], palette } }]),
  };
  for (const [format, bytes] of Object.entries(files)) {
    const path = await file(bytes);
    const probe = await raster.probe(path);
    assert.deepEqual([probe.format, probe.widthPx, probe.heightPx, probe.colour], [format, 1, 1, 'rgb']);
    assert.deepEqual([...(await decodeWhole(raster, path)).samples], [3, 2, 1]);
    assert.deepEqual([...(await decodeWhole(raster, path, { spillPath: join(folder, 'spill') })).samples], [3, 2, 1]);
    assert.deepEqual([...ownBands(path, format as OwnFormat, 1)].map((band) => [...band]), [[3, 2, 1]]);
    assert.throws(() => [...ownBands(path, format as OwnFormat, 0)], code('PIXEL_LIMIT'));
  }
});

test('a drawing is rendered at the density asked for, and reaches no other file', async () => {
  await writeFile(join(folder, 'secret.png'), await pngBytes({ widthPx: 4, heightPx: 4 }));
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">
    <image xlink:href="secret.png" width="10" height="10"/><image xlink:href="file://${folder}/secret.png" width="10" height="10"/></svg>`;
  const pixels = await decodeWhole(raster, await file(Buffer.from(drawing)), { densityPpi: 144 });
  assert.deepEqual([pixels.widthPx, pixels.heightPx, pixels.hasAlpha], [20, 20, true]);
  assert.ok(pixels.samples.every((value) => value === 0), 'nothing was drawn');
});

test('a file cut short is broken, in words people understand', async () => {
  for (const whole of [await jpegBytes({ widthPx: 300, heightPx: 300 }), await pngBytes({ widthPx: 300, heightPx: 300 })]) {
    const path = await file(whole.subarray(0, whole.length / 2));
    await assert.rejects(decodeWhole(raster, path), (thrown) => {
      assert.ok(thrown instanceof Failure);
      assert.equal(thrown.code, 'BROKEN_FILE');
      assert.match(thrown.message, /ends before its contents do/);
      return true;
    });
  }
});

test('Lab, floating-point and 32-bit TIFF are recognised without decoding', async () => {
  const lab = await raster.probe(await file(tiffBytes({ 256: 2, 257: 2, 258: [8, 8, 8], 262: 8, 277: 3 }, Buffer.alloc(12))));
  assert.equal(lab.colour, 'lab');
  const float = await raster.probe(await file(tiffBytes({ 256: 2, 257: 2, 258: 32, 262: 1, 277: 1, 339: 3 }, Buffer.alloc(16))));
  assert.deepEqual([float.isFloat, float.bitsPerComponent], [true, 32]);
});

test('TIFF that nobody reads is refused by name, and an alpha channel behind another one is not mistaken', async () => {
  const signed = await file(tiffBytes({ 256: 2, 257: 2, 258: 8, 262: 1, 277: 1, 339: 2 }, Buffer.alloc(4)));
  await assert.rejects(raster.probe(signed), (thrown) => code('UNSUPPORTED_IMAGE')(thrown) && /signed samples/.test(String(thrown)));
  const five = { 256: 1, 257: 1, 258: [8, 8, 8, 8, 8], 259: 1, 262: 2, 277: 5 } as const;
  const plain = await raster.decode(await file(tiffBytes({ ...five, 338: [0, 2] }, Buffer.of(1, 2, 3, 4, 5))));
  assert.deepEqual([plain.hasAlpha, ...plain.rows(0, 1)], [false, 1, 2, 3]);
  const clear = await raster.decode(await file(tiffBytes({ ...five, 338: [2, 0] }, Buffer.of(1, 2, 3, 4, 5))));
  assert.deepEqual([clear.hasAlpha, ...clear.rows(0, 1)], [true, 1, 2, 3, 4]);
});

test('a PNG with more than 100 MB of compressed pixels is refused unread', async () => {
  const head = (await pngBytes({ widthPx: 4, heightPx: 4 })).subarray(0, 8 + 25);
  const chunk = (length: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(length);
    bytes.write('IDAT', 4, 'latin1');
    return bytes;
  };
  const half = 52 * 2 ** 20;
  const path = await file(Buffer.concat([head, chunk(half)]));
  const opened = await open(path, 'r+');
  await opened.write(chunk(half), 0, 8, head.length + 8 + half + 4);
  await opened.truncate(head.length + 2 * (half + 12));
  await opened.close();
  await assert.rejects(raster.probe(path), (thrown) => code('UNSUPPORTED_IMAGE')(thrown) && /more than 100 MB/.test(String(thrown)));
});

test('what is no image is refused', async () => {
  await assert.rejects(raster.probe(await file(Buffer.from('hello'))), code('UNSUPPORTED_IMAGE'));
  await assert.rejects(raster.probe(await file(Buffer.from('\xff\xd8\xff\xe0 not really', 'latin1'))), code('BROKEN_FILE'));
});

test('loaders we do not use stay shut', async () => {
  const matrix = join(folder, 'numbers.csv');
  await writeFile(matrix, '1 2 3\n4 5 6\n');
  await assert.rejects(sharp(matrix).metadata());
});

test('decoding refuses more pixels than the limit whatever the probe said', async () => {
  const path = await file(await asImage(motif({ widthPx: 1100, heightPx: 1000, colour: 'gray' })).toColourspace('b-w').png().toBuffer());
  await assert.rejects(decodeWhole(raster, path), code('PIXEL_LIMIT'));
});

test('tiled TIFF keeps 16-bit and CMYK pixels exactly with Deflate, and 8-bit ones nearly with JPEG', async () => {
  for (const picture of [{ colour: 'gray', bits: 16 }, { colour: 'rgb', bits: 16 }, { colour: 'cmyk', bits: 16 }, { colour: 'rgb', bits: 8 }] as const) {
    const pixels = motif({ widthPx: 300, heightPx: 270, ...picture });
    const path = join(folder, `deflate-${picture.colour}-${picture.bits}.tif`);
    await writeFile(path, await raster.encodeTiles(pixels, { tilePx: 256, compression: { kind: 'deflate' } }));
    assert.deepEqual(await decodeWhole(raster, path), pixels, JSON.stringify(picture));
  }
  for (const colour of ['gray', 'rgb', 'cmyk'] as const) {
    const pixels = motif({ widthPx: 300, heightPx: 270, colour });
    const path = join(folder, `jpeg-${colour}.tif`);
    await writeFile(path, await raster.encodeTiles(pixels, { tilePx: 256, compression: { kind: 'jpeg', quality: 95 } }));
    const back = await decodeWhole(raster, path);
    assert.equal(back.colour, colour);
    assert.ok(psnrDb(back.samples, pixels.samples) > 42, colour);
  }
});

test('the library brings a profile for CMYK', async () => {
  assert.equal(iccFacts(await raster.cmykProfile())?.space, 'CMYK');
});

test('thumbnails fit the box, are never enlarged, and survive a damaged profile', async () => {
  const path = join(folder, 'thumbnail');
  await raster.writeThumbnail(motif({ widthPx: 400, heightPx: 100 }), path, 200, undefined);
  const wide = await sharp(path).metadata();
  assert.deepEqual([wide.format, wide.width, wide.height], ['jpeg', 200, 50]);
  await raster.writeThumbnail(motif({ widthPx: 4, heightPx: 3, hasAlpha: true }), path, 200, undefined);
  const small = await sharp(await readFile(path)).metadata();
  assert.deepEqual([small.format, small.width, small.hasAlpha], ['png', 4, true]);
  await raster.writeThumbnail(motif({ widthPx: 40, heightPx: 30 }), path, 20, profileBytes('RGB', 'broken'));
});
