import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { openSharpRaster } from '#adapters/sharp';
import { bytesSource, entryNumber, entryNumbers, openCoverage, readPath, readTiff, tiffTag, writePath } from '#formats';
import type { ColourEngine, Pixels, PixelSource, Raster } from '#ports';
import { photoshopResource } from '#test/build/images';
import { produceNaively, type Plane } from '#test/build/naive-production';
import { clippingNameResource, pathOf, rectangle } from '#test/build/paths';
import { uploadOptions } from '#test/build/upload-options';
import { openKernels } from './kernels/open.ts';
import { plainKernels } from './kernels/plain/kernels.ts';
import type { Kernels } from './kernels/types.ts';
import { planImage } from './plan-image.ts';
import type { Step } from './plan.ts';
import { runPlan } from './run.ts';
import { defaultProductionLimits } from './settings.ts';
import type { Context } from './steps/context.ts';
import type { UploadOptions } from './types.ts';

let folder: string;
let raster: Raster;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prepress-oracle-'));
  raster = await openSharpRaster({ threads: 1, limitPixels: 1e8 });
});
after(() => rm(folder, { recursive: true }));

/** A conversion that anyone can follow: each component turned round, CMYK to RGB by taking its first three. */
const turnRound = (largest: number) => (colour: readonly number[]): number[] => colour.slice(0, 3).map((value) => largest - value);
const engine: ColourEngine = {
  async openTransform({ from, to }) {
    const [step, kept] = [{ gray: 1, rgb: 3, cmyk: 4 }[from.colour], { gray: 1, rgb: 3, cmyk: 4 }[to.colour]];
    const largest = from.bitsPerComponent === 16 ? 65535 : 255;
    return {
      convert(samples) {
        const result = from.bitsPerComponent === 16 ? new Uint16Array((samples.length / step) * kept) : new Uint8Array((samples.length / step) * kept);
        for (let at = 0; at < samples.length / step; at++) for (let c = 0; c < kept; c++) result[at * kept + c] = largest - samples[at * step + c]!;
        return result;
      },
      close() {},
    };
  },
};

type Case = { readonly pixels: Pixels; readonly options: UploadOptions; readonly hasPath: boolean };

const corner = fc.constantFrom('UpperLeft', 'UpperRight', 'BottomLeft', 'BottomRight');
const tolerance = fc.constantFrom(0, 0.004, 0.02, 0.2, 0.6, 1);
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

/** Every pixel type with every option, most of them off most of the time. */
const options: fc.Arbitrary<Partial<UploadOptions>> = fc.record({
  createMask: fc.boolean(),
  knockout: optional(fc.record({ corner, tolerance, fillMethod: fc.constantFrom('FloodFill', 'MatchPixel') })),
  crop: fc.constantFrom('none', 'manual', 'colour', 'transparent'),
  corner, tolerance,
  cut: fc.record({ leftPx: fc.nat(20), rightPx: fc.nat(20), topPx: fc.nat(20), bottomPx: fc.nat(20) }),
  unsharpMask: optional(fc.record({ amount: fc.constantFrom(0.5, 1.75, 5), radiusPx: fc.constantFrom(0.2, 0.7, 2.5), threshold: fc.constant(0), isMonochrome: fc.boolean() })),
  isConverted: fc.boolean(),
}).map(({ createMask, knockout, crop, corner: at, tolerance: within, cut, unsharpMask, isConverted }) => ({
  createMask,
  ...(knockout && { knockout }),
  ...(crop === 'manual' && { manualCrop: cut }),
  ...(crop === 'colour' && { autoColorCrop: { corner: at, tolerance: within } }),
  ...(crop === 'transparent' && { autoTransparentCrop: { tolerance: within } }),
  ...(unsharpMask && { unsharpMask }),
  ...(isConverted && { colour: { mode: 'Convert', sourceProfileId: 1, outputProfileId: 2 } as const }),
}));

