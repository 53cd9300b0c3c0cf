import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { blockFont } from '#test/build/fonts';
import { specimens, temporaryFolder, writeTemporary } from '#test/build/pyramids';
import { openGallery, type Drawn, type Gallery } from '#test/build/renderings';
import { readRtf } from './rtf.ts';

let gallery: Gallery;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
before(async () => {
  [gallery, folder] = await Promise.all([openGallery(), temporaryFolder()]);
  await gallery.add('w', specimens['w']!());
  const font = (name: string, change: Parameters<typeof blockFont>[0] = {}) => writeTemporary(folder.path, `${name}.ttf`, blockFont(change));
  gallery.addFont('Blocks', await font('blocks'));
  gallery.addFont('Tall', await font('tall', { ascent: 1000, descent: 500, lineGap: 500 }));
  gallery.addFont('Tall', await font('tall-bold', { isBold: true, glyphs: { H: { advance: 900, contours: [[[0, 0], [0, 700], [900, 700], [900, 0]]] } } }), { isBold: true });
});
after(() => Promise.all([gallery.close(), folder.remove()]));

const encoded = (text: string): string => encodeURIComponent(text);
/** Black text on white, 100 pixels to the em of `\fs200`. */
const page = (text: string, more = '', width = 600, height = 400, command = 'text') =>
  gallery.draw(`?size=${width},${height}&origin=0,0&color=255,255,255&layer=1&origin=0,0&${more}&${command}=${encoded(text)}&fmt=png,gray&scl=1`);
const refused = (text: string, more = '') => assert.rejects(page(text, more), { code: 'DELIVERY_BAD_REQUEST' }, text);

/** Where ink is: left, top, right, bottom, the last two exclusive. */
function ink({ pixels }: Drawn): readonly number[] | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let at = 0; at < pixels.samples.length; at++) {
    if (pixels.samples[at]! > 127) continue;
    const [x, y] = [at % pixels.widthPx, Math.floor(at / pixels.widthPx)];
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
  }
  return right < 0 ? undefined : [left, top, right, bottom];
}

test('acceptance 56: a text in its box', async () => {
  const request = (text: string) => gallery.draw(`?size=300,50&color=255,255,255&layer=1&size=300,50&text=${text}&scl=1&fmt=png,gray`);
  const box = ink(await request('\\fs48%20HiH'))!;
  assert.deepEqual(box, [1, 2, 40, 19], 'em 24: cap height 16.8 above the baseline at 19.2');
  assert.ok((box[3]! - box[1]!) / 24 >= 0.6 && (box[3]! - box[1]!) / 24 <= 0.8);
  const right = ink(await request('\\qr\\fs48%20HiH'))!;
  assert.ok(right[0]! >= 150 && right[2] === 299, `${right}`);
});

test('size, resolution and scale of a text', async () => {
  assert.deepEqual(ink(await page('\\fs200 H')), [5, 10, 65, 80]);
  assert.deepEqual(ink(await page('\\fs200 H', 'textAttr=144')), [10, 20, 130, 160]);
  assert.deepEqual(ink(await page('\\fs100 H', 'scale=2')), [5, 10, 65, 80]);
  assert.deepEqual(ink(await page('H')), [1, 1, 8, 10], 'without fs a text has 12 points');
});

test('a text without size is as large as what it shows, and may have a colour behind it', async () => {
  const { at } = await page('\\fs200 Hi', 'color=200,200,200');
  assert.deepEqual([at(0, 0), at(99, 99), at(100, 99), at(99, 100), at(10, 20)], [[200], [200], [255], [255], [0]]);
  const middle = await gallery.draw(`?size=600,400&color=255,255,255&layer=1&text=${encoded('\\fs200 Hi')}&color=9,9,9&fmt=png,gray&scl=1`);
  assert.deepEqual([middle.at(250, 150), middle.at(349, 249), middle.at(249, 150), middle.at(350, 249)], [[9], [9], [255], [255]]);
});

