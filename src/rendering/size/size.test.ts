import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { layOutLayer, scaleLayer } from './layer.ts';
import { layOutThumbnail } from './thumbnail.ts';
import { fitModes, layOutView, type FitMode, type ViewRequest } from './view.ts';
import { levelFor, planAxis } from './window.ts';

const none: Omit<ViewRequest, 'region'> = {
  widthPx: undefined, heightPx: undefined, inverseScale: undefined, fit: undefined, alignX: 0, alignY: 0,
  defaultPix: { widthPx: 400, heightPx: 400 }, isSingleSideEnlarged: true, rectFactor: 1, pixelRatio: 1,
};
const layOut = (width: number, height: number, change: Partial<ViewRequest>): string => {
  const { view, image, offsetXPx, offsetYPx } = layOutView({ ...none, region: { width, height }, ...change });
  return `${image.widthPx}×${image.heightPx} @ ${offsetXPx},${offsetYPx} in ${view.widthPx}×${view.heightPx}`;
};
const both = { widthPx: 400, heightPx: 400 };
const fit = (mode: FitMode, mayEnlarge = false) => ({ fit: { mode, mayEnlarge } });

/** Every worked example of the specification that needs no rgn or rect. */
const examples: readonly (readonly [number, number, Partial<ViewRequest>, string])[] = [
  [3000, 2000, both, '400×267 @ 0,66 in 400×400'],
  [3000, 2000, { ...both, ...fit('hfit') }, '400×267 @ 0,66 in 400×400'],
  [3000, 2000, { ...both, ...fit('constrain') }, '400×267 @ 0,0 in 400×267'],
  [3000, 2000, { ...both, ...fit('wrap') }, '600×400 @ 0,0 in 600×400'],
  [3000, 2000, { ...both, ...fit('crop') }, '600×400 @ -100,0 in 400×400'],
  [3000, 2000, { ...both, ...fit('vfit') }, '600×400 @ -100,0 in 400×400'],
  [3000, 2000, { ...both, ...fit('stretch') }, '400×400 @ 0,0 in 400×400'],
  [3000, 2000, { widthPx: 600, heightPx: 200, ...fit('hfit') }, '600×400 @ 0,-100 in 600×200'],
  [3000, 2000, { widthPx: 600, heightPx: 200, ...fit('vfit') }, '300×200 @ 150,0 in 600×200'],
  [300, 200, both, '300×200 @ 50,100 in 400×400'],
  [300, 200, { ...both, ...fit('fit', true) }, '400×267 @ 0,66 in 400×400'],
  [300, 200, { ...both, ...fit('constrain') }, '300×200 @ 0,0 in 300×200'],
  [300, 200, { ...both, ...fit('constrain', true) }, '400×267 @ 0,0 in 400×267'],
  [300, 200, { ...both, ...fit('crop') }, '300×200 @ 50,100 in 400×400'],
  [300, 200, { ...both, ...fit('crop', true) }, '600×400 @ -100,0 in 400×400'],
  [300, 200, { ...both, ...fit('stretch') }, '300×200 @ 50,100 in 400×400'],
  [300, 200, { ...both, ...fit('stretch', true) }, '400×400 @ 0,0 in 400×400'],
  [300, 200, { widthPx: 600 }, '600×400 @ 0,0 in 600×400'],
  [300, 200, { widthPx: 600, ...fit('constrain') }, '300×200 @ 0,0 in 300×200'],
  [1000, 1499, { ...both, ...fit('constrain') }, '267×400 @ 0,0 in 267×400'],
  [3000, 2000, {}, '400×267 @ 0,0 in 400×267'],
  [3000, 2000, { inverseScale: 4 }, '750×500 @ 0,0 in 750×500'],
  [3000, 2000, { inverseScale: 4, widthPx: 500, heightPx: 600, alignX: -1, alignY: 1 }, '750×500 @ 0,100 in 500×600'],
  [900, 600, { widthPx: 300 }, '300×200 @ 0,0 in 300×200'],
  [500, 500, { widthPx: 200, heightPx: 100 }, '100×100 @ 50,0 in 200×100'],
  [3000, 2000, { inverseScale: 1 }, '3000×2000 @ 0,0 in 3000×2000'],
  [3000, 2000, { widthPx: 400, rectFactor: 2 }, '800×533 @ 0,0 in 800×533'],
  [816, 500, { widthPx: 816, heightPx: 500, pixelRatio: 2 }, '1632×1000 @ 0,0 in 1632×1000'],
];

