import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { paint, specimens } from '#test/build/pyramids';
import { near, openGallery, type Gallery } from '#test/build/renderings';

let gallery: Gallery;
before(async () => {
  gallery = await openGallery();
  for (const name of ['g', 'w', 'h', 's', 'k', 'marked'] as const) await gallery.add(name, specimens[name]!());
  await gallery.add('spot', paint(41, 41, 'rgb', true, (x, y) => (x === 20 && y === 20 ? [10, 20, 30, 255] : [0, 0, 0, 0])));
  await gallery.add('ramp', paint(100, 1, 'gray', false, (x) => [Math.round(x * 2.55)]));
  await gallery.add('wide', paint(1000, 500, 'rgb', false, () => [9, 9, 9]));
});
after(() => gallery.close());
const draw = (request: string, kind?: 'img' | 'tmb' | 'mask') => gallery.draw(request, kind);
const refused = (request: string) => assert.rejects(draw(request), { code: 'DELIVERY_BAD_REQUEST' }, request);

const green = '?size=600,400&color=0,255,0&fmt=png&scl=1&';

test('acceptance 19: rotate', async () => {
  const { size, at } = await draw('marked?rotate=90&scl=1&fmt=png');
  assert.equal(size, '200×300');
  assert.deepEqual([at(100, 0), at(100, 1), at(0, 299), at(199, 299)], [[0, 255, 0], [200, 100, 50], [200, 100, 50], [200, 100, 50]]);
  assert.deepEqual((await draw('marked?rotate=180&fmt=png')).at(299, 100), [0, 255, 0]);
  assert.deepEqual((await draw('marked?rotate=-90&scl=1&fmt=png')).at(100, 299), [0, 255, 0]);
  const turned = await draw('w?size=200,0&crop=0,0,200,100&rotate=30&scl=1&fmt=png-alpha');
  assert.equal(turned.size, '224×187');
  assert.deepEqual([turned.at(0, 0)[3], turned.at(112, 93)], [0, [200, 100, 50, 255]]);
});

test('acceptance 20: extend with bgColor, beneath a colour of the layer', async () => {
  const { size, at } = await draw('w?size=100,100&extend=10,10,10,10&bgColor=255,0,0&color=1,2,3&scl=1&fmt=png');
  assert.equal(size, '120×87');
  assert.deepEqual([at(0, 0), at(60, 43)], [[255, 0, 0], [200, 100, 50]]);
});

test('acceptance 21: a layer lies in the middle of layer 0', async () => {
  const { size, at } = await draw(`${green}layer=1&src=Co/w&size=120,80`);
  assert.equal(size, '600×400');
  assert.deepEqual([at(239, 160), at(240, 160), at(359, 239), at(360, 239), at(240, 159), at(359, 240)],
    [[0, 255, 0], [200, 100, 50], [200, 100, 50], [0, 255, 0], [0, 255, 0], [0, 255, 0]]);
});

test('acceptance 22: origins and anchors', async () => {
  for (const place of ['origin=60,40', 'anchor=150,100']) {
    const { at } = await draw(`${green}origin=0,0&layer=1&src=Co/w&size=120,80&${place}&pos=510,70`);
    assert.deepEqual([at(449, 30), at(450, 30), at(569, 109), at(570, 109), at(450, 29), at(450, 110)],
      [[0, 255, 0], [200, 100, 50], [200, 100, 50], [0, 255, 0], [0, 255, 0], [0, 255, 0]], place);
    const cut = await draw(`${green}origin=0,0&layer=1&src=Co/w&size=120,80&${place}&pos=570,70`);
    assert.deepEqual([cut.at(509, 30), cut.at(510, 30), cut.at(599, 30)], [[0, 255, 0], [200, 100, 50], [200, 100, 50]]);
  }
  const fraction = await draw(`${green}origin=0,0&layer=1&src=Co/w&size=120,80&origin=0,0&posN=0.5,0.25`);
  assert.deepEqual([fraction.at(299, 100), fraction.at(300, 100), fraction.at(300, 99)], [[0, 255, 0], [200, 100, 50], [0, 255, 0]]);
});