/** Pictures of few colours in patches, so that corners match something; some large enough for a second and third level. */
const picture: fc.Arbitrary<Pixels> = fc.record({
  size: fc.oneof(
    { weight: 3, arbitrary: fc.record({ widthPx: fc.integer({ min: 1, max: 40 }), heightPx: fc.integer({ min: 1, max: 40 }) }) },
    { weight: 1, arbitrary: fc.record({ widthPx: fc.integer({ min: 129, max: 300 }), heightPx: fc.integer({ min: 1, max: 24 }) }) },
  ),
  colour: fc.constantFrom('gray' as const, 'rgb' as const, 'cmyk' as const), hasAlpha: fc.boolean(), bitsPerComponent: fc.constantFrom(8 as const, 16 as const),
  patches: fc.array(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
  patchPx: fc.integer({ min: 1, max: 20 }), noise: fc.constantFrom(0, 0, 1, 3),
}).map(({ size, patches, patchPx, noise, ...kind }) => {
  const step = { gray: 1, rgb: 3, cmyk: 4 }[kind.colour] + (kind.hasAlpha ? 1 : 0);
  const length = size.widthPx * size.heightPx * step;
  const samples = kind.bitsPerComponent === 16 ? new Uint16Array(length) : new Uint8Array(length);
  for (let at = 0; at < length; at++) {
    const pixel = Math.floor(at / step);
    const [x, y] = [pixel % size.widthPx, Math.floor(pixel / size.widthPx)];
    const component = at % step;
    const isAlpha = kind.hasAlpha && component === step - 1;
    const patch = patches[(Math.floor(x / patchPx) + 3 * Math.floor(y / patchPx)) % patches.length]!;
    const value = Math.min(255, patch[isAlpha ? 4 : component]! + ((x * 7 + y * 13) % (noise + 1)));
    samples[at] = kind.bitsPerComponent === 16 ? value * 257 : value;
  }
  return { ...size, ...kind, samples };
});

const someCase: fc.Arbitrary<Case> = fc.record({ pixels: picture, change: options, hasPath: fc.boolean() })
  .map(({ pixels, change, hasPath }) => ({ pixels, options: uploadOptions(change), hasPath }));

const records = writePath(pathOf(rectangle(0.1, 0.2, 0.85, 0.7), rectangle(0.3, 0.3, 0.5, 0.55)));
const path = readPath(records);
const photoshop = Buffer.concat([photoshopResource(2000, 'Outline', records), clippingNameResource('Outline')]);

function sourceOf(pixels: Pixels): PixelSource {
  const row = pixels.samples.length / pixels.heightPx;
  return { ...pixels, rows: (topPx, count) => pixels.samples.slice(topPx * row, (topPx + count) * row), [Symbol.asyncDispose]: async () => {} };
}

async function produceFast(one: Case, kernels: Kernels): Promise<{ readonly context: Context; readonly crop: readonly number[] | undefined; readonly steps: readonly Step[] }> {
  const { pixels } = one;
  const space = { gray: 'GRAY', rgb: 'RGB', cmyk: 'CMYK' }[pixels.colour];
  const facts = { profileClass: 'Output', connectionSpace: 'XYZ', description: undefined } as const;
  const plan = planImage({ fileName: 'a.tif' }, {
    format: 'tiff', widthPx: pixels.widthPx, heightPx: pixels.heightPx, colour: pixels.colour, bitsPerComponent: pixels.bitsPerComponent, isFloat: false,
    hasAlpha: pixels.hasAlpha, pages: 1, orientation: 1, resolutionPpi: 72, profile: { name: 'any' }, hasXmp: false,
    pathNames: ['Outline'], clippingPathName: one.hasPath ? 'Outline' : undefined,
  }, 'Image', one.options, defaultProductionLimits, {
    source: { ...facts, space }, output: { ...facts, space: pixels.colour === 'cmyk' ? 'RGB' : space },
  });
  const lossless = plan.steps.filter((step) => step.kind !== 'thumbnail')
    .map((step) => (step.kind === 'pyramid' ? { ...step, colour: { kind: 'none' }, mask: { kind: 'none' } } as const : step));
  const workFolderPath = await mkdtemp(join(folder, 'work-'));
  const context: Context = {
    sourcePath: '', workFolderPath, raster: { ...raster, decode: async () => sourceOf(pixels) }, colours: engine, kernels,
    source: { photoshop, orientation: 1 } as unknown as Context['source'], profileBytes: async () => new Uint8Array(), onProgress: () => {},
    flow: undefined, profile: undefined, crop: undefined, warnings: [], notes: [], thumbnailSource: undefined, made: undefined, artifacts: [], photoshop: undefined, document: undefined, derived: [],
    drawTemplate: undefined, fontPath: () => undefined,
  };
  await runPlan({ ...plan, steps: lossless }, context, () => {});
  const crop = plan.crop ?? context.crop;
  return { context, crop: crop && [crop.xPx, crop.yPx, crop.widthPx, crop.heightPx], steps: plan.steps };
}

/** Samples of every level of an uncompressed pyramid, interleaved. */
async function levelsOf(filePath: string): Promise<readonly number[][]> {
  const file = await readFile(filePath);
  const tiff = readTiff(bytesSource(file));
  return tiff.directories.map((page) => {
    const number = (tag: number): number => entryNumber(tiff, page, tag, 1);
    const [width, height, edge, step, bits] = [number(tiffTag.imageWidth), number(tiffTag.imageLength), number(tiffTag.tileWidth), number(tiffTag.samplesPerPixel), number(tiffTag.bitsPerSample)];
    const offsets = entryNumbers(tiff, page, tiffTag.tileOffsets);
    const columns = Math.ceil(width / edge);
    const level: number[] = [];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const start = offsets[Math.floor(y / edge) * columns + Math.floor(x / edge)]! + ((y % edge) * edge + (x % edge)) * step * (bits / 8);
        for (let component = 0; component < step; component++) level.push(bits === 16 ? file.readUInt16LE(start + component * 2) : file[start + component]!);
      }
    }
    return level;
  });
}

