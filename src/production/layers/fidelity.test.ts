import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pixels } from '#ports';
import { blame, compareViews, type Suspect } from './fidelity.ts';
import { suspectsOf } from './suspects.ts';
import type { GroupProbe, LayerProbe } from './types.ts';

const gray = (values: readonly number[], alphas?: readonly number[]): Pixels => ({
  widthPx: 4, heightPx: values.length / 4, colour: 'rgb', bitsPerComponent: 8, hasAlpha: alphas !== undefined,
  samples: Uint8Array.from(values.flatMap((value, pixel) => [value, value, value, ...(alphas ? [alphas[pixel]!] : [])])),
});
const plainRow = [10, 20, 30, 40];
const suspect = (name: string, leftPx: number, widthPx: number): Suspect => ({ name, reason: 'effects', box: { leftPx, topPx: 0, widthPx, heightPx: 10 } });

test('pictures are compared as they look on white, and tolerated differences are none', () => {
  assert.deepEqual({ ...compareViews(gray(plainRow), gray(plainRow), 2), where: 0 }, { score: 100, deviating: 0, share: 0, most: 0, where: 0 });
  const same = compareViews(gray([255, 255, 0, 0], [255, 255, 255, 255]), gray([0, 99, 0, 0], [0, 0, 255, 255]), 2);
  assert.deepEqual([same.deviating, same.most], [0, 0], 'what nobody sees does not count');
  const other = compareViews(gray(plainRow), gray([10, 22, 33, 140]), 2.5);
  assert.deepEqual([other.deviating, other.share, other.most, [...other.where]], [2, 50, 100, [0, 0, 1, 1]]);
  assert.equal(other.score, Math.floor(10_000 * (1 - 105 / (4 * 255))) / 100);
  assert.throws(() => compareViews(gray(plainRow), gray([...plainRow, ...plainRow]), 2), TypeError);
});

test('who has most of the difference is blamed first, others for what is left of it', () => {
  const fidelity = compareViews(gray([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), gray([99, 99, 0, 99, 99, 99, 0, 0, 99, 99, 0, 0]), 2);
  const canvas = { widthPx: 40, heightPx: 30 };
  const found = (suspects: readonly Suspect[]) => {
    const { blames, unexplained } = blame(fidelity, suspects, { widthPx: 4, heightPx: 3 }, canvas);
    return [blames.map(({ name, share }) => `${name} ${share.toFixed(0)}`), unexplained.toFixed(0)];
  };
  const tall = { ...suspect('left', 0, 10), box: { leftPx: 0, topPx: 0, widthPx: 10, heightPx: 30 } };
  assert.deepEqual(found([]), [[], '100']);
  assert.deepEqual(found([suspect('right', 30, 10), tall, suspect('both', 0, 20)]), [['left 86', 'right 14'], '0']);
  assert.deepEqual(found([suspect('nowhere', 100, 10)]), [[], '100']);
});

const layer = (name: string, change: Partial<LayerProbe> = {}): LayerProbe => ({
  record: 0, number: 1, name, groups: [], content: 'pixels', box: { leftPx: 1, topPx: 1, widthPx: 2, heightPx: 2 }, pixelBox: { leftPx: 1, topPx: 1, widthPx: 2, heightPx: 2 }, text: undefined, isMasked: false, hasPixels: true, hasAlpha: true, isFeathered: false, isClipped: false,
  colour: undefined, isShown: true, opacity: 1, fillOpacity: 1, blendMode: 'normal', effects: undefined, ...change,
});
const group = (name: string, change: Partial<GroupProbe> = {}): GroupProbe => ({ name, isShown: true, isPlain: true, box: { leftPx: 0, topPx: 0, widthPx: 4, heightPx: 4 }, artboard: undefined, ...change });

test('suspects are what a template cannot say, and only where it shows', () => {
  const reasons = (layers: readonly LayerProbe[], groups: readonly GroupProbe[] = [], mode: 'rgb' | 'cmyk' = 'rgb') =>
    suspectsOf({ widthPx: 10, heightPx: 8, mode, layers, groups }).map(({ name, reason }) => `${name} ${reason}`);
  assert.deepEqual(reasons([layer('a'), layer('b', { blendMode: 'multiply', opacity: 0.5 })], [group('g')]), []);
  assert.deepEqual(reasons([
    layer('o', { blendMode: 'overlay' }), layer('d', { blendMode: 'dissolve' }), layer('f', { isFeathered: true }), layer('c', { isClipped: true }), layer('t', { content: 'text' }),
    layer('curves', { content: 'adjustment', hasPixels: false, box: undefined }), layer('e', { effects: { areHidden: false, effects: [], others: ['ebbl'] } }),
    layer('off', { effects: { areHidden: true, effects: [], others: ['ebbl'] } }), layer('hidden', { blendMode: 'overlay', isShown: false }), layer('empty', { hasPixels: false, box: undefined }),
  ], [group('whole', { isPlain: false }), group('gone', { isPlain: false, isShown: false })]),
  ['o blendMode', 'd dissolve', 'f feather', 'c clipping', 't text', 'curves adjustment', 'e effects', 'whole group']);
  assert.deepEqual(reasons([layer('ink'), layer('full', { hasAlpha: false })], [], 'cmyk'), ['ink inks']);
  const [adjusted] = suspectsOf({ widthPx: 10, heightPx: 8, mode: 'rgb', layers: [layer('x', { content: 'adjustment', hasPixels: false, box: undefined })], groups: [] });
  assert.deepEqual(adjusted!.box, { leftPx: 0, topPx: 0, widthPx: 10, heightPx: 8 }, 'an adjustment reaches everywhere');
});