test('acceptance 23 to 25: opacity and every blend mode', async () => {
  const over = async (colour: string, more: string) => (await draw(`?size=600,400&color=${colour}&fmt=png&scl=1&layer=1&src=Co/w&size=120,80&${more}`)).at(300, 200);
  assert.deepEqual(await over('0,255,0', 'opac=50'), [100, 178, 25]);
  assert.deepEqual(await over('0,255,0', 'opacity=50'), [100, 178, 25]);
  assert.deepEqual(await over('128,128,128', 'blendMode=mult'), [100, 50, 25]);
  assert.deepEqual(await over('128,128,128', 'blendMode=multiply'), [100, 50, 25]);
  assert.deepEqual(await over('128,128,128', 'blendMode=screen'), [228, 178, 153]);
  assert.deepEqual(await over('128,128,128', 'blendMode=lighten'), [200, 128, 128]);
  assert.deepEqual(await over('128,128,128', 'blendMode=darken'), [128, 100, 50]);
  await refused('?size=9,9&color=1,1,1&layer=1&size=2,2&color=1,1,1&blendMode=hue');
});

test('the table of blend modes, opaque and half', async () => {
  for (const [mode, opaque, half] of [['norm', 100, 114], ['mult', 50, 89], ['screen', 178, 153], ['lighten', 128, 128], ['darken', 100, 114]] as const) {
    for (const [opac, expected] of [[100, opaque], [50, half]] as const) {
      const { at } = await draw(`?size=4,4&color=128,128,128&layer=1&size=4,4&color=100,100,100&opac=${opac}&blendMode=${mode}&fmt=png&scl=1`);
      assert.deepEqual(at(1, 1), [expected, expected, expected], `${mode} ${opac}`);
    }
  }
});

test('dissolve scatters pixels by their alpha, always the same', async () => {
  const request = '?size=100,100&color=0,0,0&layer=1&size=100,100&color=255,255,255&opac=30&blendMode=dissolve&fmt=png,gray&scl=1';
  const { pixels } = await draw(request);
  const share = pixels.samples.filter((value) => value === 255).length / 10_000;
  assert.ok(Math.abs(share - 0.3) <= 0.01, `${share}`);
  assert.ok(pixels.samples.every((value) => value === 0 || value === 255));
  assert.deepEqual((await draw(request)).pixels.samples, pixels.samples);
});

test('blending below a half transparent canvas follows the formula', async () => {
  const { at } = await draw('?size=4,4&color=128,128,128,128&layer=1&size=4,4&color=100,100,100,128&blendMode=mult&fmt=png-alpha&scl=1');
  // αs = αb = 128/255; B = 50.196; αr = 0.752; C = (0.498·0.502·128 + 0.498·0.502·100 + 0.252·50.196) / 0.752
  assert.deepEqual(at(1, 1), [93, 93, 93, 192]);
});

const white = '?size=50,50&color=255,255,255&layer=1&size=10,10&color=0,0,0&';

test('acceptance 26 to 28: effects', async () => {
  const outer = await draw(`${white}effect=-1&op_grow=3&color=255,0,0&scl=1&fmt=png`);
  assert.deepEqual([outer.at(17, 25), outer.at(16, 25), outer.at(25, 25), outer.at(20, 20), outer.at(32, 29), outer.at(33, 29)],
    [[255, 0, 0], [255, 255, 255], [0, 0, 0], [0, 0, 0], [255, 0, 0], [255, 255, 255]]);
  const inner = await draw(`${white}effect=1&op_grow=3&color=255,0,0&scl=1&fmt=png`);
  assert.deepEqual([inner.at(20, 25), inner.at(22, 25), inner.at(23, 25), inner.at(19, 25)], [[255, 0, 0], [255, 0, 0], [0, 0, 0], [255, 255, 255]]);
  const faint = await draw(`${white}opac=90,70&effect=-1&op_grow=3&color=255,0,0&opac=50&scl=1&fmt=png`);
  assert.deepEqual([faint.at(25, 25), faint.at(17, 25)], [[94, 94, 94], [255, 140, 140]]);
});

