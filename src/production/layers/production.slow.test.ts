import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSharpRaster } from '#adapters/sharp';
import { artifactPath, openProductionBench, type Made } from '#test/build/production';
import { rectangle } from '#test/build/paths';
import { psdBlock, psdBytes, u32, versionResource, type PsdBuildLayer, type PsdPicture } from '#test/build/psd';
import { rgbColour, versionedDescriptor } from '#test/build/psd-content';
import { uploadOptions } from '#test/build/upload-options';
import { writePath } from '#formats';
import type { PhotoshopRules, UploadOptions } from '../types.ts';

/* Documents of a few layers, produced whole and read back from the pyramids of their layers. */

const [widthPx, heightPx] = [20, 10];
type Box = readonly [number, number, number, number];

/** A layer of one colour; without alpha it has no transparency channel. */
function plain(name: string, box: Box, colour: readonly number[], change: PsdBuildLayer & { readonly alpha?: number } = {}): PsdBuildLayer {
  const count = (box[2] - box[0]) * (box[3] - box[1]);
  const { alpha, channels = [], ...more } = change;
  const filled = (id: number, sample: number) => ({ id, samples: Array<number>(count).fill(sample) });
  return { name, box, channels: [...(alpha === undefined ? [] : [filled(-1, alpha)]), ...colour.map((sample, id) => filled(id, sample)), ...channels], ...more };
}

const background = plain('Background', [0, 0, widthPx, heightPx], [200, 100, 50]);
const divider = (kind: number): Buffer => psdBlock('lsct', u32(kind));
const maskRecord = ([left, top, right, bottom]: Box, outside: number, flags = 0): Buffer => Buffer.concat([top, left, bottom, right].map(u32).concat(Buffer.of(outside, flags, 0, 0)));

