import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Asset, Derivation } from '#library';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { allAt, ipsClient, textAt, textsAt, type IpsClient } from '#test/build/ips-client';
import type { XmlElement } from '#wire';

describe('relations of assets', () => {
  let world: IpsWorld;
  let user: IpsClient;
  let own: string;
  let composite: Asset;
  let made: readonly Asset[];
  before(async () => {
    world = await openIpsWorld();
    user = ipsClient(world.server, world.user.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
    composite = await world.publish({ fileName: 'ad.psd' });
    const layer = (number: number, name: string): Derivation['parts'][number] => ({ part: `layer ${number}`, name, extension: 'tif', type: 'Image', artifacts: {} });
    made = (await derive(composite, 'PhotoshopLayers', [
      layer(0, 'ad_0'), layer(1, 'ad_Price Tag'),
      {
        part: 'template', name: 'ad_template', extension: 'psd', type: 'Template', artifacts: {}, modifier: [
          'layer=0&size=6,4&layer=1,Background&src=is{', { part: 'layer 0' }, '}&layer=2,Tag&src=is{', { part: 'layer 1' }, '}&layer=3&text=ad_0',
        ],
      },
    ])).map(({ asset }) => asset);
  });
  after(() => world[Symbol.asyncDispose]());

  const derive = (originator: Asset, engine: Derivation['engine'], parts: Derivation['parts']) =>
    world.test.database.transaction().execute((transaction) => world.library.publishDerivation(transaction, {
      companyId: world.company.id, originatorId: originator.id, isReplaced: false, companyRoot: world.company.rootPath, engine, parts,
      userEmail: world.user.email, readyForPublish: true, preservePublishState: undefined, retainPublishState: false, preserveCrop: true, projectIds: [], keywords: [],
    }));

  const ask = async (operation: string, inner: string): Promise<XmlElement> => (await user.call(operation, own + inner)).element;
  const handle = (name: string, { id }: Pick<Asset, 'id'>): string => `<${name}>a|${id}</${name}>`;
  const pairs = (element: XmlElement, array: string): readonly string[] => allAt(element, `${array}/items`)
    .map((one) => [textAt(one, 'engine'), textAt(one, 'originator/name'), textAt(one, 'generated/name')].join(' > '));

  test('getGenerationInfo tells what was made of an asset, and of what an asset was made', async () => {
    const all = ['ad_0', 'ad_Price Tag', 'ad_template'].map((name) => `PhotoshopLayers > ad > ${name}`);
    assert.deepEqual(pairs(await ask('getGenerationInfo', handle('originatorHandle', composite)), 'generationArray'), all);
    assert.deepEqual(pairs(await ask('getGenerationInfo', handle('generatedHandle', made[1]!)), 'generationArray'), [all[1]]);
    assert.deepEqual(pairs(await ask('getGenerationInfo', `<engine>PostScriptRip</engine>${handle('originatorHandle', composite)}`), 'generationArray'), []);
    const [item] = allAt(await ask('getGenerationInfo', handle('generatedHandle', made[2]!)), 'generationArray/items');
    assert.match(textAt(item!, 'generated/templateInfo/url'), /^layer=0&size=6,4&layer=1,Background&src=is\{ApiTestCo\/ad_0\}/);
  });

  test('getGenerationInfo wants to know whose, and knows only assets of the company', async () => {
    assert.equal(textAt(await ask('getGenerationInfo', ''), 'code'), '30002');
    assert.equal(textAt(await ask('getGenerationInfo', '<originatorHandle>a|99999</originatorHandle>'), 'code'), textAt(await ask('getAssociatedAssets', '<assetHandle>a|99999</assetHandle>'), 'code'));
  });

  test('getAssociatedAssets: a layer’s image is contained by its template, and was made of the document', async () => {
    const layer = await ask('getAssociatedAssets', handle('assetHandle', made[1]!));
    assert.deepEqual(textsAt(layer, 'containerArray/items/name'), ['ad_template']);
    assert.deepEqual([pairs(layer, 'generatorArray'), pairs(layer, 'generatedArray')], [['PhotoshopLayers > ad > ad_Price Tag'], []]);
    const template = await ask('getAssociatedAssets', handle('assetHandle', made[2]!));
    assert.deepEqual(textsAt(template, 'layerReferenceArray/items/name'), ['ad_0', 'ad_Price Tag'], 'what a text says is no reference');
    assert.deepEqual(textsAt(template, 'containerArray/items/name'), []);
    assert.equal(pairs(await ask('getAssociatedAssets', handle('assetHandle', composite)), 'generatedArray').length, 3);
  });

  test('getAssociatedAssets: containers contain their members, what lies in the trash is no container', async () => {
    const document = await world.publish({ fileName: 'pages.pdf', type: 'Pdf' });
    const [page, catalog] = (await derive(document, 'PostScriptRip', [
      { part: 'page 1', name: 'page', extension: 'tif', type: 'Image', artifacts: {} },
      { part: 'catalog', name: 'catalog', extension: 'pdf', type: 'Catalog', artifacts: {}, members: ['page 1'] },
    ])).map(({ asset }) => asset);
    assert.deepEqual(textsAt(await ask('getAssociatedAssets', handle('assetHandle', page!)), 'containerArray/items/name'), ['catalog']);
    assert.deepEqual(textsAt(await ask('getAssociatedAssets', handle('assetHandle', catalog!)), 'memberArray/items/name'), ['page']);
    await world.library.trash(world.company.id, catalog!.id, world.user.email);
    assert.deepEqual(textsAt(await ask('getAssociatedAssets', handle('assetHandle', page!)), 'containerArray/items/name'), []);
  });
});