test('an effect shows through its parent only where effectMask lets it', async () => {
  const glass = `${white}opac=0&effect=-1&color=255,0,0&scl=1&fmt=png`.replace('opac=0', 'opac=100,0');
  assert.deepEqual((await draw(glass)).at(25, 25), [255, 255, 255]);
  assert.deepEqual((await draw(`${glass}&effectMask=0`)).at(25, 25), [255, 0, 0]);
});

test('$shadow$ falls to the right and below, $glow$ all around, names of effects are comments', async () => {
  const shadow = await draw(`${white}effect=-1&.effect=Drop Shadow&$shadow$&scl=1&fmt=png`);
  const [before, after] = [shadow.at(17, 25)[0]!, shadow.at(32, 25)[0]!];
  // Half a pixel and 1.5 pixels inside a blur of σ = 2.5: Φ(0.2) · Φ(0.6) · 191/255 of black.
  assert.ok(after < before && Math.abs(after - 175) <= 3, `${before} ${after}`);
  assert.deepEqual(shadow.at(25, 25), [0, 0, 0]);
  const glow = await draw(`?size=50,50&color=0,0,0&layer=1&size=10,10&color=90,90,90&effect=-1&$glow$&scl=1&fmt=png`);
  assert.deepEqual(glow.at(18, 25), glow.at(31, 25));
  assert.ok(glow.at(18, 25)[0]! > 40);
});

test('effects of the composite are drawn around all of it', async () => {
  const { at } = await draw('?size=50,50&color=0,0,0,0&layer=1&size=10,10&color=0,0,0&layer=comp&effect=-1&op_grow=2&color=255,0,0&scl=1&fmt=png-alpha');
  assert.deepEqual([at(18, 25), at(17, 25)[3], at(25, 25)], [[255, 0, 0, 255], 0, [0, 0, 0, 255]]);
});

test('maskUse turns an effect inside out', async () => {
  const inner = await draw(`${white}effect=1&maskUse=off&color=255,0,0&scl=1&fmt=png`);
  assert.deepEqual([inner.at(25, 25), inner.at(19, 25)], [[255, 0, 0], [255, 255, 255]]);
});

test('effects need a colour and have at most 16 of them a layer', async () => {
  await refused(`${white}effect=-1&op_grow=3`);
  await refused(`${white}${Array.from({ length: 17 }, (_, index) => `effect=${index + 1}&color=1,1,1`).join('&')}`);
});

test('acceptance 29: op_colorize', async () => {
  assert.deepEqual((await draw('k?op_colorize=a0b0c0&fmt=png&scl=1')).at(9, 9), [160, 176, 192]);
  assert.deepEqual((await draw('k?op_colorize=a0b0c0,off&fmt=png&scl=1')).at(9, 9), [113, 124, 136]);
  assert.deepEqual((await draw('k?op_colorize=160,176,192,off&fmt=png&scl=1')).at(9, 9), [113, 124, 136]);
  const spread = await draw('ramp?op_colorize=808080,norm,100&fmt=png,gray&scl=1');
  // 5 and 247 of 0..252: the median 127 moves up by a half, and 249 levels become 255.
  assert.deepEqual([spread.at(2, 0), spread.at(97, 0)], [[3], [250]]);
});

test('acceptance 31 to 34: sharpening and blur', async () => {
  const columns = async (query: string) => {
    const { at } = await draw(`s?${query}&scl=1&fmt=png,gray`);
    for (const row of [1, 4, 6]) assert.deepEqual([at(3, row), at(4, row)], [at(3, 3), at(4, 3)]);
    return [at(3, 3)[0], at(4, 3)[0]];
  };
  assert.deepEqual(await columns('op_usm=1,1,0,0'), [68, 232]);
  assert.deepEqual(await columns('op_usmR=1.75,0.2,2,0'), [86, 214]);
  assert.deepEqual(await columns('op_usmR=1.75,0.2,8,0'), [100, 200]);
  assert.deepEqual(await columns('op_sharpen=1'), [63, 238]);
  assert.deepEqual(await columns('layer=0&op_sharpen=1'), [63, 238]);
  assert.deepEqual(await columns('layer=0&op_usm=1,1,0,0'), [68, 232]);
  assert.deepEqual(await columns('op_usm=1'), [68, 232]);
  near(await columns('op_blur=4') as number[], [140, 160], 1);
});

