import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { publishedProfile, rawTiffHead } from '#formats';
import type { Pixels } from '#ports';
import { decodeWhole } from '#test/build/decoded';
import { asImage, jpegBytes, motif, psnrDb } from '#test/build/images';
import { artifactPath, openProductionBench, type Made, type ProductionBench } from '#test/build/production';
import { paint } from '#test/build/pyramids';
import { uploadOptions } from '#test/build/upload-options';
import sharp from 'sharp';
import { openKernels } from './kernels/open.ts';
import { planImage } from './plan-image.ts';
import { probeFile } from './probe.ts';
import { runPlan } from './run.ts';
import { defaultProductionLimits } from './settings.ts';
import type { Context } from './steps/context.ts';
import type { TaskProfiles, UploadOptions } from './types.ts';

let bench: ProductionBench;
before(async () => { bench = await openProductionBench(); });
after(() => bench[Symbol.asyncDispose]());

async function png(widthPx: number, heightPx: number, at: (x: number, y: number) => readonly number[]): Promise<Buffer> {
  const components = at(0, 0).length;
  return asImage(paint(widthPx, heightPx, 'rgb', components === 4, at)).png().toBuffer();
}

/** Alpha of every pixel of level 0. */
async function alphaOf(made: Made): Promise<number[]> {
  return [...await sharp(artifactPath(made, 'mask'), { page: 0 }).toColourspace('b-w').raw().toBuffer()];
}

const cropOf = ({ crop }: Made): readonly number[] | undefined => crop && [crop.xPx, crop.yPx, crop.widthPx, crop.heightPx];
const keysOf = (remarks: Made['warnings']): readonly string[] => remarks.map(({ key }) => key);
const [white, black] = [[255, 255, 255], [0, 0, 0]] as const;

const ring = () => png(5, 5, (x, y) => (Math.max(Math.abs(x - 2), Math.abs(y - 2)) === 1 ? black : white));
const knockout = (fillMethod: 'FloodFill' | 'MatchPixel', tolerance = 0, corner: NonNullable<UploadOptions['knockout']>['corner'] = 'UpperLeft'): Partial<UploadOptions> =>
  ({ knockout: { corner, tolerance, fillMethod } });

test('flooding from a corner takes the 16 outer pixels and spares the centre; matching takes it too', async () => {
  const flooded = await alphaOf(await bench.made('ring.png', await ring(), knockout('FloodFill')));
  assert.equal(flooded.filter((alpha) => alpha === 0).length, 16);
  assert.equal(flooded[12], 255);
  const matched = await alphaOf(await bench.made('ring.png', await ring(), knockout('MatchPixel')));
  assert.equal(matched.filter((alpha) => alpha === 0).length, 17);
  assert.equal(matched[12], 0);
});

test('a pixel 5 of 255 away stays at tolerance 0.01 and goes at 0.02', async () => {
  const bytes = await png(2, 1, (x) => [x === 0 ? 250 : 255, 250, 250]);
  assert.deepEqual(await alphaOf(await bench.made('a.png', bytes, knockout('MatchPixel', 0.01))), [0, 255]);
  assert.deepEqual(await alphaOf(await bench.made('a.png', bytes, knockout('MatchPixel', 0.02))), [0, 0]);
});

for (const [corner, cleared] of [['UpperLeft', 0], ['UpperRight', 1], ['BottomLeft', 2], ['BottomRight', 3]] as const) {
  test(`the key is the pixel ${corner}`, async () => {
    const bytes = await png(2, 2, (x, y) => [(x + 2 * y) * 60, 0, 0]);
    const alpha = await alphaOf(await bench.made('a.png', bytes, knockout('FloodFill', 0, corner)));
    assert.deepEqual(alpha, [0, 1, 2, 3].map((pixel) => (pixel === cleared ? 0 : 255)));
  });
}