for (const [width, height, change, expected] of examples) {
  test(`${width}×${height} with ${JSON.stringify(change)} is ${expected}`, () => assert.equal(layOut(width, height, change), expected));
}

test('without any size a small picture stays as it is, and a free side does not bind', () => {
  assert.equal(layOut(300, 200, {}), '300×200 @ 0,0 in 300×200');
  assert.equal(layOut(3000, 2000, { defaultPix: { widthPx: 0, heightPx: 1000 } }), '1500×1000 @ 0,0 in 1500×1000');
  assert.equal(layOut(3000, 2000, { defaultPix: { widthPx: 0, heightPx: 0 } }), '3000×2000 @ 0,0 in 3000×2000');
});

test('a pixel ratio without any size stops at the picture’s own pixels', () => {
  assert.equal(layOut(600, 400, { pixelRatio: 3 }), '600×400 @ 0,0 in 600×400');
  assert.equal(layOut(3000, 2000, { pixelRatio: 2 }), '800×533 @ 0,0 in 800×533');
});

test('one side may be kept from enlarging', () => {
  assert.equal(layOut(300, 200, { widthPx: 600, isSingleSideEnlarged: false }), '300×200 @ 0,0 in 300×200');
});

test('layers: the binding side of a box is exact, and it enlarges too', () => {
  assert.deepEqual(scaleLayer({ width: 1000, height: 500 }, { widthPx: 200, heightPx: 200 }, 1), { widthPx: 200, heightPx: 100 });
  assert.deepEqual(scaleLayer({ width: 300, height: 200 }, { widthPx: 0, heightPx: 400 }, 1), { widthPx: 600, heightPx: 400 });
  assert.deepEqual(scaleLayer({ width: 300, height: 200 }, { widthPx: 0, heightPx: 0 }, 0.5), { widthPx: 150, heightPx: 100 });
  assert.deepEqual(scaleLayer({ width: 800, height: 800 }, undefined, 0.1), { widthPx: 80, heightPx: 80 });
});

const still = { isLeftRight: false, isUpDown: false };
test('layers: extending moves the image, and turning the composite turns the edges with it', () => {
  const request = { crop: { x: 0, y: 0, width: 120, height: 80 }, box: undefined, scale: 1, extend: { left: 10, top: 0, right: 30, bottom: 20 } };
  const plain = layOutLayer({ ...request, layerFlip: still, compositeFlip: still });
  assert.deepEqual([plain?.rect, plain?.image.x, plain?.image.y], [{ widthPx: 160, heightPx: 100 }, 10, 0]);
  const turned = layOutLayer({ ...request, layerFlip: still, compositeFlip: { isLeftRight: true, isUpDown: true } });
  assert.deepEqual([turned?.image.x, turned?.image.y, turned?.flip], [30, 20, { isLeftRight: true, isUpDown: true }]);
  const twice = layOutLayer({ ...request, layerFlip: { isLeftRight: true, isUpDown: false }, compositeFlip: { isLeftRight: true, isUpDown: false } });
  assert.deepEqual(twice?.flip, still);
  assert.equal(layOutLayer({ ...request, extend: { left: -60, top: 0, right: -60, bottom: 0 }, layerFlip: still, compositeFlip: still }), undefined);
});

test('thumbnails: fit, crop, texture', () => {
  const tmb = (thumbType: number, align = 2) => layOutThumbnail({
    composite: { width: 3000, height: 2000 }, widthPx: 64, heightPx: 64, defaultThumbPix: { widthPx: 100, heightPx: 0 }, thumbType,
    horizontalAlign: align, verticalAlign: align, textureScale: 0.01,
  });
  assert.deepEqual(tmb(2), { view: { widthPx: 64, heightPx: 64 }, image: { widthPx: 64, heightPx: 43 }, offsetXPx: 0, offsetYPx: 10 });
  assert.deepEqual(tmb(1), { view: { widthPx: 64, heightPx: 64 }, image: { widthPx: 96, heightPx: 64 }, offsetXPx: -16, offsetYPx: 0 });
  assert.deepEqual([tmb(3).image, tmb(3, 1).offsetXPx, tmb(3, 3).offsetXPx], [{ widthPx: 30, heightPx: 20 }, 0, 34]);
});

