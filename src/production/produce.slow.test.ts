import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { bytesSource, entryBytes, entryNumber, rawTiffHead, readTiff, tiffTag, writePath } from '#formats';
import type { Raster } from '#ports';
import { bitmapBytes } from '#test/build/bitmaps';
import { decodeWhole } from '#test/build/decoded';
import { asImage, jpegBytes, motif, photoshopResource, pngBytes, profileBytes, psnrDb, tiffBytes, withJpegSegment, withPhotoshop, type Picture } from '#test/build/images';
import { clippingNameResource, pathOf, rectangle } from '#test/build/paths';
import { artifactPath, openProductionBench, type ProductionBench } from '#test/build/production';
import { uploadOptions } from '#test/build/upload-options';
import sharp from 'sharp';
import { readKeptPlan } from './kept-plan.ts';
import { produce } from './produce.ts';
import { defaultProductionLimits } from './settings.ts';

const run = promisify(execFile);

let bench: ProductionBench;
before(async () => { bench = await openProductionBench(); });
after(() => bench[Symbol.asyncDispose]());

const made: ProductionBench['made'] = (...given) => bench.made(...given);
const produceFile: ProductionBench['produce'] = (...given) => bench.produce(...given);
const artifact = artifactPath;

const level = (path: string, page: number) => sharp(path, { page, ignoreIcc: true });

test('a 3000×2000 JPEG becomes six levels, level 0 within the cost of quality 95', async () => {
  const bytes = await jpegBytes({ widthPx: 3000, heightPx: 2000 });
  const result = await made('chair.jpg', bytes);
  const sizes = result.image!.levels.map((one) => `${one.widthPx}x${one.heightPx}`);
  assert.deepEqual(sizes, ['3000x2000', '1500x1000', '750x500', '375x250', '188x125', '94x63']);
  const path = artifact(result, 'optimized');
  for (const [page, one] of result.image!.levels.entries()) {
    const { width, height } = await level(path, page).metadata();
    assert.deepEqual([width, height], [one.widthPx, one.heightPx]);
  }
  const [ours, source] = await Promise.all([level(path, 0).raw().toBuffer(), sharp(bytes).raw().toBuffer()]);
  assert.ok(psnrDb(ours, source) >= 40);
});

test('every level shows the picture, halved by Lanczos from the one above', async () => {
  const picture: Picture = { widthPx: 700, heightPx: 500 };
  const path = artifact(await made('a.png', await pngBytes(picture)), 'optimized');
  for (const page of [1, 2, 3]) {
    const { data, info } = await level(path, page).raw().toBuffer({ resolveWithObject: true });
    const expected = await asImage(motif(picture)).resize(info.width, info.height, { fit: 'fill', kernel: 'lanczos3' }).raw().toBuffer();
    assert.ok(psnrDb(data, expected) > 38, `level ${page}`);
  }
});

test('large levels that were encoded in bands are whole', async () => {
  const bytes = await pngBytes({ widthPx: 2300, heightPx: 2100 });
  const path = artifact(await made('big.png', bytes), 'optimized');
  const [ours, source] = await Promise.all([level(path, 0).raw().toBuffer(), sharp(bytes).raw().toBuffer()]);
  assert.ok(psnrDb(ours, source) > 42);
});

/** Tools that judge our files; where one is missing the test says so and the others still judge. */
async function judge(context: TestContext, command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(command, [...args], { env: { PATH: process.env['PATH'] } });
    return stdout + stderr;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    context.diagnostic(`${command} is not on this machine: not judged by it`);
    return undefined;
  }
}

const kinds: readonly (readonly [string, Picture])[] = [
  ['8-bit RGB', { widthPx: 700, heightPx: 300 }],
  ['8-bit gray', { widthPx: 300, heightPx: 700, colour: 'gray' }],
  ['16-bit RGB with alpha', { widthPx: 400, heightPx: 300, bits: 16, hasAlpha: true }],
  ['8-bit gray with alpha', { widthPx: 300, heightPx: 200, colour: 'gray', hasAlpha: true }],
];

