import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHarfbuzzFonts } from '#adapters/harfbuzz';
import { openLcmsColour } from '#adapters/lcms';
import { openSharpView } from '#adapters/sharp';
import { photoshopPathFacts, writePath, type Path } from '#formats';
import type { Asset, ImageFacts } from '#library';
import type { Pixels, View } from '#ports';
import { photoshopResource } from '#test/build/images';
import { circle, pathOf, polygon, rectangle } from '#test/build/paths';
import { assetOf, buildPicture, paint, temporaryFolder } from '#test/build/pyramids';
import { makeRecipe } from '../recipe.ts';
import { understandAlone } from '../understand.ts';
import { draw } from '../render.ts';
import { mergeRequest, type PictureKind } from '../request.ts';
import { readImageServing } from '../settings.ts';
import { quadOfEmbeddedPath } from './embedded.ts';

/** 200 × 100, every pixel its own; saved with it: a rectangle, a circle, and one half. */
const picture = () => paint(200, 100, 'rgb', false, (x, y) => [x, y * 2, 99]);
const saved: Readonly<Record<string, Path>> = {
  Box: pathOf(rectangle(0.25, 0.25, 0.75, 0.75)),
  Ring: pathOf(circle(0.5, 0.5, 0.25), circle(0.5, 0.5, 0.125)),
  Left: pathOf(rectangle(0, 0, 0.5, 1)),
  Edge: pathOf(rectangle(0.3, 0.205, 0.9, 1.5)),
};
const facts = photoshopPathFacts(Buffer.concat(Object.entries(saved).map(([name, path], index) => photoshopResource(2000 + index, name, writePath(path)))), 1);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let view: View;
const assets: Record<string, Asset> = {};

before(async () => {
  folder = await temporaryFolder();
  view = await openSharpView({ threads: 1, timeLimitSeconds: 30 });
  const half = paint(200, 100, 'rgb', true, (x) => [10, 20, 30, x < 100 ? 128 : 255]);
  for (const [name, pixels] of Object.entries({ plain: picture(), half })) {
    const built = await buildPicture(folder.path, name, pixels);
    assets[name] = assetOf(name, { image: { ...built.image, ...facts }, optimizedBlobId: built.optimizedPath, maskBlobId: built.maskPath });
  }
});
after(() => folder.remove());

type Drawn = { readonly size: string; readonly pixels: Pixels; readonly at: (x: number, y: number) => readonly number[] };

async function drawn(query: string, object = 'plain', kind: PictureKind = 'img'): Promise<Drawn> {
  const asset = assets[object]!;
  const merged = mergeRequest(`scl=1&fmt=png-alpha&${query}`, asset, `Co/${object}`);
  const pixels = await draw(makeRecipe(understandAlone(merged, asset), kind, readImageServing()), { blobs: { localFile: async (path) => path }, view, colour: openLcmsColour(), fonts: openHarfbuzzFonts() });
  const components = pixels.samples.length / (pixels.widthPx * pixels.heightPx);
  return {
    size: `${pixels.widthPx}×${pixels.heightPx}`, pixels,
    at: (x, y) => [...pixels.samples.subarray((y * pixels.widthPx + x) * components, (y * pixels.widthPx + x + 1) * components)],
  };
}

test('clipPathE keeps what lies in the path and makes the rest transparent', async () => {
  const { size, at } = await drawn('clipPathE=Box');
  assert.equal(size, '200×100');
  for (const [x, y] of [[50, 25], [149, 74], [100, 50]] as const) assert.deepEqual(at(x, y), [x, y * 2, 99, 255]);
  for (const [x, y] of [[49, 25], [50, 24], [150, 74], [149, 75], [0, 0]] as const) assert.equal(at(x, y)[3], 0);
});

test('formats without alpha show bgc where nothing is left, bgColor being cut with the image', async () => {
  const { at } = await drawn('clipPathE=Box&fmt=png&bgc=0,255,0&bgColor=0,0,255');
  assert.deepEqual([at(10, 10), at(60, 30)], [[0, 255, 0], [60, 60, 99]]);
  const extended = await drawn('clipPathE=Box&extend=20,0,0,0&bgColor=0,0,255');
  assert.deepEqual([extended.size, extended.at(10, 50)[3], extended.at(70, 50)], ['220×100', 0, [50, 100, 99, 255]]);
});

