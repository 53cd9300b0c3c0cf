import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Failure } from '#base';
import { psdBlock, psdBytes, u16, u32 } from '#test/build/psd';
import {
  descriptorBytes, effectsBlock, engineString, percent, pixels, rgbColour, textBlock, versionedDescriptor, type BuildValue,
} from '#test/build/psd-content';
import { bytesSource, type ByteSource } from '../../bytes.ts';
import { writePath } from '../../photoshop/paths.ts';
import { readPsd } from '../document.ts';
import type { PsdBlock } from '../layers/blocks.ts';
import { readPsdLayers } from '../layers/tree.ts';
import { readPsdArtboard } from './artboard.ts';
import { readVersionedDescriptor } from './descriptor.ts';
import type { PsdEffects } from './effect-types.ts';
import { readPsdEffects } from './effects.ts';
import { parseEngineText } from './engine-text.ts';
import { readPsdFill } from './fill.ts';
import { readPsdText } from './text.ts';
import type { PsdText } from './text-types.ts';
import { readPsdVectorMask } from './vector-mask.ts';

const code = (thrown: unknown): string => (thrown instanceof Failure ? thrown.code : String(thrown));

/** A document with one layer that has these blocks. */
function blocksOf(...blocks: readonly Buffer[]): { readonly source: ByteSource; readonly blocks: readonly PsdBlock[] } {
  const source = bytesSource(psdBytes({ widthPx: 1, heightPx: 1, layers: [{ blocks }] }));
  return { source, blocks: readPsdLayers(source, readPsd(source)).layers[0]!.blocks };
}

const effectsOf = (...blocks: readonly Buffer[]): PsdEffects | undefined => {
  const held = blocksOf(...blocks);
  return readPsdEffects(held.source, held.blocks, 37);
};
const textOf = (...blocks: readonly Buffer[]): PsdText | undefined => {
  const held = blocksOf(...blocks);
  return readPsdText(held.source, held.blocks);
};

test('every kind of value comes out of a descriptor', () => {
  const made = versionedDescriptor('null', {
    flag: true, 'Nm  ': 'Größe', num: { double: 1.5 }, whole: { long: -7 }, unit: pixels(3), 'Md  ': { choice: 'BlnM', chosen: 'Mltp' },
    raw: Buffer.of(1, 2), list: [{ long: 1 }, 'two'], inner: { className: 'Pnt ', values: { 'Hrzn': { double: 4 } } },
  });
  const { descriptor, end } = readVersionedDescriptor(made, 0);
  assert.equal(end, made.length);
  assert.deepEqual(Object.fromEntries(descriptor.values), {
    flag: true, Nm: 'Größe', num: 1.5, whole: -7, unit: { unit: '#Pxl', amount: 3 }, Md: { choice: 'BlnM', chosen: 'Mltp' },
    raw: Buffer.of(1, 2), list: [1, 'two'], inner: { className: 'Pnt', values: new Map([['Hrzn', 4]]) },
  });
});

const dropShadow = (more: Readonly<Record<string, BuildValue>> = {}): BuildValue => ({
  className: 'DrSh', values: {
    enab: true, present: true, 'Md  ': { choice: 'BlnM', chosen: 'Mltp' }, 'Clr ': rgbColour(10, 20, 30), Opct: percent(75), uglg: false,
    lagl: { unit: '#Ang', amount: 120 }, Dstn: pixels(5), Ckmt: pixels(2), blur: pixels(9), Nose: percent(3), ...more,
  },
});

test('a shadow comes with all its numbers', () => {
  assert.deepEqual(effectsOf(effectsBlock({ masterFXSwitch: true, DrSh: dropShadow() })), {
    areHidden: false, others: [], effects: [{
      kind: 'dropShadow', isEnabled: true, blendMode: 'multiply', colour: { space: 'rgb', red: 10, green: 20, blue: 30 }, opacity: 75, angleDeg: 120,
      distancePx: 5, sizePx: 9, spread: 2, noise: 3, isFromCentre: false,
    }],
  });
});

test('an effect that uses the light of the document takes its angle', () => {
  assert.equal(effectsOf(effectsBlock({ DrSh: dropShadow({ uglg: true }) }))!.effects[0]!.angleDeg, 37);
});

