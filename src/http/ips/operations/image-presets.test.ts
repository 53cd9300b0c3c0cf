import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';

describe('image presets', () => {
  let world: IpsWorld;
  let client: IpsClient;
  let own: string;
  before(async () => {
    world = await openIpsWorld();
    client = ipsClient(world.server, world.admin.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(() => world[Symbol.asyncDispose]());

  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const save = (name: string, urlModifier: string, handle = '') => client.call('saveImageFormat',
    `${own}${handle && `<imageFormatHandle>${handle}</imageFormatHandle>`}<name>${name}</name><urlModifier>${urlModifier.replaceAll('&', '&amp;')}</urlModifier>`);
  const list = async () => {
    const { element } = await client.call('getImageFormats', own);
    return textsAt(element, 'imageFormatArray/items/name').map((name, index) => `${name}: ${textsAt(element, 'imageFormatArray/items/urlModifier')[index]}`);
  };

  test('they are made, changed by their handle, listed by name and deleted', async () => {
    assert.deepEqual(await list(), []);
    const zoom = textAt((await save('zoom', 'wid=900&op_usm=1,1')).element, 'imageFormatHandle');
    assert.match(zoom, new RegExp(`^if\\|${world.company.id}\\|\\d+$`));
    const product = textAt((await save('!_s7product', 'wid=300')).element, 'imageFormatHandle');
    assert.notEqual(product, zoom);
    assert.deepEqual(await list(), ['!_s7product: wid=300', 'zoom: wid=900&op_usm=1,1']);
    assert.equal(textAt((await save('Zoom', 'wid=800', zoom)).element, 'imageFormatHandle'), zoom);
    assert.deepEqual(await list(), ['!_s7product: wid=300', 'Zoom: wid=800']);
    await client.call('deleteImageFormat', `${own}<imageFormatHandle>${product}</imageFormatHandle>`);
    assert.deepEqual(await list(), ['Zoom: wid=800']);
    assert.equal(code(await client.call('deleteImageFormat', `${own}<imageFormatHandle>${product}</imageFormatHandle>`)), '30001');
  });

  test('names are taken whatever their case; commands that no request could be made with are refused', async () => {
    await save('taken', 'wid=1');
    for (const answer of [await save('TAKEN', 'wid=2'), await save('a$b', 'wid=1'), await save('open', 'src=is{Co/a'), await save('odd', 'layer=1,a&layer=2,a'), await save('x', 'wid=1', 'if|999|1'), await save('x', 'wid=1', `if|${world.company.id}|999`)]) {
      assert.equal(code(answer), '30001');
    }
    assert.ok((await list()).includes('taken: wid=1'));
  });

  test('many at once all stay', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, index) => save(`many${index}`, `wid=${index + 1}`)));
    assert.equal((await list()).filter((line) => line.startsWith('many')).length, 8);
  });
});
