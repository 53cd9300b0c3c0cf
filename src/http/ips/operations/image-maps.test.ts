import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Asset } from '#library';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';
import { plainImage } from '#test/build/library';

describe('image maps and words of pages', () => {
  let world: IpsWorld;
  let client: IpsClient;
  /** Words are not for ordinary users. */
  let admin: IpsClient;
  let own: string;
  let pages = 0;
  before(async () => {
    world = await openIpsWorld();
    client = ipsClient(world.server, world.user.email, password);
    admin = ipsClient(world.server, world.admin.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(() => world[Symbol.asyncDispose]());

  /** The image of a page with a link on it, and two lines of text. */
  async function page(): Promise<Asset> {
    const pdf = await world.publish({ folder: 'ApiTestCo/maps/', fileName: `doc${pages += 1}.pdf`, type: 'Pdf', image: undefined });
    const box = { xPx: 1, yPx: 2, widthPx: 30, heightPx: 4 };
    const [outcome] = await world.test.database.transaction().execute((transaction) => world.library.publishDerivation(transaction, {
      companyId: pdf.companyId, originatorId: pdf.id, isReplaced: false, companyRoot: 'ApiTestCo/', engine: 'PostScriptRip', userEmail: 'ann@example.test',
      readyForPublish: true, preservePublishState: undefined, retainPublishState: false, preserveCrop: true, projectIds: [], keywords: [],
      parts: [{
        part: 'page 1', name: `${pdf.name}-1`, extension: 'tif', type: 'Image', image: plainImage, artifacts: { optimized: { blobId: 'page', sizeBytes: 5 } },
        links: [{ shape: 'Rectangle', region: '0,0,84,128', action: 'href="https://example.com/?a=1&amp;b=2"' }],
        searchLines: [
          { ...box, text: 'Hello, world', words: [{ ...box, text: 'Hello' }, { ...box, xPx: 31, text: 'world' }], fontName: 'Helvetica', sizePt: 10.5 },
          { ...box, text: '–', words: [], fontName: '', sizePt: 12 },
        ],
      }],
    }));
    return outcome!.asset;
  }
  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const map = (name: string, shapeType: string, region: string, action: string, enabled = true): string =>
    `<name>${name}</name><shapeType>${shapeType}</shapeType><region>${region}</region><action>${escape(action)}</action>`
    + `<enabled>${enabled}</enabled>`;
  const save = (asset: Asset, fields: string, position: number, handle = '') => client.call('saveImageMap',
    `${own}<assetHandle>a|${asset.id}</assetHandle>${handle && `<imageMapHandle>${handle}</imageMapHandle>`}${fields.replace('<enabled>', `<position>${position}</position><enabled>`)}`);
  const shown = async (asset: Asset) => {
    const { element } = await client.call('getAssets', `${own}<assetHandleArray><items>a|${asset.id}</items></assetHandleArray>`);
    const at = (field: string) => textsAt(element, `assetArray/items/imageInfo/imageMaps/items/${field}`);
    return at('name').map((name, index) => [name, at('shapeType')[index], at('region')[index], at('action')[index], at('position')[index], at('enabled')[index]].join(' | '));
  };

  test('links of a page are shown with its image', async () => {
    const asset = await page();
    assert.deepEqual(await shown(asset), [`${asset.name}_1 | Rectangle | 0,0,84,128 | href="https://example.com/?a=1&amp;b=2" | 1 | true`]);
  });

  test('maps are made, changed by their handle, placed and deleted', async () => {
    const asset = await page();
    const handle = textAt((await save(asset, map('mine', 'Polygon', '0,0, 10,0, 10,10', '/shop/a'), 0)).element, 'imageMapHandle');
    assert.match(handle, new RegExp(`^a\\|${asset.id}\\|8\\|\\d+$`));
    assert.deepEqual((await shown(asset)).map((one) => one.split(' | ')[0]), ['mine', `${asset.name}_1`], 'by position');
    assert.equal(textAt((await save(asset, map('ours', 'Rectangle', '1,2,3,4', 'href="x" target="_blank"', false), 9, handle)).element, 'imageMapHandle'), handle);
    assert.deepEqual((await shown(asset))[1], 'ours | Rectangle | 1,2,3,4 | href="x" target="_blank" | 9 | false');
    await client.call('deleteImageMap', `${own}<imageMapHandle>${handle}</imageMapHandle>`);
    assert.equal((await shown(asset)).length, 1);
    assert.equal(code(await client.call('deleteImageMap', `${own}<imageMapHandle>${handle}</imageMapHandle>`)), '30001');
  });

  test('all maps are replaced together, each over the ones before it', async () => {
    const asset = await page();
    const set = (maps: readonly string[]) => client.call('setImageMaps', `${own}<assetHandle>a|${asset.id}</assetHandle><imageMapArray>${maps.map((one) => `<items>${one}</items>`).join('')}</imageMapArray>`);
    const { element } = await set([map('below', 'Rectangle', '0,0,9,9', 'href="a"'), map('above', 'Rectangle', '5,5,9,9', 'href="b"', false)]);
    assert.equal(textsAt(element, 'imageMapHandleArray/items').length, 2);
    assert.deepEqual((await shown(asset)).map((one) => one.split(' | ').filter((_, index) => [0, 4, 5].includes(index)).join()), ['below,1,true', 'above,2,false']);
    await set([]);
    assert.deepEqual(await shown(asset), []);
  });

  test('what is no map is refused: shapes, regions, markup, assets without pixels, handles of others', async () => {
    const asset = await page();
    const pdf = await world.publish({ folder: 'ApiTestCo/maps/', fileName: 'other.pdf', type: 'Pdf', image: undefined });
    for (const fields of [map('a', 'Circle', '1,2,3', 'x'), map('a', 'rectangle', '1,2,3,4', 'x'), map('a', 'Rectangle', '1,2,3', 'x'), map('a', 'Rectangle', '1,2,3,-4', 'x'),
      map('a', 'Polygon', '1,2,3,4', 'x'), map('a', 'Polygon', '1,2,3,4,5', 'x'), map('a', 'Rectangle', '1,2,3,4', '"><script>'), map('a'.repeat(300), 'Rectangle', '1,2,3,4', 'x')]) {
      assert.equal(code(await save(asset, fields, 1)), '30001', fields);
    }
    const good = map('a', 'Rectangle', '1,2,3,4', 'x');
    for (const answer of [await save(pdf, good, 1), await save(asset, good, 1, `a|${asset.id}|8|999999`), await save(asset, good, 1, `a|${pdf.id}|8|1`), await save(asset, good, 1, 'x')]) {
      assert.equal(code(answer), '30001');
    }
    assert.equal((await shown(asset)).length, 1);
  });

  test('words of a page come line by line with their boxes, font and size; other assets have none', async () => {
    const asset = await page();
    const { element } = await admin.call('getSearchStrings', `${own}<assetHandle>a|${asset.id}</assetHandle>`);
    const at = (field: string) => textsAt(element, `searchStringsArray/items/${field}`);
    assert.deepEqual([at('searchString'), at('fontName'), at('pointSize'), at('status')], [['Hello, world', '–'], ['Helvetica', ''], ['10.5', '12'], ['true', 'true']]);
    assert.deepEqual([at('x'), at('y'), at('width'), at('height')], [['1', '1'], ['2', '2'], ['30', '30'], ['4', '4']]);
    assert.deepEqual([at('keywordsArray/items/keyword'), at('keywordsArray/items/x'), at('keywordsArray/items/status')], [['Hello', 'world'], ['1', '31'], ['true', 'true']]);
    assert.equal(code(await client.call('getSearchStrings', `${own}<assetHandle>a|${asset.id}</assetHandle>`)), '20003');
    const plain = await world.publish({ folder: 'ApiTestCo/maps/', fileName: 'plain.jpg' });
    assert.deepEqual(textsAt((await admin.call('getSearchStrings', `${own}<assetHandle>a|${plain.id}</assetHandle>`)).element, 'searchStringsArray/items/searchString'), []);
  });
});
