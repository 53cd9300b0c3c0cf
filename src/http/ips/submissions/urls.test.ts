import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { escapeXml } from '#wire';
import { openIpsWorld, password, type IpsWorld } from '#test/build/ips';
import { ipsClient, textAt, type IpsAnswer, type IpsClient } from '#test/build/ips-client';

describe('uploadUrlsJob', () => {
  let world: IpsWorld;
  let user: IpsClient;
  let own: string;
  before(async () => {
    world = await openIpsWorld();
    user = ipsClient(world.server, world.user.email, password);
    own = `<companyHandle>c|${world.company.id}</companyHandle>`;
  });
  after(() => world[Symbol.asyncDispose]());

  const needed = '<overwrite>true</overwrite><readyForPublish>false</readyForPublish><createMask>false</createMask><emailSetting>None</emailSetting>';
  const list = (...urls: readonly (readonly [string, string])[]): string => `<urlArray>${urls.map(([url, path]) =>
    `<items><sourceUrl>${escapeXml(url)}</sourceUrl><destPath>${escapeXml(path)}</destPath></items>`).join('')}</urlArray>`;
  const submit = (name: string, inner: string) => user.call('submitJob', `${own}<jobName>${name}</jobName><uploadUrlsJob>${inner}</uploadUrlsJob>`);
  const code = (answer: IpsAnswer): string => textAt(answer.element, 'code');
  const reason = (answer: IpsAnswer): string => textAt(answer.element, 'reason');

  test('each URL is an item with the place that destPath says, and the name of the URL where it says none', async () => {
    const answer = await submit('places', list(
      ['https://files.test/a.jpg?x=1#part', ''], ['https://files.test/p/b%20c.jpg', 'up/'], ['HTTP://files.test/c', 'ApiTestCo/d/e.png'], ['http://files.test/%zz.gif', '/']) + needed);
    const jobId = Number(textAt(answer.element, 'jobHandle').split('|').at(-1));
    const items = await world.jobs.itemsOf(jobId, { pageSize: 10, page: 1 });
    assert.deepEqual(items.map((item) => [item.folder, item.fileName, item.orderKey, 'origin' in item && item.origin?.kind === 'url' && item.origin.url]), [
      ['ApiTestCo/', 'a.jpg', 'a', 'https://files.test/a.jpg?x=1'], ['ApiTestCo/up/', 'b c.jpg', 'b c', 'https://files.test/p/b%20c.jpg'],
      ['ApiTestCo/d/', 'e.png', 'e', 'http://files.test/c'], ['ApiTestCo/', '%zz.gif', 'zz', 'http://files.test/%zz.gif'],
    ]);
    const [shown] = await world.jobs.active({ companyIds: [world.company.id], jobId });
    assert.deepEqual([shown?.job.kind, (shown?.job.echo as { numUrls: number }).numUrls, shown?.job.receivedCount, shown?.job.transfers],
      ['UrlUpload', 4, 4, { success: 0, error: 0, warning: 0 }]);
  });

  test('it reads every option of an upload', async () => {
    const answer = await submit('options', `${list(['https://files.test/a.jpg', ''])}<overwrite>false</overwrite><readyForPublish>true</readyForPublish>
      <preservePublishState>true</preservePublishState><createMask>true</createMask><preserveCrop>false</preserveCrop>
      <manualCropOptions><left>1</left><right>2</right><top>3</top><bottom>4</bottom></manualCropOptions>
      <photoshopOptions><process>MaintainLayers</process></photoshopOptions><emailSetting>ErrorAndWarning</emailSetting>
      <postHttpUrl>https://hook.test/done</postHttpUrl><xmpKeywords>red,blue</xmpKeywords>
      <unsharpMaskOptions><amount>1</amount></unsharpMaskOptions><unCompressOptions><process>UnCompress</process></unCompressOptions>`);
    const jobId = Number(textAt(answer.element, 'jobHandle').split('|').at(-1));
    const [shown] = await world.jobs.active({ companyIds: [world.company.id], jobId });
    const options = shown?.job.options as Record<string, unknown>;
    assert.deepEqual(['overwrite', 'readyForPublish', 'preservePublishState', 'createMask', 'preserveCrop', 'manualCrop', 'email', 'postHttpUrl', 'keywords', 'uncompress']
      .map((name) => options[name]), [
      false, true, true, true, false, { leftPx: 1, rightPx: 2, topPx: 3, bottomPx: 4 }, 'ErrorAndWarning', 'https://hook.test/done', ['red', 'blue'], true,
    ]);
    const echoed = (await user.call('getActiveJobs', `${own}<jobHandle>${textAt(answer.element, 'jobHandle')}</jobHandle>`)).element;
    assert.deepEqual(['numUrls', 'manualCropOptions/left', 'postHttpUrl', 'unCompressOptions/process'].map((field) => textAt(echoed, `jobArray/items/uploadUrlsJob/${field}`)),
      ['1', '1', 'https://hook.test/done', 'UnCompress']);
  });

  test('what cannot be fetched or has no place is a fault, and no job is opened', async () => {
    for (const [inner, wanted, named] of [
      [needed, '30002', /urlArray/], [`<urlArray/>${needed}`, '30002', /urlArray/], [list(['https://files.test/a.jpg', '']), '30002', /overwrite/],
      [list(['ftp://files.test/a.jpg', '']) + needed, '30001', /http or https/], [list(['file:///etc/passwd', '']) + needed, '30001', /http or https/],
      [list(['https://me:secret@files.test/a.jpg', '']) + needed, '30001', /without user and password/], [list(['https://', 'a.jpg']) + needed, '30001', /http/],
      [list(['', 'a.jpg']) + needed, '30002', /sourceUrl/], [list(['https://files.test/', 'x/']) + needed, '30002', /fileName/],
      [list(['https://files.test/a.jpg', '../a.jpg']) + needed, '30001', /\.\./], [list([`https://files.test/${'a'.repeat(2048)}`, 'a.jpg']) + needed, '30001', /2048/],
      [list(['https://files.test/%2e%2e', '']) + needed, '30002', /fileName/], [`${list(['https://files.test/a.jpg', ''])}${needed}<postHttpUrl>ftp://x/</postHttpUrl>`, '30001', /postHttpUrl/],
    ] as const) {
      const answer = await submit('refused', inner);
      assert.equal(code(answer), wanted, inner.slice(0, 200));
      assert.match(reason(answer), named);
      assert.ok(!reason(answer).includes('secret'));
    }
    assert.deepEqual(await world.jobs.findLogs({ companyId: world.company.id, originalName: 'refused' }), []);
  });
});
