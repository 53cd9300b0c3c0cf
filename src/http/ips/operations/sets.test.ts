import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { systemPropertySetTypes, type Asset } from '#library';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';
import { publicationOf, publishAlone } from '#test/build/library';

describe('operations on sets', () => {
  let world: IpsWorld;
  let client: IpsClient;
  let own: string;
  const assets: Record<string, Asset> = {};
  before(async () => {
    world = await openIpsWorld();
    client = ipsClient(world.server, world.user.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
    for (const name of ['a', 'b', 'c']) assets[name] = (await publishAlone(world.test.database, world.library, publicationOf(world.company.id, `ApiTestCo/${name}.jpg`))).asset;
    assets['pdf'] = (await publishAlone(world.test.database, world.library, publicationOf(world.company.id, 'ApiTestCo/p.pdf', { type: 'Pdf', image: undefined }))).asset;
  });
  after(() => world[Symbol.asyncDispose]());

  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const handleOf = (name: string): string => `a|${assets[name]!.id}`;
  const members = (...names: readonly (readonly [string, boolean] | string)[]): string => `<memberArray>${names.map((one) => {
    const [name, isReset] = typeof one === 'string' ? [one, false] : one;
    return `<items><assetHandle>${name.startsWith('a|') ? name : handleOf(name)}</assetHandle><pageReset>${isReset}</pageReset></items>`;
  }).join('')}</memberArray>`;
  const createSet = (name: string, type = 'ImageSet', more = '') => client.call('createImageSet', `${own}<folderHandle>f|ApiTestCo/sets/</folderHandle><name>${name}</name><type>${type}</type>${more}`);
  const onSet = (operation: string, handle: string, inner = '') => client.call(operation, `${own}<assetHandle>${handle}</assetHandle>${inner}`);
  const namesIn = async (handle: string): Promise<readonly string[]> => textsAt((await onSet('getImageSetMembers', handle)).element, 'memberArray/items/asset/name');
  const found = async (handle: string) => (await client.call('getAssets', `${own}<assetHandleArray><items>${handle}</items></assetHandleArray>`)).element;

  test('an image set is made empty, filled, listed in order, filled anew and given a thumbnail', async () => {
    const handle = textAt((await createSet('shoes')).element, 'assetHandle');
    assert.deepEqual(await namesIn(handle), []);
    const shown = await found(handle);
    assert.deepEqual(['type', 'name', 'folder', 'readyForPublish', 'trashState'].map((field) => textAt(shown, `assetArray/items/${field}`)), ['ImageSet', 'shoes', 'ApiTestCo/sets/', 'false', 'NotInTrash']);
    await onSet('setImageSetMembers', handle, members('b', 'a', 'b'));
    assert.deepEqual(await namesIn(handle), ['b', 'a', 'b']);
    await onSet('updateImageSet', handle, `<thumbAssetHandle>${handleOf('c')}</thumbAssetHandle>`);
    assert.deepEqual(await namesIn(handle), ['b', 'a', 'b']);
    await onSet('updateImageSet', handle, members('c', ['a', true]));
    assert.deepEqual(textsAt((await onSet('getImageSetMembers', handle)).element, 'memberArray/items/pageReset'), ['false', 'true']);
    const relations = (await client.call('getAssociatedAssets', `${own}<assetHandle>${handle}</assetHandle>`)).element;
    assert.deepEqual([textsAt(relations, 'memberArray/items/name'), textAt(relations, 'thumbAsset/name')], [['c', 'a'], 'c']);
    assert.deepEqual(textsAt((await client.call('getAssociatedAssets', `${own}<assetHandle>${handleOf('a')}</assetHandle>`)).element, 'containerArray/items/name'), ['shoes']);
    await onSet('setAssetPublishState', handle, '<publishState>MarkedForPublish</publishState>');
    await onSet('deleteAsset', handleOf('c'));
    assert.deepEqual(await namesIn(handle), ['a']);
    await world.library.restore(world.company.id, assets['c']!.id, 'x');
    await onSet('deleteAsset', handle);
    assert.equal(code(await onSet('getImageSetMembers', handle)), '30001');
    await world.library.restore(world.company.id, Number(handle.slice(2)), 'x');
    assert.deepEqual(await namesIn(handle), ['a']);
  });

  test('an asset set keeps its definition and knows whom it names; its members may take the place of it', async () => {
    const made = await client.call('createAssetSet', `${own}<folderHandle>ApiTestCo/sets</folderHandle><name>mixed</name><subType>MediaSet</subType><setDefinition>ApiTestCo/a;ApiTestCo/b;advanced_image;,{c,ApiTestCo/a},nobody</setDefinition>`);
    const handle = textAt(made.element, 'assetHandle');
    const definition = async (): Promise<string> => textAt(await found(handle), 'assetArray/items/assetSetInfo/setDefinition');
    assert.equal(await definition(), 'ApiTestCo/a;ApiTestCo/b;advanced_image;,{c,ApiTestCo/a},nobody');
    assert.equal(textAt(await found(handle), 'assetArray/items/subType'), 'MediaSet');
    assert.deepEqual(await namesIn(handle), ['a', 'b', 'c']);
    await onSet('setAssetSetDefinition', handle, '<setDefinition>ApiTestCo/c</setDefinition>');
    assert.deepEqual([await definition(), await namesIn(handle)], ['ApiTestCo/c', ['c']]);
    await onSet('updateAssetSet', handle, `<thumbAssetHandle>${handleOf('a')}</thumbAssetHandle>`);
    assert.equal(await definition(), 'ApiTestCo/c');
    await onSet('updateAssetSet', handle, '<setDefinition>ApiTestCo/b</setDefinition>');
    assert.equal(textAt((await client.call('searchAssets', `${own}<includeSubfolders>true</includeSubfolders><assetTypeArray><items>AssetSet</items></assetTypeArray>`)).element, 'assetArray/items/assetSetInfo/setDefinition'), 'ApiTestCo/b');
    await onSet('setImageSetMembers', handle, members('a', 'c'));
    assert.equal(await definition(), 'ApiTestCo/a;;advanced_image;,ApiTestCo/c;;advanced_image;');
  });

  test('what makes no sense is refused and changes nothing', async () => {
    const handle = textAt((await createSet('strict')).element, 'assetHandle');
    const refused: readonly (readonly [Promise<IpsAnswer>, string])[] = [
      [createSet('strict'), '30001'], [createSet('a'), '30001'], [createSet('a/b'), '30001'], [createSet('x', 'AssetSet'), '30001'], [createSet('x', 'ImageSet', '<thumbAssetHandle>a|999999</thumbAssetHandle>'), '30001'],
      [onSet('setImageSetMembers', handle, members('a|999999')), '30001'], [onSet('setImageSetMembers', handle, members('pdf')), '30001'], [onSet('setImageSetMembers', handle, members(handle)), '30001'],
      [onSet('setImageSetMembers', handle, members(...Array.from({ length: 21 }, () => 'a'))), '30001'], [onSet('setImageSetMembers', handleOf('a'), members('b')), '30001'],
      [onSet('setAssetSetDefinition', handle, '<setDefinition>a</setDefinition>'), '30001'], [onSet('getImageSetMembers', 'a|999999'), '30001'],
      [client.call('createAssetSet', `${own}<folderHandle>f|ApiTestCo/</folderHandle><name>y</name><subType>MediaSet</subType><setDefinition>,,</setDefinition>`), '30001'],
      [client.call('createAssetSet', `${own}<folderHandle>f|ApiTestCo/</folderHandle><name>y</name>`), '30002'],
    ];
    for (const [index, [answer, wanted]] of refused.entries()) assert.equal(code(await answer), wanted, `case ${index}`);
    assert.deepEqual(await namesIn(handle), []);
    const stranger = ipsClient(world.server, (await world.addUser('IpsUser', [await world.accounts.addCompany('Elsewhere')])).email, password);
    assert.equal(code(await stranger.call('setImageSetMembers', `${own}<assetHandle>${handle}</assetHandle>${members('a')}`)), '20006');
  });

  test('a set generation job has no files and its own element; scripts, assets and folder go with it', async () => {
    const script = await world.library.propertySets.create(systemPropertySetTypes.autoSetScript, { companyId: world.company.id }, [{ name: 'match.1', value: '(\\w).*' }]);
    const job = (inner: string) => client.call('submitJob', `${own}<jobName>sets</jobName><automatedSetGenerationJob>${inner}</automatedSetGenerationJob>`);
    const of = (handles: string, sets = `ps|${script.id}`): string => `<assetHandleArray><items>${handles}</items></assetHandleArray><destFolder>Made/</destFolder><readyForPublish>true</readyForPublish>`
      + `<autoSetCreationOptions><autoSetsArray><items>${sets}</items></autoSetsArray></autoSetCreationOptions><emailSetting>None</emailSetting>`;
    const handle = textAt((await job(of(handleOf('a')))).element, 'jobHandle');
    const jobId = Number(handle.split('|').at(-1));
    const [opened] = await world.jobs.findLogs({ companyId: world.company.id, jobId });
    assert.deepEqual([opened?.kind, opened?.receivedCount], ['AutomatedSetGeneration', 0]);
    const options = opened?.options as { readonly autoSetIds: unknown; readonly assetIds: unknown; readonly destFolder: unknown; readonly readyForPublish: unknown };
    assert.deepEqual([options.autoSetIds, options.assetIds, options.destFolder, options.readyForPublish], [[script.id], [assets['a']!.id], 'ApiTestCo/Made/', true]);
    assert.deepEqual(opened?.echo, {
      readyForPublish: true, autoSetCreationOptions: { autoSetsArray: { items: [`ps|${script.id}`] } }, emailSetting: 'None', assetHandleArray: { items: [handleOf('a')] }, destFolder: 'Made/',
    });
    for (const [inner, wanted] of [[of('a|999999'), '30001'], [of(handleOf('a'), 'ps|999999'), '30001'], [of(handleOf('a')).replace('<readyForPublish>true</readyForPublish>', ''), '30002'], [of('').replace('<items></items>', ''), '30002']] as const) {
      assert.equal(code(await job(inner)), wanted);
    }
    await world.library.propertySets.update(script.id, () => [{ name: 'match', value: 'a' }, { name: 'active', value: 'false' }]);
    assert.equal(code(await job(of(handleOf('a')))), '30001');
  });
});
