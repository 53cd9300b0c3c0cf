import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PsdEffect } from '#formats';
import type { UploadOptions } from '../types.ts';
import { anchorOf } from './anchor.ts';
import { effectsText } from './effects.ts';
import { placeLayers } from './names.ts';
import { colourText } from './probe.ts';
import { templateModifier, type TemplateLayer } from './template.ts';

type Naming = UploadOptions['photoshop']['layerNaming'];
const named = (names: readonly string[], naming: Naming, id = 'Spring Ad', first = 0): readonly string[] =>
  placeLayers(names.map((name, index) => ({ name, number: index + first, groups: [] })), id, naming).map(({ name }) => name);

test('acceptance §8.2: Spring Ad in every naming mode', () => {
  const layers = ['Background', 'Price Tag', 'Layer 2', 'Price Tag'];
  assert.deepEqual(named(layers, 'LayerName'), ['0', 'Price Tag', '2', 'Price Tag-1']);
  assert.deepEqual(named(layers, 'AppendNumber'), ['Spring Ad_0', 'Spring Ad_1', 'Spring Ad_2', 'Spring Ad_3']);
  assert.deepEqual(named(layers, 'AppendName'), ['Spring Ad_0', 'Spring Ad_Price Tag', 'Spring Ad_2', 'Spring Ad_Price Tag-1']);
  assert.deepEqual(named(layers, 'Folders'), ['0', 'Price Tag', '2', 'Price Tag-1']);
});

test('names that Photoshop gives count as none in its languages too; copies and other cases are names', () => {
  assert.deepEqual(named(['Hintergrund', 'Ebene 3', 'Calque 4', 'レイヤー 1'], 'LayerName'), ['0', '1', '2', '3']);
  assert.deepEqual(named(['Layer 2 copy', 'layer 1', 'Layer', 'background'], 'LayerName'), ['Layer 2 copy', 'layer 1', 'Layer', 'background']);
});

test('a company says which names count as none beside those in English; # stands for a number, and nothing else is a pattern', () => {
  const places = placeLayers(['Capa 12', 'Capa', 'Capa 1 copia', 'Fondo (a)', 'Fondo a', 'Ebene 3', 'Layer 4', 'Background'].map((name, number) => ({ name, number, groups: [] })), 'ad', 'LayerName', ['Capa #', 'Fondo (a)']);
  assert.deepEqual(places.map(({ name }) => name), ['0', 'Capa', 'Capa 1 copia', '3', 'Fondo a', 'Ebene 3', '6', '7']);
});

test('names are cleaned and cut; where nothing is left, and for dots, the number stands in', () => {
  assert.deepEqual(named(['a/b:c%', '???', '..', ' v1.2 ', 'x'.repeat(200)], 'LayerName'), ['abc', '1', '2', 'v1.2', 'x'.repeat(128)]);
  assert.deepEqual(named(['a', 'a', 'a-1', '3', ''], 'LayerName', 'ad', 1), ['a', 'a-1', 'a-1-1', '3', '5']);
});

test('Folders puts images below the id and the names of groups, five of them', () => {
  const places = placeLayers([{ name: 'a', number: 1, groups: [] }, { name: 'b', number: 2, groups: ['one', 't/wo', '..', '4', '5', '6'] }], 'ad', 'Folders');
  assert.deepEqual(places, [{ name: 'a', subfolder: 'ad/' }, { name: 'b', subfolder: 'ad/one/two/4/5/' }]);
});

test('acceptance §8.3: nine anchors, rounded down', () => {
  const of = (anchor: UploadOptions['photoshop']['anchor']) => Object.values(anchorOf({ widthPx: 121, heightPx: 81 }, anchor));
  assert.deepEqual(
    (['Center', 'North', 'Northwest', 'West', 'Southwest', 'South', 'Southeast', 'East', 'Northeast'] as const).map(of),
    [[60, 40], [60, 0], [0, 0], [0, 40], [0, 81], [60, 81], [121, 81], [121, 40], [121, 0]],
  );
});

const layer = (name: string, change: Partial<TemplateLayer['layer']> = {}): TemplateLayer['layer'] => ({
  name, isShown: true, opacity: 1, fillOpacity: 1, blendMode: 'normal', effects: undefined, ...change,
});
const image = (part: string, [xPx, yPx]: readonly [number, number], [leftPx, topPx]: readonly [number, number]): TemplateLayer['content'] => ({
  kind: 'image', part, anchor: { xPx, yPx }, leftPx, topPx,
});
const text = (layers: readonly TemplateLayer[]): string => templateModifier({ widthPx: 600, heightPx: 400 }, layers)
  .map((piece) => (typeof piece === 'string' ? piece : `Co/ad_${piece.part}`)).join('');