test('op_usm is scaled down with the image, though never to nothing; op_usmR is not', async () => {
  const radius = async (query: string) => {
    const { drawing } = await gallery.recipe(query);
    const [first] = drawing.finish!.operations;
    return first?.kind === 'unsharp' ? first.mask.radiusPx : undefined;
  };
  assert.equal(await radius('g?op_usm=1,2&scl=4'), 0.5);
  assert.equal(await radius('g?op_usm=1,2&scl=100'), 0.2);
  assert.equal(await radius('g?op_usm=1,2&size=1500,0&scl=2'), 0.5);
  assert.equal(await radius('s?op_usm=1,2&scl=0.5'), 2);
  assert.equal(await radius('g?op_usmR=1,2&scl=4'), 2);
  assert.equal((await gallery.recipe('g?op_usm=0,2')).drawing.finish, undefined);
});

test('tiles of a sharpened view join without a seam, and padding is not sharpened', async () => {
  const whole = await draw('g?wid=300&hei=300&op_usm=2,9&fmt=png');
  const tile = await draw('g?wid=300&hei=300&op_usm=2,9&rect=100,40,64,128&fmt=png');
  for (const [x, y] of [[0, 0], [63, 127], [31, 9], [31, 10], [31, 11]] as const) assert.deepEqual(tile.at(x, y), whole.at(100 + x, 40 + y));
  assert.deepEqual(whole.at(150, 49), [255, 255, 255]);
  near(whole.at(150, 50), [128, 0, 128], 3);
});

test('sharpening sees no colour under what is transparent, and sharpens alpha', async () => {
  const { at } = await draw('spot?op_sharpen=1&scl=1&fmt=png-alpha');
  assert.deepEqual(at(20, 20), [10, 20, 30, 255]);
  assert.equal(at(21, 20)[3], 0);
});

test('op_grow: a disc', async () => {
  const { pixels } = await draw('spot?layer=0&op_grow=3&scl=1&fmt=png-alpha');
  const alpha = pixels.samples.filter((_, at) => at % 4 === 3);
  assert.equal(alpha.filter((value) => value === 255).length, 29);
  const shrunk = await draw('w?layer=0&op_grow=-3&scl=1&fmt=png-alpha');
  assert.deepEqual([shrunk.at(2, 100)[3], shrunk.at(3, 100), shrunk.at(150, 100)], [0, [200, 100, 50, 255], [200, 100, 50, 255]]);
  const composite = await draw('w?op_grow=-3&scl=1&fmt=png-alpha');
  assert.deepEqual(composite.at(0, 0), [200, 100, 50, 255]);
});

test('blur of a layer ends at its rectangle, that of the composite does not darken its edges', async () => {
  const own = await draw('w?layer=0&op_blur=20&scl=1&fmt=png-alpha');
  assert.ok(own.at(0, 100)[3]! < 150 && own.at(0, 100)[0] === 200);
  assert.deepEqual((await draw('w?op_blur=20&scl=1&fmt=png')).at(0, 100), [200, 100, 50]);
});

test('masks: alpha or gray of another image, turned inside out, or off', async () => {
  const half = '?size=100,50&color=0,0,255&layer=1&src=Co/w&size=100,50&mask=';
  near((await draw(`${half}Co/h&fmt=png&scl=1`)).at(50, 25), [100, 50, 152], 1);
  near((await draw(`${half}Co/k&fmt=png&scl=1`)).at(50, 25), [Math.round(200 * 90 / 255), Math.round(100 * 90 / 255), Math.round((50 * 90 + 255 * 165) / 255)], 1);
  near((await draw(`${half}Co/k&maskUse=invert&fmt=png&scl=1`)).at(50, 25), [Math.round(200 * 165 / 255), Math.round(100 * 165 / 255), Math.round((50 * 165 + 255 * 90) / 255)], 1);
  assert.deepEqual((await draw(`${half}Co/k&maskUse=off&fmt=png&scl=1`)).at(50, 25), [200, 100, 50]);
  assert.equal((await draw('w?maskUse=invert&scl=1&fmt=png-alpha')).at(5, 5)[3], 0);
  assert.deepEqual((await draw('h?maskUse=off&scl=1&fmt=png-alpha')).at(5, 5), [255, 0, 0, 255]);
  const nested = await draw(`${half}is{?size=10,10&color=0,0,0,0&layer=1&origin=5,5&size=5,10&color=1,1,1}&fmt=png&scl=1`);
  assert.deepEqual([nested.at(20, 25), nested.at(80, 25)], [[200, 100, 50], [0, 0, 255]]);
});