/** @returns the largest difference. */
function worst(fast: readonly number[], wanted: readonly number[]): number {
  assert.equal(fast.length, wanted.length);
  return fast.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at]!)), 0);
}

function assertLevels(fast: readonly (readonly number[])[], planes: readonly Plane[], samples: (plane: Plane) => number[], steps: readonly number[], name: string): void {
  for (const [level, plane] of planes.entries()) {
    const off = worst(fast[level]!, samples(plane));
    assert.ok(off <= steps[Math.min(level, steps.length - 1)]!, `${name} of level ${level} is off by ${off}`);
  }
}

test('every raster option on every pixel type gives what the letter of the specification gives', async () => {
  const kernels = [await openKernels(), plainKernels];
  await fc.assert(fc.asyncProperty(someCase, async (one) => {
    const { pixels } = one;
    const largest = pixels.bitsPerComponent === 16 ? 65535 : 255;
    const made = [];
    for (const arithmetic of kernels) {
      const { context, crop, steps } = await produceFast(one, arithmetic);
      const files = await Promise.all(context.artifacts.map(async (artifact) => ({ role: artifact.role, path: artifact.path, bytes: await readFile(artifact.path) })));
      made.push({ files, crop, levelCount: context.made!.levels.length, steps });
    }
    const [fast, oracle] = made;
    assert.deepEqual(fast!.files.map(({ role, bytes }) => [role, bytes.toString('base64')]), oracle!.files.map(({ role, bytes }) => [role, bytes.toString('base64')]), 'both kernels give the same bytes');

    const coverage = one.options.createMask && one.hasPath
      ? [...openCoverage(path, { ...pixels, orientation: 1 }).rows(pixels.heightPx)] : undefined;
    const naive = produceNaively(pixels, one.options, coverage, one.options.colour.mode === 'Convert' ? turnRound(largest) : undefined, fast!.levelCount);
    assert.deepEqual(fast!.crop, naive.crop);
    const top = naive.levels[0]!;
    assert.deepEqual(fast!.files.map(({ role }) => role), top.alpha ? ['optimized', 'mask'] : ['optimized']);
    // Level 0 is exact; a level may differ by rounding, and each further one by the rounding of the one above it; a sharpened one by its amount times that.
    const gain = (one.options.unsharpMask?.amount ?? 0) * 2 + 1;
    const unit = pixels.bitsPerComponent === 16 ? 40 : 1;
    // Where alpha is almost nothing, colour is a quotient of two small numbers.
    const colour = (plane: Plane): number[] => plane.colour.flat();
    if (!top.alpha) assertLevels(await levelsOf(fast!.files[0]!.path), naive.levels, colour, [0, unit * gain, 2 * unit * gain], 'colour');
    else {
      assertLevels(await levelsOf(fast!.files[0]!.path), naive.levels.slice(0, 1), colour, [0], 'colour');
      assertLevels(await levelsOf(fast!.files[1]!.path), naive.levels, (plane) => plane.alpha!, [0, gain, 2 * gain], 'alpha');
    }
    for (const { path: made } of [...fast!.files, ...oracle!.files]) await rm(join(made, '..'), { recursive: true, force: true });
  }), { numRuns: 150 });
});