test('holes stay holes, several paths keep what they share, unknown names are passed over', async () => {
  const ring = await drawn('clipPathE=Ring');
  assert.deepEqual([[100, 50], [63, 50], [100, 30], [40, 50]].map(([x, y]) => ring.at(x!, y!)[3]), [0, 255, 255, 0]);
  const both = await drawn('clipPathE=Box,Nowhere,Left');
  assert.deepEqual([[60, 50], [99, 50], [100, 50], [10, 50]].map(([x, y]) => both.at(x!, y!)[3]), [255, 255, 0, 0]);
  assert.deepEqual((await drawn('clipPathE=Nowhere')).at(0, 0), [0, 0, 99, 255]);
  assert.deepEqual((await drawn('clipPathE=box')).at(0, 0)[3], 255, 'names heed case');
});

test('clipXPath takes away, but only beside a clipPath', async () => {
  assert.equal((await drawn('clipXPathE=Box')).at(100, 50)[3], 255);
  assert.equal((await drawn('clipXPath=M0,0,L9,0,L9,9')).at(8, 1)[3], 255);
  const { at } = await drawn('clipPathE=Left&clipXPathE=Box&clipXPath=M0,0,L10,0,L10,10,L0,10');
  assert.deepEqual([[20, 50], [60, 50], [5, 5], [150, 50]].map(([x, y]) => at(x!, y!)[3]), [255, 0, 0, 0]);
});

test('path data counts in pixels of the layer, in front of view scaling', async () => {
  const { at } = await drawn('clipPath=M20,10,L120,10,L120,60,L20,60,Z');
  assert.deepEqual([[20, 10], [119, 59], [19, 10], [119, 60]].map(([x, y]) => at(x!, y!)[3]), [255, 255, 0, 0]);
  const small = await drawn('clipPath=M20,10,L120,10,L120,60,L20,60,Z&scl=2');
  assert.deepEqual([small.size, ...[[10, 5], [59, 29], [9, 5], [60, 29]].map(([x, y]) => small.at(x!, y!)[3])], ['100×50', 255, 255, 0, 0]);
  const sized = await drawn('size=100,50&clipPath=M20,10,L100,10,L100,50,L20,50,Z');
  assert.deepEqual([sized.size, sized.at(20, 10)[3], sized.at(19, 10)[3]], ['100×50', 255, 0]);
  const triangle = await drawn('clipPath=M0,0,L100,0,L0,100');
  assert.ok(Math.abs(triangle.at(40, 59)[3]! - 128) <= 1, 'half a pixel on the slope');
});

test('an embedded path follows its image through crop, size, flip, extend, rgn and rect', async () => {
  const edges = async (query: string, points: readonly (readonly [number, number])[]) => {
    const { at } = await drawn(`clipPathE=Box&${query}`);
    return points.map(([x, y]) => at(x, y)[3]);
  };
  assert.deepEqual(await edges('crop=40,20,100,60', [[10, 5], [9, 5], [99, 54], [10, 55]]), [255, 0, 255, 0]);
  assert.deepEqual(await edges('crop=-10,-20,300,300', [[60, 45], [59, 45], [159, 94], [160, 94]]), [255, 0, 255, 0]);
  assert.deepEqual(await edges('size=400,200', [[100, 50], [99, 50], [299, 149], [300, 149]]), [255, 0, 255, 0]);
  assert.deepEqual(await edges('crop=40,20,100,60&flip=lr', [[89, 5], [90, 5], [0, 5]]), [255, 0, 255]);
  assert.deepEqual(await edges('crop=40,20,100,60&layer=0&flip=ud', [[10, 54], [10, 55], [10, 5], [10, 4]]), [255, 0, 255, 0]);
  assert.deepEqual(await edges('extend=30,5,0,0', [[80, 30], [79, 30], [80, 29]]), [255, 0, 0]);
  assert.deepEqual(await edges('extend=30,5,0,0&flip=lrud', [[50, 25], [149, 74], [150, 74], [49, 30]]), [255, 255, 0, 0]);
  assert.deepEqual(await edges('rgn=40,20,50,50', [[10, 5], [9, 5], [10, 4]]), [255, 0, 0]);
  assert.deepEqual(await edges('rect=45,20,50,50', [[5, 5], [4, 5], [5, 4]]), [255, 0, 0]);
});