test('lines break after blanks and hyphens, and long words where they must', async () => {
  assert.deepEqual(ink(await page('\\fs200 HH HH', 'size=200,0')), [5, 10, 135, 180]);
  assert.deepEqual(ink(await page('\\fs200 HH-HH', 'size=200,0')), [5, 10, 175, 180]);
  assert.deepEqual(ink(await page('\\fs200 HHHH', 'size=200,0')), [5, 10, 135, 180]);
  assert.deepEqual(ink(await page('\\fs200 HHHH', 'size=200,0&textAttr=72,norm,fixedRes,nbWrap')), [0, 10, 200, 80], 'cut at the box');
  assert.deepEqual(ink(await page('\\fs200 HH HH', 'size=200,0&textAttr=72,norm,fixedRes,noWrap')), [0, 10, 200, 80]);
  assert.deepEqual(ink(await page('\\fs200 H\\line H\\par H')), [5, 10, 65, 280]);
});

test('paragraphs are aligned, each for itself in a box, all alike without one', async () => {
  assert.deepEqual(ink(await page('\\fs200\\qc H', 'size=300,0')), [120, 10, 180, 80]);
  assert.deepEqual(ink(await page('\\fs200\\qr H', 'size=300,0')), [235, 10, 295, 80]);
  assert.deepEqual(ink(await page('\\fs200\\ql H\\par\\qr H', 'size=300,0')), [5, 10, 295, 180]);
  await refused('\\fs200\\ql H\\par\\qr H');
  assert.deepEqual(ink(await page('\\fs200\\vertalc H', 'size=300,300')), [5, 110, 65, 180]);
  assert.deepEqual(ink(await page('\\fs200\\vertalb H', 'size=300,300')), [5, 210, 65, 280]);
});

test('distances of lines and paragraphs', async () => {
  const second = async (rtf: string, font = '') => ink(await page(`${font}\\fs200${rtf} H\\par H`))![3];
  assert.equal(await second(''), 180);
  assert.equal(await second('\\sl3000 '), 230, 'at least 150 points');
  assert.equal(await second('\\sl1000 '), 180, 'at least 50 points: 100 are needed');
  assert.equal(await second('\\sl-1400 '), 150, 'exactly 70 points');
  assert.equal(await second('\\sl480\\slmult1 '), 280, 'double');
  assert.equal(await second('\\sa400 '), 200);
  assert.equal(await second('', '{\\fonttbl{\\f0 Tall;}}\\f0'), 300, 'ascent 100, descent 50, gap 50');
});

test('fonts by name, bold ones of the family, made ones where it has none', async () => {
  const tables = '{\\rtf1{\\fonttbl{\\f0\\fnil\\fcharset0 Blocks;}{\\f3 Tall;}}';
  assert.deepEqual(ink(await page(`${tables}\\f3\\fs200 H}`)), [5, 30, 65, 100]);
  assert.deepEqual(ink(await page(`${tables}\\f3\\b\\fs200 H}`)), [0, 10, 90, 80], 'the bold one has other letters and lines');
  assert.deepEqual(ink(await page(`${tables}\\f0\\b\\fs200 H}`)), [5, 10, 69, 80], 'made: a 24th of the em wider');
  const slanted = await page(`${tables}\\f0\\i\\fs200 H}`);
  assert.deepEqual([slanted.at(6, 79), slanted.at(6, 12), slanted.at(74, 12)], [[0], [255], [0]]);
  await refused(`${tables}\\f7 H}`);
  await refused('{\\fonttbl{\\f0 Nowhere;}}\\f0 H');
  await assert.rejects(gallery.recipe(`?size=9,9&layer=1&text=${encoded('\\b H')}`, 'img', { synthesizeFontStyles: false }), { code: 'DELIVERY_BAD_REQUEST' });
});

test('colours come from the tables, black where there is none', async () => {
  const colour = async (rtf: string, format = 'png', command = 'text') => {
    const { at } = await gallery.draw(`?size=100,100&origin=0,0&color=255,255,255&layer=1&origin=0,0&size=100,100&${command}=${encoded(`${rtf}\\fs200 H`)}&fmt=${format}&scl=1`);
    return at(30, 50);
  };
  const table = '{\\colortbl;\\red255\\green0\\blue0;\\red0\\green0\\blue255;}';
  assert.deepEqual(await colour(`${table}\\cf1`), [255, 0, 0]);
  assert.deepEqual(await colour(`${table}\\cf2`), [0, 0, 255]);
  assert.deepEqual(await colour(`${table}\\cf9`), [0, 0, 0]);
  assert.deepEqual(await colour(`${table}{\\cmykcolortbl;\\cyan100\\magenta0\\yellow50\\black0;}\\cf1`, 'tif,cmyk'), [255, 0, 128, 0]);
  assert.deepEqual(await colour(`${table}{\\*\\iscolortbl;10,20,30;0x00ff00}\\cf0`, 'png', 'textPs'), [10, 20, 30]);
});

