import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';

describe('the trash', () => {
  let world: IpsWorld;
  let client: IpsClient;
  let own: string;
  before(async () => {
    world = await openIpsWorld();
    client = ipsClient(world.server, world.user.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(() => world[Symbol.asyncDispose]());

  const call = (operation: string, handles: readonly string[]) =>
    client.call(operation, `${own}<assetHandleArray>${handles.map((handle) => `<items>${handle}</items>`).join('')}</assetHandleArray>`);
  const counts = ({ element }: IpsAnswer): string => ['successCount', 'warningCount', 'errorCount'].map((name) => textAt(element, name)).join(' ');
  const namesInTrash = async (): Promise<readonly string[]> => textsAt((await client.call('searchAssets',
    `${own}<includeSubfolders>true</includeSubfolders><trashState>InTrash</trashState>`)).element, 'assetArray/items/name');
  const publish = async (fileName: string, folder = 'ApiTestCo/') => `a|${(await world.publish({ fileName, folder })).id}`;

  test('assets are thrown away and restored; each that cannot be is told of', async () => {
    const [a, b] = [await publish('a.jpg', 'ApiTestCo/deep/er/'), await publish('b.jpg')];
    assert.equal(counts(await call('deleteAssets', [a, b, 'a|999999', 'nonsense'])), '2 0 2');
    assert.deepEqual(await namesInTrash(), ['a', 'b']);
    assert.equal(counts(await call('deleteAssets', [a])), '1 0 0');
    const restored = await call('restoreAssetsFromTrash', [a, b, b, await publish('never.jpg'), 'a|999999']);
    assert.equal(counts(restored), '2 0 2');
    assert.deepEqual(textsAt(restored.element, 'errorDetailArray/items/code'), ['30001', '30001']);
    assert.deepEqual(await namesInTrash(), []);
    assert.equal((await world.library.assetsByNames(world.company.id, ['a']))[0]?.folder, 'ApiTestCo/deep/er/');
  });

  test('a name in the trash is taken: an upload gets another, and after a restore both are there', async () => {
    const x = await publish('x.jpg');
    await call('deleteAssets', [x]);
    assert.equal((await world.publish({ fileName: 'x.jpg' })).name, 'x-1');
    await call('restoreAssetsFromTrash', [x]);
    assert.equal((await world.library.assetsByNames(world.company.id, ['x', 'x-1'])).length, 2);
  });

  test('emptying destroys what is in the trash and nothing else; the state can be read by handle', async () => {
    const [gone, kept] = [await publish('gone.jpg'), await publish('kept.jpg')];
    await call('deleteAssets', [gone]);
    assert.equal(counts(await call('emptyAssetsFromTrash', [gone, kept, 'a|999999'])), '1 0 2');
    assert.deepEqual(await namesInTrash(), []);
    assert.equal(textAt((await call('getAssets', [gone])).element, 'assetArray/items/trashState'), 'InEmptiedTrash');
    assert.equal(textAt((await call('getAssets', [kept])).element, 'assetArray/items/trashState'), 'NotInTrash');
    assert.equal(counts(await call('restoreAssetsFromTrash', [gone])), '0 0 1');
    assert.equal((await world.publish({ fileName: 'gone.jpg' })).name, 'gone');
  });

  test('after seven days it empties itself', async () => {
    const old = await publish('old.jpg');
    await call('deleteAssets', [old]);
    world.clock.advance(7 * 86_400_000 - 1000);
    await world.library.sweep();
    assert.deepEqual(await namesInTrash(), ['old']);
    world.clock.advance(1000);
    await world.library.sweep();
    assert.deepEqual(await namesInTrash(), []);
  });

  test('assets of another company are unknown', async () => {
    const stranger = await world.accounts.addCompany('Other');
    const theirs = await world.publish({ companyId: stranger.id, folder: 'Other/', fileName: 'theirs.jpg' });
    assert.equal(counts(await call('deleteAssets', [`a|${theirs.id}`])), '0 0 1');
    assert.equal((await world.library.assetsByIds(stranger.id, [theirs.id]))[0]?.trashState, 'NotInTrash');
  });
});
