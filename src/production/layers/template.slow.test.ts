import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { effectsBlock, percent, pixels, rgbColour } from '#test/build/psd-content';
import { psdBytes, type PsdPicture } from '#test/build/psd';
import { sceneDocument, type SceneLayer } from '#test/build/psd-scenes';
import { openProductionBench, type Made, type ProductionBench } from '#test/build/production';
import { uploadOptions } from '#test/build/upload-options';
import type { UploadOptions } from '../types.ts';

/* Templates drawn by the renderer of delivery, against the merged image that the builder computes in floating point. */

let bench: ProductionBench;
before(async () => { bench = await openProductionBench(); });
after(() => bench[Symbol.asyncDispose]());

function made(picture: PsdPicture, photoshop: Partial<UploadOptions['photoshop']> = {}, options: Partial<UploadOptions> = {}): Promise<Made> {
  return bench.made('ad.psd', psdBytes(picture), { ...options, photoshop: { ...uploadOptions().photoshop, process: 'MaintainLayers', createTemplate: true, ...photoshop } });
}

/** Largest difference of a component between the template, drawn at its own size, and the merged image. */
async function difference(one: Made, { widthPx, heightPx, planes }: PsdPicture): Promise<number> {
  const parts = one.derived!.parts;
  const images = new Map(parts.flatMap(({ part, image, artifacts }) => {
    const pathOf = (role: string): string | undefined => artifacts.find((file) => file.role === role)?.path;
    return image ? [[part, { image, optimizedPath: pathOf('optimized')!, maskPath: pathOf('mask') }] as const] : [];
  }));
  const modifier = parts.at(-1)!.modifier!.map((piece) => (typeof piece === 'string' ? piece : encodeURIComponent(piece.part))).join('');
  const drawn = await bench.tools.drawTemplate!({ modifier, images, fontPath: () => undefined, widthPx, heightPx });
  let most = 0;
  for (let pixel = 0; pixel < widthPx * heightPx; pixel++) {
    assert.equal(drawn.samples[pixel * 4 + 3], 255);
    for (let channel = 0; channel < 3; channel++) most = Math.max(most, Math.abs(drawn.samples[pixel * 4 + channel]! - planes![channel]![pixel]!));
  }
  return most;
}

const [widthPx, heightPx] = [90, 60];
const background: SceneLayer = { name: 'Background', box: [0, 0, widthPx, heightPx], at: (x, y) => [x * 2, y * 4, 255 - x, 255] };
const keys = (one: Made): readonly string[] => [...one.warnings, ...one.notes].map(({ key }) => key);

/** Layers that are different each time and the same in every run. */
function scattered(seed: number): readonly SceneLayer[] {
  let state = seed * 2 + 1;
  const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  return Array.from({ length: 2 + random(6) }, (_, index): SceneLayer => {
    const [left, top] = [random(widthPx) - 10, random(heightPx) - 10];
    const [step, tint] = [1 + random(9), random(256)];
    return {
      name: `shape ${index}`, box: [left, top, left + 5 + random(50), top + 5 + random(40)], opacity: random(3) === 0 ? 255 : 20 + random(236), isHidden: random(8) === 0,
      at: (x, y) => [(x * step + 512) & 255, tint, (y * step * 3 + 512) & 255, (x * 13 + y * step + 2048) & 255],
      ...(random(3) === 0 && { mask: (x: number, y: number) => (x * y * step) & 255 }), ...(random(4) === 0 && { group: 'group' }),
    };
  });
}

test('acceptance §8.4: templates of normally blended layers equal the merged image within 2, wherever their anchors are', async () => {
  for (let seed = 1; seed <= 24; seed++) {
    const picture = sceneDocument(widthPx, heightPx, [background, ...scattered(seed)]);
    const one = await made(picture, { anchor: (['Center', 'Northwest', 'Southeast', 'East'] as const)[seed % 4]!, extendLayers: seed % 3 === 0 });
    const most = await difference(one, picture);
    assert.ok(most <= 2, `document ${seed} differs by ${most}`);
    assert.deepEqual(one.notes, [], `document ${seed}`);
  }
});