test('sizes are never below 1 and stay in the box, whatever is asked', () => {
  const edge = fc.integer({ min: 1, max: 100_000 });
  const side = fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: undefined });
  fc.assert(fc.property(edge, edge, side, side, fc.constantFrom(...fitModes), fc.boolean(), fc.double({ min: -1, max: 1, noNaN: true }), (width, height, widthPx, heightPx, mode, mayEnlarge, alignX) => {
    const { view, image, offsetXPx, offsetYPx } = layOutView({ ...none, region: { width, height }, widthPx, heightPx, fit: { mode, mayEnlarge }, alignX });
    for (const value of [view.widthPx, view.heightPx, image.widthPx, image.heightPx]) assert.ok(Number.isInteger(value) && value >= 1);
    assert.ok(Number.isInteger(offsetXPx) && Number.isInteger(offsetYPx));
    const isBoxed = mode !== 'wrap' && widthPx !== undefined && heightPx !== undefined;
    if (isBoxed) assert.ok(view.widthPx <= widthPx && view.heightPx <= heightPx);
    if (!mayEnlarge) assert.ok(image.widthPx <= Math.max(width, 1) && image.heightPx <= Math.max(height, 1));
    // What is asked is had by one side at least, unless it would have to be enlarged.
    if (isBoxed && mayEnlarge && mode === 'constrain') assert.ok(view.widthPx === widthPx || view.heightPx === heightPx);
  }));
});

test('the level read is the smallest that is still large enough', () => {
  assert.deepEqual([1, 0.51, 0.5, 0.26, 0.25, 0.01, 3].map((scale) => levelFor(scale, 5)), [0, 0, 1, 1, 2, 4, 0]);
});

test('a window lies in its level, holds what is wanted, and lands on whole pixels where it can', () => {
  const request = fc.record({
    sourceLength: fc.integer({ min: 1, max: 20_000 }), level: fc.integer({ min: 0, max: 6 }), from: fc.double({ min: 0, max: 0.9, noNaN: true }),
    part: fc.double({ min: 0.05, max: 1, noNaN: true }), start: fc.double({ min: -3000, max: 300, noNaN: true }), length: fc.integer({ min: 1, max: 5000 }),
    reply: fc.integer({ min: 1, max: 2000 }), isFlipped: fc.boolean(),
  });
  fc.assert(fc.property(request, ({ sourceLength, level, from, part, start, length, reply, isFlipped }) => {
    const sourceFrom = Math.floor(sourceLength * from);
    const sourceTo = Math.min(sourceLength, sourceFrom + Math.max(1, Math.floor(sourceLength * part)));
    const [targetFrom, targetTo] = [start, start + length];
    const visibleFrom = Math.max(0, Math.floor(targetFrom + 0.5));
    const visibleTo = Math.min(reply, Math.floor(targetTo + 0.5));
    fc.pre(visibleTo > visibleFrom);
    const levelLength = Math.max(1, Math.ceil(sourceLength / 2 ** level));
    const read = planAxis({ levelLength, sourceLength, sourceFrom, sourceTo, targetFrom, targetTo, visibleFrom, visibleTo, isFlipped });
    assert.ok(read.windowAt >= 0 && read.windowLength >= 1 && read.windowAt + read.windowLength <= levelLength, JSON.stringify(read));
    assert.ok(read.keepAt >= 0 && read.keepAt + (visibleTo - visibleFrom) <= read.scaledLength, JSON.stringify(read));
  }));
});

test('an unscaled window is exactly what is kept', () => {
  assert.deepEqual(planAxis({ levelLength: 3000, sourceLength: 3000, sourceFrom: 0, sourceTo: 3000, targetFrom: -1000, targetTo: 2000, visibleFrom: 0, visibleTo: 400, isFlipped: false }),
    { windowAt: 1000, windowLength: 400, scaledLength: 400, keepAt: 0 });
});