test('path data of the composite counts after its flip, that of the layer before', async () => {
  const corner = 'clipPath=M0,0,L50,0,L50,100,L0,100';
  const composite = await drawn(`flip=lr&${corner}`);
  assert.deepEqual([composite.at(10, 10), composite.at(190, 10)[3]], [[189, 20, 99, 255], 0]);
  const layer = await drawn(`flip=lr&layer=0&${corner}`);
  assert.deepEqual([layer.at(10, 10)[3], layer.at(190, 10)], [0, [9, 20, 99, 255]]);
  const own = await drawn(`layer=0&flip=lr&${corner}`);
  assert.deepEqual([own.at(10, 10), own.at(190, 10)[3]], [[189, 20, 99, 255], 0]);
  const both = await drawn(`layer=0&clipPathE=Box&layer=comp&clipPath=M0,0,L100,0,L100,100,L0,100`);
  assert.deepEqual([[60, 50], [10, 50], [110, 50]].map(([x, y]) => both.at(x!, y!)[3]), [255, 0, 0]);
});

test('alpha and path together: the lesser counts, in pictures and masks', async () => {
  const { at } = await drawn('clipPathE=Box', 'half');
  assert.deepEqual([at(60, 50)[3], at(140, 50)[3], at(10, 50)[3]], [128, 255, 0]);
  const mask = await drawn('clipPathE=Box&fmt=png', 'half', 'mask');
  assert.deepEqual([mask.at(60, 50), mask.at(140, 50), mask.at(10, 50)], [[128], [255], [0]]);
  assert.deepEqual((await drawn('clipPathE=Edge&fmt=png', 'plain', 'mask')).at(100, 20), [128], 'half a row');
});

test('cropPathE crops to the box of the path, whole pixels', async () => {
  const box = await drawn('cropPathE=Box');
  assert.deepEqual([box.size, box.at(0, 0), box.at(99, 49)], ['100×50', [50, 50, 99, 255], [149, 148, 99, 255]]);
  // Half a row is a row; what lies beyond the image is none of it.
  const edge = await drawn('cropPathE=Edge');
  assert.deepEqual([edge.size, edge.at(0, 0)], ['120×80', [60, 40, 99, 255]]);
  assert.equal((await drawn('cropPathE=Box,Left')).size, '50×50');
  assert.equal((await drawn('cropPathE=Nowhere')).size, '200×100');
  const shaped = await drawn('cropPathE=Ring&clipPathE=Ring');
  assert.deepEqual([shaped.size, shaped.at(0, 0)[3], shaped.at(50, 3), shaped.at(50, 25)[3]], ['100×50', 0, [100, 56, 99, 255], 0]);
});

test('cropPathE of the layer comes before scaling, that of the composite after extending and before the flip', async () => {
  const layer = await drawn('layer=0&cropPathE=Box&size=50,50');
  // Of the composite 100 × 50 the box takes rows 12.5 to 37.5.
  assert.deepEqual([layer.size, (await drawn('cropPathE=Box&size=100,100')).size], ['50×25', '50×26']);
  assert.equal((await drawn('layer=0&cropPathE=Box&crop=0,0,100,100')).size, '50×50');
  const flipped = await drawn('cropPathE=Box&extend=30,10,0,0&flip=lr');
  assert.deepEqual([flipped.size, flipped.at(0, 0), flipped.at(99, 49)], ['100×50', [149, 50, 99, 255], [50, 148, 99, 255]]);
  // Nothing of the image shows beside the box, however much room the view has.
  const padded = await drawn('cropPathE=Box&scl=1&wid=140&hei=50');
  assert.deepEqual([padded.size, padded.at(19, 10)[3], padded.at(20, 0), padded.at(120, 10)[3]], ['140×50', 0, [50, 50, 99, 255], 0]);
  assert.equal((await drawn('layer=0&cropPathE=Left&extend=10,10,10,10')).size, '120×120');
  await assert.rejects(drawn('layer=0&cropPathE=Box&crop=0,0,20,20'), { code: 'DELIVERY_BAD_REQUEST' });
});