test('a colour with a mask alone is as large as the mask', async () => {
  const { at } = await draw('?size=200,200&color=0,0,0&layer=1&mask=Co/h&color=255,255,255&fmt=png,gray&scl=1');
  assert.deepEqual([at(100, 100), at(49, 100), at(50, 75)], [[128], [0], [128]]);
  const small = await draw('?size=200,200&color=0,0,0&layer=1&mask=Co/h&scale=0.5&color=255,255,255&fmt=png,gray&scl=1');
  assert.deepEqual([small.at(74, 100), small.at(75, 100), small.at(124, 112), small.at(125, 100)], [[0], [128], [128], [0]]);
});

test('masks turn and crop with their image', async () => {
  const { at } = await draw('g?mask=Co/ramp&crop=1500,0,1500,2000&layer=0&flip=lr&scl=1&fmt=png-alpha');
  assert.ok(at(0, 0)[3]! > 250 && Math.abs(at(1499, 0)[3]! - 128) < 4, `${at(0, 0)} ${at(1499, 0)}`);
});

test('hidden layers are not drawn; a hidden layer 0 is as large as ever', async () => {
  assert.deepEqual((await draw(`${green}layer=1&src=Co/nothere&hide=1`)).at(300, 200), [0, 255, 0]);
  const { size, at } = await draw('?size=60,40&color=0,255,0&hide=1&layer=1&size=10,10&color=1,2,3&fmt=png-alpha&scl=1');
  assert.deepEqual([size, at(0, 0)[3], at(30, 20)], ['60×40', 0, [1, 2, 3, 255]]);
});

test('sizeN, scale, res and the sizes of the specification', async () => {
  const widthOf = async (layer: string) => {
    const { pixels } = await draw(`?size=600,400&color=0,0,0&layer=1&bgColor=255,255,255&${layer}&layer=2&size=1,1&color=0,0,0&fmt=png,gray&scl=1&effectMask=1`);
    let [left, right, top, bottom] = [600, -1, 400, -1];
    for (let at = 0; at < pixels.samples.length; at++) {
      if (pixels.samples[at] === 0) continue;
      const [x, y] = [at % 600, Math.floor(at / 600)];
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    }
    return `${right - left + 1}×${bottom - top + 1} @ ${left},${top}`;
  };
  assert.equal(await widthOf('src=Co/wide&size=200,200'), '200×100 @ 200,150');
  assert.equal(await widthOf('src=Co/w&sizeN=0.5,0.5'), '300×200 @ 150,100');
  assert.equal(await widthOf('src=Co/wide&scale=0.1'), '100×50 @ 250,175');
  assert.equal(await widthOf('src=Co/wide&res=18'), '250×125 @ 175,138');
  assert.equal(await widthOf('size=200,100&color=9,9,9&rotate=30'), '224×187 @ 188,107');
  assert.equal(await widthOf('src=Co/w&size=120,80&extend=10,0,30,20'), '160×100 @ 220,150');
  assert.equal(await widthOf('src=Co/g&cropN=0.1,0,0.8,1&scale=0.1'), '240×200 @ 180,100');
  assert.equal(await widthOf('size=200,100&color=9,9,9&anchor=0,0&rotate=90'), '100×200 @ 200,200');
});

test('an anchor of the record is used where none is asked for', async () => {
  const w = gallery.assets.get('w')!;
  gallery.assets.set('anchored', { ...w, anchorXPx: 0, anchorYPx: 200 });
  const { at } = await draw(`${green}layer=1&src=Co/anchored&size=120,80`);
  assert.deepEqual([at(299, 199), at(300, 199), at(300, 200), at(419, 120), at(420, 120)], [[0, 255, 0], [200, 100, 50], [0, 255, 0], [200, 100, 50], [0, 255, 0]]);
});