test('rings stay hollow, overlapping letters do not', async () => {
  const { at } = await page('\\fs200 O');
  assert.deepEqual([at(10, 50), at(35, 45)], [[0], [255]]);
  const close = await page('\\fs200\\expndtw-600 HH');
  assert.deepEqual(close.at(55, 50), [0]);
});

test('underlines, raised and lowered letters, widths', async () => {
  assert.deepEqual(ink(await page('\\fs200\\ul H')), [0, 10, 70, 93]);
  assert.deepEqual(ink(await page('\\fs200\\ul H\\ulnone\\ul0  H', 'size=600,0'))![3], 93);
  assert.deepEqual(ink(await page('\\fs200\\charscalex200 H')), [10, 10, 130, 80]);
  assert.deepEqual(ink(await page('\\fs200 H\\up40 i')), [5, 30, 90, 100], 'the line grows by what is raised');
  const [, , , bottom] = ink(await page('\\fs200 H\\sub H'))!;
  assert.equal(bottom, 94);
  assert.deepEqual(ink(await page('\\fs200\\expnd40 HH')), [5, 10, 145, 80]);
});

test('no glyph of text leaves its box, those of textPs may, and lines that do not fit whole are left out', async () => {
  assert.deepEqual(ink(await page('\\fs200 <', 'size=200,100')), [0, 0, 60, 90], 'moved 30 to the right and 10 down');
  assert.deepEqual(ink(await page('\\fs200 <', 'size=200,100', 600, 400, 'textPs')), [0, 0, 30, 80]);
  assert.deepEqual(ink(await page('\\fs200 H\\par H', 'size=200,150')), [5, 10, 65, 150], 'the last line may be cut');
  assert.deepEqual(ink(await page('\\fs200 H\\par H', 'size=200,150', 600, 400, 'textPs')), [5, 10, 65, 80]);
});

test('textPs without size stands on its baseline, at the side it is aligned to', async () => {
  const at = async (rtf: string) => ink(await gallery.draw(`?size=600,400&origin=300,200&color=255,255,255&layer=1&textPs=${encoded(rtf)}&fmt=png,gray&scl=1`));
  assert.deepEqual(await at('\\fs200 H'), [305, 130, 365, 200]);
  assert.deepEqual(await at('\\fs200\\qr H'), [235, 130, 295, 200]);
  assert.deepEqual(await at('\\fs200\\qc H'), [270, 130, 330, 200]);
});

test('textPs knows indents, margins, justified lines and capitals', async () => {
  const set = (rtf: string, more = 'size=400,400') => page(rtf, more, 600, 400, 'textPs');
  assert.deepEqual(ink(await set('\\fs200\\li1000\\fi-400 H'))![0], 35);
  assert.deepEqual(ink(await set('\\margl200\\margt400\\fs200 H')), [15, 30, 75, 100]);
  assert.deepEqual(ink(await set('\\fs200\\qj H H H HHHH')), [5, 10, 395, 180]);
  const words = readRtf('a\\caps b\\caps0 c', true).paragraphs[0]!.runs.map(({ text }) => text);
  assert.deepEqual(words, ['a', 'B', 'c']);
});

test('autoRes finds the largest text that fits, maxRes stops at its resolution', async () => {
  // Three letters of 7 points are 210 pixels wide at 10 pixels to the point.
  const [, top, , bottom] = ink(await page('\\fs20 HHH', 'size=210,400&textAttr=72,norm,autoRes,noWrap'))!;
  assert.ok(Math.abs(bottom! - top! - 70) <= 1, `${top} ${bottom}`);
  assert.deepEqual(ink(await page('\\fs200 H', 'size=420,400&textAttr=72,norm,maxRes')), [5, 10, 65, 80]);
  assert.ok(ink(await page('\\fs200 HHH', 'size=105,400&textAttr=72,norm,maxRes,noWrap'))![2]! <= 105);
  await refused('\\fs20 H', 'textAttr=72,norm,autoRes');
  await refused('H', 'textAttr=72,norm,widest');
});

