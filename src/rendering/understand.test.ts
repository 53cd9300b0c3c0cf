import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { paint, specimens } from '#test/build/pyramids';
import { near, openGallery, type Gallery } from '#test/build/renderings';
import { understand } from './understand.ts';

let gallery: Gallery;
before(async () => {
  gallery = await openGallery();
  for (const name of ['g', 'w', 'k', 'h'] as const) await gallery.add(name, specimens[name]!());
  await gallery.add('cropped', specimens['g']!(), { urlModifier: 'crop=1000,500,600,400&wid=7&$c=9', urlPostApplyModifier: 'opac=50' });
  await gallery.add('red', paint(20, 10, 'rgb', false, () => [255, 0, 0]));
  gallery.addTemplate('T', '$t=Hi&$img=Co/w&size=300,300&color=255,255,255&layer=1&src=$img$&size=100,100');
  gallery.addTemplate('T2', 'size=200,200&color=0,0,0&layer=1&src=$object$');
  gallery.addTemplate('T3', 'size=200,200&color=0,0,0&layer=1,pic&src=is{$object$?size=$s$,0}&$s=50', 'qlt=7');
  gallery.addTemplate('loop', 'size=9,9&color=1,1,1&layer=1&src=is{Co/loop}');
  for (const [index, next] of [[0, 1], [1, 2], [2, 3], [3, 4]]) gallery.addTemplate(`wide${index}`, `size=9,9&color=1,1,1&${Array.from({ length: 9 }, (_, layer) => `layer=${layer + 1}&src=is{Co/wide${next}}`).join('&')}`);
  gallery.addTemplate('wide4', 'size=9,9&color=1,1,1');
  gallery.macros.set('p', 'wid=240&qlt=85');
  gallery.macros.set('frame', 'layer=5&size=10,10&color=1,2,3');
});
after(() => gallery.close());
const draw = (request: string) => gallery.draw(request);

test('acceptance 35: presets', async () => {
  const sizeAndQuality = async (query: string) => {
    const { reply, quality } = await gallery.recipe(query);
    return `${reply.widthPx}×${reply.heightPx} ${quality}`;
  };
  assert.equal(await sizeAndQuality('g?$p$'), '240×160 85');
  assert.equal(await sizeAndQuality('g?$p$&wid=480'), '480×320 85');
  assert.equal(await sizeAndQuality('g?wid=480&$P$'), '240×160 85');
  assert.deepEqual((await draw('g?$frame$&scl=1&fmt=png')).at(1500, 1000), [1, 2, 3]);
  assert.equal(await sizeAndQuality('g?$nope$&wid=100'), '100×67 80');
  await assert.rejects(gallery.recipe('g?$nope$', 'img', { isUnknownMacroError: true }), { code: 'DELIVERY_BAD_REQUEST' });
});

test('acceptance 36: a template and its variables', async () => {
  const plain = await draw('T?fmt=png');
  assert.equal(plain.size, '300×300');
  assert.deepEqual([plain.at(100, 116), plain.at(100, 117), plain.at(199, 183), plain.at(199, 184)], [[255, 255, 255], [200, 100, 50], [200, 100, 50], [255, 255, 255]]);
  const changed = await draw('T?$img=Co/k&fmt=png');
  assert.deepEqual([changed.at(100, 99), changed.at(100, 100), changed.at(199, 199), changed.at(99, 100)], [[255, 255, 255], [90, 90, 90], [90, 90, 90], [255, 255, 255]]);
});

test('acceptance 37: template= shows the path object where it is named', async () => {
  const { size, at } = await draw('k?template=T2&fmt=png&scl=1');
  assert.equal(size, '200×200');
  assert.deepEqual([at(67, 100), at(68, 68), at(131, 131), at(132, 100)], [[0, 0, 0], [90, 90, 90], [90, 90, 90], [0, 0, 0]]);
  const nested = await draw('w?template=Co/T3&fmt=png&scl=1&layer=pic&opac=50');
  assert.deepEqual([nested.at(74, 100), nested.at(75, 100), nested.at(124, 100)], [[0, 0, 0], [100, 50, 25], [100, 50, 25]]);
  assert.equal((await gallery.recipe('w?template=T3')).quality, 80, 'the PostModifier of a template counts for nothing');
  await assert.rejects(draw('w?template=nope'), { code: 'DELIVERY_NOT_FOUND' });
});

test('acceptance 39: a nested request is a source like any other, in either kind of brackets', async () => {
  const braces = await draw('?size=200,200&color=0,0,0&layer=1&src=is{Co/g?wid=100&hei=100&fmt=jpeg}&scl=1&fmt=png');
  const brackets = await draw('?size=200,200&color=0,0,0&layer=1&src=is(Co/g?wid=100&hei=100&fmt=jpeg)&scl=1&fmt=png');
  assert.deepEqual(braces.pixels.samples, brackets.pixels.samples);
  assert.deepEqual([braces.at(100, 55), braces.at(100, 65)], [[0, 0, 0], [0, 0, 0]]);
  // Pixel 50,50 of 100 × 100, where the picture is 67 high and begins at 16.
  near(braces.at(100, 100), [129, 131, 128]);
  assert.equal((await draw('?src=is{Co/g?bgc=1,1,1&qlt=5}&scl=1')).size, '3000×2000');
});

test('acceptance 42: a variable for a colour', async () => {
  assert.deepEqual((await draw('?size=10,10&color=$b$&$b=255,0,0&scl=1&fmt=png')).at(5, 5), [255, 0, 0]);
});