test('colours under what is knocked out stay, and other pixels keep their alpha', async () => {
  const bytes = await png(64, 64, (x) => (x < 32 ? [10, 200, 30, 255] : [90, 90, 90, 77]));
  const result = await bench.made('a.png', bytes, knockout('FloodFill'));
  const alpha = await alphaOf(result);
  assert.deepEqual([alpha[0], alpha[40]], [0, 77]);
  const { data } = await sharp(artifactPath(result, 'optimized')).raw().toBuffer({ resolveWithObject: true });
  assert.ok(Math.abs(data[4 * 3 + 1]! - 200) <= 4, 'the green below is still there');
});

test('tolerance 1 leaves nothing and warns; so does a flat picture', async () => {
  for (const options of [knockout('MatchPixel', 1), knockout('FloodFill', 1)]) {
    const result = await bench.made('a.png', await ring(), options);
    assert.deepEqual(new Set(await alphaOf(result)), new Set([0]));
    assert.deepEqual(keysOf(result.warnings), ['log.knockoutEverything']);
  }
});

test('a corner that is transparent already changes nothing and warns', async () => {
  const bytes = await png(4, 4, (x, y) => [9, 9, 9, x === 3 && y === 3 ? 0 : 200]);
  const result = await bench.made('a.png', bytes, knockout('MatchPixel', 0, 'BottomRight'));
  assert.deepEqual((await alphaOf(result)).slice(0, 3), [200, 200, 200]);
  assert.deepEqual(keysOf(result.warnings), ['log.knockoutTransparentCorner']);
});

test('CMYK is matched on its own components, before it is converted', async () => {
  const pixels = paint(40, 40, 'cmyk', false, (x) => (x < 20 ? [0, 0, 0, 0] : [0, 0, 0, 3]));
  const bytes = Buffer.concat([rawTiffHead({ ...pixels, components: 4 }), pixels.samples as Uint8Array]);
  const result = await bench.made('a.tif', bytes, knockout('MatchPixel', 0.005));
  const alpha = await alphaOf(result);
  assert.deepEqual([alpha[0], alpha[39]], [0, 255]);
  assert.equal(result.image!.colour, 'rgb');
});

test('the plate with a speck: colour crop by tolerance', async () => {
  const plate = (x: number, y: number) => (x >= 200 && x < 700 && y >= 100 && y < 600 ? black : white);
  const plain = await png(1000, 800, plate);
  const speckled = await png(1000, 800, (x, y) => (x === 10 && y === 10 ? [250, 250, 250] : plate(x, y)));
  const crop = (tolerance: number): Partial<UploadOptions> => ({ autoColorCrop: { corner: 'UpperLeft', tolerance } });
  assert.deepEqual(cropOf(await bench.made('a.png', plain, crop(0))), [200, 100, 500, 500]);
  const found = await bench.made('a.png', speckled, crop(0));
  assert.deepEqual([cropOf(found), found.cropOrigin], [[10, 10, 690, 590], 'auto']);
  assert.deepEqual(cropOf(await bench.made('a.png', speckled, crop(0.02))), [200, 100, 500, 500]);
  assert.deepEqual([found.image!.widthPx, found.image!.heightPx], [1000, 800], 'the file keeps all its pixels');
});

test('an all-white image is not cropped: a note and no warning', async () => {
  const result = await bench.made('a.png', await png(30, 20, () => white), { autoColorCrop: { corner: 'BottomRight', tolerance: 0.1 } });
  assert.deepEqual([cropOf(result), keysOf(result.warnings), keysOf(result.notes)], [undefined, [], ['log.nothingToCrop']]);
});

test('seed 10, one pixel 12: cropped to it at tolerance 0, not at all at 2 of 255', async () => {
  const bytes = await asImage(paint(8, 8, 'gray', false, (x, y) => [x === 3 && y === 4 ? 12 : 10])).toColourspace('b-w').png().toBuffer();
  const at = async (tolerance: number) => cropOf(await bench.made('a.png', bytes, { autoColorCrop: { corner: 'UpperLeft', tolerance } }));
  assert.deepEqual(await at(0), [3, 4, 1, 1]);
  assert.deepEqual(await at(0.0079), undefined);
});

