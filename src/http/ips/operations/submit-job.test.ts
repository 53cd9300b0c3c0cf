import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { allAt, ipsClient, namesIn, textAt, textsAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';

describe('submitJob', () => {
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
  const reason = (answer: IpsAnswer): string => textAt(answer.element, 'reason');
  const handles = (...ids: readonly (number | string)[]): string =>
    `<assetHandleArray>${ids.map((id) => `<items>${typeof id === 'number' ? `a|${id}` : id}</items>`).join('')}</assetHandleArray>`;
  const reprocess = (inner: string, needed = '<createMask>false</createMask><emailSetting>None</emailSetting>'): string =>
    `<reprocessAssetsJob>${inner}${needed}</reprocessAssetsJob>`;
  const submit = (name: string, inner: string, auth = '') => user.call('submitJob', `${own}<jobName>${name}</jobName>${inner}`, { auth });
  const active = async (handle: string) =>
    allAt((await user.call('getActiveJobs', `${own}<jobHandle>${handle}</jobHandle>`)).element, 'jobArray/items')[0];

  test('reprocessAssetsJob opens a job with an item an asset, shown with the options it was sent with', async () => {
    const assets = [await world.publish({ fileName: 'one.jpg' }), await world.publish({ fileName: 'two.jpg' })];
    const answer = await submit('again', `<locale>de</locale><description>both</description>${reprocess(
      `${handles(assets[1]!.id, assets[0]!.id, assets[1]!.id)}<unsharpMaskOptions><amount>1.75</amount></unsharpMaskOptions>`)}`,
    '<appName>Library</appName>');
    const handle = textAt(answer.element, 'jobHandle');
    assert.match(handle, /^j\|\d+\|\|again\|\d+$/);
    const shown = await active(handle);
    assert.ok(shown);
    assert.deepEqual(['type', 'state', 'totalSize', 'description', 'locale', 'originalName'].map((field) => textAt(shown, field)),
      ['ReprocessAssets', 'WaitingCoordinator', '2', 'both', 'de', 'again'], 'an asset that was named twice is made once');
    assert.equal(textAt(shown, 'taskProgressArray/items/taskType'), 'Optimize');
    assert.deepEqual(textsAt(shown, 'reprocessAssetsJob/assetHandleArray/items'), [assets[1]!.id, assets[0]!.id, assets[1]!.id].map((id) => `a|${id}`));
    assert.equal(textAt(shown, 'reprocessAssetsJob/unsharpMaskOptions/threshold'), '6');
    assert.ok(!namesIn(shown).includes('uploadPostJob'));
    const [active1] = await world.jobs.active({ companyIds: [world.company.id], originalName: 'again' });
    assert.deepEqual(active1?.job.options, {
      overwrite: true, readyForPublish: false, preservePublishState: true, createMask: false, preserveCrop: true,
      photoshop: { process: 'None', layerNaming: 'LayerName', anchor: 'Center', createTemplate: false, extractText: false, extendLayers: false },
      postScript: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', alpha: false, extractSearchWords: false },
      pdf: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', catalog: true, extractSearchWords: false, extractLinks: false },
      illustrator: { process: 'Rasterize', resolutionPpi: 150, colour: 'Auto', alpha: false },
      colour: { mode: 'Default' }, autoSetIds: [], projectIds: [], email: 'None', media: { encodingPresetIds: [], generateThumbnail: true },
      inDesign: { process: 'None' }, keywords: [], unsharpMask: { amount: 1.75, radiusPx: 1, threshold: 6, isMonochrome: false }, uncompress: false,
    });
    const end = await world.take(active1.job);
    await end('success');
    const log = (await user.call('getJobLogDetails', `${own}<jobHandle>${handle}</jobHandle>`)).element;
    assert.deepEqual(['logType', 'transferSuccessCount'].map((field) => textAt(log, `jobLogArray/items/${field}`)), ['BeginReoptimize', '0']);
    assert.deepEqual(textsAt(log, 'jobLogArray/items/detailArray/items/logMessage').slice(0, 4), ['Reprocessing has begun!', 'again', 'Library', 'ReprocessAssets']);
    await user.call('stopJob', `${own}<jobHandle>${handle}</jobHandle>`);
    assert.equal(await active(handle), undefined);
    assert.deepEqual(textsAt((await user.call('getJobLogDetails', `${own}<jobHandle>${handle}</jobHandle>`)).element,
      'jobLogArray/items/detailArray/items/logType').slice(4), ['UploadSuccess', 'FileCancel', 'TotalFileCount', 'EndReoptimize']);
  });

  test('publish states stay unless readyForPublish is sent; then the company decides about them as in an upload', async () => {
    const asset = await world.publish({ fileName: 'state.jpg' });
    for (const [sent, wanted] of [
      ['', [false, true]], ['<readyForPublish>true</readyForPublish>', [true, undefined]],
      ['<readyForPublish>true</readyForPublish><preservePublishState>false</preservePublishState>', [true, false]],
      ['<preservePublishState>false</preservePublishState>', [false, true]],
    ] as const) {
      const handle = textAt((await submit('states', reprocess(handles(asset.id) + sent))).element, 'jobHandle');
      const job = (await world.jobs.active({ companyIds: [world.company.id], jobId: Number(handle.split('|').at(-1)) }))[0]!.job;
      const { readyForPublish, preservePublishState } = job.options as { readyForPublish: boolean; preservePublishState?: boolean };
      assert.deepEqual([readyForPublish, preservePublishState], wanted, sent);
    }
  });

  test('optimizeImagesJob looks for the images of the company when its turn comes', async () => {
    const answer = await submit('all', '<optimizeImagesJob><emailSetting>Error</emailSetting></optimizeImagesJob>');
    const [found] = await world.jobs.active({ companyIds: [world.company.id], originalName: 'all' });
    const handle = textAt(answer.element, 'jobHandle');
    assert.equal(handle, `j|${world.company.id}||all|${found!.job.id}`);
    assert.deepEqual([found!.job.kind, found!.job.echo], ['ImageOptimization', { emailSetting: 'Error' }]);
    const [item] = await world.jobs.itemsOf(found!.job.id, { pageSize: 10, page: 1 });
    assert.deepEqual(item && 'listing' in item && item.listing, { kind: 'images' });
    const shown = await active(handle);
    assert.ok(shown);
    assert.equal(textAt(shown, 'optimizeImagesJob/emailSetting'), 'Error');
  });

  test('handles that mean no asset of the company outside of the trash are named, and no job is opened', async () => {
    const [kept, trashed] = [await world.publish({ fileName: 'kept.jpg' }), await world.publish({ fileName: 'trashed.jpg' })];
    await world.library.trash(world.company.id, trashed.id, 'x');
    const elsewhere = await world.accounts.addCompany('OtherCo');
    const foreign = await world.publish({ companyId: elsewhere.id, folder: 'OtherCo/', fileName: 'foreign.jpg' });
    for (const wrong of [999_999, trashed.id, foreign.id, 'x', 'f|ApiTestCo/']) {
      const answer = await submit('unknown', reprocess(handles(kept.id, wrong)));
      assert.equal(code(answer), '30001');
      assert.ok(reason(answer).includes(typeof wrong === 'number' ? `a|${wrong}` : wrong), reason(answer));
    }
    assert.deepEqual(await world.jobs.findLogs({ companyId: world.company.id, originalName: 'unknown' }), []);
  });

  test('what is missing, wrong or more than one is a fault', async () => {
    const asset = await world.publish({ fileName: 'faults.jpg' });
    const good = reprocess(handles(asset.id));
    for (const [inner, wanted] of [
      ['', '30001'], [`${good}<optimizeImagesJob><emailSetting>None</emailSetting></optimizeImagesJob>`, '30001'],
      [`<execTime>2030-01-01T00:00:00Z</execTime><execSchedule>0 0 12 * * ?</execSchedule>${good}`, '30001'],
      [reprocess(''), '30002'], [reprocess(handles()), '30002'], [reprocess(handles(asset.id), '<createMask>false</createMask>'), '30002'],
      [reprocess(handles(asset.id), '<emailSetting>None</emailSetting>'), '30002'],
      ['<optimizeImagesJob/>', '30001'], ['<optimizeImagesJob><emailSetting>Errors</emailSetting></optimizeImagesJob>', '30001'],
      [reprocess(`${handles(asset.id)}<manualCropOptions><left>1</left><right>1</right><top>1</top></manualCropOptions>`), '30002'],
      [reprocess(`${handles(asset.id)}<autoTransparentCropOptions><tolerance>2</tolerance></autoTransparentCropOptions>`), '30001'],
      [reprocess(`${handles(asset.id)}<projectHandleArray><items>p|${world.company.id}|No</items></projectHandleArray>`), '30001'],
      [`<userHandle>u|99999|x@y</userHandle>${good}`, '20002'],
    ] as const) assert.equal(code(await submit('fault', inner)), wanted, inner);
    assert.equal(code(await user.call('submitJob', `${own}${good}`)), '30002');
    assert.deepEqual(await world.jobs.findLogs({ companyId: world.company.id, originalName: 'fault' }), []);
  });

  test('kinds of jobs that are to come say so by name', async () => {
    for (const [inner, name] of [
      ['<exportJob><assetHandleArray/><fmt>jpg</fmt><emailSetting>None</emailSetting></exportJob>', 'submitJob/exportJob'],
      ['<serverDirectoryPublishJob><emailSetting>None</emailSetting></serverDirectoryPublishJob>', 'submitJob/serverDirectoryPublishJob'],
      ['<createVideoSitemapJob/>', 'submitJob/createVideoSitemapJob'],
    ] as const) {
      const answer = await submit('later', inner);
      assert.deepEqual([code(answer), reason(answer)], ['30000', `operation not available yet: '${name}'`]);
    }
  });

  test('ripPdfsJob makes documents again, in words of its own', async () => {
    const asset = await world.publish({ fileName: 'book.pdf', type: 'Pdf' });
    const answer = await submit('rip', `<ripPdfsJob><pdfHandleArray><items>a|${asset.id}</items></pdfHandleArray><createMask>false</createMask>
      <pdfOptions><resolution>72</resolution></pdfOptions><emailSetting>None</emailSetting></ripPdfsJob>`);
    const handle = textAt(answer.element, 'jobHandle');
    const shown = await active(handle);
    assert.ok(shown);
    assert.deepEqual(['type', 'totalSize', 'ripPdfsJob/pdfHandleArray/items', 'ripPdfsJob/pdfOptions/resolution'].map((field) => textAt(shown, field)), ['PdfRip', '1', `a|${asset.id}`, '72']);
    assert.equal(textAt((await user.call('getJobLogDetails', `${own}<jobHandle>${handle}</jobHandle>`)).element, 'jobLogArray/items/logType'), 'BeginPdfRip');
    assert.equal(code(await submit('rip', '<ripPdfsJob><pdfHandleArray/><createMask>false</createMask><emailSetting>None</emailSetting></ripPdfsJob>')), '30002');
  });

  test('publish jobs name their context and how much of it', async () => {
    for (const [inner, kind, context, isFull, subType, begin] of [
      ['<imageServingPublishJob><publishType>Full</publishType><emailSetting>All</emailSetting><httpCompletionUrl>https://hook.test/x</httpCompletionUrl></imageServingPublishJob>',
        'ImageServingPublish', 'ImageServing', true, 'full', 'BeginImageServingPublish'],
      ['<imageServingPublishJob><publishType>FullWithSearch</publishType><emailSetting>All</emailSetting></imageServingPublishJob>',
        'ImageServingPublish', 'ImageServing', true, 'fullwithsearch', 'BeginImageServingPublish'],
      ['<imageServingPublishJob><publishType>Incremental</publishType><emailSetting>All</emailSetting></imageServingPublishJob>',
        'ImageServingPublish', 'ImageServing', false, 'increment', 'BeginImageServingPublish'],
      ['<imageRenderingPublishJob><emailSetting>All</emailSetting></imageRenderingPublishJob>', 'ImageRenderingPublish', 'ImageRendering', false, '', 'BeginImageRenderingPublish'],
      ['<videoPublishJob><emailSetting>All</emailSetting></videoPublishJob>', 'VideoPublish', 'Video', false, '', 'BeginVideoPublish'],
    ] as const) {
      const handle = textAt((await submit('publish', inner)).element, 'jobHandle');
      const [found] = await world.jobs.active({ companyIds: [world.company.id], jobId: Number(handle.split('|').at(-1)) });
      assert.deepEqual([found?.job.kind, (found?.job.options as { email: string }).email], [kind, 'All']);
      const [item] = await world.jobs.itemsOf(found!.job.id, { pageSize: 9, page: 1 });
      assert.deepEqual(item && 'listing' in item && item.listing, { kind: 'publication', context, isFull });
      const log = (await user.call('getJobLogDetails', `${own}<jobHandle>${handle}</jobHandle>`)).element;
      assert.deepEqual(['logType', 'jobSubType'].map((field) => textAt(log, `jobLogArray/items/${field}`)), [begin, subType]);
      assert.ok(namesIn((await active(handle))!).includes(/<(\w+)/.exec(inner)![1]!));
    }
    for (const [inner, wanted] of [
      ['<imageServingPublishJob><emailSetting>All</emailSetting></imageServingPublishJob>', '30002'], ['<videoPublishJob/>', '30001'],
      ['<imageServingPublishJob><publishType>Some</publishType><emailSetting>All</emailSetting></imageServingPublishJob>', '30001'],
      ['<videoPublishJob><emailSetting>None</emailSetting><httpCompletionUrl>ftp://x</httpCompletionUrl></videoPublishJob>', '30001'],
    ] as const) assert.equal(code(await submit('publish', inner)), wanted, inner);
  });

  test('a publish job may name its context, and no other', async () => {
    const contexts = allAt((await user.call('getPublishContexts', own)).element, 'publishContextArray/items');
    const handleOf = (type: string): string => textAt(contexts.find((one) => textAt(one, 'contextType') === type)!, 'contextHandle');
    const publish = (handle: string) => submit('context', `<videoPublishJob><emailSetting>None</emailSetting><contextHandle>${handle}</contextHandle></videoPublishJob>`);
    assert.equal((await publish(handleOf('Video'))).element.name, 'submitJobReturn');
    for (const wrong of [handleOf('ImageServing'), 'pc|1', 'video']) {
      const answer = await publish(wrong);
      assert.equal(code(answer), '30001', wrong);
      assert.match(reason(answer), /videoPublishJob.contextHandle/);
    }
  });

  test('a job that follows on another is read with it, kept, and opened when it ends', async () => {
    const asset = await world.publish({ fileName: 'followed.jpg' });
    const post = '<postImageServingPublishJob><publishType>Incremental</publishType><emailSetting>Error</emailSetting></postImageServingPublishJob>';
    const handle = textAt((await submit('shoes', reprocess(`${handles(asset.id)}<postJobOnlyIfFiles>true</postJobOnlyIfFiles>${post}`))).element, 'jobHandle');
    const echoed = await active(handle);
    assert.ok(echoed);
    assert.deepEqual(['postJobOnlyIfFiles', 'postImageServingPublishJob/publishType'].map((field) => textAt(echoed, `reprocessAssetsJob/${field}`)), ['true', 'Incremental']);
    const [job] = await world.jobs.active({ companyIds: [world.company.id], jobId: Number(handle.split('|').at(-1)) });
    await (await world.take(job!.job))('success');
    const [follower] = await world.jobs.active({ companyIds: [world.company.id], name: 'Pub_shoes' });
    assert.deepEqual([follower?.job.kind, follower?.job.originalName, follower?.job.options], ['ImageServingPublish', 'shoes', { publishType: 'Incremental', email: 'Error' }]);
    const two = `${post}<postVideoPublishJob><emailSetting>None</emailSetting></postVideoPublishJob>`;
    assert.equal(code(await submit('two', reprocess(handles(asset.id) + two))), '30001');
    assert.equal(code(await submit('two', reprocess(`${handles(asset.id)}<postVideoPublishJob><emailSetting>Never</emailSetting></postVideoPublishJob>`))), '30001');
  });

  test('the mails of a job may go to somebody else of the company', async () => {
    const asset = await world.publish({ fileName: 'mailed.jpg' });
    const handle = textAt((await submit('mailed', `<userHandle>u|${world.admin.id}|x</userHandle>${reprocess(handles(asset.id))}`)).element, 'jobHandle');
    const job = (await world.jobs.active({ companyIds: [world.company.id], jobId: Number(handle.split('|').at(-1)) }))[0]!.job;
    assert.deepEqual([job.userId, (job.options as { mailUserId?: number }).mailUserId], [world.user.id, world.admin.id]);
  });
});