test('acceptance §8.4: the template of an ad, and with another anchor', () => {
  const tag = (anchor: readonly [number, number]): string => text([
    { layer: layer('Background'), content: image('0', [300, 200], [0, 0]) }, { layer: layer('Price Tag'), content: image('Price Tag', anchor, [450, 30]) },
  ]);
  assert.equal(tag([60, 40]), 'layer=0&size=600,400&origin=0,0&layer=1,Background&src=is{Co/ad_0}&anchor=300,200&pos=300,200'
    + '&layer=2,Price%20Tag&src=is{Co/ad_Price Tag}&anchor=60,40&pos=510,70');
  assert.ok(tag([0, 0]).endsWith('&anchor=0,0&pos=450,30'));
});

test('a template carries opacity, blend modes, hidden layers and fills; names are each layer’s own', () => {
  const fill = { kind: 'colour', colour: '10,20,30' } as const;
  const of = (change: Partial<TemplateLayer['layer']>, name = 'a'): string => text([{ layer: layer(name, change), content: fill }]).slice('layer=0&size=600,400&origin=0,0'.length);
  const plain = '&layer=1,a&color=10,20,30&size=600,400&origin=0,0&pos=0,0';
  assert.equal(of({}), plain);
  assert.equal(of({ opacity: 0.5, blendMode: 'multiply' }), `${plain}&opac=50&blendMode=mult`);
  assert.equal(of({ fillOpacity: 0.2, isShown: false, blendMode: 'overlay' }), `${plain}&opac=100,20&hide=1`);
  assert.match(of({}, 'ä&=,$1'), /^&layer=1,%C3%A4%26%3D%2C%241&/);
  assert.match(of({}, ' '), /^&layer=1&color/);
  assert.match(of({}, 'comp'), /^&layer=1,comp-1&/);
  assert.match(text([{ layer: layer('a'), content: fill }, { layer: layer('a'), content: fill }]), /layer=1,a&.*layer=2,a-1&/);
});

const effect = (kind: PsdEffect['kind'], change: Partial<PsdEffect> = {}): PsdEffect => ({
  kind, isEnabled: true, blendMode: 'multiply', colour: { space: 'rgb', red: 0, green: 0, blue: 0 }, opacity: 75, angleDeg: 120, distancePx: 5, sizePx: 5,
  spread: 0, noise: 0, isFromCentre: false, ...change,
});
const written = (...effects: readonly PsdEffect[]) => effectsText({ areHidden: false, effects, others: [] });

test('shadows fall away from the light, glows stay; outer effects count down, inner ones up', () => {
  assert.deepEqual(written(effect('dropShadow', { angleDeg: 180, distancePx: 3 })), {
    text: '&effect=-1&.effect=Drop%20Shadow&color=0,0,0,191&blendMode=mult&op_blur=5&pos=3,0', isWhole: true,
  });
  assert.match(written(effect('dropShadow', { angleDeg: 90 })).text, /&pos=0,5$/);
  assert.equal(written(effect('outerGlow', { blendMode: 'screen', spread: 40, sizePx: 10 })).text,
    '&effect=-1&.effect=Outer%20Glow&color=0,0,0,191&blendMode=screen&op_grow=4&op_blur=6');
  const numbers = [...written(effect('innerShadow'), effect('dropShadow'), effect('innerGlow'), effect('outerGlow')).text.matchAll(/&effect=(-?\d+)&.effect=(\w+)%20(\w+)/g)]
    .map(([, number, one, other]) => `${number} ${one} ${other}`);
  assert.deepEqual(numbers, ['-2 Drop Shadow', '-1 Outer Glow', '1 Inner Glow', '2 Inner Shadow']);
});

test('effects that cannot be said are left out, and it is known', () => {
  assert.deepEqual(written(effect('dropShadow', { isEnabled: false })), { text: '', isWhole: true });
  assert.deepEqual(effectsText({ areHidden: true, effects: [effect('dropShadow')], others: ['ebbl'] }), { text: '', isWhole: true });
  assert.equal(effectsText({ areHidden: false, effects: [], others: ['ebbl'] }).isWhole, false);
  assert.deepEqual(written(effect('outerGlow', { colour: undefined })), { text: '', isWhole: false });
  assert.equal(written(effect('dropShadow', { blendMode: 'overlay' })).isWhole, false);
});

test('colours are written as delivery reads them', () => {
  assert.equal(colourText({ space: 'rgb', red: 254.6, green: 0, blue: 128 }), '255,0,128');
  assert.equal(colourText({ space: 'cmyk', cyan: 10, magenta: 20.5, yellow: 0, black: 100 }), '10,20.5,0,100k');
  assert.equal(colourText({ space: 'gray', black: 100 }), '0,0,0');
  assert.equal(colourText({ space: 'hsb', hueDeg: 120, saturation: 100, brightness: 50 }), '0,128,0');
  assert.equal(colourText({ space: 'lab', lightness: 50, a: 0, b: 0 }), undefined);
});