test('the Modifier of a record stands before its layer’s own commands; view commands in it count for nothing', async () => {
  const canvas = '?size=800,600&color=0,0,0&layer=1&src=Co/cropped&';
  const layer = await draw(`${canvas}fmt=png&scl=1`);
  assert.equal(layer.size, '800×600');
  assert.deepEqual([layer.at(99, 100), layer.at(100, 100)], [[0, 0, 0], [85, 63, 128]], 'neither opac nor wid of the record');
  const own = await draw(`${canvas}crop=0,0,600,400&fmt=png&scl=1`);
  assert.deepEqual(own.at(100, 100), [0, 0, 128]);
  const base = await draw('?src=Co/cropped&fmt=png&scl=1&bgc=0,0,0');
  assert.deepEqual([base.size, base.at(0, 0)], ['600×400', [43, 32, 64]], 'the PostModifier counts for layer 0');
});

test('a record with layers is no plain source; a nested request shows it', async () => {
  await assert.rejects(draw('?size=9,9&color=1,1,1&layer=1&src=Co/T'), { code: 'DELIVERY_BAD_REQUEST' });
  gallery.addTemplate('sourced', 'src=Co/w');
  await assert.rejects(draw('?size=9,9&color=1,1,1&layer=1&src=Co/sourced'), { code: 'DELIVERY_BAD_REQUEST' });
  const { at } = await draw('?size=300,300&color=9,9,9&layer=1&src=is{Co/T?$img=Co/red}&fmt=png&scl=1');
  assert.deepEqual([at(0, 0), at(150, 150)], [[255, 255, 255], [255, 0, 0]]);
});

test('variables reach nested requests and their records; what those define for themselves they keep', async () => {
  const { at } = await draw('?size=300,300&color=9,9,9&layer=1&src=is{Co/T}&$img=Co/red&fmt=png&scl=1');
  assert.deepEqual(at(150, 150), [255, 0, 0]);
  const own = await draw('?size=300,300&color=9,9,9&layer=1&src=is{Co/T?$img=Co/k}&$img=Co/red&fmt=png&scl=1');
  assert.deepEqual(own.at(150, 150), [90, 90, 90]);
});

test('what calls itself, lies too deep or grows without end is refused', async () => {
  for (const request of ['loop', 'wide0', `?${'src=is{?'.repeat(20)}size=9,9&color=1,1,1${'}'.repeat(20)}`, 'g?src=ir{x}', 'g?src={http://x/y.png}', 'g?layer=1&src=a,b']) {
    await assert.rejects(draw(request), { code: 'DELIVERY_BAD_REQUEST' }, request);
  }
  assert.equal((await draw(`?${'src=is{?'.repeat(10)}size=9,9&color=1,1,1${'}'.repeat(10)}&scl=1`)).size, '9×9');
});

test('every record that had a say is named', async () => {
  const names = async (request: string) => {
    const [, object = '', query = ''] = /^([^?]*)\??(.*)$/.exec(request)!;
    const { assets } = await understand(query, (await gallery.records.find(object))!, gallery.records);
    return assets.map(({ name }) => name).sort().join(' ');
  };
  assert.equal(await names('w?template=T3&layer=2&src=Co/g&mask=Co/h'), 'T3 g h w');
  assert.equal(await names('T?layer=7&src=is{Co/g?layer=1&src=Co/k}'), 'T g k w');
  assert.equal(await names('?size=1,1&color=1,1,1'), '');
});

test('a large nested picture is read at the level its layer needs', async () => {
  const { drawing } = await gallery.recipe('?size=100,100&color=0,0,0&layer=1&src=is{Co/g}&size=60,0&fmt=png&scl=1');
  const plain = drawing.kind === 'composed' ? drawing.scene.layers[1]?.foreground : undefined;
  assert.ok(plain?.kind === 'image' && plain.read.level >= 4, 'a whole image is not drawn twice');
  const turned = (await gallery.recipe('?size=100,100&color=0,0,0&layer=1&src=is{Co/g?flip=lr}&size=60,0&fmt=png&scl=1')).drawing;
  const foreground = turned.kind === 'composed' ? turned.scene.layers[1]?.foreground : undefined;
  assert.ok(foreground?.kind === 'drawing' && foreground.drawing.kind === 'straight');
  assert.ok(foreground.drawing.size.widthPx <= 120, `drawn ${foreground.drawing.size.widthPx} wide`);
  assert.ok(foreground.drawing.layer.image!.level >= 4);
});

test('the density is that of the lowest image', async () => {
  const w = gallery.assets.get('w')!;
  gallery.assets.set('dense', { ...w, image: { ...w.image!, resolutionPpi: 300 } });
  assert.equal((await gallery.recipe('?size=9,9&color=1,1,1&layer=3&src=Co/w&layer=2&src=Co/dense')).printResPpi, 300);
  assert.equal((await gallery.recipe('?size=9,9&color=1,1,1&layer=2&src=Co/dense&printRes=100')).printResPpi, 100);
});

test('in a thumbnail of several layers the base fits the view and the others keep their size', async () => {
  const { size, at } = await gallery.draw('w?layer=1&size=20,20&color=1,2,3&wid=60&hei=60&fmt=png', 'tmb');
  assert.equal(size, '60×60');
  assert.deepEqual([at(30, 9), at(5, 12), at(30, 30), at(20, 20), at(19, 30), at(40, 30)],
    [[255, 255, 255], [200, 100, 50], [1, 2, 3], [1, 2, 3], [200, 100, 50], [200, 100, 50]]);
});

test('thumbnails of templates fit', async () => {
  const { pixels, at } = await gallery.draw('T?wid=60&hei=40&fmt=png', 'tmb');
  assert.deepEqual([pixels.widthPx, pixels.heightPx], [60, 40]);
  near(at(30, 20), [200, 100, 50]);
});
