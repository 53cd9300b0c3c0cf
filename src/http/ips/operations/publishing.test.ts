import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openOutboundHttp } from '#adapters/outbound-http';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, textAt, textsAt, unversioned, type IpsAnswer, type IpsClient } from '#test/build/ips-client';
import { openListener, type Listener } from '#test/build/listener';

describe('publishing', () => {
  let world: IpsWorld;
  let listener: Listener;
  let status = 200;
  let client: IpsClient;
  let administrator: IpsClient;
  let own: string;
  before(async () => {
    listener = await openListener((_request, response) => response.writeHead(status).end());
    world = await openIpsWorld({}, undefined, undefined, undefined, {
      outbound: openOutboundHttp({ allow: ['127.0.0.1'] }), purge: { url: `${listener.url}/purge`, token: 'a token' }, secret: 'shared',
    });
    client = ipsClient(world.server, world.user.email, password);
    administrator = ipsClient(world.server, world.admin.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
    await listener[Symbol.asyncDispose]();
  });

  const code = ({ element }: IpsAnswer): string => textAt(element, 'code');
  const counts = ({ element }: IpsAnswer): string => ['successCount', 'warningCount', 'errorCount'].map((name) => textAt(element, name)).join(' ');
  const contextHandle = (type: string): string => `pc|${world.company.id * 4 + ['ImageServing', 'ImageRendering', 'Video', 'ServerDirectory'].indexOf(type)}`;
  const isMarked = async (id: number): Promise<boolean | undefined> => (await world.library.assetsByIds(world.company.id, [id]))[0]?.isReadyForPublish;
  const handles = (...ids: readonly (number | string)[]): string => `<assetHandleArray>${ids.map((id) => `<items>a|${id}</items>`).join('')}</assetHandleArray>`;

  test('every company has four contexts; two have servers', async () => {
    const { element } = await client.call('getPublishContexts', own);
    assert.deepEqual(textsAt(element, 'publishContextArray/items/contextType'), ['ImageServing', 'ImageRendering', 'Video', 'ServerDirectory']);
    assert.deepEqual(textsAt(element, 'publishContextArray/items/contextHandle')[2], contextHandle('Video'));
    const videos = await client.call('getPublishContexts', `${own}<contextType>Video</contextType>`);
    assert.deepEqual(textsAt(videos.element, 'publishContextArray/items/contextName'), ['Video']);
    assert.equal(code(await client.call('getPublishContexts', `${own}<contextType>Radio</contextType>`)), '30001');
    assert.deepEqual(textsAt((await client.call('getActivePublishContexts', own)).element, 'contextArray/items'), ['ImageServing', 'Video']);
  });

  test('many assets are marked and unmarked in one call', async () => {
    const [a, b] = await Promise.all(['a', 'b'].map((name) => world.publish({ fileName: `${name}.jpg`, readyForPublish: name === 'b' })));
    const update = (id: number | string, state: string): string => `<items><assetHandle>a|${id}</assetHandle><publishState>${state}</publishState></items>`;
    const answer = await client.call('setAssetsPublishState', `${own}<publishStateUpdateArray>${
      update(a!.id, 'MarkedForPublish')}${update(b!.id, 'NotMarkedForPublish')}${update(999_999, 'MarkedForPublish')}</publishStateUpdateArray>`);
    assert.equal(counts(answer), '2 0 1');
    assert.deepEqual([await isMarked(a!.id), await isMarked(b!.id)], [true, false]);
    const odd = await client.call('setAssetsPublishState', `${own}<publishStateUpdateArray>${update(a!.id, 'Maybe')}</publishStateUpdateArray>`);
    assert.equal(counts(odd), '0 0 1');
    assert.equal(await isMarked(a!.id), true);
  });

  test('a mark names the context of its type; in another one it is an error of that asset', async () => {
    const [image, film] = [await world.publish({ fileName: 'ctx.jpg', readyForPublish: false }), await world.publish({ fileName: 'ctx.mp4', type: 'Video', readyForPublish: false })];
    const set = (updates: readonly (readonly [id: number, context: string, state: string])[]) => client.call('setAssetsContextState', `${own}<assetsContextStateUpdateArray>${
      updates.map(([id, context, state]) => `<items><assetHandle>a|${id}</assetHandle><contextStateUpdateArray><items><contextHandle>${context}</contextHandle><publishState>${state}</publishState></items></contextStateUpdateArray></items>`).join('')
    }</assetsContextStateUpdateArray>`);
    assert.equal(counts(await set([[image.id, contextHandle('ImageServing'), 'MarkedForPublish'], [film.id, contextHandle('ImageServing'), 'MarkedForPublish']])), '1 0 1');
    assert.deepEqual([await isMarked(image.id), await isMarked(film.id)], [true, false]);
    assert.equal(counts(await set([[image.id, contextHandle('Video'), 'NotMarkedForPublish'], [film.id, contextHandle('Video'), 'MarkedForPublish']])), '2 0 0');
    assert.deepEqual([await isMarked(image.id), await isMarked(film.id)], [true, true]);
    assert.equal(counts(await set([[image.id, 'pc|1', 'NotMarkedForPublish']])), '0 0 1');

    const { element } = await client.call('batchGetAssetPublishContexts', own + handles(image.id, film.id));
    assert.deepEqual(textsAt(element, 'assetPublishContextsArray/items/publishContextArray/items/contextType'), ['ImageServing', 'Video']);

    const one = (context: string, state = 'MarkedForPublish') => client.call('setAssetPublishState',
      `${own}<assetHandle>a|${film.id}</assetHandle><publishState>${state}</publishState><contextHandleArray><items>${context}</items></contextHandleArray>`);
    assert.equal(code(await one(contextHandle('ImageServing'))), '30001');
    await one(contextHandle('ImageServing'), 'NotMarkedForPublish');
    assert.equal(await isMarked(film.id), true);
    await one(contextHandle('Video'), 'NotMarkedForPublish');
    assert.equal(await isMarked(film.id), false);
  });

  test('the history tells where and when an asset was published last, and nothing of one that never was', async () => {
    const asset = await world.publish({ fileName: 'history.jpg', readyForPublish: false });
    const history = async () => (await client.call('getAssetPublishHistory', `${own}<assetHandle>a|${asset.id}</assetHandle>`)).element;
    assert.deepEqual(textsAt(await history(), 'pubHistoryArray/items/contextName'), []);
    await client.call('setAssetPublishState', `${own}<assetHandle>a|${asset.id}</assetHandle><publishState>MarkedForPublish</publishState>`);
    const shown = await history();
    assert.deepEqual([textAt(shown, 'pubHistoryArray/items/contextName'), new Date(textAt(shown, 'pubHistoryArray/items/lastPublished'))], ['ImageServing', world.clock.now()]);
  });

  test('assets are published again though they did not change; one that is not marked is a warning', async () => {
    const [marked, hidden] = [await world.publish({ fileName: 'again.jpg' }), await world.publish({ fileName: 'hidden.jpg', readyForPublish: false })];
    const answer = await client.call('forceRepublishAssets', `${own}<republishFiles>true</republishFiles>${handles(marked.id, hidden.id, 999_999)}`);
    assert.equal(counts(answer), '1 1 1');
    assert.deepEqual(['warning', 'error'].map((gravity) => textAt(answer.element, `${gravity}DetailArray/items/assetHandle`)), [`a|${hidden.id}`, 'a|999999']);
    const versions = (await world.library.assetsByIds(world.company.id, [marked.id, hidden.id])).map(({ version }) => version);
    assert.deepEqual(versions, [marked.version + 1, hidden.version]);
    await client.call('forceRepublishAssets', `${own}<republishFiles>false</republishFiles><resyncCatalog>false</resyncCatalog>${handles(marked.id)}`);
    assert.equal((await world.library.assetsByIds(world.company.id, [marked.id]))[0]?.version, marked.version + 1);
  });

  describe('caches', () => {
    const urls = (...all: readonly string[]): string => `<urlArray>${all.map((url) => `<items>${url}</items>`).join('')}</urlArray>`;
    const invalidate = (...all: readonly string[]) => administrator.call('cdnCacheInvalidation', own + urls(...all));
    const statusOf = async (handle: string) => (await administrator.call('getCdnCacheInvalidationStatus', `${own}<invalidationHandle>${handle}</invalidationHandle>`)).element;

    test('a purge goes to the address of the cache, signed and with its token, and its status can be asked', async () => {
      const { element } = await invalidate('https://images.example/is/image/ApiTestCo/a?wid=1&amp;x=2', 'https://images.example/b');
      const handle = textAt(element, 'invalidationHandle');
      assert.equal(textAt(element, 'estimatedSeconds'), '10');
      const before = await statusOf(handle);
      assert.deepEqual([textAt(before, 'status'), textAt(before, 'pingAfterSeconds')], ['InProgress', '5']);
      await world.notices.deliver();
      const [asked] = listener.requests.slice(-1);
      assert.deepEqual([asked?.method, asked?.path, asked?.headers.authorization], ['POST', '/purge', 'Bearer a token']);
      assert.deepEqual(JSON.parse(asked?.body ?? ''), { urls: ['https://images.example/is/image/ApiTestCo/a?wid=1&x=2', 'https://images.example/b'] });
      assert.match(String(asked?.headers['prepress-signature']), /^t=\d+,v1=[0-9a-f]{64}$/);
      const after = await statusOf(handle);
      assert.deepEqual([textAt(after, 'status'), new Date(textAt(after, 'completionTime'))], ['Completed', world.clock.now()]);
    });

    test('a cache that does not take it is asked again, and in the end it failed', async () => {
      status = 503;
      const handle = textAt((await invalidate('https://images.example/failing')).element, 'invalidationHandle');
      for (const pauseMs of [0, 2_000, 10_000, 60_000, 300_000]) {
        world.clock.advance(pauseMs);
        await world.notices.deliver();
      }
      status = 200;
      assert.equal(textAt(await statusOf(handle), 'status'), 'Failed');
      assert.equal(new Set(listener.requests.slice(-5).map(({ headers }) => headers['idempotency-key'])).size, 1);
    });

    test('1 to 1000 addresses; others, and handles that mean nothing, are refused', async () => {
      const many = Array.from({ length: 1001 }, (_, index) => `https://images.example/${index}`);
      for (const answer of [await invalidate(...many), await invalidate('ftp://images.example/'), await invalidate('nonsense')]) assert.equal(code(answer), '30001');
      assert.equal(code(await invalidate()), '30002');
      assert.equal(textsAt((await invalidate(...many.slice(1))).element, 'invalidationHandle').length, 1);
      for (const [handle, expected] of [[`ci|${world.company.id}|999999`, '30001'], ['nonsense', '30001'], ['ci|999|1', '20006']] as const) {
        assert.equal(textAt(await statusOf(handle), 'code'), expected);
      }
      assert.equal(code(await client.call('cdnCacheInvalidation', own + urls('https://images.example/'))), '20003');
    });

    test('namespaces before 2014 are answered with counts, and a wrong address does not end the call', async () => {
      const answer = await administrator.call('cdnCacheInvalidation', own + urls('https://images.example/a', 'nonsense'), { version: `${unversioned}/2013-02-15` });
      assert.equal(counts(answer), '1 0 1');
      assert.deepEqual([textAt(answer.element, 'errorDetailArray/items/code'), textsAt(answer.element, 'invalidationHandle').length], ['30001', 0]);
    });

    test('without a cache in front it is done at once', async () => {
      await using alone = await openIpsWorld();
      const caller = ipsClient(alone.server, alone.admin.email, password);
      const company = `<companyHandle>c|${alone.company.id}</companyHandle>`;
      const { element } = await caller.call('cdnCacheInvalidation', company + urls('https://images.example/a'));
      assert.equal(textAt(element, 'estimatedSeconds'), '0');
      const answer = await caller.call('getCdnCacheInvalidationStatus', `${company}<invalidationHandle>${textAt(element, 'invalidationHandle')}</invalidationHandle>`);
      assert.equal(textAt(answer.element, 'status'), 'Completed');
    });
  });
});