test('several effects of a kind, those of groups, disabled and hidden ones, and other kinds are told', () => {
  const several = effectsOf(effectsBlock({ masterFXSwitch: false, dropShadowMulti: [dropShadow(), dropShadow({ enab: false })], DrSh: dropShadow() }, 'lmfx'))!;
  assert.deepEqual([several.areHidden, several.effects.map(({ isEnabled }) => isEnabled)], [true, [true, false]]);
  const glow: BuildValue = { className: 'IrGl', values: { enab: true, 'Md  ': { choice: 'BlnM', chosen: 'linearDodge' }, glwS: { choice: 'IGSr', chosen: 'SrcC' } } };
  const bevel: BuildValue = { className: 'ebbl', values: { enab: true } };
  const stroke: BuildValue = { className: 'FrFX', values: { enab: false } };
  const mixed = effectsOf(effectsBlock({ IrGl: glow, ebbl: bevel, FrFX: stroke }, 'lfxs'))!;
  assert.deepEqual([mixed.effects[0]!.kind, mixed.effects[0]!.blendMode, mixed.effects[0]!.isFromCentre, mixed.effects[0]!.colour], ['innerGlow', 'linearDodge', true, undefined]);
  assert.deepEqual(mixed.others, ['ebbl']);
  assert.equal(effectsOf(), undefined);
});

const fixed = (value: number): Buffer => u32(value * 65_536);
const oldEffect = (key: string, content: Buffer): Buffer => Buffer.concat([Buffer.from(`8BIM${key}`), u32(content.length), content]);
const words = (...values: readonly number[]): Buffer => Buffer.concat(values.map(u16));

test('effects of Photoshop 5 are read where there are no newer ones', () => {
  const common = oldEffect('cmnS', Buffer.concat([u32(0), Buffer.of(1, 0, 0)]));
  const shadow = oldEffect('dsdw', Buffer.concat([
    u32(2), fixed(5), fixed(10), fixed(90), fixed(7), words(0, 65_535, 0, 257, 0), Buffer.from('8BIMmul '), Buffer.of(1, 0, 255), words(0, 0, 0, 0, 0),
  ]));
  const glow = oldEffect('oglw', Buffer.concat([u32(2), fixed(4), fixed(0), words(2, 65_535, 0, 65_535, 65_535), Buffer.from('8BIMscrn'), Buffer.of(0, 51), words(0, 0, 0, 0, 0)]));
  const old = psdBlock('lrFX', Buffer.concat([u16(0), u16(3), common, shadow, glow]));
  const { areHidden, effects } = effectsOf(old)!;
  assert.equal(areHidden, false);
  assert.deepEqual(effects[0], {
    kind: 'dropShadow', isEnabled: true, blendMode: 'multiply', colour: { space: 'rgb', red: 255, green: 0, blue: 1 }, opacity: 100, angleDeg: 90,
    distancePx: 7, sizePx: 5, spread: 10, noise: 0, isFromCentre: false,
  });
  assert.deepEqual([effects[1]!.kind, effects[1]!.isEnabled, effects[1]!.opacity], ['outerGlow', false, 20]);
  assert.deepEqual(effects[1]!.colour, { space: 'cmyk', cyan: 0, magenta: 100, yellow: 0, black: 0 });
  assert.equal(effectsOf(old, effectsBlock({ DrSh: dropShadow() }))!.effects.length, 1);
});

test('a fill tells its colour, also inside of a shape, and whether its outline is drawn', () => {
  const of = (...blocks: readonly Buffer[]): unknown => {
    const held = blocksOf(...blocks);
    return readPsdFill(held.source, held.blocks);
  };
  const red = { space: 'rgb', red: 255, green: 0, blue: 0 };
  assert.deepEqual(of(psdBlock('SoCo', versionedDescriptor('null', { 'Clr ': rgbColour(255, 0, 0) }))), { colour: red, hasStroke: false });
  const shape = psdBlock('vscg', Buffer.concat([Buffer.from('SoCo'), versionedDescriptor('null', { 'Clr ': rgbColour(255, 0, 0) })]));
  assert.deepEqual(of(shape, psdBlock('vstk', versionedDescriptor('strokeStyle', { strokeEnabled: true }))), { colour: red, hasStroke: true });
  const cmyk: BuildValue = { className: 'CMYC', values: { 'Cyn ': { double: 10 }, Mgnt: { double: 20 }, 'Ylw ': { double: 30 }, Blck: { double: 40 } } };
  assert.deepEqual(of(psdBlock('SoCo', versionedDescriptor('null', { 'Clr ': cmyk }))), {
    colour: { space: 'cmyk', cyan: 10, magenta: 20, yellow: 30, black: 40 }, hasStroke: false,
  });
  assert.deepEqual(of(psdBlock('GdFl', versionedDescriptor('null', {}))), { colour: undefined, hasStroke: false });
  assert.equal(of(), undefined);
});

