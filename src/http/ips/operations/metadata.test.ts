import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deflateRawSync, deflateSync, gzipSync, inflateSync } from 'node:zlib';
import { embeddedMetadata, xmpFacts } from '#formats';
import { metadataOfUpload } from '#production';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, namesIn, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';
import { xmpPacket } from '#test/build/metadata';

describe('operations on metadata', () => {
  let world: IpsWorld;
  let user: IpsClient;
  let own: string;
  before(async () => {
    world = await openIpsWorld();
    user = ipsClient(world.server, world.user.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(() => world[Symbol.asyncDispose]());

  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const packet = xmpPacket(`<dc:description>Ein Stuhl &amp; mehr</dc:description><dc:title>T</dc:title>
    <dc:subject><rdf:Bag><rdf:li>red</rdf:li></rdf:Bag></dc:subject>`);
  const publish = (fileName: string, xmp?: Uint8Array) => world.publish({
    folder: 'ApiTestCo/metadata/', fileName, ...(xmp && { mergeMetadata: metadataOfUpload(embeddedMetadata({ xmp }), []) }),
  });
  const get = (id: number, client = user) => client.call('getXMPPacket', `${own}<assetHandle>a|${id}</assetHandle>`);
  const packetIn = (answer: IpsAnswer): Buffer => inflateSync(Buffer.from(textAt(answer.element, 'compressedPacket'), 'base64'));
  const update = (id: number, bytes: Uint8Array, client = user) => client.call(
    'updateXMPPacket', `${own}<assetHandle>a|${id}</assetHandle><compressedPacket>${Buffer.from(bytes).toString('base64')}</compressedPacket>`);
  const shown = async (id: number) => (await user.call('getAssets', `${own}<assetHandleArray><items>a|${id}</items></assetHandleArray>`)).element;
  const found = async (keyword: string) => textsAt((await user.call('searchAssets',
    `${own}<includeSubfolders>true</includeSubfolders><keywordArray><items>${keyword}</items></keywordArray>`)).element, 'assetArray/items/name');

  test('getXMPPacket gives the packet of the file byte for byte, and an empty one where there is none', async () => {
    const asset = await publish('told.jpg', packet);
    const answer = await get(asset.id);
    assert.deepEqual(namesIn(answer.element), ['compressedPacket']);
    assert.deepEqual(packetIn(answer), packet);
    assert.equal(packetIn(await get((await publish('silent.jpg')).id)).toString(), '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
  });

  test('the description of the packet is that of the asset, its subjects are found as keywords', async () => {
    const asset = await publish('found.jpg', packet);
    assert.equal(textAt(await shown(asset.id), 'assetArray/items/imageInfo/description'), 'Ein Stuhl & mehr');
    assert.ok((await found('red')).includes('found'));
  });

  test('updateXMPPacket replaces what it names and keeps the rest; description and keywords follow', async () => {
    const asset = await publish('updated.jpg', packet);
    const change = xmpPacket('<dc:description>neu</dc:description><dc:subject><rdf:Bag><rdf:li>updated</rdf:li><rdf:li>C:\\x</rdf:li></rdf:Bag></dc:subject>', ' xmp:Rating="3"');
    const answer = await update(asset.id, deflateSync(change));
    assert.deepEqual([answer.element.name, textAt(answer.element, 'success')], ['updateXMPPacketReturn', 'true']);
    const facts = xmpFacts(packetIn(await get(asset.id)));
    assert.deepEqual([facts.title, facts.description, facts.subjects, facts.rating], ['T', 'neu', ['updated', 'C:\\x'], 3]);
    assert.equal(textAt(await shown(asset.id), 'assetArray/items/imageInfo/description'), 'neu');
    assert.deepEqual(await found('updated'), ['updated']);
    assert.ok(!(await found('red')).includes('updated'));
    const [after] = await world.library.assetsByIds(world.company.id, [asset.id]);
    assert.deepEqual([after?.version, after?.modifiedBy], [asset.version + 1, world.user.email]);
  });

  test('a packet may come in zlib, in gzip, in both as the example of the reference, or plain', async () => {
    for (const [index, pack] of [deflateSync, gzipSync, (bytes: Buffer) => gzipSync(deflateSync(bytes)), (bytes: Buffer) => bytes].entries()) {
      const asset = await publish(`packed-${index}.jpg`);
      assert.equal(textAt((await update(asset.id, pack(packet))).element, 'success'), 'true');
      assert.deepEqual(packetIn(await get(asset.id)), packet);
    }
  });

  test('what is no packet is refused and changes nothing', async () => {
    const asset = await publish('refused.jpg', packet);
    const whole = deflateSync(packet);
    for (const wrong of [
      Buffer.from('no packet'), deflateSync(Buffer.from('<x:xmpmeta/>')), deflateSync(packet.subarray(0, 300)), whole.subarray(0, 100),
      deflateRawSync(packet), deflateSync(Buffer.alloc(2 ** 20 + 1, ' ')), deflateSync(Buffer.alloc(100 * 2 ** 20)), Buffer.alloc(2 ** 19 + 1),
    ]) {
      const answer = await update(asset.id, wrong);
      assert.equal(code(answer), '30001', wrong.subarray(0, 20).toString('hex'));
      assert.match(textAt(answer.element, 'reason'), /compressedPacket/);
    }
    assert.equal(code(await update(asset.id, Buffer.alloc(0))), '30002');
    assert.equal(code(await user.call('updateXMPPacket', `${own}<assetHandle>a|${asset.id}</assetHandle>`)), '30002');
    assert.equal(code(await user.call('updateXMPPacket', `${own}<assetHandle>a|${asset.id}</assetHandle><compressedPacket>*</compressedPacket>`)), '30001');
    assert.deepEqual(packetIn(await get(asset.id)), packet);
    assert.equal((await world.library.assetsByIds(world.company.id, [asset.id]))[0]?.version, asset.version);
  });

  test('unknown assets and missing handles are faults', async () => {
    assert.equal(code(await get(999_999)), '30001');
    assert.equal(code(await update(999_999, packet)), '30001');
    assert.equal(code(await user.call('getXMPPacket', own)), '30002');
    assert.equal(code(await user.call('updateXMPPacket', `${own}<compressedPacket/>`)), '30002');
  });

  test('roles: a portal user may read a packet, a trial user neither read nor write one', async () => {
    const asset = await publish('roles.jpg', packet);
    const portal = ipsClient(world.server, (await world.addUser('ImagePortalUser', [world.company])).email, password);
    const contributor = ipsClient(world.server, (await world.addUser('ImagePortalContribUser', [world.company])).email, password);
    const trial = ipsClient(world.server, (await world.addUser('TrialSiteUser', [world.company])).email, password);
    assert.deepEqual(packetIn(await get(asset.id, portal)), packet);
    assert.deepEqual(packetIn(await get(asset.id, contributor)), packet);
    assert.equal(textAt((await update(asset.id, packet, portal)).element, 'success'), 'true');
    assert.equal(code(await update(asset.id, packet, contributor)), '20003');
    assert.equal(code(await get(asset.id, trial)), '20003');
    assert.equal(code(await update(asset.id, packet, trial)), '20003');
  });

  test('the words of users survive another file that has none', async () => {
    const asset = await publish('kept.jpg', packet);
    await update(asset.id, deflateSync(xmpPacket('<dc:description>by hand</dc:description>')));
    await publish('kept.jpg', xmpPacket('<dc:title>another</dc:title>'));
    const facts = xmpFacts(packetIn(await get(asset.id)));
    assert.deepEqual([facts.title, facts.description, facts.subjects], ['another', 'by hand', []]);
    await publish('kept.jpg', packet);
    assert.equal(textAt(await shown(asset.id), 'assetArray/items/imageInfo/description'), 'Ein Stuhl & mehr');
  });
});