test('what has neither source nor colour, or no size, is refused', async () => {
  for (const query of ['', '?color=1,2,3', '?bgColor=1,2,3', '?size=9,9&color=1,1,1&layer=1&opac=5', '?size=9,9&color=1,1,1&layer=1&color=1,1,1', '?size=9,0&color=1,1,1']) await refused(query);
  await assert.rejects(draw(`${green}layer=1&src=Co/nope`), { code: 'DELIVERY_NOT_FOUND' });
});

test('layer 0 may be an empty canvas', async () => {
  const { size, at } = await draw('?layer=0&size=60,40&origin=0,0&layer=1,Price%20Tag&src=is{Co/w}&size=15,10&anchor=0,0&pos=30,20&layer=Price+Tag&opac=50&fmt=png-alpha&scl=1');
  assert.deepEqual([size, at(29, 20)[3], at(30, 20), at(44, 29)[3], at(45, 29)[3]], ['60×40', 0, [200, 100, 50, 128], 128, 0]);
});

test('acceptance 40: names of layers', async () => {
  await refused('g?layer=1,a&src=Co/w&layer=2,a&src=Co/w');
  await refused('g?layer=zz&opac=5');
});

test('layers lie in the order of their numbers, gaps allowed', async () => {
  const { at } = await draw('?layer=7&size=10,10&color=0,0,255&layer=0&size=20,20&color=255,0,0&layer=2&size=10,10&color=0,255,0&fmt=png&scl=1');
  assert.deepEqual(at(10, 10), [0, 0, 255]);
});

test('a flip of the composite turns every layer', async () => {
  const { at } = await draw('?size=60,40&color=0,255,0&origin=0,0&layer=1&size=10,10&color=1,2,3&origin=0,0&layer=comp&flip=lr&fmt=png&scl=1');
  assert.deepEqual([at(59, 0), at(50, 9), at(49, 9), at(0, 0)], [[1, 2, 3], [1, 2, 3], [0, 255, 0], [0, 255, 0]]);
});

test('opacity of the composite lets its background through', async () => {
  assert.deepEqual((await draw('w?opac=50&scl=1&fmt=png&bgc=0,0,0')).at(5, 5), [100, 50, 25]);
});

test('req=mask shows the alpha of all layers together', async () => {
  const { at } = await draw('?size=60,40&color=0,255,0,0&layer=1&size=10,10&color=1,2,3&opac=50&fmt=png&scl=1', 'mask');
  assert.deepEqual([at(0, 0), at(30, 20)], [[0], [128]]);
});

test('layers blend in the pixel type of the reply', async () => {
  assert.deepEqual((await draw('?size=6,4&color=0,100,0,0k&layer=1&size=6,4&color=50,0,0,0k&blendMode=mult&fmt=tif,cmyk&scl=1')).at(1, 1), [128, 255, 0, 0]);
  assert.deepEqual((await draw('?size=6,4&color=128,128,128&layer=1&size=6,4&color=100,100,100&blendMode=mult&fmt=png,gray&scl=1')).at(1, 1), [50]);
});

test('clipPath cuts a layer where it lies, and the composite', async () => {
  const { at } = await draw(`${green}layer=1&src=Co/w&size=120,80&clipPath=M0,0,L60,0,L60,80,L0,80,Z&layer=comp&clipPath=M0,0,L600,0,L600,200,L0,200,Z&bgc=0,0,0`);
  assert.deepEqual([at(240, 160), at(299, 199), at(300, 199), at(240, 201)], [[200, 100, 50], [200, 100, 50], [0, 255, 0], [0, 0, 0]]);
});