test('multiply, screen, darken and lighten are carried, within 2 as well', async () => {
  const blended = (blend: NonNullable<SceneLayer['blend']>, left: number): SceneLayer => ({
    name: blend, blend, box: [left, 5, left + 25, 55], opacity: 200, at: (x, y) => [(x * 7) & 255, (y * 5) & 255, 128, (x + y * 3) & 255],
  });
  const picture = sceneDocument(widthPx, heightPx, [background, blended('mul ', 0), blended('scrn', 15), blended('dark', 40), blended('lite', 60)]);
  const one = await made(picture);
  assert.ok(await difference(one, picture) <= 2);
  assert.deepEqual(keys(one), []);
});

test('what a template cannot say is scored in the log, and the layer that is to blame named with its reason', async () => {
  const glass: SceneLayer = { name: 'Glass', blend: 'over', box: [10, 10, 40, 50], at: () => [255, 255, 255, 255] };
  const picture = sceneDocument(widthPx, heightPx, [background, glass, { name: 'Plain', box: [50, 10, 80, 50], at: () => [1, 2, 3, 255] }]);
  const one = await made(picture);
  assert.deepEqual(one.warnings.map(({ key, params }) => [key, params['layers']]), [['log.psdBlendModes', 'Glass']]);
  const [score, culprit, ...rest] = one.notes;
  assert.deepEqual([score!.key, culprit, rest], ['log.psdFidelity', { key: 'log.psdDeviatesByBlendMode', params: { layer: 'Glass', share: '100.0' } }, []]);
  assert.ok(Number(score!.params['score']) > 50 && Number(score!.params['score']) < 99.9 && Number(score!.params['share']) > 5, JSON.stringify(score));
});

test('a difference that no layer explains is told as that', async () => {
  const picture = sceneDocument(widthPx, heightPx, [background]);
  const spoiled = { ...picture, planes: picture.planes!.map((plane) => plane.map((value, pixel) => (pixel < 90 ? 255 - value : value))) };
  const one = await made(spoiled);
  assert.deepEqual(one.notes.map(({ key }) => key), ['log.psdFidelity', 'log.psdDeviatesUnexplained']);
});

test('large documents are compared at a smaller size, sharpened ones unsharpened, and nothing is noted of faithful ones', async () => {
  const [wide, high] = [1400, 700];
  const bottom: SceneLayer = { ...background, box: [0, 0, wide, high], at: (x, y) => [(x >> 3) & 255, (y >> 2) & 255, ((x + y) >> 4) & 255, 255] };
  const disc: SceneLayer = { name: 'Disc', box: [200, 100, 700, 600], opacity: 180, at: (x, y) => [200, 30, 60, Math.hypot(x - 450, y - 350) < 240 ? 255 : 0] };
  const picture = sceneDocument(wide, high, [bottom, disc]);
  assert.deepEqual(keys(await made(picture)), []);
  assert.deepEqual(keys(await made(picture, {}, { unsharpMask: { amount: 3, radiusPx: 2, threshold: 0, isMonochrome: false } })), []);
});

test('a merged image that something was cut out of is compared with no template', async () => {
  const picture = sceneDocument(widthPx, heightPx, [background, { name: 'Glass', blend: 'over', box: [10, 10, 40, 50], at: () => [255, 255, 255, 255] }]);
  const one = await made(picture, {}, { knockout: { corner: 'UpperLeft', tolerance: 0.1, fillMethod: 'FloodFill' } });
  assert.deepEqual(one.notes, []);
});

test('effects and blend modes of groups are warned of, those that only hold layers are not', async () => {
  const inside = (group: string, name: string): SceneLayer => ({ name, group, box: [10, 10, 40, 50], at: () => [9, 9, 9, 255] });
  const picture = sceneDocument(widthPx, heightPx, [background, inside('mixed', 'a'), inside('shadowed', 'b'), inside('plain', 'c')]);
  const shadow = effectsBlock({ masterFXSwitch: true, DrSh: { className: 'DrSh', values: { enab: true, present: true, 'Clr ': rgbColour(0, 0, 0), Opct: percent(50), blur: pixels(3), Dstn: pixels(3) } } });
  const layers = picture.layers!.map((layer) => (layer.name === 'mixed' ? { ...layer, blendKey: 'mul ' } : layer.name === 'shadowed' ? { ...layer, blocks: [...layer.blocks!, shadow] } : layer));
  const one = await made({ ...picture, layers });
  assert.deepEqual(one.warnings.map(({ key, params }) => [key, params['layers']]), [['log.psdGroups', 'mixed, shadowed']]);
});