async function produced(layers: readonly PsdBuildLayer[], photoshop: Partial<UploadOptions['photoshop']> = {}, more: { readonly picture?: Partial<PsdPicture>; readonly options?: Partial<UploadOptions>; readonly rules?: PhotoshopRules } = {}): Promise<{ readonly made: Made; pixels(part: string): Promise<{ readonly size: string; readonly components: number; at(x: number, y: number): readonly number[] }> } & AsyncDisposable> {
  const bench = await openProductionBench();
  const options = { ...more.options, photoshop: { ...uploadOptions().photoshop, process: 'MaintainLayers' as const, ...photoshop } };
  const made = await bench.made('ad.psd', psdBytes({ widthPx, heightPx, layers, ...more.picture }), options, { company: { javascriptUploadEnabled: false, pdfProcessingPageLimit: 100, ...(more.rules && { photoshop: more.rules }) } });
  const raster = await openSharpRaster({ threads: 1, limitPixels: 1_000_000 });
  return {
    made,
    async pixels(part) {
      const found = made.derived!.parts.find((one) => one.part === part)!;
      await using colour = await raster.decode(artifactPath({ ...made, artifacts: found.artifacts }, 'optimized'));
      const samples = colour.rows(0, colour.heightPx).slice();
      const components = samples.length / (colour.widthPx * colour.heightPx);
      let alpha: ArrayLike<number> | undefined;
      if (found.image!.hasAlpha) {
        await using mask = await raster.decode(artifactPath({ ...made, artifacts: found.artifacts }, 'mask'));
        alpha = mask.rows(0, mask.heightPx).slice();
      }
      return {
        size: `${colour.widthPx}×${colour.heightPx}`, components,
        at: (x, y) => {
          const pixel = y * colour.widthPx + x;
          return [...samples.subarray(pixel * components, (pixel + 1) * components), ...(alpha ? [alpha[pixel]!] : [])];
        },
      };
    },
    [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
  };
}

test('layers become images beside the merged one: cut to the canvas, opacity not in them, hidden ones too', async () => {
  await using one = await produced([background, plain('Price Tag', [-4, 2, 6, 8], [0, 255, 9], { alpha: 128, opacity: 51 }), plain('Layer 2', [0, 0, 2, 2], [1, 2, 3], { alpha: 255, flags: 2 })]);
  assert.deepEqual(one.made.derived!.parts.map(({ part, name, type, anchor }) => [part, name, type, Object.values(anchor!)]), [
    ['layer 0', '0', 'Image', [10, 5]], ['layer 1', 'Price Tag', 'Image', [3, 3]], ['layer 2', '2', 'Image', [1, 1]],
  ]);
  assert.deepEqual([one.made.type, one.made.image?.widthPx, one.made.warnings, one.made.notes], ['Image', widthPx, [], []]);
  const [bottom, tag, hidden] = [await one.pixels('layer 0'), await one.pixels('layer 1'), await one.pixels('layer 2')];
  assert.deepEqual([bottom.size, bottom.at(3, 3)], ['20×10', [200, 100, 50]]);
  assert.deepEqual([tag.size, tag.at(5, 5)], ['6×6', [0, 255, 9, 128]]);
  assert.deepEqual(hidden.at(1, 1), [1, 2, 3, 255]);
  const roles = one.made.derived!.parts.map(({ artifacts }) => artifacts.map(({ role }) => role).toSorted().join());
  assert.deepEqual(roles, ['optimized,thumbnail', 'mask,optimized,thumbnail', 'mask,optimized,thumbnail']);
});

test('extended layers are as large as the canvas and transparent around', async () => {
  await using one = await produced([plain('Tag', [15, 5, 25, 15], [7, 8, 9], { alpha: 255 })], { extendLayers: true, anchor: 'Southeast' });
  const tag = await one.pixels('layer 1');
  assert.deepEqual([tag.size, tag.at(14, 5)[3], tag.at(15, 4)[3], tag.at(15, 5), tag.at(19, 9)], ['20×10', 0, 0, [7, 8, 9, 255], [7, 8, 9, 255]]);
  assert.deepEqual(one.made.derived!.parts[0]!.anchor, { xPx: 20, yPx: 10 });
});

test('masks of layers and of their groups are in the alpha, what lies outside of their boxes included, disabled ones not', async () => {
  const masked = (name: string, mask: Buffer, samples: readonly number[], wide: number): PsdBuildLayer =>
    plain(name, [0, 0, 10, 10], [1, 2, 3], { alpha: 255, mask, channels: [{ id: -2, samples, widthPx: wide }] });
  const half = Array<number>(4).fill(128);
  await using one = await produced([
    masked('hides', maskRecord([2, 2, 4, 4], 0), half, 2), masked('shows', maskRecord([2, 2, 4, 4], 255), half, 2), masked('off', maskRecord([2, 2, 4, 4], 0, 2), half, 2),
    { name: 'end', blocks: [divider(3)] }, masked('inside', maskRecord([2, 2, 4, 4], 255), half, 2),
    { name: 'group', blocks: [divider(1)], mask: maskRecord([0, 0, 3, 10], 0), channels: [{ id: -2, samples: Array<number>(30).fill(255), widthPx: 3 }] },
  ]);
  const alphas = async (part: string): Promise<readonly (number | undefined)[]> => {
    const { at } = await one.pixels(part);
    return [at(0, 0)[3], at(2, 2)[3], at(3, 3)[3], at(4, 4)[3]];
  };
  assert.deepEqual(await alphas('layer 1'), [0, 128, 128, 0]);
  assert.deepEqual(await alphas('layer 2'), [255, 128, 128, 255]);
  assert.deepEqual(await alphas('layer 3'), [255, 255, 255, 255]);
  assert.deepEqual(await alphas('layer 4'), [255, 128, 0, 0], 'the group hides all from x = 3 on; groups have no number');
});

test('the density of a mask weakens it, and a vector mask without a channel is drawn', async () => {
  const strong = Buffer.concat([maskRecord([0, 0, 10, 10], 0, 16).subarray(0, 18), Buffer.of(1, 51), Buffer.alloc(0)]);
  const path = psdBlock('vmsk', Buffer.concat([u32(3), u32(0), writePath({ isInverted: false, subpaths: [rectangle(0.1, 0.2, 0.4, 0.8)] })]));
  await using one = await produced([
    plain('weak', [0, 0, 10, 10], [1, 2, 3], { alpha: 255, mask: strong, channels: [{ id: -2, samples: Array<number>(100).fill(0) }] }),
    plain('outlined', [1, 1, 11, 9], [1, 2, 3], { alpha: 200, blocks: [path] }),
  ]);
  assert.deepEqual((await one.pixels('layer 1')).at(5, 5), [1, 2, 3, 204]);
  const { at } = await one.pixels('layer 2');
  assert.deepEqual([at(0, 0)[3], at(1, 0)[3], at(1, 1)[3], at(6, 6)[3], at(7, 6)[3], at(6, 7)[3]], [0, 0, 200, 200, 0, 0], '2..8 by 2..8 of the canvas');
});

test('a clipped layer takes the shape of the one below it, and hides with it', async () => {
  await using one = await produced([
    background, plain('base', [5, 0, 10, 10], [9, 9, 9], { alpha: 128, flags: 2 }),
    plain('one', [0, 0, 20, 10], [1, 2, 3], { alpha: 255, isClipped: true }), plain('two', [0, 0, 7, 10], [4, 5, 6], { alpha: 100, isClipped: true }),
  ], { createTemplate: true });
  const [first, second] = [await one.pixels('layer 2'), await one.pixels('layer 3')];
  assert.deepEqual([first.at(4, 4)[3], first.at(5, 4)[3], first.at(10, 4)[3], second.at(6, 4)[3], second.at(4, 4)[3]], [0, 128, 0, 50, 0]);
  assert.equal(JSON.stringify(one.made.derived!.parts.at(-1)!.modifier).split('&hide=1').length, 4);
  await using faint = await produced([
    background, plain('base', [5, 0, 10, 10], [9, 9, 9], { alpha: 255, opacity: 128 }), plain('one', [0, 0, 20, 10], [1, 2, 3], { alpha: 255, isClipped: true, opacity: 128 }),
  ], { createTemplate: true });
  assert.deepEqual([...JSON.stringify(faint.made.derived!.parts.at(-1)!.modifier).matchAll(/opac=([\d.]+)/g)].map(([, percent]) => percent), ['50.2', '25.2'], 'a faint base makes all that is clipped to it faint');
});

test('fills without a mask are nothing but a colour; adjustments and what lies outside are named and left out', async () => {
  const solid = psdBlock('SoCo', versionedDescriptor('null', { 'Clr ': rgbColour(10, 20, 30) }));
  await using one = await produced([
    background, plain('Fill', [0, 0, widthPx, heightPx], [10, 20, 30], { alpha: 255, blocks: [solid] }), { name: 'Curves', blocks: [psdBlock('curv', Buffer.alloc(4))] },
    plain('Gone', [30, 0, 40, 5], [0, 0, 0], { alpha: 255 }), { name: 'Empty' },
  ], { createTemplate: true, layerNaming: 'AppendName' });
  assert.deepEqual(one.made.derived!.parts.map(({ part, name, type }) => `${part} ${name} ${type}`), ['layer 0 ad_0 Image', 'template ad_template Template']);
  assert.deepEqual(one.made.warnings.map(({ key, params }) => [key, params['layers']]), [['log.psdAdjustments', 'Curves'], ['log.psdOutside', 'Gone']]);
  assert.deepEqual(one.made.derived!.parts[1]!.modifier, [
    'layer=0&size=20,10&origin=0,0&layer=1,Background&src=is{', { part: 'layer 0' },
    '}&anchor=10,5&pos=10,5&layer=2,Fill&color=10,20,30&size=20,10&origin=0,0&pos=0,0',
  ]);
});

test('16 bits, gray and CMYK stay what they are; a conversion and sharpening count for layers, cropping and knockout do not', async () => {
  await using deep = await produced([plain('Deep', [0, 0, 5, 5], [40_000], { alpha: 65_535 })], {}, { picture: { mode: 'gray', bits: 16 } });
  assert.deepEqual((await deep.pixels('layer 1')).at(2, 2), [40_000, 255]);
  await using inks = await produced([plain('Ink', [0, 0, 5, 5], [255, 55, 255, 255], { alpha: 255 })], {}, { picture: { mode: 'cmyk' }, options: { colour: { mode: 'MaintainOriginal' } } });
  assert.deepEqual((await inks.pixels('layer 1')).at(2, 2), [0, 200, 0, 0, 255]);
  await using deepInks = await produced([plain('Ink', [0, 0, 5, 5], [65_535, 20_000, 65_535, 65_535], { alpha: 40_000 })], { createTemplate: true }, { picture: { mode: 'cmyk', bits: 16 }, options: { colour: { mode: 'MaintainOriginal' } } });
  assert.deepEqual((await deepInks.pixels('layer 1')).at(2, 2), [0, 45_535, 0, 0, 156]);
  await using shown = await produced([plain('Ink', [0, 0, 5, 5], [255, 55, 255, 255], { alpha: 255 })], {}, {
    picture: { mode: 'cmyk' }, options: {
      knockout: { corner: 'UpperLeft', tolerance: 0, fillMethod: 'FloodFill' }, manualCrop: { leftPx: 1, rightPx: 1, topPx: 1, bottomPx: 1 },
      unsharpMask: { amount: 1, radiusPx: 1, threshold: 0, isMonochrome: false },
    },
  });
  const { components, size, at } = await shown.pixels('layer 1');
  assert.deepEqual([components, size, at(0, 0)[3]], [3, '5×5', 255], 'untagged inks become sRGB, as the merged image does');
  assert.equal(shown.made.derived!.parts[0]!.crop, undefined);
});

test('a document without layers is handled as without the option, and nothing is made of layers unless they are asked for', async () => {
  await using flat = await produced([], { createTemplate: true });
  assert.deepEqual([flat.made.derived?.parts, flat.made.type, flat.made.warnings], [[], 'Image', []]);
  await using none = await produced([background], { process: 'None', createTemplate: true });
  assert.deepEqual([none.made.derived, none.made.notes], [undefined, [{ key: 'log.psdTemplateOfLayers', params: {} }]]);
});

test('a document without its merged image is stored as what it is, and its layers become images and a template nonetheless', async () => {
  const picture = { resources: [versionResource(false)] };
  await using one = await produced([background, plain('Tag', [2, 2, 8, 8], [0, 255, 9], { alpha: 128 })], { createTemplate: true }, { picture });
  assert.deepEqual([one.made.type, one.made.image, one.made.artifacts, one.made.warnings, one.made.notes], ['PsdTemplate', undefined, [], [{ key: 'log.psdNotMerged', params: {} }], []]);
  assert.deepEqual(one.made.derived!.parts.map(({ name, type }) => `${name} ${type}`), ['0 Image', 'Tag Image', 'ad_template Template']);
  assert.deepEqual((await one.pixels('layer 1')).at(3, 3), [0, 255, 9, 128]);
  await using stored = await produced([background], { process: 'None' }, { picture });
  assert.deepEqual([stored.made.type, stored.made.derived, stored.made.warnings.length], ['PsdTemplate', undefined, 1]);
});

test('the suffix of templates is the company’s', async () => {
  await using one = await produced([background], { createTemplate: true, layerNaming: 'AppendName' }, { rules: { templateSuffix: ' (Vorlage)', layerNames: [] } });
  assert.deepEqual(one.made.derived!.parts.map(({ name }) => name), ['ad_0', 'ad (Vorlage)']);
});

test('Folders nests images by their groups', async () => {
  await using one = await produced([{ name: 'end', blocks: [divider(3)] }, plain('Tag', [0, 0, 2, 2], [1, 2, 3], { alpha: 255 }), { name: 'Sale', blocks: [divider(2)] }], { layerNaming: 'Folders' });
  assert.deepEqual(one.made.derived!.parts.map(({ name, subfolder }) => [name, subfolder]), [['Tag', 'ad/Sale/']]);
});