for (const [name, picture] of kinds) {
  test(`tiffinfo and vips find the pyramid of ${name} valid`, async (context) => {
    const result = await made('a.png', await pngBytes(picture));
    for (const { path, role } of result.artifacts.filter((one) => one.role !== 'thumbnail')) {
      const info = await judge(context, 'tiffinfo', [path]);
      if (info !== undefined) {
        assert.equal(info.match(/TIFF Directory at/g)?.length, result.image!.levels.length, `${role}: ${info}`);
        assert.equal(info.match(/reduced-resolution image/g)?.length, result.image!.levels.length - 1);
        assert.doesNotMatch(info, /warning|error/i);
      }
      const average = await judge(context, 'vips', ['avg', `${path}[page=${result.image!.levels.length - 1}]`]);
      if (average !== undefined) assert.ok(Number(average) > 0, average);
    }
  });
}

test('profile, XMP and resolution of the source stand in the pyramid', async () => {
  const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>';
  const bytes = await asImage(motif({ widthPx: 200, heightPx: 100 })).withIccProfile('p3').withXmp(xmp).withMetadata({ density: 240, icc: 'p3' }).jpeg().toBuffer();
  const result = await made('a.jpg', bytes);
  assert.equal(result.image!.resolutionPpi, 240);
  assert.match(result.image!.iccProfileName ?? '', /P3/);
  const file = await readFile(artifact(result, 'optimized'));
  const tiff = readTiff(bytesSource(file));
  const first = tiff.directories[0]!;
  assert.deepEqual(Buffer.from(entryBytes(tiff, first, tiffTag.icc)!), (await sharp(bytes).metadata()).icc);
  assert.equal(entryNumber(tiff, first, tiffTag.xResolution, 0), 240);
  assert.equal(tiff.isBig, true);
  assert.equal(result.image!.hasXmp, true);
  assert.ok(Buffer.from(entryBytes(tiff, first, tiffTag.xmp)!).includes('x:xmpmeta'));
});

test('alpha goes into a one-channel pyramid of its own, exactly', async () => {
  const picture = { widthPx: 300, heightPx: 200, hasAlpha: true };
  const result = await made('a.png', await pngBytes(picture));
  assert.equal(result.image!.hasAlpha, true);
  const mask = await level(artifact(result, 'mask'), 0).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  assert.equal(mask.info.channels, 1);
  const { samples } = motif(picture);
  assert.deepEqual([...mask.data], Array.from({ length: 300 * 200 }, (_, pixel) => samples[pixel * 4 + 3]));
  const colour = await level(artifact(result, 'optimized'), 0).metadata();
  assert.equal(colour.hasAlpha, false);
});

test('16-bit pictures keep every bit', async () => {
  const picture = { widthPx: 300, heightPx: 40, bits: 16 } as const;
  const result = await made('a.png', await pngBytes(picture));
  assert.equal(result.image!.bitsPerComponent, 16);
  assert.deepEqual((await decodeWhole(bench.tools.raster, artifact(result, 'optimized'))).samples, motif(picture).samples);
});

test('a turned picture is stored upright and its mark is reset', async () => {
  const result = await made('a.jpg', await sharp(await jpegBytes({ widthPx: 200, heightPx: 100 })).withMetadata({ orientation: 8 }).toBuffer());
  assert.deepEqual([result.image!.widthPx, result.image!.heightPx], [100, 200]);
  const metadata = await sharp(artifact(result, 'optimized')).metadata();
  assert.deepEqual([metadata.width, metadata.height, metadata.orientation], [100, 200, 1]);
});

test('a profile for another colour space counts as none', async () => {
  const odd = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), profileBytes('CMYK', 'Not for RGB')]);
  const result = await made('a.jpg', withJpegSegment(await jpegBytes({ widthPx: 20, heightPx: 20 }), 0xe2, odd));
  assert.equal(result.image!.iccProfileName, undefined);
  assert.equal((await sharp(artifact(result, 'optimized')).metadata()).icc, undefined);
});