test('what would take minutes is refused before a pixel is read', async () => {
  const many = (count: number, more: string) => Array.from({ length: count }, (_, index) => `layer=${index + 1}&src=Co/g&scale=2&${more}`).join('&');
  for (const more of ['rotate=30', 'op_grow=100', 'effect=-1&color=0,0,0&op_grow=50&op_blur=9']) {
    await assert.rejects(gallery.recipe(`?size=5000,5000&color=0,0,0&${many(40, more)}&scl=1`), { code: 'DELIVERY_TOO_LARGE' }, more);
  }
  assert.ok(await gallery.recipe(`?size=2000,2000&color=0,0,0&${many(40, 'opac=50')}&wid=400`));
});

test('a view that enlarges beyond all measure is refused, though little of it would show', async () => {
  for (const scl of ['5e-307', '1e-9']) await assert.rejects(gallery.recipe(`?size=90,60&color=9,9,9&wid=120&hei=1&scl=${scl}`), { code: 'DELIVERY_TOO_LARGE' });
  assert.ok(await gallery.recipe('?size=90,60&color=9,9,9&wid=120&hei=1&scl=0.001'));
});

test('any request is drawn or refused', async () => {
  const number = fc.oneof(fc.integer({ min: -60, max: 400 }), fc.double({ min: -2, max: 90, noNaN: true }));
  const list = (most: number) => fc.array(number, { minLength: 1, maxLength: most }).map((items) => items.join(','));
  const command = fc.oneof(
    fc.constantFrom('layer=0', 'layer=1', 'layer=2', 'layer=comp', 'effect=-1', 'effect=1', 'src=Co/w', 'src=Co/h', 'src=is{Co/k?wid=20&hei=30}', 'mask=Co/h', 'mask=Co/k',
      'color=1,2,3', 'color=200,100,0,90', 'bgColor=9,9,9', 'hide=1', 'maskUse=invert', 'flip=lr', 'flip=ud', 'op_sharpen=1', 'op_colorize=a0b0c0', '$shadow$', '$glow$', 'clipPath=M0,0,L40,0,L20,30,Z', 'fit=crop', 'fit=stretch'),
    ...['size', 'sizeN', 'pos', 'posN', 'origin', 'originN', 'anchor', 'anchorN', 'opac', 'op_usm', 'align', 'crop', 'extend', 'rgn'].map((name) => list(4).map((items) => `${name}=${items}`)),
    ...['rotate', 'scale', 'res', 'op_blur', 'op_grow', 'wid', 'hei', 'scl'].map((name) => number.map((value) => `${name}=${value}`)),
    fc.constantFrom('norm', 'mult', 'screen', 'lighten', 'darken', 'dissolve').map((mode) => `blendMode=${mode}`),
  );
  let drawn = 0;
  await fc.assert(fc.asyncProperty(fc.array(command, { maxLength: 14 }), fc.constantFrom('', 'w', 'h'), fc.constantFrom<'img' | 'tmb' | 'mask'>('img', 'tmb', 'mask'), async (commands, object, kind) => {
    try {
      const { pixels } = await draw(`${object}?size=90,60&color=9,9,9&${commands.join('&')}&fmt=png-alpha&wid=120`, kind);
      assert.equal(pixels.samples.length % (pixels.widthPx * pixels.heightPx), 0);
      drawn++;
    } catch (thrown) {
      assert.ok(['DELIVERY_BAD_REQUEST', 'DELIVERY_TOO_LARGE'].includes((thrown as { code: string }).code), String((thrown as Error).stack));
    }
  }), { numRuns: 200, interruptAfterTimeLimit: 20_000 });
  assert.ok(drawn > 20, `only ${drawn} were drawn`);
});

test('a reduced view of many large layers looks like the reduced composite', async () => {
  const layers = Array.from({ length: 4 }, (_, index) => `layer=${index + 1}&src=Co/g&size=2000,2000&opac=50&pos=${index * 101},${index * 57}&rotate=${index % 2 ? 0 : 180}`).join('&');
  const request = `?size=3000,2400&color=20,40,60&${layers}&fmt=png`;
  const [exact, fast] = await Promise.all([draw(`${request}&scl=1`), draw(`${request}&scl=8`)]);
  assert.equal(fast.size, '375×300');
  for (const [x, y] of [[20, 20], [100, 150], [190, 150], [300, 200], [350, 280]] as const) near(fast.at(x, y), exact.at(x * 8 + 4, y * 8 + 4), 4);
});