test('where there is alpha, colours count as they show: what is transparent is all the same colour', async () => {
  const bytes = await png(10, 10, (x, y) => (x > 2 && x < 6 && y > 3 && y < 8 ? [200, 0, 0, 255] : [x * 20, y * 20, 7, 0]));
  for (const corner of ['UpperLeft', 'BottomRight'] as const) {
    assert.deepEqual(cropOf(await bench.made('a.png', bytes, { autoColorCrop: { corner, tolerance: 0 } })), [3, 4, 3, 4]);
  }
});

test('transparent crop by tolerance; without alpha, or with nothing but transparency, there is none', async () => {
  const inside = (x: number, y: number, rim: number) => x >= 50 - rim && x <= 349 + rim && y >= 40 - rim && y <= 259 + rim;
  const bytes = await png(400, 300, (x, y) => [1, 2, 3, inside(x, y, 0) ? 255 : inside(x, y, 10) ? 20 : 0]);
  const at = async (tolerance: number, file = bytes) => cropOf(await bench.made('a.png', file, { autoTransparentCrop: { tolerance } }));
  assert.deepEqual(await at(0), [40, 30, 320, 240]);
  assert.deepEqual(await at(0.1), [50, 40, 300, 220]);
  assert.equal(await at(1), undefined);
  assert.equal(await at(0, await png(9, 9, () => white)), undefined);
  assert.equal(await at(0, await png(9, 9, () => [1, 1, 1, 0])), undefined);
});

test('alpha made by the knockout counts for the transparent crop', async () => {
  const bytes = await png(1000, 800, (x, y) => (x >= 200 && x < 700 && y >= 100 && y < 600 ? black : white));
  const result = await bench.made('a.png', bytes, { ...knockout('MatchPixel'), autoTransparentCrop: { tolerance: 0 } });
  assert.deepEqual(cropOf(result), [200, 100, 500, 500]);
});

test('a manual crop is cut from the sides of the upright image, and one that leaves nothing warns', async () => {
  const cut = { leftPx: 190, rightPx: 310, topPx: 160, bottomPx: 120 };
  const result = await bench.made('a.jpg', await jpegBytes({ widthPx: 1000, heightPx: 800 }), { manualCrop: cut });
  assert.deepEqual([cropOf(result), result.cropOrigin], [[190, 160, 500, 520], 'manual']);
  const lying = await sharp(await jpegBytes({ widthPx: 1000, heightPx: 800 })).withMetadata({ orientation: 6 }).toBuffer();
  assert.deepEqual(cropOf(await bench.made('a.jpg', lying, { manualCrop: cut })), [190, 160, 300, 720]);
  const nothing = await bench.made('a.jpg', await jpegBytes({ widthPx: 1000, heightPx: 20 }), { manualCrop: { leftPx: 500, rightPx: 500, topPx: 0, bottomPx: 0 } });
  assert.deepEqual([cropOf(nothing), keysOf(nothing.warnings)], [undefined, ['log.cropTooLarge']]);
});

const sharpening = { unsharpMask: { amount: 1.75, radiusPx: 0.2, threshold: 2, isMonochrome: false } };
const page = (made: Made, level: number) => decodeLevel(artifactPath(made, 'optimized'), level);
async function decodeLevel(path: string, level: number): Promise<Buffer> {
  return sharp(path, { page: level, ignoreIcc: true }).raw().toBuffer();
}

test('sharpening leaves level 0 alone and changes every other level of what is not flat', async () => {
  const bytes = await png(600, 400, (x, y) => ((x >> 4) + (y >> 4)) % 2 === 0 ? [230, 40, 90] : [20, 160, 60]);
  const [plain, sharpened] = [await bench.made('a.png', bytes), await bench.made('a.png', bytes, sharpening)];
  assert.ok((await page(plain, 0)).equals(await page(sharpened, 0)));
  for (const level of [1, 2]) assert.ok(!(await page(plain, level)).equals(await page(sharpened, level)), `level ${level}`);
  const flat = await png(600, 400, () => [99, 120, 140]);
  const [flatPlain, flatSharpened] = [await bench.made('a.png', flat), await bench.made('a.png', flat, sharpening)];
  for (const level of [0, 1, 2, 3]) assert.ok((await page(flatPlain, level)).equals(await page(flatSharpened, level)));
});