test('reduced, a clipped picture has a smooth edge and no dark seam', async () => {
  const { pixels, at } = await drawn('clipPathE=Ring&scl=4');
  assert.equal(at(25, 12)[3], 0);
  const alphas = [...pixels.samples].filter((_, index) => index % 4 === 3);
  assert.ok(alphas.some((alpha) => alpha > 40 && alpha < 215));
  const share = alphas.reduce((sum, alpha) => sum + alpha, 0) / 255 / alphas.length;
  assert.ok(Math.abs(share - Math.PI * (0.25 ** 2 - 0.125 ** 2)) < 0.002, `${share}`);
});

test('an outline that was not kept is refused, not passed over', async () => {
  const { photoshopPaths: _none, ...image } = assets['plain']!.image!;
  assets['old'] = { ...assets['plain']!, image };
  for (const command of ['clipPathE=Box', 'cropPathE=Box', 'layer=0&clipPathE=Box']) {
    await assert.rejects(drawn(command, 'old'), { code: 'DELIVERY_BAD_REQUEST' }, command);
  }
  assert.equal((await drawn('clipPathE=Nowhere', 'old')).at(0, 0)[3], 255);
});

test('a path counts once however often it is named; more than sixteen are refused', async () => {
  const [once, often] = [await drawn('clipPathE=Ring&scl=3'), await drawn(`clipPathE=${'Ring,'.repeat(500)}&scl=3`)];
  assert.deepEqual(often.pixels, once.pixels);
  const many = Array.from({ length: 17 }, (_, index) => photoshopResource(2000 + index, `P${index}`, writePath(saved['Box']!)));
  assets['many'] = { ...assets['plain']!, image: { ...assets['plain']!.image!, ...photoshopPathFacts(Buffer.concat(many), 1) } };
  const names = many.map((_, index) => `P${index}`);
  assert.equal((await drawn(`clipPathE=${names.slice(1).join(',')}`, 'many')).at(0, 0)[3], 0);
  await assert.rejects(drawn(`clipPathE=${names.join(',')}`, 'many'), { code: 'DELIVERY_BAD_REQUEST' });
});

test('data that is no path, and paths no one could draw, are bad requests', async () => {
  const wild = Array.from({ length: 1500 }, (_, index) => `L${index % 97},${index % 2 === 0 ? -9 : 5000}`).join(',');
  for (const query of ['clipPath=L1,1', 'clipXPath=nonsense', `clipPath=M0,0,${wild}&size=5000,5000&hei=5000`]) {
    await assert.rejects(drawn(query), { code: 'DELIVERY_BAD_REQUEST' }, query.slice(0, 40));
  }
});

test('the quad of a path is in pixels of the image; a path unknown or not kept says so', () => {
  const image: ImageFacts = assets['plain']!.image!;
  assert.deepEqual(quadOfEmbeddedPath(image, 'Box'), [{ x: 50, y: 25 }, { x: 150, y: 25 }, { x: 150, y: 75 }, { x: 50, y: 75 }]);
  assert.equal(quadOfEmbeddedPath(image, 'Nowhere'), 'unknown');
  assert.equal(quadOfEmbeddedPath(assets['old']!.image!, 'Box'), 'notKept');
  const line = photoshopPathFacts(photoshopResource(2000, 'Line', writePath(pathOf(polygon([0, 0.5], [1, 0.5])))), 1);
  assert.equal(quadOfEmbeddedPath({ ...image, ...line }, 'Line'), 'notKept');
});
