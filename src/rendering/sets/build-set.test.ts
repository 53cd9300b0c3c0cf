import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Asset, PresentMember } from '#library';
import { plainImage } from '#test/build/library';
import { assetOf } from '#test/build/pyramids';
import { buildSet, buildSingle, type SetSources } from './build-set.ts';
import { setToJson, setToXml } from './set-element.ts';
import { parseSetString, unwrapped } from './set-string.ts';
import { setTypeOf, writeSetString, type SetType } from './write-set.ts';

const image = (name: string, change: Partial<Asset> = {}): Asset => assetOf(name, { image: { ...plainImage, widthPx: 800, heightPx: 600 }, optimizedBlobId: name }, change);
const bare = (name: string, type: Asset['type'], change: Partial<Asset> = {}): Asset => ({ ...image(name, change), type, image: undefined, ...change });

const strings: Readonly<Record<string, string>> = {
  shoes: 'Co/shoe_red;Co/sw_red,Co/shoe_blue;{0x0000ff Blue}', spin1: 'Co/s1,Co/s2', mix: 'Co/a,Co/spin1', hier: '{Co/shoes;Co/sw_red},Co/a', rows: '{Co/s1;Co/s2},{Co/a,Co/b}',
  cat: 'Co/a,Co/b:Co/s1', loop: 'Co/loop', media: 'Co/mix', empty: 'Co/gone', films: 'Co/film',
};
const records: Readonly<Record<string, Asset>> = {
  ...Object.fromEntries(['a', 'b', 's1', 's2', 'shoe_red', 'shoe_blue', 'sw_red'].map((name) => [name, image(name)])),
  shoes: bare('shoes', 'ImageSet'), spin1: bare('spin1', 'SpinSet'), mix: bare('mix', 'AssetSet', { subType: 'MediaSet' }), hier: bare('hier', 'ImageSet'),
  rows: bare('rows', 'AssetSet', { subType: 'MultiAxisSpinSet' }), cat: bare('cat', 'Catalog'), loop: bare('loop', 'ImageSet'), media: bare('media', 'MediaSet'), empty: bare('empty', 'ImageSet'),
  film: bare('film', 'Video', { fileName: 'film.mp4', facts: { widthPx: 640, heightPx: 360, bitsPerSecond: 800_000 } }), films: bare('films', 'AssetSet', { subType: 'MbrSet' }),
};
const sources: SetSources = {
  find: async (object) => {
    const asset = records[object.replace(/^Co\//, '')];
    return asset && { asset, path: `Co/${asset.name}` };
  },
  setOf: async ({ name, type, subType }) => (strings[name] === undefined ? undefined : { text: strings[name], type: setTypeOf({ type, subType }) }),
  labelKey: undefined,
};
const jsonOf = async (text: string, type?: SetType, path = 'Co/x', using = sources): Promise<string> => setToJson('set', await buildSet(path, { text, type }, using)).replaceAll(/"iv":"[^"]{6}"/g, '"iv":"……"');
const item = (name: string): string => `{"i":{"n":"Co/${name}"},"s":{"n":"Co/${name}"},"dx":"800","dy":"600","iv":"……"}`;
const frame = (name: string): string => `{"i":{"n":"Co/${name}"},"dx":"800","dy":"600","iv":"……"}`;

describe('the set strings of the specification', () => {
  test('an image set with swatches, as XML', async () => {
    const xml = setToXml('set', await buildSet('Co/shoes', { text: strings['shoes']!, type: 'img_set' }, sources)).replaceAll(/iv="[^"]{6}"/g, 'iv="……"');
    assert.equal(xml, '<?xml version="1.0" encoding="UTF-8"?>\r\n<set pv="1.0" type="img_set" n="Co/shoes"><item dx="800" dy="600" iv="……"><i n="Co/shoe_red"/><s n="Co/sw_red"/></item>'
      + '<item dx="800" dy="600" iv="……"><i n="Co/shoe_blue"/><s c="0x0000ff" l="Blue"/></item></set>\r\n');
  });

  test('a media set of an image and a spin, as JSON: what has no swatch shows its first image', async () => {
    assert.equal(await jsonOf(strings['mix']!, 'media_set', 'Co/mix'), `{"set":{"pv":"1.0","type":"media_set","n":"Co/mix","item":[${item('a')},`
      + `{"type":"spin","set":{"pv":"1.0","type":"spin","n":"Co/spin1","item":[${frame('s1')},${frame('s2')}]},"s":{"n":"Co/s1"}}]}}`);
  });

  test('rows of a spin of two axes are sets without a name; both separators are read', async () => {
    const row = (one: string, two: string): string => `{"type":"spin","set":{"pv":"1.0","type":"spin","item":[${frame(one)},${frame(two)}]}}`;
    assert.equal(await jsonOf(strings['rows']!, 'spin'), `{"set":{"pv":"1.0","type":"spin","n":"Co/x","item":[${row('s1', 's2')},${row('a', 'b')}]}}`);
    assert.equal(await jsonOf('Co/s1;Co/s2', 'spin'), await jsonOf('Co/s1,Co/s2', 'spin'));
  });

  test('hierarchical sets, catalogs, films', async () => {
    assert.match(await jsonOf(strings['hier']!, 'img_set'), /"item":\[\{"type":"img_set","set":\{"pv":"1.0","type":"img_set","n":"Co\/shoes".*\},"s":\{"n":"Co\/sw_red"\}\},\{"i":\{"n":"Co\/a"\}/);
    assert.equal(await jsonOf(strings['cat']!, 'ecat'), `{"set":{"pv":"1.0","type":"ecat","n":"Co/x","item":[${frame('a')},{"i":[{"n":"Co/b"},{"n":"Co/s1"}],"dx":"800","dy":"600","iv":"……"}]}}`);
    const shown = '"v":{"path":"Co/film.mp4","id":"Co/film","dx":"640","dy":"360","bitrate":"800000","suffix":"mp4"}';
    assert.equal(await jsonOf('Co/film', 'video_set'), `{"set":{"pv":"1.0","type":"video_set","n":"Co/x","item":{${shown}}}}`);
    assert.equal(await jsonOf('Co/film;Co/a;video', 'media_set'), `{"set":{"pv":"1.0","type":"media_set","n":"Co/x","item":{"type":"video",${shown},"s":{"n":"Co/a"}}}}`);
    assert.match(await jsonOf('Co/films', 'media_set'), /"item":\{"type":"video_set","set":/);
    assert.equal(setToJson('set', buildSingle(records['film']!, 'Co/film')), `{"set":{"pv":"1.0","type":"video","n":"Co/film","item":{${shown}}}}`);
  });

  test('a string without a type is what its marks say', async () => {
    const typeOf = async (text: string): Promise<string> => /"type":"(\w+)"/.exec(await jsonOf(text))![1]!;
    assert.deepEqual(await Promise.all(['Co/a:Co/b', 'Co/a;;x;', 'Co/a;Co/b', '{Co/a,Co/b}', 'Co/a,Co/b', 'Co/gone', ''].map(typeOf)),
      ['ecat', 'media_set', 'img_set', 'spin', 'img_set', 'empty', 'empty']);
  });

  test('what is not published is left out; what is nested too deep or media within media is refused', async () => {
    assert.equal(await jsonOf('Co/gone,Co/a;Co/gone,Co/empty', 'img_set'), `{"set":{"pv":"1.0","type":"img_set","n":"Co/x","item":${item('a')}}}`);
    await assert.rejects(jsonOf('Co/loop', 'img_set'), { code: 'DELIVERY_BAD_REQUEST' });
    await assert.rejects(jsonOf('Co/mix', 'media_set'), { code: 'DELIVERY_BAD_REQUEST' });
    await assert.rejects(jsonOf('Co/a,'.repeat(5001), 'img_set'), { code: 'DELIVERY_BAD_REQUEST' });
  });

  test('labels, user data and maps of members come along; those of pages far back are only announced', async () => {
    const told = image('a', {
      userData: 'name=Red\nodd name=1', urlModifier: 'crop=10,20,300,200',
      imageMaps: [{ id: 1, assetId: 1, name: 'm', shape: 'Rectangle', region: '1,2,30,40', action: 'href="http://x/"', position: 1, isEnabled: true, modifiedAt: new Date(0) }] as never,
    });
    const using: SetSources = { ...sources, find: async () => ({ asset: told, path: 'Co/a' }), labelKey: 'name' };
    assert.equal(await jsonOf('Co/a', 'img_set', 'Co/x', using), '{"set":{"pv":"1.0","type":"img_set","n":"Co/x","item":{"i":{"n":"Co/a","l":"Red"},"s":{"n":"Co/a","l":"Red"},"userdata":{"name":"Red"},'
      + '"map":{"area":{"shape":"rect","coords":"1,2,30,40","href":"http://x/"}},"dx":"300","dy":"200","iv":"……"}}}');
    const pages = await buildSet('Co/x', { text: Array.from({ length: 21 }, () => 'Co/a').join(','), type: 'ecat' }, using);
    assert.deepEqual([pages.children[19]![1].children.length, pages.children[20]![1].children.length], [3, 1]);
    assert.deepEqual((({ mapSuppressed, userdataSuppressed }) => [mapSuppressed, userdataSuppressed])(pages.children[20]![1].attributes), ['1', '1']);
  });
});

describe('strings of sets made of members', () => {
  const member = (name: string, change: Partial<PresentMember> = {}): PresentMember => ({ asset: image(name), swatch: undefined, row: undefined, isPageReset: false, ...change });
  const write = (type: Asset['type'], subType: string, ...members: readonly PresentMember[]): string => writeSetString({ type, subType }, members, 'Co/');

  test('each kind writes what its grammar reads', () => {
    assert.equal(write('ImageSet', '', member('a'), member('b')), 'Co/a,Co/b');
    assert.equal(write('AssetSet', 'SwatchSet', member('a', { swatch: image('a_sw') }), member('b')), 'Co/a;Co/a_sw,Co/b');
    assert.equal(write('SpinSet', '', member('a'), member('b')), 'Co/a,Co/b');
    assert.equal(write('AssetSet', 'MultiAxisSpinSet', member('s-01-01', { row: 0 }), member('s-01-02', { row: 0 }), member('s-02-01', { row: 1 })), '{Co/s-01-01,Co/s-01-02},{Co/s-02-01}');
    assert.equal(write('Catalog', '', member('a'), member('b'), member('c')), 'Co/a,Co/b,Co/c');
    assert.equal(write('Catalog', '', member('a', { isPageReset: true }), member('b', { isPageReset: true }), member('c'), member('d'), member('e')), 'Co/a,Co/b:Co/c:Co/d,Co/e');
    assert.equal(write('AssetSet', 'MediaSet', member('a'), { ...member('spin1'), asset: records['spin1']!, swatch: image('t1') }, { ...member('film'), asset: records['film']! }),
      'Co/a;;advanced_image;,Co/spin1;Co/t1;spin;,Co/film;;video;');
  });

  test('whatever an id is made of, it comes back', () => {
    fc.assert(fc.property(fc.array(fc.string({ minLength: 1 }).map((id) => id.toWellFormed().trim()).filter((id) => id !== ''), { minLength: 1, maxLength: 5 }), (names) => {
      const text = write('ImageSet', '', ...names.map((name) => member(name)));
      assert.deepEqual(parseSetString(text).map((one) => one[0]![0]), names.map((name) => ({ kind: 'id', id: `Co/${name}` })));
    }));
  });

  test('no text makes the reader stumble', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ',', ';', ':', '{', '}', '(', ')', '%', '0x0000ff', ' ') }), (text) => {
      assert.ok(Array.isArray(parseSetString(text)));
      unwrapped(text);
    }));
    assert.deepEqual([unwrapped('{a,b}'), unwrapped('{a},{b}'), unwrapped('(a)'), unwrapped('a'), unwrapped('{a')], ['a,b', undefined, 'a', undefined, undefined]);
  });
});