test('the plan that ran tells what each step took', async () => {
  const { plan } = await bench.made('a.png', await ring(), { ...knockout('FloodFill'), autoTransparentCrop: { tolerance: 0 } });
  const { steps, ran } = plan as unknown as { steps: { kind: string }[]; ran: { kind: string; ms: number }[] };
  assert.deepEqual(steps.map(({ kind }) => kind), ['decode', 'knockout', 'transparentCrop', 'pyramid', 'thumbnail']);
  assert.deepEqual(ran.map(({ kind }) => kind), steps.map(({ kind }) => kind));
  assert.ok(ran.every(({ ms }) => Number.isInteger(ms) && ms >= 0));
});

test('16-bit pictures are knocked out and cropped on all their bits', async () => {
  const pixels: Pixels = motif({ widthPx: 20, heightPx: 10, colour: 'gray', bits: 16 });
  pixels.samples.fill(30_000);
  pixels.samples[5 * 20 + 7] = 30_001;
  const bytes = await asImage(pixels).toColourspace('grey16').png().toBuffer();
  const result = await bench.made('a.png', bytes, { ...knockout('MatchPixel'), autoColorCrop: { corner: 'UpperLeft', tolerance: 0 } });
  assert.deepEqual(cropOf(result), [7, 5, 1, 1]);
  assert.equal((await alphaOf(result)).filter((alpha) => alpha === 255).length, 1);
  assert.deepEqual((await decodeWhole(bench.tools.raster, artifactPath(result, 'optimized'))).samples, pixels.samples);
});

test('Convert overrides the embedded profile: sRGB to sRGB changes no value, whatever the file said', async () => {
  const srgb = await profileFile('srgb.icc', publishedProfile('sRGB'));
  const pixels = motif({ widthPx: 40, heightPx: 30 });
  const bytes = await asImage(pixels).withIccProfile('p3').png().toBuffer();
  const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
  const result = await bench.made('a.png', bytes, convert, { profiles: profiles({ source: srgb, output: srgb }) });
  assert.match(result.image!.iccProfileName ?? '', /sRGB/);
  const back = await decodeWhole(bench.tools.raster, artifactPath(result, 'optimized'));
  assert.ok(psnrDb(back.samples, stored) > 45);
  const icc = (await sharp(artifactPath(result, 'optimized')).metadata()).icc!;
  assert.deepEqual(new Uint8Array(icc), new Uint8Array(publishedProfile('sRGB')), 'the output profile is embedded');
});

test('Default and MaintainOriginal keep the embedded profile and its pixels', async () => {
  const bytes = await asImage(motif({ widthPx: 40, heightPx: 30 })).withIccProfile('p3').png().toBuffer();
  for (const mode of ['Default', 'MaintainOriginal'] as const) {
    const result = await bench.made('a.png', bytes, { colour: { mode } });
    assert.match(result.image!.iccProfileName ?? '', /P3/);
  }
});

test('RGB becomes CMYK through an output profile, and a 16-bit picture stays one', async () => {
  const [adobe, cmyk] = [await profileFile('adobe.icc', publishedProfile('AdobeRGB')), await profileFile('cmyk.icc', await bench.tools.raster.cmykProfile())];
  const result = await bench.made('a.png', await asImage(motif({ widthPx: 40, heightPx: 30 })).png().toBuffer(), convert, { profiles: profiles({ source: adobe, output: cmyk }) });
  assert.deepEqual([result.image!.colour, result.image!.bitsPerComponent], ['cmyk', 8]);
  const deep = await asImage(motif({ widthPx: 40, heightPx: 30, bits: 16 })).toColourspace('rgb16').png().toBuffer();
  const kept = await bench.made('a.png', deep, convert, { profiles: profiles({ source: adobe, output: await profileFile('srgb.icc', publishedProfile('sRGB')) }) });
  assert.deepEqual([kept.image!.colour, kept.image!.bitsPerComponent], ['rgb', 16]);
});