test('a text without smoothing is black and white', async () => {
  const { pixels } = await page('\\fs47 HHiO', 'textAttr=72,off');
  assert.ok(pixels.samples.every((value) => value === 0 || value === 255));
  assert.ok((await page('\\fs47 HHiO')).pixels.samples.some((value) => value > 0 && value < 255));
});

test('texts turn, flip, fade, are clipped and cast shadows like every layer', async () => {
  assert.deepEqual(ink(await page('\\fs200 H', 'rotate=90')), [20, 5, 90, 65]);
  assert.deepEqual(ink(await page('\\fs200 Hi', 'flip=lr')), [10, 10, 95, 80]);
  assert.deepEqual((await page('\\fs200 H', 'opac=50')).at(30, 50), [128]);
  const shadow = await gallery.draw(`?size=200,100&origin=0,0&color=255,255,255&layer=1&origin=0,0&text=${encoded('\\fs200 H')}&effect=-1&color=255,0,0&pos=20,0&fmt=png&scl=1`);
  assert.deepEqual([shadow.at(75, 50), shadow.at(30, 50)], [[255, 0, 0], [0, 0, 0]]);
});

test('a reduced view of a text is the reduced text', async () => {
  const small = await gallery.draw(`?size=600,400&origin=0,0&color=255,255,255&layer=1&origin=0,0&text=${encoded('\\fs800 H')}&fmt=png,gray&scl=4`);
  assert.deepEqual(ink(small), [5, 10, 65, 80]);
});

test('characters by code, escapes, variables, and texts with brackets and ampersands', async () => {
  const text = (rtf: string) => readRtf(rtf, true).paragraphs.map(({ runs }) => runs.map((run) => run.text).join('')).join('|');
  assert.equal(text("a\\'e9\\u8364?b\\{c\\}\\\\d"), 'aé€b{c}\\d');
  assert.equal(text('\\uc2\\u233??x\\uc0\\u-3913y'), 'éx\uf0b7y');
  assert.equal(text('{\\*\\generator Word;}a{\\info{\\title x}}b\\unknown7 c'), 'abc');
  assert.equal(text('a\r\nb\\par\r\nc'), 'ab|c');
  assert.equal(text('\\b1Bold\\b0 and \\b1 Bold\\b0 '), 'Boldand Bold');
  assert.deepEqual(ink(await gallery.draw(`?size=600,100&origin=0,0&color=255,255,255&layer=1&origin=0,0&text=$a$$a$&$a=${encoded('\\fs200 H')}&fmt=png,gray&scl=1`)), [5, 10, 135, 80]);
  assert.equal(ink(await page('')), undefined);
  await assert.rejects(page(`\\fs20 ${'H'.repeat(70_000)}`), { code: 'DELIVERY_BAD_REQUEST' });
});

test('a paragraph that ends with its group looks as the group said', () => {
  const aligns = (rtf: string) => readRtf(rtf, false).paragraphs.map(({ style }) => style.align);
  assert.deepEqual(aligns('{\\rtf1 a\\par\\qc b}'), ['left', 'centre']);
  assert.deepEqual(aligns('{\\qr a}\\par b'), ['right', 'left']);
  assert.deepEqual(aligns('a\\qc\\par b'), ['centre', 'centre']);
});

test('any text is read or refused', () => {
  const piece = fc.constantFrom('{', '}', '\\', '\\*', '\\b', '\\fonttbl', '\\colortbl', '\\red9', ';', "\\'e", '\\u', '\\uc-5', '\\fs99999999', '\\sl-3', '\\par', 'x', ' ', '\n', '\\f-1', '\\cmykcolortbl', '\\iscolortbl');
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')), fc.boolean(), (rtf, isPhotoshop) => {
    try {
      readRtf(rtf, isPhotoshop);
    } catch (thrown) {
      assert.equal((thrown as { code?: string }).code, 'DELIVERY_BAD_REQUEST');
    }
  }), { numRuns: 2000 });
});