test('a vector mask is a path with its switches', () => {
  const knot = (x: number, y: number) => ({ x, y, xIn: x, yIn: y, xOut: x, yOut: y });
  const path = { isInverted: false, subpaths: [{ isClosed: true, knots: [knot(0, 0), knot(0.5, 0), knot(0.5, 0.25)] }] };
  const of = (key: string, flags: number): ReturnType<typeof readPsdVectorMask> => {
    const held = blocksOf(psdBlock(key, Buffer.concat([u32(3), u32(flags), writePath(path)])));
    return readPsdVectorMask(held.source, held.blocks);
  };
  assert.deepEqual(of('vmsk', 0), { path, isDisabled: false });
  assert.deepEqual(of('vsms', 5), { path: { ...path, isInverted: true }, isDisabled: true });
});

test('an artboard tells its place', () => {
  const rectangle: BuildValue = { className: 'classFloatRect', values: { 'Top ': { double: -2 }, Left: { double: 10 }, Btom: { double: 20 }, Rght: { double: 30 } } };
  const held = blocksOf(psdBlock('artb', versionedDescriptor('artboard', { artboardRect: rectangle })));
  assert.deepEqual(readPsdArtboard(held.source, held.blocks), { leftPx: 10, topPx: -2, rightPx: 30, bottomPx: 20 });
  assert.equal(readPsdArtboard(held.source, []), undefined);
});

const engine = (text: string, more: { styles?: string; paragraphs?: string; rendered?: string } = {}): string => `

<<
  /EngineDict << /Editor << /Text ${engineString(text)} >>
    /ParagraphRun << ${more.paragraphs ?? ''} >> /StyleRun << ${more.styles ?? ''} >> ${more.rendered ?? ''} >>
  /ResourceDict << /FontSet [ << /Name ${engineString('ArialMT')} >> << /Name ${engineString('MyriadPro-Bold')} >> ]
    /TheNormalStyleSheet 0 /StyleSheetSet [ << /StyleSheetData << /Font 1 /FontSize 10.5 /FillColor << /Type 0 /Values [ 1.0 .25 ] >> >> >> ]
    /TheNormalParagraphSheet 0 /ParagraphSheetSet [ << /Properties << /Justification 1 /SpaceAfter 4 >> >> ] >>
>>`;

test('text comes with its runs; what a style leaves out is as in the normal one', () => {
  const styles = `/RunArray [ << /StyleSheet << /StyleSheetData << /Font 0 /FontSize 24.0 /FauxBold true /Underline true /AutoLeading false /Leading 30
      /Tracking -20 /FontCaps 2 /FontBaseline 1 /FillColor << /Type 1 /Values [ 1.0 1.0 .0 .2 ] >> >> >> >>
    << /StyleSheet << /StyleSheetData << /FillColor << /Type 2 /Values [ 1 0 .5 1 0 ] >> >> >> >> ] /RunLengthArray [ 2 99 ]`;
  const paragraphs = `/RunArray [ << /ParagraphSheet << /Properties << /Justification 2 /FirstLineIndent 7 >> >> >> << /ParagraphSheet << /Properties << >> >> >> ]
    /RunLengthArray [ 4 5 ]`;
  const text = textOf(textBlock(Buffer.from(engine('a(é\rb\u0003\\)\r', { styles, paragraphs }), 'latin1'), { transform: [2, 0, 0, 2, 30, 40] }))!;
  assert.equal(text.text, 'a(é\nb\v\\)');
  assert.deepEqual(text.toCanvas, [2, 0, 0, 2, 30, 40]);
  assert.deepEqual([text.box, text.warp, text.isVertical], [undefined, undefined, false]);
  assert.deepEqual(text.styles.map(({ length }) => length), [2, 6]);
  assert.deepEqual(text.styles[0]!.style, {
    fontName: 'ArialMT', size: 24, leading: 30, fill: { space: 'rgb', red: 255, green: 0, blue: 51 }, isBold: true, isItalic: false, isUnderlined: true,
    isStruck: false, caps: 'all', position: 'superscript', tracking: -20, baselineShift: 0, horizontalScale: 1, verticalScale: 1,
  });
  const second = text.styles[1]!.style;
  assert.deepEqual([second.fontName, second.size, second.leading], ['MyriadPro-Bold', 10.5, undefined]);
  assert.deepEqual(second.fill, { space: 'cmyk', cyan: 0, magenta: 50, yellow: 100, black: 0 });
  assert.deepEqual(text.paragraphs.map(({ length, style }) => [length, style.alignment, style.firstLineIndent, style.spaceAfter]), [[4, 'center', 7, 4], [4, 'right', 0, 4]]);
});

