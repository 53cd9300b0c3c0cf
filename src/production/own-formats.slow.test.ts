import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { openSharpRaster } from '#adapters/sharp';
import { bitmapBytes } from '#test/build/bitmaps';
import { asImage, motif } from '#test/build/images';
import { artifactPath, openProductionBench } from '#test/build/production';
import { pictBytes } from '#test/build/quickdraw';
import { targaBytes } from '#test/build/targas';

/* Formats that readers of our own read go the whole way: pyramid, mask, thumbnail, options. */

const [widthPx, heightPx] = [300, 200];
const pixels = motif({ widthPx, heightPx });
const bgr = (): number[] => Array.from(pixels.samples, (_, at) => pixels.samples[at - (at % 3) + 2 - (at % 3)]!);
const rows = (values: readonly number[]): number[][] => Array.from({ length: heightPx }, (_, row) => values.slice(row * widthPx * 3, (row + 1) * widthPx * 3));
const planes = (row: readonly number[]): number[] => [0, 1, 2].flatMap((part) => row.filter((_, at) => at % 3 === part));

const files = {
  'a.bmp': (): Buffer => bitmapBytes({ widthPx, heightPx: -heightPx, bitsPerPixel: 24, data: bgr() }),
  'a.tga': (): Buffer => targaBytes({ type: 2, widthPx, heightPx, bitsPerPixel: 24, data: bgr() }),
  'a.ppm': (): Buffer => Buffer.concat([Buffer.from(`P6 ${widthPx} ${heightPx} 255\n`), Buffer.from(pixels.samples)]),
  'a.pct': (): Buffer => pictBytes([{ bitmap: { widthPx, heightPx, pixelBits: 32, packType: 4, rows: rows([...pixels.samples]).map(planes), resolutionPpi: 300 } }]),
};

for (const [name, make] of Object.entries(files)) {
  test(`${name} becomes the pyramid that the same pixels become from a PNG, and takes options`, async () => {
    await using bench = await openProductionBench();
    const raster = await openSharpRaster({ threads: 1, limitPixels: 1_000_000 });
    const png = await asImage(pixels).png().toBuffer();
    const options = { knockout: { corner: 'UpperLeft', tolerance: 0.1, fillMethod: 'FloodFill' } } as const;
    const [made, expected] = [await bench.made(name, make(), options), await bench.made('a.png', png, options)];
    assert.deepEqual([made.type, made.image?.widthPx, made.image?.heightPx, made.image?.colour], ['Image', widthPx, heightPx, 'rgb']);
    assert.deepEqual(made.image?.levels, expected.image?.levels);
    assert.equal(made.image?.resolutionPpi, name === 'a.pct' ? 300 : 72);
    for (const role of ['optimized', 'mask']) {
      await using one = await raster.decode(artifactPath(made, role));
      await using other = await raster.decode(artifactPath(expected, role));
      assert.deepEqual(one.rows(0, heightPx), other.rows(0, heightPx), role);
    }
  });
}

test('a bitmap of version 5 keeps its profile, and one for another colour space counts as none', async () => {
  await using bench = await openProductionBench();
  const icc = (await sharp(await asImage(pixels).withIccProfile('p3').png().toBuffer()).metadata()).icc!;
  const tagged = bitmapBytes({ widthPx, heightPx, bitsPerPixel: 24, headerBytes: 124, data: bgr(), icc });
  assert.match((await bench.made('a.bmp', tagged)).image?.iccProfileName ?? '', /p3/i);
  const wrong = Buffer.from(icc);
  wrong.write('CMYK', 16);
  const ignored = await bench.made('a.bmp', bitmapBytes({ widthPx, heightPx, bitsPerPixel: 24, headerBytes: 124, data: bgr(), icc: wrong }));
  assert.equal(ignored.image?.iccProfileName, undefined);
});

test('content decides: a Targa named .bmp is read, drawings in a PICT are refused in words', async () => {
  await using bench = await openProductionBench();
  assert.equal((await bench.made('a.bmp', files['a.tga']())).image?.widthPx, widthPx);
  const drawing = await bench.produce('a.pict', pictBytes([{ opcode: 0x20, operand: [0, 0, 0, 0, 0, 9, 0, 9] }]));
  assert.deepEqual(drawing, { kind: 'failed', code: 'UNSUPPORTED_IMAGE', params: { detail: 'PICT of drawn shapes without a bitmap' } });
});