test('a clipping path becomes alpha where a mask is wanted, and its name is kept either way', async () => {
  const square = pathOf(rectangle(0.25, 0.25, 0.75, 0.75));
  const red = await sharp({ create: { width: 100, height: 100, channels: 3, background: 'red' } }).jpeg().toBuffer();
  const bytes = withPhotoshop(red, photoshopResource(2000, 'Outline', writePath(square)), clippingNameResource('Outline'));
  const masked = await made('a.jpg', bytes, { createMask: true });
  assert.deepEqual([masked.image!.photoshopPathNames, masked.image!.hasAlpha, masked.notes], [['Outline'], true, []]);
  const alpha = await level(artifact(masked, 'mask'), 0).toColourspace('b-w').raw().toBuffer();
  assert.deepEqual([alpha[50 * 100 + 50], alpha[10 * 100 + 10], alpha[25 * 100 + 25], alpha[24 * 100 + 24]], [255, 0, 255, 0]);
  const plain = await made('a.jpg', bytes);
  assert.deepEqual([plain.image!.hasAlpha, plain.image!.photoshopPathNames], [false, ['Outline']]);
});

test('a clipping path of a turned picture turns with it; path and alpha both count, the lesser wins', async () => {
  const left = pathOf(rectangle(0, 0, 0.5, 1));
  const resources = [photoshopResource(2000, 'Left', writePath(left)), clippingNameResource('Left')];
  const lying = await sharp({ create: { width: 80, height: 40, channels: 3, background: 'blue' } }).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const turned = await made('a.jpg', withPhotoshop(lying, ...resources), { createMask: true });
  const alpha = await level(artifact(turned, 'mask'), 0).toColourspace('b-w').raw().toBuffer();
  assert.deepEqual([alpha[0], alpha[39], alpha[79 * 40]], [255, 255, 0], 'the left half lies on top');

  const see = new Uint8Array(20 * 10 * 4).fill(100);
  const block = Buffer.concat(resources);
  const tiff = tiffBytes({ 256: 20, 257: 10, 258: [8, 8, 8, 8], 259: 1, 262: 2, 277: 4, 278: 10, 284: 1, 338: 2, 34377: [...block] }, see);
  const both = await made('a.tif', tiff, { createMask: true });
  const least = await level(artifact(both, 'mask'), 0).toColourspace('b-w').raw().toBuffer();
  assert.deepEqual([least[0], least[19]], [100, 0]);
});

test('an animated GIF is its first frame, with the palette transparency as mask', async () => {
  const frames = Buffer.concat([Buffer.alloc(8 * 8 * 4, 255), Buffer.alloc(8 * 8 * 4, 0)]);
  const gif = await sharp(frames, { raw: { width: 8, height: 16, channels: 4, pageHeight: 8 } }).gif({ loop: 0 }).toBuffer();
  const result = await made('a.gif', gif);
  assert.equal(result.type, 'AnimatedGif');
  assert.deepEqual([result.image!.widthPx, result.image!.heightPx], [8, 8]);
});

test('untagged CMYK becomes sRGB with its profile; MaintainOriginal keeps the inks', async () => {
  const pixels = motif({ widthPx: 60, heightPx: 40, colour: 'cmyk' });
  const bytes = Buffer.concat([rawTiffHead({ ...pixels, components: 4 }), Buffer.from(pixels.samples.buffer)]);
  const converted = await made('a.tif', bytes);
  assert.deepEqual([converted.image!.colour, converted.image!.bitsPerComponent], ['rgb', 8]);
  assert.match(converted.image!.iccProfileName ?? '', /sRGB/);
  const kept = await made('a.tif', bytes, { colour: { mode: 'MaintainOriginal' } });
  assert.deepEqual([kept.image!.colour, kept.image!.iccProfileName], ['cmyk', undefined]);
  const back = await decodeWhole(bench.tools.raster, artifact(kept, 'optimized'));
  assert.ok(back.colour === 'cmyk' && psnrDb(back.samples, pixels.samples) > 40);
});

test('a bitmap whose alpha turns out empty has no mask', async () => {
  const result = await made('a.bmp', bitmapBytes({
    widthPx: 1, heightPx: 1, bitsPerPixel: 32, compression: 3, headerBytes: 124, masks: [0xff0000, 0xff00, 0xff, 0xff000000], data: [0, 0, 255, 0],
  }));
  assert.equal(result.image!.hasAlpha, false);
  assert.deepEqual(result.artifacts.map((one) => one.role), ['optimized', 'thumbnail']);
});

test('a PNG named .jpg is processed as what it is', async () => {
  assert.equal((await made('lie.jpg', await pngBytes({ widthPx: 9, heightPx: 9, hasAlpha: true }))).image!.hasAlpha, true);
});