test('a text without runs has the normal style', () => {
  const { styles, paragraphs } = textOf(textBlock(engine('abc')))!;
  assert.deepEqual([styles.length, styles[0]!.length, styles[0]!.style.fontName, styles[0]!.style.fill], [1, 3, 'MyriadPro-Bold', { space: 'gray', black: 75 }]);
  assert.deepEqual(paragraphs.map(({ length, style }) => [length, style.alignment]), [[3, 'right']]);
});

test('text in a box, bent and vertical text say so', () => {
  const rendered = '/Rendered << /Shapes << /Children [ << /Cookie << /Photoshop << /BoxBounds [ 0.0 0.0 178.0 169.5 ] >> >> >> ] >> >>';
  const text = textOf(textBlock(engine('a', { rendered }), { warp: 'warpArc', isVertical: true }))!;
  assert.deepEqual([text.box, text.warp, text.isVertical], [[0, 0, 178, 169.5], 'warpArc', true]);
});

test('an empty text has no runs, and what is no text is undefined', () => {
  const { text, styles, paragraphs } = textOf(textBlock(engine('\r')))!;
  assert.deepEqual([text, styles, paragraphs], ['', [], []]);
  assert.equal(textOf(psdBlock('tySh', Buffer.alloc(8))), undefined);
});

test('keys of strangers reach nothing that objects have in common', () => {
  const parsed = parseEngineText(Buffer.from('<< /__proto__ << /polluted true >> /constructor 1 >>'));
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  assert.deepEqual(Object.keys(parsed), ['__proto__', 'constructor']);
});

test('nesting, counts and lengths beyond reason are a broken file', () => {
  const broken = (work: () => unknown): void => assert.throws(work, (thrown) => code(thrown) === 'BROKEN_FILE');
  broken(() => parseEngineText(Buffer.from('<< /a '.repeat(10_000))));
  broken(() => parseEngineText(Buffer.from('['.repeat(10_000))));
  broken(() => parseEngineText(Buffer.from(`<< /a [ ${'1 '.repeat(600_000)}] >>`)));
  broken(() => parseEngineText(Buffer.from('<< /a (no end')));
  let nested: BuildValue = { long: 1 };
  for (let depth = 0; depth < 50; depth++) nested = { className: 'null', values: { deep: nested } };
  broken(() => readVersionedDescriptor(versionedDescriptor('null', { nested }), 0));
  broken(() => readVersionedDescriptor(Buffer.concat([u32(16), descriptorBytes('null', {}).subarray(0, 12), u32(0xffffffff)]), 0));
});

test('cuts and garbage at any byte of content end as a broken file or as some content', () => {
  const wholes = [
    effectsBlock({ DrSh: dropShadow(), dropShadowMulti: [dropShadow()] }), textBlock(engine('abc')),
    psdBlock('SoCo', versionedDescriptor('null', { 'Clr ': rgbColour(1, 2, 3) })),
    psdBlock('lrFX', Buffer.concat([u16(0), u16(1), oldEffect('dsdw', Buffer.alloc(51, 1))])),
  ];
  const tried = (content: Buffer, key: string): void => {
    const held = blocksOf(psdBlock(key, content));
    try {
      readPsdEffects(held.source, held.blocks, 0);
      readPsdText(held.source, held.blocks);
      readPsdFill(held.source, held.blocks);
    } catch (thrown) {
      assert.equal(code(thrown), 'BROKEN_FILE');
    }
  };
  for (const whole of wholes) {
    const [key, content] = [whole.toString('latin1', 4, 8), whole.subarray(12)];
    for (let at = 0; at < content.length; at++) {
      tried(content.subarray(0, at), key);
      for (const value of [0, 0x28, 0x3c, 255]) {
        const spoiled = Buffer.from(content);
        spoiled[at] = value;
        tried(spoiled, key);
      }
    }
  }
  fc.assert(fc.property(fc.string({ maxLength: 80, unit: fc.constantFrom('<', '>', '[', ']', '(', ')', '/', '\\', 'a', ' ', '1', '.', '-') }), (text) => {
    try {
      parseEngineText(Buffer.from(text));
    } catch (thrown) {
      assert.equal(code(thrown), 'BROKEN_FILE');
    }
  }), { numRuns: 3000 });
});
