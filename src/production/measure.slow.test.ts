import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Pixels } from '#ports';
import { asImage, jpegBytes, pngBytes } from '#test/build/images';
import { openProductionBench, type ProductionBench } from '#test/build/production';
import { measure } from './measure.ts';
import { defaultProductionLimits } from './settings.ts';
import type { AutoCrop, Corner, MeasureTask } from './types.ts';

let bench: ProductionBench;
before(async () => { bench = await openProductionBench(); });
after(() => bench[Symbol.asyncDispose]());

async function rectangle(fileName: string, bytes: Uint8Array, crop: AutoCrop, change: Partial<MeasureTask> = {}): Promise<readonly number[]> {
  const workFolderPath = await mkdtemp(join(bench.folder, 'measure-'));
  const sourcePath = join(workFolderPath, 'source');
  await writeFile(sourcePath, bytes);
  const { xPx, yPx, widthPx, heightPx } = await measure(
    { kind: 'measure', sourcePath, fileName, workFolderPath, limits: defaultProductionLimits, crop, ...change }, bench.tools, () => {});
  return [xPx, yPx, widthPx, heightPx];
}

type Box = readonly [x: number, y: number, width: number, height: number];
const colourCrop = (tolerance: number, corner: Corner = 'UpperLeft'): AutoCrop => ({ autoColorCrop: { corner, tolerance } });
const transparentCrop = (tolerance: number): AutoCrop => ({ autoTransparentCrop: { tolerance } });

/** A background with boxes on it, each of one colour. */
function plate(widthPx: number, heightPx: number, background: readonly number[], ...boxes: readonly (readonly [Box, readonly number[]])[]): Pixels {
  const components = background.length;
  const samples = new Uint8Array(widthPx * heightPx * components);
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) samples.set(background, pixel * components);
  for (const [[left, top, width, height], colour] of boxes) {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) samples.set(colour, (y * widthPx + x) * components);
    }
  }
  return { widthPx, heightPx, colour: components < 3 ? 'gray' : 'rgb', hasAlpha: components % 2 === 0, bitsPerComponent: 8, samples };
}
const png = (pixels: Pixels) => asImage(pixels).png().toBuffer();
const [white, black] = [[255, 255, 255], [0, 0, 0]];

test('the plate of the specification: with and without a speck, and where nothing can be cut off all of it', async () => {
  const box: readonly [Box, readonly number[]] = [[200, 100, 500, 500], black];
  const plain = await png(plate(1000, 800, white, box));
  const speckled = await png(plate(1000, 800, white, box, [[10, 10, 1, 1], [250, 250, 250]]));
  assert.deepEqual(await rectangle('a.png', plain, colourCrop(0)), [200, 100, 500, 500]);
  assert.deepEqual(await rectangle('a.png', speckled, colourCrop(0)), [10, 10, 690, 590]);
  assert.deepEqual(await rectangle('a.png', speckled, colourCrop(0.02)), [200, 100, 500, 500]);
  assert.deepEqual(await rectangle('a.png', plain, colourCrop(1)), [0, 0, 1000, 800]);
  assert.deepEqual(await rectangle('a.png', await png(plate(60, 40, white)), colourCrop(0)), [0, 0, 60, 40]);
  assert.deepEqual(await rectangle('a.png', plain, transparentCrop(0)), [0, 0, 1000, 800], 'there is no alpha');
});

test('transparency of the specification, by tolerance', async () => {
  const bytes = await png(plate(400, 300, [9, 9, 9, 0], [[40, 30, 320, 240], [9, 9, 9, 20]], [[50, 40, 300, 220], [9, 9, 9, 255]]));
  assert.deepEqual(await rectangle('a.png', bytes, transparentCrop(0)), [40, 30, 320, 240]);
  assert.deepEqual(await rectangle('a.png', bytes, transparentCrop(0.1)), [50, 40, 300, 220]);
  assert.deepEqual(await rectangle('a.png', bytes, transparentCrop(1)), [0, 0, 400, 300]);
});

test('the upright image is measured', async () => {
  const lying = await asImage(plate(80, 60, white, [[10, 0, 70, 60], black])).withMetadata({ orientation: 6 }).png().toBuffer();
  assert.deepEqual(await rectangle('a.png', lying, colourCrop(0)), [0, 10, 60, 70]);
  assert.deepEqual(await rectangle('a.png', lying, colourCrop(0, 'BottomRight')), [0, 0, 60, 10]);
});

test('whatever the picture, an upload is cropped to the same rectangle', async () => {
  const box = fc.record({ x: fc.nat(38), y: fc.nat(28), width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) });
  const corner = fc.constantFrom<Corner>('UpperLeft', 'UpperRight', 'BottomLeft', 'BottomRight');
  const crop = fc.oneof(
    fc.tuple(corner, fc.constantFrom(0, 0.0079, 0.02, 0.5, 1)).map(([one, tolerance]) => colourCrop(tolerance, one)),
    fc.constantFrom(0, 0.1, 0.9).map(transparentCrop),
  );
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(fc.tuple(box, fc.array(fc.nat(255), { minLength: 4, maxLength: 4 })), { maxLength: 3 }), crop,
    async (components, boxes, wanted) => {
      const background = [250, 250, 250, 0].slice(0, components);
      const bytes = await png(plate(40, 30, background, ...boxes.map(([{ x, y, width, height }, colour]): readonly [Box, readonly number[]] =>
        [[x, y, Math.min(width, 40 - x), Math.min(height, 30 - y)], colour.slice(0, components)])));
      const { crop: uploaded } = await bench.made('a.png', bytes, wanted);
      const expected = uploaded ? [uploaded.xPx, uploaded.yPx, uploaded.widthPx, uploaded.heightPx] : [0, 0, 40, 30];
      assert.deepEqual(await rectangle('a.png', bytes, wanted), expected);
    }), { numRuns: 60 });
});

test('a large picture goes through a file and gives the same', async () => {
  const bytes = await jpegBytes({ widthPx: 7000, heightPx: 5000 }, { quality: 60 });
  const [, , width, height] = await rectangle('a.jpg', bytes, colourCrop(0.3));
  assert.ok(width! <= 7000 && height! <= 5000 && width! > 1000);
});

test('what cannot be measured says why', async () => {
  const picture = await pngBytes({ widthPx: 40, heightPx: 30 });
  const refused = async (fileName: string, bytes: Uint8Array, code: string, change: Partial<MeasureTask> = {}) =>
    assert.rejects(rectangle(fileName, bytes, colourCrop(0), change), { code }, fileName);
  await refused('a.png', picture.subarray(0, 60), 'BROKEN_FILE');
  await refused('a.pdf', Buffer.from('%PDF-1.4\n%%EOF\n'), 'UNSUPPORTED_IMAGE');
  await refused('a.css', Buffer.from('b{}'), 'UNSUPPORTED_IMAGE');
  await refused('.a.png', picture, 'UNSUPPORTED_IMAGE');
  await refused('a.png', picture, 'PIXEL_LIMIT', { limits: { ...defaultProductionLimits, pixels: 1000 } });
});