test('a drawing keeps its type and gets a preview', async () => {
  const result = await made('logo.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="red"/></svg>'));
  assert.equal(result.type, 'Svg');
  assert.deepEqual([result.image!.widthPx, result.image!.heightPx], [2048, 1024]);
  assert.equal((await level(artifact(result, 'preview'), 0).metadata()).width, 2048);
});

test('the work folder holds the artifacts and nothing else', async () => {
  const result = await made('a.png', await pngBytes({ widthPx: 600, heightPx: 300, hasAlpha: true }));
  const path = artifact(result, 'optimized');
  assert.deepEqual((await readdir(join(path, '..'))).toSorted(), ['mask.tif', 'optimized.tif', 'thumbnail']);
});

test('what is the fault of the file is told, not thrown', async () => {
  const png = await pngBytes({ widthPx: 400, heightPx: 400 });
  const cut = await produceFile('a.png', png.subarray(0, 2000));
  assert.ok(cut.kind === 'failed' && cut.code === 'BROKEN_FILE');
  assert.ok(cut.plan !== undefined, 'the plan that failed is kept');
  const float = await produceFile('a.tif', tiffBytes({ 256: 2, 257: 2, 258: 32, 262: 1, 277: 1, 339: 3 }, Buffer.alloc(16)));
  assert.deepEqual(float, { kind: 'failed', code: 'UNSUPPORTED_IMAGE', params: { detail: 'floating-point samples' } });
  const tight = await produceFile('a.png', png, {}, { limits: { ...defaultProductionLimits, pixels: 1000 } });
  assert.ok(tight.kind === 'failed' && tight.code === 'PIXEL_LIMIT');
  const hidden = await produceFile('.hidden.jpg', png);
  assert.equal(hidden.kind, 'skipped');
});

test('a full disk is nobody\'s file: it is thrown, to be tried again', async () => {
  const full: Raster = { ...bench.tools.raster, encodeTiles: () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' })) };
  const sourcePath = join(bench.folder, 'full-disk');
  await writeFile(sourcePath, await pngBytes({ widthPx: 40, heightPx: 40 }));
  const work = produce({
    sourcePath, fileName: 'a.png', workFolderPath: await mkdtemp(join(bench.folder, 'work-')), options: uploadOptions(),
    limits: defaultProductionLimits, company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100 },
  }, { ...bench.tools, raster: full }, () => {});
  await assert.rejects(work, { code: 'DISK_FULL' });
});

test('the plan is kept with what the file said of itself, what its steps took and what they made', async () => {
  const made = await bench.made('kept.png', await pngBytes({ widthPx: 300, heightPx: 200, hasAlpha: true }), { autoTransparentCrop: { tolerance: 0 } });
  const kept = readKeptPlan(made.plan)!;
  assert.deepEqual(kept.steps.map(({ kind, ms }) => [kind, typeof ms]),
    [['decode', 'number'], ['transparentCrop', 'number'], ['pyramid', 'number'], ['thumbnail', 'number']]);
  assert.deepEqual([kept.probe?.['kind'], (kept.probe?.['image'] as { widthPx?: number }).widthPx], ['png', 300]);
  assert.deepEqual(kept.artifacts.map(({ role }) => role), made.artifacts.map(({ role }) => role));
  for (const [index, { path }] of made.artifacts.entries()) assert.equal(kept.artifacts[index]!.sizeBytes, (await stat(path)).size);
});

test('the plan of a file that failed tells the steps that ran before', async () => {
  const png = await pngBytes({ widthPx: 300, heightPx: 300 });
  const failed = await produceFile('cut.png', png.subarray(0, 2000));
  assert.equal(failed.kind, 'failed');
  const kept = readKeptPlan('plan' in failed ? failed.plan : undefined)!;
  const undone = kept.steps.findIndex(({ ms }) => ms === undefined);
  assert.ok(undone >= 0 && undone <= kept.steps.findIndex(({ kind }) => kind === 'pyramid'), JSON.stringify(kept.steps));
  assert.ok(kept.steps.slice(undone).every(({ ms }) => ms === undefined));
  assert.equal(kept.probe?.['kind'], 'png');
});