test('a source profile of another colour space, and one that is none, refuse the file by name', async () => {
  const [gray, srgb, none] = [
    await profileFile('gray.icc', publishedProfile('GrayGamma22')), await profileFile('srgb.icc', publishedProfile('sRGB')), await profileFile('none.icc', Buffer.from('no profile')),
  ];
  const bytes = await asImage(motif({ widthPx: 4, heightPx: 3 })).png().toBuffer();
  const odd = await bench.produce('a.png', bytes, convert, { profiles: profiles({ source: gray, output: srgb }) });
  assert.deepEqual(odd.kind === 'failed' && [odd.code, odd.params], ['PROFILE_MISMATCH', { found: 'GRAY', expected: 'RGB' }]);
  const broken = await bench.produce('a.png', bytes, convert, { profiles: profiles({ source: none, output: srgb }) });
  assert.equal(broken.kind === 'failed' && broken.code, 'BROKEN_PROFILE');
});

test('CMYK without a profile goes by the company\'s own where it has one', async () => {
  const pixels = paint(40, 40, 'cmyk', false, () => [255, 0, 255, 0]);
  const bytes = Buffer.concat([rawTiffHead({ ...pixels, components: 4 }), pixels.samples as Uint8Array]);
  const plain = await bench.made('a.tif', bytes);
  const broken = await bench.produce('a.tif', bytes, {}, { profiles: profiles({ defaultCmyk: await profileFile('rgb.icc', publishedProfile('sRGB')) }) });
  assert.equal(plain.image!.colour, 'rgb');
  assert.equal(broken.kind === 'failed' && broken.code, 'PROFILE_MISMATCH', 'the profile that was named is the one used');
});

const convert: Partial<UploadOptions> = { colour: { mode: 'Convert', sourceProfileId: 1, outputProfileId: 2 } };

const profiles = (change: Partial<TaskProfiles>): TaskProfiles => ({ source: undefined, output: undefined, defaultCmyk: undefined, defaultDisplay: undefined, ...change });

async function profileFile(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(bench.folder, name);
  await writeFile(path, bytes);
  return path;
}

test('a picture held in a file comes out as one held in memory, turned ones too', async () => {
  const bytes = await sharp(await jpegBytes({ widthPx: 700, heightPx: 500 })).withMetadata({ orientation: 6 }).toBuffer();
  const options = uploadOptions({ ...knockout('FloodFill', 0.2), ...sharpening });
  const files: Buffer[][] = [];
  for (const into of ['memory', 'file'] as const) {
    const sourcePath = await profileFile('turned.jpg', bytes);
    const probed = await probeFile(sourcePath, 'turned.jpg', bench.tools.raster, () => Promise.reject(new Error('nothing is to be developed')));
    const plan = planImage({ fileName: 'a.tif' }, probed.file.image!, 'Image', options, defaultProductionLimits, undefined);
    const context: Context = {
      sourcePath, workFolderPath: await mkdtemp(join(bench.folder, 'work-')), ...bench.tools, kernels: await openKernels(), source: probed.raster!,
      profileBytes: () => Promise.reject(new Error('no profile is needed')), onProgress: () => {}, flow: undefined, profile: undefined, crop: undefined,
      warnings: [], notes: [], thumbnailSource: undefined, made: undefined, artifacts: [], photoshop: undefined, document: undefined, derived: [],
      drawTemplate: undefined, fontPath: () => undefined,
    };
    await runPlan({ ...plan, steps: plan.steps.map((step) => (step.kind === 'decode' ? { ...step, into } : step)) }, context, () => {});
    files.push(await Promise.all(context.artifacts.map(({ path }) => readFile(path))));
    assert.deepEqual((await readdir(context.workFolderPath)).toSorted(), ['mask.tif', 'optimized.tif', 'thumbnail'], 'the file of pixels is gone');
  }
  assert.equal(files[0]!.length, 3);
  assert.ok(files[0]!.every((file, index) => file.equals(files[1]![index]!)));
});
