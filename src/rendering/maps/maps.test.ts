import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Asset, ImageMap } from '#library';
import { specimens } from '#test/build/pyramids';
import { openGallery, type Gallery } from '#test/build/renderings';
import { readImageServing } from '../settings.ts';
import { understand } from '../understand.ts';
import { actionAttributes } from './areas.ts';
import { isSilent, mapJson, mapXml, recordMap, shownMap } from './map-text.ts';

let gallery: Gallery;
const map = (change: Partial<ImageMap>): ImageMap => ({
  id: 1, name: 'm', shape: 'Rectangle', region: '300,200,600,400', action: 'href="x"', position: 1, isEnabled: true, modifiedAt: '2026-11-25T00:00:00.000Z', ...change,
});
before(async () => {
  gallery = await openGallery();
  await gallery.add('g', specimens['g']!(), { imageMaps: [map({})] });
  await gallery.add('several', specimens['g']!(), {
    imageMaps: [map({ position: 1, action: 'below' }), map({ position: 3, action: 'href="above" alt=\'A &amp; "B"\'', region: '0,0,9,9' }), map({ position: 2, isEnabled: false })],
  });
  await gallery.add('poly', specimens['g']!(), { imageMaps: [map({ shape: 'Polygon', region: '0,0,1000,0,0,1000' })] });
  await gallery.add('cropped', specimens['g']!(), { urlModifier: 'crop=1000,500,600,400', imageMaps: [map({ region: '900,500,1100,600' })] });
  gallery.addTemplate('T', 'size=300,300&color=255,255,255&layer=1&src=Co/g&size=150,100&layer=2&src=is{Co/several?wid=60}&pos=100,100');
});
after(() => gallery.close());

async function areas(request: string): Promise<readonly string[]> {
  const [object = '', query = ''] = request.split('?');
  const named = (await gallery.records.find(object))!;
  if (isSilent(query)) return recordMap(named.asset as Asset);
  return shownMap(await understand(query, named, gallery.records), readImageServing());
}
const coords = async (request: string): Promise<readonly string[]> => (await areas(request)).map((area) => /SHAPE="(\w+)" COORDS="([^"]*)"/.exec(area)!.slice(1).join(' '));

test('acceptance 55: a record alone answers its map, a view its places in it', async () => {
  assert.deepEqual(await areas('g?req=map'), ['<AREA SHAPE="rect" COORDS="300,200,600,400" href="x">']);
  assert.deepEqual(await areas('g?req=map&wid=300'), ['<AREA SHAPE="rect" COORDS="30,20,60,40" href="x">']);
});

test('areas go from the front to the back, what is switched off is missing, and a bare address becomes a link', async () => {
  assert.deepEqual(await areas('several?req=map'), [
    '<AREA SHAPE="rect" COORDS="0,0,9,9" href="above" alt="A &amp; &quot;B&quot;">', '<AREA SHAPE="rect" COORDS="300,200,600,400" href="below">',
  ]);
  assert.deepEqual(actionAttributes('http://example.com/?a=1'), [['href', 'http://example.com/?a=1']]);
  assert.deepEqual(actionAttributes('HREF=a target=_blank shape=poly href=b'), [['HREF', 'a'], ['target', '_blank']]);
});

test('a map follows crop, size, flip, extension, turn and region, and is cut to what shows', async () => {
  assert.deepEqual(await coords('g?req=map&crop=400,300,1000,1000&scl=1'), ['rect 0,0,200,100']);
  assert.deepEqual(await coords('g?req=map&layer=0&size=1500,1000'), ['rect 150,100,300,200'], 'without a size of the view, in pixels of the composite');
  assert.deepEqual(await coords('g?req=map&flip=lr&scl=1'), ['rect 2400,200,2700,400']);
  assert.deepEqual(await coords('g?req=map&extend=10,20,0,0&scl=1'), ['rect 310,220,610,420']);
  assert.deepEqual(await coords('g?req=map&layer=0&rotate=90&scl=1'), ['rect 1600,300,1800,600']);
  assert.match((await coords('g?req=map&layer=0&rotate=45&scl=1'))[0]!, /^poly (\d+,){7}\d+$/);
  assert.deepEqual(await coords('g?req=map&rgn=450,300,300,200&scl=1'), ['rect 0,0,150,100']);
  assert.deepEqual(await coords('g?req=map&crop=1000,1000,100,100'), [], 'nothing of it is left');
  assert.deepEqual(await coords('g?req=map&wid=2'), [], 'less than half a pixel is nothing');
});

test('a polygon is cut along the edge of the picture', async () => {
  assert.deepEqual(await coords('poly?req=map&crop=0,0,500,2000&scl=1'), ['poly 0,0,500,0,500,500,0,1000']);
});

test('a stored crop does not move the map of the record, and cuts that of a view', async () => {
  assert.deepEqual(await coords('cropped?req=map'), ['rect 900,500,1100,600']);
  assert.deepEqual(await coords('cropped?req=map&scl=1'), ['rect 0,0,100,100']);
});

test('maps of layers lie where the layers do, the topmost first, those of nested requests too', async () => {
  assert.deepEqual(await coords('T?req=map&scl=1'), ['rect 226,234,232,238', 'rect 90,110,105,120']);
});

test('the map is text, well-formed XML or JSON; without any it is one empty area', () => {
  const area = '<AREA SHAPE="rect" COORDS="1,2,3,4" href="a&amp;b">';
  assert.equal(mapXml([area], undefined), '<?xml version="1.0" encoding="UTF-8"?><map><area SHAPE="rect" COORDS="1,2,3,4" href="a&amp;b"/></map>');
  assert.equal(mapXml([], 'utf-16'), '<?xml version="1.0" encoding="UTF-16"?><map><area/></map>');
  assert.equal(mapJson([area]), '{"map":"<AREA SHAPE=\\"rect\\" COORDS=\\"1,2,3,4\\" href=\\"a&amp;b\\">"}');
});
