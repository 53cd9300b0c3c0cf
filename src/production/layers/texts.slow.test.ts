import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { blockFont } from '#test/build/fonts';
import { openProductionBench, type Made, type ProductionBench } from '#test/build/production';
import { engineString, textBlock } from '#test/build/psd-content';
import { psdBytes } from '#test/build/psd';
import { sceneDocument, type SceneLayer } from '#test/build/psd-scenes';
import { uploadOptions } from '#test/build/upload-options';
import type { FontFile, UploadOptions } from '../types.ts';

/* Text layers of documents, with a font whose letters are blocks: an H is 0.6 em wide and 0.7 high in an advance of 0.7. */

let bench: ProductionBench;
let fonts: readonly FontFile[];
before(async () => {
  bench = await openProductionBench();
  fonts = [{ name: 'blocks', path: join(bench.folder, 'blocks.ttf') }];
  await writeFile(fonts[0]!.path, blockFont());
});
after(() => bench[Symbol.asyncDispose]());

const [widthPx, heightPx] = [200, 100];
const white: SceneLayer = { name: 'Background', box: [0, 0, widthPx, heightPx], at: () => [255, 255, 255, 255] };

/** Engine data of a text of one style. @param alignment 0 left, 1 right, 2 centred, 3 justified */
function engineOf(text: string, { alignment = 0, font = 'Blocks-Regular', size = 20, rendered = '', more = '' } = {}): string {
  return `<< /EngineDict << /Editor << /Text ${engineString(`${text}\r`)} >>
    /ParagraphRun << /RunArray [ << /ParagraphSheet << /Properties << /Justification ${alignment} >> >> >> ] /RunLengthArray [ ${text.length + 1} ] >>
    /StyleRun << /RunArray [ << /StyleSheet << /StyleSheetData << /Font 0 /FontSize ${size} /FillColor << /Type 1 /Values [ 1 0 0 1 ] >> ${more} >> >> >> ] /RunLengthArray [ ${text.length + 1} ] >> ${rendered} >>
    /ResourceDict << /FontSet [ << /Name ${engineString(font)} >> ] >> >>`;
}

type TextLayer = { readonly engine: string; readonly transform?: readonly number[]; readonly blocks: readonly (readonly [number, number, number, number])[]; readonly change?: Partial<SceneLayer>; readonly warp?: string };

/** A layer whose pixels are blue rectangles, as Photoshop would have drawn its text. */
function textLayer(name: string, { engine, transform = [1, 0, 0, 1, 20, 60], blocks, change, warp }: TextLayer): SceneLayer {
  const [left, top] = [Math.min(...blocks.map(([x]) => x)), Math.min(...blocks.map(([, y]) => y))];
  const [right, bottom] = [Math.max(...blocks.map(([, , x]) => x)), Math.max(...blocks.map(([, , , y]) => y))];
  return {
    name, box: [left, top, right, bottom], blocks: [textBlock(engine, { transform, ...(warp && { warp }) })],
    at: (x, y) => [0, 0, 255, blocks.some(([x0, y0, x1, y1]) => x >= x0 && x < x1 && y >= y0 && y < y1) ? 255 : 0], ...change,
  };
}

async function made(layers: readonly SceneLayer[], photoshop: Partial<UploadOptions['photoshop']> = {}, known: readonly FontFile[] = fonts): Promise<Made & { readonly modifier: string }> {
  const one = await bench.made('ad.psd', psdBytes(sceneDocument(widthPx, heightPx, layers)), {
    photoshop: { ...uploadOptions().photoshop, process: 'MaintainLayers', createTemplate: true, extractText: true, ...photoshop },
  }, { fonts: known });
  const template = one.derived!.parts.find(({ type }) => type === 'Template');
  return { ...one, modifier: (template?.modifier ?? []).map((piece) => (typeof piece === 'string' ? piece : piece.part)).join('') };
}

/** Letters of 20 px: 12 wide with 1 px before, 14 high, 14 further each. */
const letters = (x: number, baseline: number, count: number): readonly (readonly [number, number, number, number])[] =>
  Array.from({ length: count }, (_, index) => [x + 1 + index * 14, baseline - 14, x + 13 + index * 14, baseline] as const);

test('acceptance §8.5: a text layer becomes text with font, size, colour and alignment, and its picture is made all the same', async () => {
  const one = await made([white, textLayer('Title', { engine: engineOf('HH'), blocks: letters(20, 60, 2) })]);
  assert.deepEqual(one.derived!.parts.map(({ part, type }) => `${part} ${type}`), ['layer 0 Image', 'layer 1 Image', 'template Template']);
  const text = /&layer=2,Title&text=([^&]+)&textAttr=72,norm,fixedRes,noWrap&size=(\d+),(\d+)&origin=0,0&pos=(\d+),(\d+)$/.exec(one.modifier);
  assert.ok(text, one.modifier);
  const rtf = decodeURIComponent(text[1]!);
  for (const word of ['{\\rtf1', '{\\f0 Blocks-Regular;}', '\\red0\\green0\\blue255;', '\\ql', '\\f0', '\\fs40', '\\cf1', ' HH}']) assert.ok(rtf.includes(word), `${word} in ${rtf}`);
  assert.deepEqual([text[4], text[5]], ['20', '44'], 'the first baseline, 0.8 em below the top, lies at 60');
  assert.deepEqual([one.warnings, one.notes], [[], []], 'drawn with the font it shows exactly what the document shows');
});

test('texts from a point stand where they stood, whatever their alignment, scale and lines', async () => {
  const right = textLayer('right', { engine: engineOf('HH', { alignment: 1 }), transform: [1, 0, 0, 1, 100, 60], blocks: letters(72, 60, 2) });
  assert.deepEqual((await made([white, right])).notes, []);
  const centred = textLayer('centred', { engine: engineOf('HH', { alignment: 2 }), transform: [1, 0, 0, 1, 100, 60], blocks: letters(86, 60, 2) });
  assert.deepEqual((await made([white, centred])).notes, []);
  const scaled = textLayer('scaled', { engine: engineOf('HH', { size: 10 }), transform: [2, 0, 0, 2, 20, 60], blocks: letters(20, 60, 2) });
  assert.deepEqual((await made([white, scaled])).notes, []);
  const lines = textLayer('lines', { engine: engineOf('H\rH\u0003H', { more: '/AutoLeading false /Leading 25' }), transform: [1, 0, 0, 1, 20, 30], blocks: [30, 55, 80].flatMap((y) => letters(20, y, 1)) });
  assert.deepEqual((await made([white, lines])).notes, []);
  const automatic = textLayer('automatic', { engine: engineOf('H\rH'), transform: [1, 0, 0, 1, 20, 30], blocks: [30, 54].flatMap((y) => letters(20, y, 1)) });
  assert.deepEqual((await made([white, automatic])).notes, [], 'lines are 1.2 sizes apart');
});

test('text in a box is wrapped in it; justified text is set by textPs', async () => {
  const rendered = '/Rendered << /Shapes << /Children [ << /Cookie << /Photoshop << /BoxBounds [ 0.0 0.0 40.0 60.0 ] >> >> >> ] >> >>';
  const boxed = textLayer('boxed', { engine: engineOf('HH HH', { rendered }), transform: [1, 0, 0, 1, 20, 10], blocks: [...letters(20, 26, 2), ...letters(20, 50, 2)] });
  const one = await made([white, boxed]);
  assert.match(one.modifier, /&layer=2,boxed&text=[^&]+&textAttr=72&size=40,60&origin=0,0&pos=20,10$/);
  assert.deepEqual(one.notes, []);
  const justified = await made([white, textLayer('justified', { engine: engineOf('HH HH', { rendered, alignment: 3 }), transform: [1, 0, 0, 1, 20, 10], blocks: letters(20, 26, 2) })]);
  assert.match(justified.modifier, /&textPs=[^&]*%5Cqj[^&]*&textAttr=72&size=40,60/);
});

test('fonts that the company lacks are named, and their layers stay pictures', async () => {
  const one = await made([white, textLayer('Title', { engine: engineOf('HH', { font: 'Lost-Bold' }), blocks: letters(20, 60, 2) })]);
  assert.deepEqual(one.notes, [{ key: 'log.psdFontMissing', params: { font: 'Lost-Bold', layers: 'Title' } }]);
  assert.match(one.modifier, /&layer=2,Title&src=is\{layer 1\}/);
  assert.deepEqual((await made([white, textLayer('Title', { engine: engineOf('HH'), blocks: letters(20, 60, 2) })], {}, [])).notes[0]?.params['font'], 'Blocks-Regular');
});

test('texts that cannot be set stay pictures, and are named; opacity and blend mode of texts are carried', async () => {
  const base = { engine: engineOf('HH'), blocks: letters(20, 60, 2) };
  const one = await made([
    white, textLayer('bent', { ...base, warp: 'warpArc' }), textLayer('turned', { ...base, transform: [0, 1, -1, 0, 20, 60] }),
    textLayer('masked', { ...base, change: { mask: () => 255 } }), textLayer('struck', { ...base, engine: engineOf('HH', { more: '/Strikethrough true' }) }),
    textLayer('light', { ...base, change: { opacity: 102, blend: 'mul ' } }),
  ]);
  assert.deepEqual(one.notes, [{ key: 'log.psdTextPictures', params: { layers: 'bent, turned, masked, struck' } }]);
  assert.match(one.modifier, /&layer=6,light&text=[^&]+&textAttr=[^&]+&size=\d+,\d+&origin=0,0&pos=20,44&opac=40&blendMode=mult$/);
});

test('what a text layer says is kept with its image for searching, with and without a template', async () => {
  const layer = textLayer('Title', { engine: engineOf('HH Sale'), blocks: letters(20, 60, 2) });
  for (const createTemplate of [true, false]) {
    const [bottom, title] = (await made([white, layer], { createTemplate })).derived!.parts;
    assert.equal(bottom!.searchLines, undefined);
    assert.deepEqual(title!.searchLines?.map(({ text, words, fontName, sizePt }) => [text, words.map((word) => word.text), fontName, sizePt]), [['HH Sale', ['HH', 'Sale'], 'Blocks-Regular', 20]]);
  }
  assert.equal((await made([white, layer], { extractText: false })).derived!.parts[1]!.searchLines, undefined);
});

test('without a template, and without being asked, no text is written; damaged engine data are a picture', async () => {
  const layer = textLayer('Title', { engine: engineOf('HH'), blocks: letters(20, 60, 2) });
  assert.deepEqual([(await made([white, layer], { createTemplate: false })).modifier, (await made([white, layer], { createTemplate: false })).notes], ['', []]);
  assert.match((await made([white, layer], { extractText: false })).modifier, /&layer=2,Title&src=is\{/);
  const damaged = await made([white, textLayer('Title', { engine: '<< /EngineDict << (', blocks: letters(20, 60, 2) })]);
  assert.deepEqual(damaged.notes, [{ key: 'log.psdTextPictures', params: { layers: 'Title' } }]);
});
